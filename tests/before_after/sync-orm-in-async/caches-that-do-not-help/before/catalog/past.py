from asgiref.sync import sync_to_async

from .models import Author, Book


async def prefetched():
    book = await Book.objects.prefetch_related("tags").aget(pk=1)
    names = [tag.name for tag in book.tags.all()]
    long = [tag.name for tag in book.tags.filter(name__startswith="p")]
    ordered = [tag.name for tag in book.tags.order_by("-name")]
    return names, long, ordered, book.tags.last().name


async def evaluated():
    books = Book.objects.all()
    await sync_to_async(len)(books)
    again = [book.pk for book in books.all()]
    return len(books), again, books.filter(published=False).count(), books.last().pk


async def unordered():
    authors = Author.objects.all()
    await sync_to_async(list)(authors)
    return authors.first().name


async def counted():
    books = Book.objects.all()
    if await books.aexists() and await books.acount():
        return [book.title for book in books]
    return []


async def nullable():
    author = await Author.objects.select_related().aget(pk=2)
    return author.mentor.name


async def partly():
    book = await Book.objects.select_related("author").aget(pk=2)
    return book.author.name, book.author.mentor.name


async def deferred():
    book = await Book.objects.only("title").aget(pk=1)
    other = await Book.objects.defer("pages").aget(pk=2)
    return book.title, book.pages, other.title, other.pages


async def one_branch(detailed):
    book = await Book.objects.aget(pk=1)
    if detailed:
        await sync_to_async(lambda: book.author)()
    return book.author.name
