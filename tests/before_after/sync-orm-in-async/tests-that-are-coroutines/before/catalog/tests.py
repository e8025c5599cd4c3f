from django.test import TestCase

from .models import Author, Book


class BookTests(TestCase):
    def setUp(self):
        self.author = Author.objects.create(name="Zoe")

    async def test_counts(self):
        Book.objects.create(title="One", author=self.author)
        self.assertEqual(self.author.books.count(), 1)

    def test_sync(self):
        self.assertEqual(Book.objects.count(), 0)
