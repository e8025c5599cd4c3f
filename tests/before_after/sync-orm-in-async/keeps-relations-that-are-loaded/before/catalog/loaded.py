from asgiref.sync import sync_to_async
from django.db.models import Prefetch

from .models import Author, Book, Profile, Review


async def selected(pk):
    book = await Book.objects.select_related("author__mentor").aget(pk=pk)
    mentor = book.author.mentor
    return book.author.name, mentor and mentor.name


async def prefetched():
    rows = []
    async for book in Book.objects.prefetch_related("tags", "review_set").select_related("author"):
        rows.append((book.author.name, [tag.name for tag in book.tags.all()], book.tags.count(), len(book.review_set.all())))
        rows.append((bool(book.review_set.all()), book.tags.exists(), book.review_set.count(), list(book.tags.all()[:1])))
    return rows


async def named():
    long = Prefetch("books", queryset=Book.objects.filter(pages__gt=100), to_attr="long_books")
    return {author.name: [book.title for book in author.long_books] async for author in Author.objects.prefetch_related(long)}


async def known_from_making():
    author = await Author.objects.acreate(name="Zoe")
    book = await Book.objects.acreate(title="New", author=author)
    review = Review(book=book, stars=1)
    await review.asave()
    return book.author.name, review.book.title


async def known_from_the_other_end(pk):
    author = await Author.objects.aget(pk=pk)
    first = await author.books.afirst()
    return [book.author.name async for book in author.books.all()], first and first.author.name


async def read_before(pk):
    book = await sync_to_async(Book.objects.get)(pk=pk)
    author = await sync_to_async(lambda: book.author)()
    return author.name, book.author.name, book.author.country


async def one_to_one(pk):
    author = await Author.objects.select_related("profile").aget(pk=pk)
    profile = await Profile.objects.select_related("author").aget(author=pk)
    return author.profile.bio, hasattr(author, "profile"), profile.author.name


async def in_threads(pk):
    def load():
        book = Book.objects.select_related("author").get(pk=pk)
        return book, [tag.name for tag in book.tags.all()]

    book, tags = await sync_to_async(load)()
    return book.author.name, tags


async def assigned(pk):
    book = await Book.objects.aget(pk=pk)
    book.author = await Author.objects.aget(pk=2)
    return book.author.name
