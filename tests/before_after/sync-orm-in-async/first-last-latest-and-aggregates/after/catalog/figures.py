from asgiref.sync import sync_to_async
from django.db.models import Avg, Count, Max

from catalog.models import Book, Review


async def ends():
    shortest = await sync_to_async(Book.objects.order_by("pages").first)()
    longest = await sync_to_async(Book.objects.filter(published=True).order_by("pages").last)()
    return shortest.title, longest.title


async def by_age():
    oldest = await sync_to_async(Book.objects.earliest)("pk")
    newest = await sync_to_async(Book.objects.exclude(published=False).latest)("pk")
    return oldest.title, newest.title


async def numbers():
    pages = (await sync_to_async(Book.objects.aggregate)(Max("pages")))["pages__max"]
    stars = await sync_to_async(Review.objects.filter(book__title="Loops").aggregate)(n=Count("*"), mean=Avg("stars"))
    return pages, stars["n"], stars["mean"]


async def known(book):
    return await sync_to_async(Book.objects.filter(published=True).contains)(book)
