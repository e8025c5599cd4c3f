from .models import Author, Book


async def titles():
    found = []
    for book in Book.objects.filter(published=True):
        found.append(book.title)
    return found


async def first_longer_than(pages):
    books = Book.objects.order_by("pages")
    for book in books:
        if book.pages > pages:
            break
    else:
        return None
    return book.title


async def shelves():
    rows = []
    for author in Author.objects.all():
        for number, book in enumerate(author.books.all(), start=1):
            rows.append(f"{author.name}{number}:{book.title}")
    return rows


async def top(n):
    rows = []
    for place, book in zip("abc", Book.objects.order_by("-pages")[:n]):
        rows.append((place, book.title))
    return rows


async def pairs():
    total = 0
    for title, pages in Book.objects.values_list("title", "pages"):
        total += len(title) * pages
    return total
