from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Optional

from .queries import find, published

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .models import Author, Book


@dataclass
class Shelf:
    books: QuerySet[Book]
    owner: Author

    async def titles(self) -> list[str]:
        return [book.title for book in self.books]

    async def rename(self, name: str) -> None:
        self.owner.name = name
        self.owner.save()


async def writer(book: Optional[Book]) -> str:
    if book is None:
        return "nobody"
    return book.author.name


async def save_all(books: Iterable[Book]) -> None:
    for book in books:
        book.pages += 1
        book.save(update_fields=["pages"])


async def longest(books: QuerySet[Book]) -> str:
    return books.order_by("pages").last().title


async def returned() -> tuple[str, int]:
    book = await find("Threads")
    assert book
    return book.author.name, published().count()
