from asgiref.sync import sync_to_async

from catalog import tools
from catalog.models import Author
from catalog.tools import depth_of
from catalog.tools.trees import Books, Words, page_sum, pages_of_bob


async def tree(pk):
    author = await Author.objects.aget(pk=pk)
    return await sync_to_async(tools.mentors)(author), await sync_to_async(depth_of)(pk)


async def sums():
    return await sync_to_async(page_sum)(1), await sync_to_async(pages_of_bob)()


async def sizes():
    return await sync_to_async(Books().size)(), Words().size()


async def longest():
    books = Books()
    return await sync_to_async(lambda: books.longest)()
