from django.core.cache import cache

from .models import Book


def hits(key):
    return cache.get(key, 0)


async def allowed(key, limit):
    number = cache.get(key, 0)
    cache.set(key, number + 1, timeout=60)
    return number < limit


async def total():
    return await cache.aget("books") or hits("a") + hits("b")


async def remembered():
    return cache.get_or_set("number", Book.objects.count, 60)


async def forget(*keys):
    cache.delete_many(keys)
    return await cache.ahas_key("a")
