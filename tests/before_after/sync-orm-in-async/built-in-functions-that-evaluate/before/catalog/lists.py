import json

from django.http import JsonResponse

from .models import Book, Tag


async def books(request):
    return JsonResponse({"books": list(Book.objects.values("title", "pages"))})


async def number():
    published = Book.objects.filter(published=True)
    return len(published)


async def frozen():
    return tuple(Book.objects.values_list("pk", flat=True)), set(Tag.objects.values_list("name", flat=True))


async def prices():
    return dict(Book.objects.values_list("title", "pages"))


async def by_length():
    ranked = sorted(Book.objects.all(), key=lambda book: book.pages)
    return [book.title for book in ranked]


async def longest():
    return max(Book.objects.all(), key=lambda book: len(book.title)).title


async def tag_line():
    return ", ".join(Tag.objects.order_by("name").values_list("name", flat=True))


async def dump():
    return json.dumps(list(Book.objects.values_list("pages", flat=True)))


async def earliest():
    return next(iter(Book.objects.order_by("pages"))).title


async def backwards():
    return [book.title for book in reversed(Book.objects.all())]


async def total():
    return sum(Book.objects.values_list("pages", flat=True))
