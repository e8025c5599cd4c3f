from asgiref.sync import sync_to_async

from .models import Book


async def found():
    result = None
    async for book in Book.objects.all():
        if book.pages < 200:
            result = book
            break
    return await sync_to_async(lambda: result.author.name)()


async def by_numbers(numbers):
    for number in numbers:
        book = await Book.objects.filter(pk=number).afirst()
        if book is not None:
            break
    else:
        return None
    return await sync_to_async(lambda: book.author.name)()


async def while_true():
    number = 0
    while True:
        number += 1
        book = await Book.objects.filter(pk=number, pages__lt=100).afirst()
        if book:
            break
    return await sync_to_async(lambda: book.author.name)()
