import copy

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.template.response import TemplateResponse

from .models import Author, Book, Tag


async def build(request, words, page):
    books = Book.objects.filter(published=True).exclude(title="").select_related("author").prefetch_related("tags")
    query = Q()
    for word in words:
        query |= Q(title__icontains=word)
    books = books.filter(query).annotate(number=Count("review")).order_by("-number")
    books = books.filter(Exists(Tag.objects.filter(books=OuterRef("pk"))))
    if books is None or books == [] or not isinstance(books, object):
        return None
    some = books[:5]
    union = books | Book.objects.none()
    both = Book.objects.filter(pages=1) & Book.objects.all()
    clone = copy.deepcopy(books), Book.objects.only("title"), Book.objects.defer("title").using("default")
    paginator = Paginator(Book.objects.order_by("pk"), 10)
    sql = str(books.query), books.db, books.ordered, books.model._meta.label, Book._meta.get_field("title").max_length
    prefetch = Author.objects.prefetch_related(Prefetch("books", queryset=Book.objects.filter(published=True)))
    rows = Book.objects.raw("SELECT id FROM catalog_book")
    chunks = Book.objects.iterator(chunk_size=10)
    return TemplateResponse(request, "books.html", {"books": some, "paginator": paginator}), union, both, clone, sql, prefetch, rows, chunks


async def passed_on(books):
    return [book.title async for book in (await build(None, ["o"], 1))[1]], books


def narrow(books, author=None):
    return books.filter(author=author) if author is not None else books.all()


async def helped():
    return narrow(Book.objects.all()).values_list("title", flat=True)
