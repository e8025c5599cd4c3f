from . import receivers
from .models import Book


async def published(pk):
    book = await Book.objects.aget(pk=pk)
    await book.asave()
    return receivers.SEEN
