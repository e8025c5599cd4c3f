import asyncio

import httpx
from sqlalchemy import ForeignKey
from sqlalchemy.ext.asyncio import AsyncAttrs, AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(AsyncAttrs, DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship()


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    author: Mapped[int] = mapped_column(ForeignKey("authors.id"))


async def page(session: AsyncSession, client: httpx.AsyncClient, number: int):
    author = await session.get_one(Author, number)
    books, reviews = await asyncio.gather(author.awaitable_attrs.books, client.get(f"https://reviews/{number}"))
    return books, reviews.json()
