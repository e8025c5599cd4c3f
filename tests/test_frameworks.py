"""What `frameworks` says of libraries is so in those that are installed."""

from __future__ import annotations

import inspect

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlmodel.ext.asyncio.session import AsyncSession as SQLModelSession

from asyncfix.frameworks import sqlalchemy

CLASSES = [
    (AsyncSession, sqlalchemy.SESSION_USES),
    (SQLModelSession, sqlalchemy.SQLMODEL_USES),
    (AsyncConnection, sqlalchemy.CONNECTION_USES),
]


def coroutine_methods(cls: type) -> set[str]:
    return {name for name, member in inspect.getmembers(cls, inspect.iscoroutinefunction) if not name.startswith("_")}


@pytest.mark.parametrize(("cls", "uses"), CLASSES)
def test_every_coroutine_method_is_known_as_a_use(cls: type, uses: frozenset[str]) -> None:
    # `start` opens a connection, there is nothing to share yet; `close_all` is of the class, not of one session.
    assert coroutine_methods(cls) - uses <= {"start", "close_all"}


def test_the_methods_that_are_no_use_are_plain_ones() -> None:
    for name in ("add", "add_all", "expunge", "expunge_all", "expire", "expire_all", "in_transaction", "is_modified"):
        assert not inspect.iscoroutinefunction(getattr(AsyncSession, name))


def test_beginning_is_a_use_where_it_is_entered() -> None:
    for name in ("begin", "begin_nested"):
        assert callable(getattr(AsyncSession, name))
        assert name not in sqlalchemy.SESSION_USES
