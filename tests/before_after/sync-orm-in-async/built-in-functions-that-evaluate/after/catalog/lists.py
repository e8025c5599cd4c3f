import json

from asgiref.sync import sync_to_async
from django.http import JsonResponse

from .models import Book, Tag


async def books(request):
    return JsonResponse({"books": await sync_to_async(list)(Book.objects.values("title", "pages"))})


async def number():
    published = Book.objects.filter(published=True)
    return await sync_to_async(len)(published)


async def frozen():
    return await sync_to_async(tuple)(Book.objects.values_list("pk", flat=True)), await sync_to_async(set)(Tag.objects.values_list("name", flat=True))


async def prices():
    return await sync_to_async(dict)(Book.objects.values_list("title", "pages"))


async def by_length():
    ranked = await sync_to_async(sorted)(Book.objects.all(), key=lambda book: book.pages)
    return [book.title for book in ranked]


async def longest():
    return (await sync_to_async(max)(Book.objects.all(), key=lambda book: len(book.title))).title


async def tag_line():
    return await sync_to_async(", ".join)(Tag.objects.order_by("name").values_list("name", flat=True))


async def dump():
    return json.dumps(await sync_to_async(list)(Book.objects.values_list("pages", flat=True)))


async def earliest():
    return next(iter(await sync_to_async(list)(Book.objects.order_by("pages")))).title


async def backwards():
    return [book.title for book in reversed(await sync_to_async(list)(Book.objects.all()))]


async def total():
    return await sync_to_async(sum)(Book.objects.values_list("pages", flat=True))
