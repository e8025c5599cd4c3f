from __future__ import annotations

from django.db.models import QuerySet

from .models import Author, Book


def published() -> QuerySet[Book]:
    return Book.objects.filter(published=True)


async def find(title: str) -> Book | None:
    return await Book.objects.filter(title=title).afirst()
