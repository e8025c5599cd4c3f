from .models import Author, Book


class FakeManager:
    def get(self, pk):
        return pk

    def count(self):
        return 0


async def rebound(request):
    books = Book.objects.filter(published=True)
    books = [book async for book in books]
    if books:
        return len(books), books[0].title, [book.title for book in books]
    return 0, None, []


async def shadowed():
    class Book:
        objects = FakeManager()

    return Book.objects.get(pk=1), Book.objects.count()


async def parameter(Author=FakeManager()):
    return Author.count(), Author.get(pk=2)


async def counted():
    number = await Author.objects.acount()
    return number if number else -1, f"{number}", number in (1, 2)
