from asgiref.sync import sync_to_async
from django.core.cache import cache

from .models import Book


def hits(key):
    return cache.get(key, 0)


async def allowed(key, limit):
    number = await sync_to_async(cache.get)(key, 0)
    await sync_to_async(cache.set)(key, number + 1, timeout=60)
    return number < limit


async def total():
    return await cache.aget("books") or await sync_to_async(hits)("a") + await sync_to_async(hits)("b")


async def remembered():
    return await sync_to_async(cache.get_or_set)("number", Book.objects.count, 60)


async def forget(*keys):
    await sync_to_async(cache.delete_many)(keys)
    return await cache.ahas_key("a")
