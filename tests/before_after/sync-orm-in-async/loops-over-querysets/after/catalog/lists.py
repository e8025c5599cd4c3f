from asgiref.sync import sync_to_async

from .models import Author, Book


async def titles():
    found = []
    for book in await sync_to_async(list)(Book.objects.filter(published=True)):
        found.append(book.title)
    return found


async def first_longer_than(pages):
    books = Book.objects.order_by("pages")
    for book in await sync_to_async(list)(books):
        if book.pages > pages:
            break
    else:
        return None
    return book.title


async def shelves():
    rows = []
    for author in await sync_to_async(list)(Author.objects.all()):
        for number, book in enumerate(await sync_to_async(list)(author.books.all()), start=1):
            rows.append(f"{author.name}{number}:{book.title}")
    return rows


async def top(n):
    rows = []
    for place, book in zip("abc", await sync_to_async(list)(Book.objects.order_by("-pages")[:n])):
        rows.append((place, book.title))
    return rows


async def pairs():
    total = 0
    for title, pages in await sync_to_async(list)(Book.objects.values_list("title", "pages")):
        total += len(title) * pages
    return total
