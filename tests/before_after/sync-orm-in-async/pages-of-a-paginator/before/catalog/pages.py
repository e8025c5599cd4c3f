from django.core.paginator import Paginator

from catalog.models import Book


async def numbers(size):
    paginator = Paginator(Book.objects.order_by("pk"), size)
    return paginator.count, paginator.num_pages


async def rows(number):
    paginator = Paginator(Book.objects.order_by("pk"), 2)
    page = paginator.get_page(number)
    return [book.title for book in page]


async def plain(values):
    return Paginator(values, 2).get_page(1).object_list
