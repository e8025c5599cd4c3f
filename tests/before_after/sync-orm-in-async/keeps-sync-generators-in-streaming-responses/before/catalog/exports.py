from django.http import StreamingHttpResponse

from .models import Book


def rows():
    yield "title"
    for book in Book.objects.select_related("author"):
        yield f"{book.title},{book.author.name}"


def numbered(books):
    for number, book in enumerate(books):
        yield f"{number} {book.title}"


async def export(request):
    return StreamingHttpResponse(rows(), content_type="text/csv")


async def numbers(request):
    response = StreamingHttpResponse(numbered(Book.objects.all()))
    response["X-Kind"] = "numbers"
    return response


async def iterated(request):
    return StreamingHttpResponse(book.title for book in [])
