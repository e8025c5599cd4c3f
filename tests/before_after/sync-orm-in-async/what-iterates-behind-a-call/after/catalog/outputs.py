import functools
import itertools
import pickle

from asgiref.sync import sync_to_async
from django.http import HttpResponse, JsonResponse

from .models import Author, Book


async def response():
    return await sync_to_async(HttpResponse)(Book.objects.values_list("title", flat=True))


async def pickled():
    return await sync_to_async(pickle.dumps)(Author.objects.all())


async def printed(out):
    await sync_to_async(print)(Author.objects.order_by("pk"), file=out)


async def mapped():
    return list(map(str.upper, await sync_to_async(list)(Author.objects.values_list("name", flat=True))))


async def filtered():
    return [book.pk for book in filter(lambda book: book.pages > 100, await sync_to_async(list)(Book.objects.all()))]


async def chained():
    return [str(row) for row in itertools.chain(["first"], await sync_to_async(list)(Author.objects.all()))]


async def reduced():
    return await sync_to_async(functools.reduce)(lambda total, pages: total + pages, Book.objects.values_list("pages", flat=True), 0)


async def extended(names):
    await sync_to_async(names.extend)(Author.objects.values_list("name", flat=True))
    names += await sync_to_async(list)(Book.objects.values_list("title", flat=True))
    return names


async def starred(function):
    return function(*await sync_to_async(list)(Author.objects.order_by("pk").values_list("name", flat=True)))


async def answered():
    published = await sync_to_async(all)(Book.objects.values_list("published", flat=True))
    return JsonResponse({"all": published, "n": (await sync_to_async(min)(Book.objects.values_list("pages")))[0]})
