from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Optional

from asgiref.sync import sync_to_async

from .queries import find, published

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .models import Author, Book


@dataclass
class Shelf:
    books: QuerySet[Book]
    owner: Author

    async def titles(self) -> list[str]:
        return [book.title for book in await sync_to_async(list)(self.books)]

    async def rename(self, name: str) -> None:
        self.owner.name = name
        await sync_to_async(self.owner.save)()


async def writer(book: Optional[Book]) -> str:
    if book is None:
        return "nobody"
    return await sync_to_async(lambda: book.author.name)()


async def save_all(books: Iterable[Book]) -> None:
    for book in books:
        book.pages += 1
        await sync_to_async(book.save)(update_fields=["pages"])


async def longest(books: QuerySet[Book]) -> str:
    return (await sync_to_async(books.order_by("pages").last)()).title


async def returned() -> tuple[str, int]:
    book = await find("Threads")
    assert book
    return await sync_to_async(lambda: book.author.name)(), await sync_to_async(published().count)()
