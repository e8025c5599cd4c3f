from asgiref.sync import sync_to_async

from catalog.models import Author, Book


async def headline(pk):
    return f"{await sync_to_async(Book.objects.count)():>3} books, {(await sync_to_async(Book.objects.get)(pk=pk)).title!r} first"


async def nested(pk, width):
    return f"[{await sync_to_async(Book.objects.values_list('title', flat=True).get)(pk=pk):>{width}}]"


async def debug():
    books = Book.objects.filter(published=False)
    return f"drafts: {await sync_to_async(list)(books)}"


async def printed():
    return await sync_to_async(str)(Author.objects.order_by("pk")), repr(Book.objects.none())


async def many(limit):
    if (number := await sync_to_async(Book.objects.count)()) > limit:
        return f"{number} > {limit}"
    return "few"


async def pages_left():
    seen = []
    while book := await sync_to_async(Book.objects.exclude(pk__in=seen).first)():
        seen.append(book.pk)
    return len(seen)


async def first_or(pk):
    return (await sync_to_async(Author.objects.get)(pk=pk)).name if pk else (await sync_to_async(Author.objects.first)()).name


async def matched():
    match await sync_to_async(Book.objects.filter(published=True).count)():
        case 0:
            return "none"
        case 2:
            return "two"
    return "some"


async def checked(title):
    assert not await sync_to_async(Book.objects.filter(title=title).exists)(), f"{title} is taken"
    return title
