from catalog import tools
from catalog.models import Author
from catalog.tools import depth_of
from catalog.tools.trees import Books, Words, page_sum, pages_of_bob


async def tree(pk):
    author = await Author.objects.aget(pk=pk)
    return tools.mentors(author), depth_of(pk)


async def sums():
    return page_sum(1), pages_of_bob()


async def sizes():
    return Books().size(), Words().size()


async def longest():
    books = Books()
    return books.longest
