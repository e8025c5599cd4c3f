"""`with` statements: transactions, cursors, and what else runs queries as it is entered and left."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from asyncfix.project import flow
from asyncfix.transforms.sync_orm_in_async import classes, evaluation, statements
from asyncfix.transforms.sync_orm_in_async.kinds import (
    Atomic,
    Cursor,
    Generator,
    Instance,
    Managed,
    Object,
    Value,
)

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.walk import Operation, Walk

TRANSACTION, CURSOR = "opens a transaction", "uses a cursor"
_QUERIES = "runs queries when it is entered or left"


def with_block(walk: Walk, node: ast.With | ast.AsyncWith) -> None:
    found = [(item, *_entered(walk, item.context_expr, node)) for item in node.items]
    whats = [what for what in (_what(value) for _, value, _ in found) if what]
    is_moved = bool(whats) and (not _waits(node) or not {TRANSACTION, CURSOR}.isdisjoint(whats))
    for item, value, inside in found:
        does = _what(value)
        if not is_moved or not does:
            walk.operations += inside
        if item.optional_vars is not None:
            statements.store(walk, item.optional_vars, _bound(value))
        if does and not is_moved:
            reason = "the block waits for something asynchronous, and is entered and left on the event loop's thread"
            walk.note(item.context_expr, "value", does, reason=reason)
    if is_moved:
        what = TRANSACTION if TRANSACTION in whats else whats[0]
        is_async = isinstance(node, ast.AsyncWith)
        with walk.aside():
            walk.run(node.body)
        why = "Django's transactions are no asynchronous context managers" if is_async else None
        may_swallow = not all(_lets_pass(value) for _, value, _ in found)
        walk.note(node, "block", what, reason=why, may_swallow=may_swallow)
    else:
        _run(walk, node)


def _run(walk: Walk, node: ast.With | ast.AsyncWith) -> None:
    from asyncfix.transforms.sync_orm_in_async.walk import joined

    before = walk.state.copy()
    walk.run(node.body)
    # Some context managers swallow errors, so that what follows is reached all the same.
    if walk.state.is_dead and _may_swallow(node):
        walk.state = joined(before, walk.state)


def _entered(walk: Walk, expr: ast.expr, node: ast.With | ast.AsyncWith) -> tuple[Value | None, list[Operation]]:
    """What a `with` statement enters, and the queries that making it runs."""
    with walk.aside() as inside:
        found = walk.value(expr)
        if isinstance(found, Object | Instance) and isinstance(node, ast.With):
            found = _managed(walk, found, expr)
    return found, inside


def _managed(walk: Walk, owner: Object | Instance, expr: ast.expr) -> Managed:
    """An object that is entered by its `__enter__` and left by its `__exit__`."""
    with walk.aside() as inside:
        element = evaluation.special(walk, owner, "__enter__", expr, "call")
        evaluation.special(walk, owner, "__exit__", expr, "call")
    return Managed(element, inside[0].what if inside else "", _exit_may_swallow(walk, owner))


def _exit_may_swallow(walk: Walk, owner: Object | Instance) -> bool:
    """Whether an `__exit__` gives something that may be true."""
    method = classes.member(walk.project, owner.model if isinstance(owner, Instance) else owner.info, "__exit__")
    if method is None or not isinstance(method.node, ast.FunctionDef):
        return True
    given = [each.value for each in flow.own_nodes(method.node) if isinstance(each, ast.Return) and each.value]
    return not all(isinstance(each, ast.Constant) and not each.value for each in given)


def managed_by(node: ast.AST, made: Generator) -> Managed:
    """What `contextlib.contextmanager` makes of a generator function: it swallows what a handler or a `with` does."""
    catching = [each for each in ast.walk(node) if isinstance(each, ast.Try | ast.TryStar) and each.handlers]
    managers = [each for each in ast.walk(node) if isinstance(each, ast.withitem)]
    own = 1 if made.what in (TRANSACTION, CURSOR) else 0
    return Managed(made.element, made.what, bool(catching) or len(managers) > own)


def _lets_pass(value: Value | None) -> bool:
    """Whether errors get out of a `with` statement that enters a value."""
    return isinstance(value, Atomic | Cursor) or (isinstance(value, Managed) and not value.may_swallow)


def _what(value: Value | None) -> str:
    """What a `with` statement does that enters a value; nothing for most."""
    match value:
        case Atomic():
            return TRANSACTION
        case Cursor():
            return CURSOR
        case Managed(what=what) if what:
            return what if what in (TRANSACTION, CURSOR) else _QUERIES
        case _:
            return ""


def _bound(value: Value | None) -> Value | None:
    match value:
        case Cursor():
            return value
        case Managed(element=element):
            return element
        case _:
            return None


def _waits(node: ast.With | ast.AsyncWith) -> bool:
    return any(
        isinstance(each, ast.Await | ast.AsyncFor | ast.AsyncWith | ast.Yield | ast.YieldFrom)
        or (isinstance(each, ast.comprehension) and each.is_async)
        for statement in node.body
        for each in ast.walk(statement)
    )


def _may_swallow(node: ast.With | ast.AsyncWith) -> bool:
    return any("suppress" in ast.dump(item.context_expr) for item in node.items)
