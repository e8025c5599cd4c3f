from asgiref.sync import sync_to_async
from django.test import TransactionTestCase, override_settings

from .models import Book


@override_settings(ROOT_URLCONF="catalog.urls")
class BookTest(TransactionTestCase):
    def setUp(self):
        self.book = Book.objects.create(title="Loops")

    async def test_rows(self):
        await sync_to_async(self.assertQuerySetEqual)(Book.objects.values_list("title", flat=True), ["Loops"])
        await sync_to_async(self.assertCountEqual)(Book.objects.all(), [self.book])
        await sync_to_async(self.assertIn)(self.book, Book.objects.all())
        await sync_to_async(self.assertTrue)(Book.objects.all())

    async def test_view(self):
        response = await sync_to_async(self.client.get)("/")
        self.assertEqual(response.content, b"1")
