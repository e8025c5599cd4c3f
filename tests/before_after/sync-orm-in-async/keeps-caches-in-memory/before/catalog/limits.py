from django.core.cache import cache, caches

from .models import Book


def hits(key):
    return cache.get(key, 0)


async def allowed(key, limit):
    number = cache.get(key, 0)
    cache.set(key, number + 1, timeout=60)
    caches["default"].add("other", 1)
    cache.incr(key)
    if cache.has_key("x") or "y" in cache:
        cache.delete("x")
    return hits(key) < limit, cache.get_or_set("z", lambda: 3), cache.get_many(["a", "z"])


async def number():
    return cache.get_or_set("number", await Book.objects.acount())
