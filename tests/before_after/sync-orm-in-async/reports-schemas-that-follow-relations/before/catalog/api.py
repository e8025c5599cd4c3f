from ninja import Router, Schema

from .models import Author, Book

router = Router()


class AuthorOut(Schema):
    name: str


class BookOut(Schema):
    title: str
    author: AuthorOut


class RowOut(Schema):
    title: str
    author_id: int


@router.get("/books/{pk}", response=BookOut)
async def one(request, pk: int):
    book = await Book.objects.aget(pk=pk)
    return book


@router.get("/rows/{pk}", response={200: RowOut})
async def row(request, pk: int):
    return 200, await Book.objects.aget(pk=pk)


@router.get("/whole/{pk}", response=BookOut)
async def whole(request, pk: int):
    return await Book.objects.select_related("author").aget(pk=pk)
