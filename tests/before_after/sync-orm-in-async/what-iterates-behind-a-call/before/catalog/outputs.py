import functools
import itertools
import pickle

from django.http import HttpResponse, JsonResponse

from .models import Author, Book


async def response():
    return HttpResponse(Book.objects.values_list("title", flat=True))


async def pickled():
    return pickle.dumps(Author.objects.all())


async def printed(out):
    print(Author.objects.order_by("pk"), file=out)


async def mapped():
    return list(map(str.upper, Author.objects.values_list("name", flat=True)))


async def filtered():
    return [book.pk for book in filter(lambda book: book.pages > 100, Book.objects.all())]


async def chained():
    return [str(row) for row in itertools.chain(["first"], Author.objects.all())]


async def reduced():
    return functools.reduce(lambda total, pages: total + pages, Book.objects.values_list("pages", flat=True), 0)


async def extended(names):
    names.extend(Author.objects.values_list("name", flat=True))
    names += Book.objects.values_list("title", flat=True)
    return names


async def starred(function):
    return function(*Author.objects.order_by("pk").values_list("name", flat=True))


async def answered():
    published = all(Book.objects.values_list("published", flat=True))
    return JsonResponse({"all": published, "n": min(Book.objects.values_list("pages"))[0]})
