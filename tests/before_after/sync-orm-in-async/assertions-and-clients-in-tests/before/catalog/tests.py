from django.test import TransactionTestCase, override_settings

from .models import Book


@override_settings(ROOT_URLCONF="catalog.urls")
class BookTest(TransactionTestCase):
    def setUp(self):
        self.book = Book.objects.create(title="Loops")

    async def test_rows(self):
        self.assertQuerySetEqual(Book.objects.values_list("title", flat=True), ["Loops"])
        self.assertCountEqual(Book.objects.all(), [self.book])
        self.assertIn(self.book, Book.objects.all())
        self.assertTrue(Book.objects.all())

    async def test_view(self):
        response = self.client.get("/")
        self.assertEqual(response.content, b"1")
