import contextlib

from django.db import transaction

from .models import Book


@contextlib.contextmanager
def marked(book):
    Book.objects.filter(pk=book.pk).update(pages=0)
    yield book
    Book.objects.filter(pk=book.pk).update(pages=1)


@contextlib.contextmanager
def locked(pk):
    with transaction.atomic():
        yield Book.objects.select_for_update().get(pk=pk)


class Counting:
    def __enter__(self):
        self.before = Book.objects.count()
        return self

    def __exit__(self, *exc):
        self.added = Book.objects.count() - self.before


@contextlib.contextmanager
def quiet():
    yield []
