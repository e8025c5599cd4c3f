from fastapi import FastAPI
from tortoise.transactions import in_transaction

from shop.models import Author, Book

app = FastAPI()


@app.get("/books/{pk}")
async def detail(pk: int):
    book = await Book.get(id=pk).prefetch_related("author")
    await book.save()
    async for other in Book.filter(author=book.author):
        await other.delete()
    return {"title": book.title, "author": book.author.name, "number": await Book.all().count()}


@app.post("/books")
async def create(title: str):
    async with in_transaction():
        author = await Author.first()
        book = await Book.create(title=title, author=author)
        await author.fetch_related("books")
        return [book.title for book in author.books]
