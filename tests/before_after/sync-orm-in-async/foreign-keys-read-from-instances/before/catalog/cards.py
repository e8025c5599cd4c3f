from catalog.models import Author, Book, Review


async def card(pk):
    book = await Book.objects.aget(pk=pk)
    return {"title": book.title, "author": book.author.name, "by": book.author_id}


async def mentor(book: Book) -> str:
    return book.author.mentor.name


async def same_country(book: "Book", author: Author) -> bool:
    return book.author.country == author.country


async def lines():
    result = []
    async for review in Review.objects.order_by("pk"):
        result.append((review.stars, review.book.title))
    return result


async def authors():
    return [str(book.author) async for book in Book.objects.all()]


async def newest():
    book = await Book.objects.alast()
    if book is not None and book.author.country == "fr":
        return book.author.name
    return None
