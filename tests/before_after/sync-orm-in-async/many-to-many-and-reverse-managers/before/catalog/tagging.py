from catalog.models import Author, Book, Tag


async def tag(book_id, *names):
    book = await Book.objects.aget(pk=book_id)
    for name in names:
        found, _ = await Tag.objects.aget_or_create(name=name)
        book.tags.add(found)
    return book.tags.count()


async def retag(book: Book, tags: list[Tag]) -> list[str]:
    book.tags.set(tags)
    return [tag.name for tag in book.tags.order_by("name")]


async def untag(book: Book, tag: Tag) -> bool:
    book.tags.remove(tag)
    return book.tags.filter(pk=tag.pk).exists()


async def clear(book: Book) -> None:
    book.tags.clear()
    book.tags.create(name="cleared")


async def publish(author: Author, title: str) -> int:
    book = author.books.create(title=title)
    book.review_set.create(stars=5)
    return author.books.filter(review__stars=5).count()


async def rated(tag: Tag) -> list[tuple[str, int]]:
    rows = []
    for book in tag.books.all():
        rows.append((book.title, book.review_set.count()))
    return rows
