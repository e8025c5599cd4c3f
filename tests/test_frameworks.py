"""What `frameworks` says of libraries is so in those that are installed."""

from __future__ import annotations

import builtins
import importlib
import importlib.util
import inspect
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlmodel.ext.asyncio.session import AsyncSession as SQLModelSession
from starlette import responses as starlette_responses

from asyncfix.frameworks import exceptions, sqlalchemy, starlette

CLASSES = [
    (AsyncSession, sqlalchemy.SESSION_USES),
    (SQLModelSession, sqlalchemy.SQLMODEL_USES),
    (AsyncConnection, sqlalchemy.CONNECTION_USES),
]

# Where older versions have them, or newer ones.
MOVED = {
    "fastapi.middleware.Middleware",
    *(f"{m}.responses.{n}" for m in ("fastapi", "starlette") for n in ("ORJSONResponse", "UJSONResponse")),
}


def imported(dotted: str) -> Any:
    """A class of an installed library by its dotted name."""
    module, _, name = dotted.rpartition(".")
    return getattr(importlib.import_module(module), name)


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


def test_every_name_of_starlette_and_fastapi_is_theirs() -> None:
    names = starlette.BASES | starlette.MIDDLEWARE | starlette.REQUESTS | starlette.RESPONSES | starlette.HANDLED
    for dotted in (names | starlette.PARENTS.keys()) - MOVED:
        assert isinstance(imported(dotted), type), dotted


def test_what_is_said_to_leave_the_body_of_a_request_alone_does() -> None:
    for dotted in starlette.READING_NO_BODY:
        function = imported(dotted)
        assert inspect.iscoroutinefunction(function), dotted
        assert "request." not in inspect.getsource(function), dotted


def test_every_response_class_is_known() -> None:
    found = {each for each in vars(starlette_responses).values() if inspect.isclass(each)}
    classes = {each for each in found if issubclass(each, starlette_responses.Response)}
    assert {f"starlette.responses.{each.__name__}" for each in classes} <= starlette.RESPONSES


def test_the_bases_of_exceptions_are_their_bases() -> None:
    for dotted, base in {**exceptions.PARENTS, **starlette.PARENTS}.items():
        if importlib.util.find_spec(dotted.partition(".")[0]) is None:
            continue
        above = getattr(builtins, base.rpartition(".")[2]) if base.startswith("builtins.") else imported(base)
        assert issubclass(imported(dotted), above), dotted


def test_fastapi_answers_what_is_said_to_be_handled() -> None:
    handled = {
        f"{error.__module__}.{error.__name__}" for error in FastAPI().exception_handlers if not isinstance(error, int)
    }
    assert handled <= starlette.HANDLED
