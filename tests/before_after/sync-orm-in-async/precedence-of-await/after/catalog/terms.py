from asgiref.sync import sync_to_async
from django.db.models import Max

from catalog.models import Author, Book


async def shout(pk):
    return (await sync_to_async(Book.objects.get)(pk=pk)).title.upper()


async def squared():
    return -await sync_to_async(Book.objects.count)() ** 2


async def share():
    return 100 * await sync_to_async(Book.objects.filter(published=True).count)() // await sync_to_async(Book.objects.count)()


async def few():
    return not await sync_to_async(Author.objects.count)() > 2 and 1 < await sync_to_async(Book.objects.count)() < 5


async def row(pk):
    return (await sync_to_async(Book.objects.values("title", "pages").get)(pk=pk))["title"][0]


async def calls(pk):
    return (await sync_to_async(Author.objects.get)(pk=pk)).name.replace("n", "N").encode("ascii")


async def fallback():
    return (await sync_to_async(Book.objects.filter(title="Tasks").first)() or await sync_to_async(Book.objects.first)()).title


async def star():
    return max(*(await sync_to_async(Book.objects.aggregate)(a=Max("pages"), b=Max("pk"))).values())


async def keywords(pk):
    return "{title}/{pages}".format(**await sync_to_async(Book.objects.values("title", "pages").get)(pk=pk))


async def related(pk):
    return await sync_to_async(lambda: Book.objects.get(pk=pk).author.name)()

