import csv
import io
import itertools
from collections import Counter

from .models import Author, Book


async def counted():
    return Counter(Book.objects.values_list("author_id", flat=True))


async def grouped():
    groups = itertools.groupby(Book.objects.all(), key=lambda book: book.author_id)
    return {key: [book.title for book in books] for key, books in groups}


async def written():
    file = io.StringIO()
    csv.writer(file).writerows(Book.objects.values_list("title", "pages"))
    return file.getvalue().split()


async def mapped():
    return list(map(lambda book: book.author.name, Book.objects.all()))


async def sorted_in_place():
    books = await Book.objects.aget(pk=1), await Book.objects.aget(pk=3)
    rows = [book async for book in Book.objects.all()]
    rows.sort(key=lambda book: (book.author.name, -book.pages))
    return len(books), [book.title for book in rows]


def titles(author):
    for book in author.books.all():
        yield book.title


async def from_a_generator():
    author = await Author.objects.aget(pk=1)
    return list(titles(author)), ", ".join(titles(author))


async def nothing():
    words = Counter(["a", "b", "a"])
    rows = ["b", "a"]
    rows.sort(key=lambda row: row.title())
    return words["a"], list(map(lambda word: word.upper(), rows)), [*itertools.chain(rows, words)]
