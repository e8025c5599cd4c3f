"""From an awaitable to the statement that it executes and how the one number in its result is read."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace

from asyncfix.project import flow
from asyncfix.transforms.shared_session_gather.grouped.expressions import NotGroupable
from asyncfix.transforms.shared_session_gather.grouped.local_functions import inlined, local_function
from asyncfix.transforms.shared_session_gather.grouped.surroundings import Surroundings, binders_in
from asyncfix.transforms.shared_session_gather.grouped.variables import expanded, is_path
from asyncfix.transforms.shared_session_gather.targets import targets_of

_OF_RESULTS = frozenset("scalar scalar_one scalar_one_or_none".split())
_OF_SCALARS = frozenset("one first one_or_none".split())


@dataclass(frozen=True, eq=False)
class Reading:
    """One aggregate: an awaitable that executes a statement and gives the number in its one row.

    `consumed` are the statements that only exist for it, `read` the call that takes the number out of the result
    where that stands further down, `function` the local function that the awaitable is a call of.
    """

    session: ast.expr
    method: str
    statement: ast.expr
    default: ast.expr | None = None
    """The literal of `... or literal`."""
    consumed: tuple[ast.stmt, ...] = ()
    read: ast.Call | None = None
    function: ast.AsyncFunctionDef | None = None


def reading(around: Surroundings, call: ast.expr, place: int) -> Reading:
    """What the awaitable at a place of the gather does. Raises `NotGroupable`."""
    if not isinstance(call, ast.Call):
        raise NotGroupable
    function = local_function(around, call)
    if function is not None:
        return replace(_of_value(around, inlined(call, function)), function=function)
    match call:
        case ast.Call(func=ast.Attribute(attr="scalar")):
            return _of_value(around, ast.Await(call))
        case ast.Call(func=ast.Attribute(attr="execute" | "exec")):
            return _read_later(around, ast.Await(call), place)
        case _:
            raise NotGroupable


def _of_value(around: Surroundings, value: ast.expr) -> Reading:
    match value:
        case ast.BoolOp(op=ast.Or(), values=[inner, ast.Constant() as default]):
            made = _of_value(around, inner)
            if made.default is not None:
                raise NotGroupable
            return replace(made, default=default)
        case ast.Await(value=ast.Call(func=ast.Attribute(value=session, attr="scalar"), args=[statement], keywords=[])):
            return _made(around, session, "scalar", statement)
        case ast.Call(func=ast.Attribute(value=rows, attr=how), args=[], keywords=[]):
            return _read_at_once(around, rows, how)
        case _:
            raise NotGroupable


def _read_at_once(around: Surroundings, rows: ast.expr, how: str) -> Reading:
    match rows:
        case ast.Call(func=ast.Attribute(value=inner, attr="scalars"), args=[], keywords=[]) if how in _OF_SCALARS:
            made = _of_rows(around, inner)
            is_read = not _gives_scalars(around, made)
        case _:
            made = _of_rows(around, rows)
            is_read = how in (_OF_SCALARS if _gives_scalars(around, made) else _OF_RESULTS)
    if not is_read:
        raise NotGroupable
    return made


def _of_rows(around: Surroundings, rows: ast.expr) -> Reading:
    match rows:
        case ast.Await(
            value=ast.Call(
                func=ast.Attribute(value=session, attr="execute" | "exec" as method), args=[statement], keywords=[]
            )
        ):
            return _made(around, session, method, statement)
        case ast.Await(
            value=ast.Call(func=ast.Attribute(value=session, attr="scalars"), args=[statement], keywords=[])
        ):
            return _made(around, session, "scalars", statement)
        case _:
            raise NotGroupable


def _gives_scalars(around: Surroundings, made: Reading) -> bool:
    """Whether a result is one of single values: of `scalars()`, and of sqlmodel's `exec(select(one_thing))`."""
    if made.method == "scalars":
        return True
    return made.method == "exec" and around.package(select_of(made.statement).func) == "sqlmodel"


def select_of(statement: ast.expr) -> ast.Call:
    """The `select(...)` at the beginning of a statement. Raises `NotGroupable`."""
    while isinstance(statement, ast.Call) and isinstance(statement.func, ast.Attribute):
        if not isinstance(statement.func.value, ast.Call):
            break
        statement = statement.func.value
    if not isinstance(statement, ast.Call):
        raise NotGroupable
    return statement


def _made(around: Surroundings, session: ast.expr, method: str, statement: ast.expr) -> Reading:
    if not is_path(session):
        raise NotGroupable
    whole, consumed = expanded(around, statement)
    return Reading(session, method, whole, consumed=consumed)


def _read_later(around: Surroundings, rows: ast.expr, place: int) -> Reading:
    """A result that the gather's statement puts into a variable, with the one call that reads it."""
    targets: Sequence[ast.expr] = targets_of(around.site.at.statement) or ()
    if len(targets) != len(around.site.call.args) or any(isinstance(target, ast.Starred) for target in targets):
        raise NotGroupable
    target = targets[place]
    if not isinstance(target, ast.Name) or len(list(binders_in(around.site.scope, target.id))) != 1:
        raise NotGroupable
    loads = [
        node
        for node in ast.walk(around.site.scope)
        if isinstance(node, ast.Name) and node.id == target.id and isinstance(node.ctx, ast.Load)
    ]
    call = _call_of(around, loads[0]) if len(loads) == 1 else None
    if call is None or not isinstance(call.func, ast.Attribute):
        raise NotGroupable
    # What the number is or-ed with stays where it is.
    return replace(_read_at_once(around, rows, call.func.attr), read=call)


_HIDES = (ast.JoinedStr, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def _call_of(around: Surroundings, name: ast.Name) -> ast.Call | None:
    """The `name.scalar()` in a later statement that runs as often as the gather."""
    loops = {id(frame.node) for frame in around.site.at.frames() if flow.is_loop(frame.node)}
    for place in flow.placed(around.module.tree):
        statement = place.statement
        if place.scope is not around.site.scope or statement.lineno <= around.site.at.statement.lineno:
            continue
        if any(flow.is_loop(frame.node) and id(frame.node) not in loops for frame in place.frames()):
            continue
        path = _path(statement, name)
        if path and not any(isinstance(node, (*_HIDES, ast.stmt)) for node in path[1:]):
            match path[-3:]:
                case [ast.Call(args=[], keywords=[]) as call, ast.Attribute(), _] if call.func is path[-2]:
                    return None if isinstance(statement, (ast.While, ast.For, ast.AsyncFor)) else call
    return None


def _path(node: ast.AST, wanted: ast.AST) -> list[ast.AST]:
    if node is wanted:
        return [node]
    for child in ast.iter_child_nodes(node):
        if below := _path(child, wanted):
            return [node, *below]
    return []
