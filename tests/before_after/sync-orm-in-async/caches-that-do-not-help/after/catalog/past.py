from asgiref.sync import sync_to_async

from .models import Author, Book


async def prefetched():
    book = await Book.objects.prefetch_related("tags").aget(pk=1)
    names = [tag.name for tag in book.tags.all()]
    long = [tag.name for tag in await sync_to_async(list)(book.tags.filter(name__startswith="p"))]
    ordered = [tag.name for tag in await sync_to_async(list)(book.tags.order_by("-name"))]
    return names, long, ordered, (await sync_to_async(book.tags.last)()).name


async def evaluated():
    books = Book.objects.all()
    await sync_to_async(len)(books)
    again = [book.pk for book in await sync_to_async(list)(books.all())]
    return len(books), again, await sync_to_async(books.filter(published=False).count)(), (await sync_to_async(books.last)()).pk


async def unordered():
    authors = Author.objects.all()
    await sync_to_async(list)(authors)
    return (await sync_to_async(authors.first)()).name


async def counted():
    books = Book.objects.all()
    if await books.aexists() and await books.acount():
        return [book.title for book in await sync_to_async(list)(books)]
    return []


async def nullable():
    author = await Author.objects.select_related().aget(pk=2)
    return await sync_to_async(lambda: author.mentor.name)()


async def partly():
    book = await Book.objects.select_related("author").aget(pk=2)
    return book.author.name, await sync_to_async(lambda: book.author.mentor.name)()


async def deferred():
    book = await Book.objects.only("title").aget(pk=1)
    other = await Book.objects.defer("pages").aget(pk=2)
    return book.title, await sync_to_async(lambda: book.pages)(), other.title, await sync_to_async(lambda: other.pages)()


async def one_branch(detailed):
    book = await Book.objects.aget(pk=1)
    if detailed:
        await sync_to_async(lambda: book.author)()
    return await sync_to_async(lambda: book.author.name)()
