from django.shortcuts import aget_list_or_404, aget_object_or_404, get_object_or_404

from .models import Author, Book


async def one(pk):
    book = await aget_object_or_404(Book, pk=pk)
    return book.author.name


async def many():
    return [book.author.name for book in await aget_list_or_404(Book, pages__gt=100)]


async def both(pk):
    author = get_object_or_404(Author.objects.all(), pk=pk)
    return author.publisher.name
