import asyncio

from asgiref.sync import sync_to_async

from .models import Author, Book


async def probe(title):
    await asyncio.sleep(0)
    return len(title)


async def sizes():
    return await asyncio.gather(*[probe(book.title) for book in await sync_to_async(list)(Book.objects.all())])


async def author_of(book: Book) -> str:
    return await sync_to_async(lambda: book.author.name)()


async def authors():
    books = Book.objects.order_by("-pk")
    return await asyncio.gather(*(author_of(book) for book in await sync_to_async(list)(books)))


async def first_word(number):
    return (await Book.objects.aget(pk=number)).title, await sync_to_async(Author.objects.count)()


async def task_group():
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(first_word(pk)) for pk in await sync_to_async(list)(Book.objects.values_list("pk", flat=True))]
    return [task.result() for task in tasks]


async def bounded(limit):
    gate = asyncio.Semaphore(limit)
    results = []

    async def one(book):
        async with gate:
            results.append((book.pk, book.author.name))

    for book in await sync_to_async(list)(Book.objects.select_related("author")):
        await one(book)
    return results
