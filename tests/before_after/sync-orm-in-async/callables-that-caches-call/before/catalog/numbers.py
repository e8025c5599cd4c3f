from django.core.cache import cache

from .models import Author, Book


async def books():
    return cache.get_or_set("books", Book.objects.count, 60)


async def authors():
    return await cache.aget_or_set("authors", Author.objects.count, 60)


async def plain():
    cache.set("plain", 1)
    return cache.get("plain"), await cache.aget_or_set("other", 2)


async def rows():
    cache.set("rows", Book.objects.filter(published=True))
    return len(cache.get("rows"))
