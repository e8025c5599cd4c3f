from .models import Book, Shelf


class Putting:
    def __init__(self, shelf: Shelf):
        self.shelf = shelf

    def __call__(self, title):
        return self.shelf.books.create(title=title)


async def held():
    shelf = await Shelf.objects.aget(pk=1)
    return "Loops" in shelf, [book.title for book in shelf], shelf["Loops"].pk


async def put():
    shelf = await Shelf.objects.aget(pk=1)
    put = Putting(shelf)
    return put("Notes").title


async def labelled():
    shelf = await Shelf.objects.aget(pk=1)
    shelf.label = "B"
    return shelf.label


async def volume():
    book = await Book.objects.aget(title="Atlas")
    return book.reference.volume
