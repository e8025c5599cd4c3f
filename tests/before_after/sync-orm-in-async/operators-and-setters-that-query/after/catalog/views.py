from asgiref.sync import sync_to_async

from .models import Book, Shelf


class Putting:
    def __init__(self, shelf: Shelf):
        self.shelf = shelf

    def __call__(self, title):
        return self.shelf.books.create(title=title)


async def held():
    shelf = await Shelf.objects.aget(pk=1)
    return await sync_to_async(lambda: "Loops" in shelf)(), [book.title for book in await sync_to_async(list)(shelf)], await sync_to_async(lambda: shelf["Loops"].pk)()


async def put():
    shelf = await Shelf.objects.aget(pk=1)
    put = Putting(shelf)
    return (await sync_to_async(put)("Notes")).title


async def labelled():
    shelf = await Shelf.objects.aget(pk=1)
    await sync_to_async(setattr)(shelf, "label", "B")
    return await sync_to_async(lambda: shelf.label)()


async def volume():
    book = await Book.objects.aget(title="Atlas")
    return await sync_to_async(lambda: book.reference.volume)()
