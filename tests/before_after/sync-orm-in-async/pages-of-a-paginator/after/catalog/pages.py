from asgiref.sync import sync_to_async
from django.core.paginator import Paginator

from catalog.models import Book


async def numbers(size):
    paginator = Paginator(Book.objects.order_by("pk"), size)
    return await sync_to_async(lambda: paginator.count)(), paginator.num_pages


async def rows(number):
    paginator = Paginator(Book.objects.order_by("pk"), 2)
    page = await sync_to_async(paginator.get_page)(number)
    return [book.title for book in await sync_to_async(list)(page)]


async def plain(values):
    return Paginator(values, 2).get_page(1).object_list
