import copy

from .models import Author, Book, Profile


async def make(title):
    author = Author(name="Zoe")
    book = Book(title=title, author=author)
    profile = Profile(author=author)
    same = book == Book(title=title), hash(Author(pk=3)), copy.deepcopy(book).title
    known = book.author.name, profile.author.name, str(book), book.author_id, book.pk
    book.author = Author(name="Yan")
    book.title = book.title.upper()
    book.clean()
    return same, known, book.author.name, book.serializable_value("title"), book.tags if book.pk else None


async def keys(pk):
    book = await Book.objects.aget(pk=pk)
    return book.author_id, book.pk, book.title, f"{book}", repr(book), book._state.adding, book.get_deferred_fields()
