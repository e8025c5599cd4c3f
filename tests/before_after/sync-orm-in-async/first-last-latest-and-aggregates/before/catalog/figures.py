from django.db.models import Avg, Count, Max

from catalog.models import Book, Review


async def ends():
    shortest = Book.objects.order_by("pages").first()
    longest = Book.objects.filter(published=True).order_by("pages").last()
    return shortest.title, longest.title


async def by_age():
    oldest = Book.objects.earliest("pk")
    newest = Book.objects.exclude(published=False).latest("pk")
    return oldest.title, newest.title


async def numbers():
    pages = Book.objects.aggregate(Max("pages"))["pages__max"]
    stars = Review.objects.filter(book__title="Loops").aggregate(n=Count("*"), mean=Avg("stars"))
    return pages, stars["n"], stars["mean"]


async def known(book):
    return Book.objects.filter(published=True).contains(book)
