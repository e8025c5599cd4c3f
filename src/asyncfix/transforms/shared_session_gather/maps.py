"""`*map(f, xs)`, where it may as well be written as a comprehension: `[await f(item) for item in xs]`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asyncfix.project import flow
from asyncfix.project.names import dotted_name
from asyncfix.transforms.shared_session_gather.bound_names import is_bound
from asyncfix.transforms.shared_session_gather.site import Awaitable, Site

MAPPED = "item"
"""What the items are called, unless a lambda has a name for them."""


def is_map(site: Site, value: ast.expr, awaitables: Sequence[Awaitable]) -> bool:
    """Whether a value is the `map` of a coroutine function over one iterable: calling that does nothing yet."""
    match value:
        case ast.Call(func=ast.Name(id="map"), args=[function, iterable], keywords=[]) if not isinstance(
            iterable, ast.Starred
        ):
            pass
        case _:
            return False
    if is_bound("map", site.module.tree) or "#" in site.module.source(value) or len(awaitables) != 1:
        return False
    match function:
        case ast.Lambda(body=ast.Call(func=called)):
            # Its parameter would be a variable of the function, if this became a statement.
            return (
                not isinstance(site.at.statement, ast.Expr)
                and _takes_one(function)
                and _is_coroutine_function(called, awaitables[0])
            )
        case ast.Name() | ast.Attribute():
            return MAPPED not in flow.names_in(site.module.tree) and _is_coroutine_function(function, awaitables[0])
        case _:
            return False


def _takes_one(function: ast.Lambda) -> bool:
    spec = function.args
    others = [*spec.posonlyargs, *spec.kwonlyargs, *spec.defaults, spec.vararg, spec.kwarg]
    return len(spec.args) == 1 and not any(others)


def _is_coroutine_function(function: ast.expr, awaitable: Awaitable) -> bool:
    dotted = dotted_name(function)
    if dotted is None:
        return False
    if not awaitable.reaches:
        # A method of the session itself.
        return isinstance(function, ast.Attribute) and bool(awaitable.uses)
    _, entered = awaitable.reaches[0]
    return isinstance(entered, ast.AsyncFunctionDef) and entered.name == dotted.rpartition(".")[2]


def late_in_map(value: ast.expr) -> Iterator[ast.expr]:
    """What is evaluated anew for each item."""
    match value:
        case ast.Call(args=[ast.Lambda(body=body), _]):
            yield body
        case _:
            pass
