"""A gather inside an f-string: its result gets a name in front of the statement, and the string reads that.

    return f"{await asyncio.gather(f(s), g(s))}"    ->    results = [await f(s), await g(s)]
                                                          return f"{results}"

What stands in an f-string has no reliable place before Python 3.12, so the whole line is the edit's.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

from asyncfix.rule import Refused
from asyncfix.transforms.shared_session_gather.order import changes, must_be_first, refuse_unmovable
from asyncfix.transforms.shared_session_gather.scoping import COMPREHENSIONS
from asyncfix.transforms.shared_session_gather.site import Site
from asyncfix.transforms.shared_session_gather.standing import path_to

_PLAIN = (ast.Name, ast.Attribute, ast.Constant, ast.JoinedStr, ast.FormattedValue, ast.expr_context)


def is_in_string(site: Site) -> bool:
    return any(isinstance(node, ast.JoinedStr) for node in path_to(site.at.statement, site.call))


def refuse_unhoistable(site: Site) -> None:
    """Raise `Refused` where the gather cannot be awaited in a statement in front of its own."""
    statement = site.at.statement
    path = path_to(statement, site.call)
    is_simple = isinstance(statement, (ast.Expr, ast.Assign, ast.Return)) and statement.lineno == statement.end_lineno
    if not isinstance(site.scope, ast.AsyncFunctionDef) or not is_simple or not isinstance(path[-2], ast.Await):
        raise Refused("the gather stands inside an f-string")
    for outer, inner in itertools.pairwise(path):
        if _is_conditional(outer, inner):
            raise Refused("the gather stands inside an f-string, and is not awaited in every case")
    refuse_unmovable([path[1]] if isinstance(path[1], ast.expr) else [])
    changed = changes(site.awaitables)
    for node in _before(path):
        if not isinstance(node, _PLAIN) or (isinstance(node, ast.expr) and must_be_first(site, node, changed)):
            raise Refused("the gather stands inside an f-string, after something that has to be evaluated before")


def _is_conditional(outer: ast.AST, inner: ast.AST) -> bool:
    match outer:
        case ast.IfExp(test=first) | ast.BoolOp(values=[first, *_]):
            return inner is not first
        case ast.Compare():
            return True
        case _:
            return isinstance(outer, (ast.Lambda, *COMPREHENSIONS))


def _before(path: list[ast.AST]) -> Iterator[ast.AST]:
    """What is evaluated in front of the last node of a path, from a statement down to it."""
    for outer, inner in itertools.pairwise(path):
        if isinstance(outer, ast.stmt):
            continue
        for child in ast.iter_child_nodes(outer):
            if child is inner:
                break
            yield from ast.walk(child)
