from django.db.models import Max

from catalog.models import Author, Book


async def shout(pk):
    return Book.objects.get(pk=pk).title.upper()


async def squared():
    return -Book.objects.count() ** 2


async def share():
    return 100 * Book.objects.filter(published=True).count() // Book.objects.count()


async def few():
    return not Author.objects.count() > 2 and 1 < Book.objects.count() < 5


async def row(pk):
    return Book.objects.values("title", "pages").get(pk=pk)["title"][0]


async def calls(pk):
    return Author.objects.get(pk=pk).name.replace("n", "N").encode("ascii")


async def fallback():
    return (Book.objects.filter(title="Tasks").first() or Book.objects.first()).title


async def star():
    return max(*Book.objects.aggregate(a=Max("pages"), b=Max("pk")).values())


async def keywords(pk):
    return "{title}/{pages}".format(**Book.objects.values("title", "pages").get(pk=pk))


async def related(pk):
    return Book.objects.get(pk=pk).author.name

