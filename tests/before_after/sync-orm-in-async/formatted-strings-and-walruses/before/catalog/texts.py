from catalog.models import Author, Book


async def headline(pk):
    return f"{Book.objects.count():>3} books, {Book.objects.get(pk=pk).title!r} first"


async def nested(pk, width):
    return f"[{Book.objects.values_list('title', flat=True).get(pk=pk):>{width}}]"


async def debug():
    books = Book.objects.filter(published=False)
    return f"drafts: {list(books)}"


async def printed():
    return str(Author.objects.order_by("pk")), repr(Book.objects.none())


async def many(limit):
    if (number := Book.objects.count()) > limit:
        return f"{number} > {limit}"
    return "few"


async def pages_left():
    seen = []
    while book := Book.objects.exclude(pk__in=seen).first():
        seen.append(book.pk)
    return len(seen)


async def first_or(pk):
    return Author.objects.get(pk=pk).name if pk else Author.objects.first().name


async def matched():
    match Book.objects.filter(published=True).count():
        case 0:
            return "none"
        case 2:
            return "two"
    return "some"


async def checked(title):
    assert not Book.objects.filter(title=title).exists(), f"{title} is taken"
    return title
