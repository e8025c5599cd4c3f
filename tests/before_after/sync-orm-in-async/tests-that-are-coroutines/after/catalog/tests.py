from asgiref.sync import sync_to_async
from django.test import TestCase

from .models import Author, Book


class BookTests(TestCase):
    def setUp(self):
        self.author = Author.objects.create(name="Zoe")

    async def test_counts(self):
        await sync_to_async(Book.objects.create)(title="One", author=self.author)
        self.assertEqual(await sync_to_async(self.author.books.count)(), 1)

    def test_sync(self):
        self.assertEqual(Book.objects.count(), 0)
