"""Rows that are read and saved in two steps: once each of them is awaited, other code may run in between."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.places import Places
    from asyncfix.transforms.sync_orm_in_async.walk import Context, Operation


def notes(context: Context, operation: Operation, places: Places) -> tuple[str, ...]:
    """What to say of a save whose row is fetched by another operation of the function."""
    match operation.node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="save")) if operation.form == "call":
            is_read = any(name in _bound_to(other, places) for other in context.operations)
        case _:
            return ()
    if not is_read:
        return ()
    return (f"other code may now run between reading and saving `{name}`; `update()` with `F()` is one step",)


def _bound_to(operation: Operation, places: Places) -> set[str]:
    """The names that what a call fetches is bound to."""
    if operation.form not in ("call", "await") or not operation.what.startswith("fetches a row"):
        return set()
    match places.parent(operation.node):
        case ast.Assign(targets=targets):
            return {each.id for each in targets if isinstance(each, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.NamedExpr(target=ast.Name(id=name)):
            return {name}
        case _:
            return set()
