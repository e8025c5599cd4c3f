from django.shortcuts import aget_object_or_404

from .models import Author, Book


async def detail(pk):
    book = await aget_object_or_404(Book.objects.select_related("author"), pk=pk)
    book.pages = 1
    await book.asave(update_fields=["pages"])
    await book.arefresh_from_db(fields=["pages"])
    if await Book.objects.filter(pk=pk).aexists():
        books = [row async for row in Book.objects.all()]
        names = {author.pk: author.name async for author in Author.objects.aiterator()}
        return len(books), names, await book.tags.acount(), await Book.objects.aaggregate()
    made, created = await Author.objects.aget_or_create(name="X")
    return made, created
