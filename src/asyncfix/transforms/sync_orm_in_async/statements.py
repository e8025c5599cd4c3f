"""What statements bind."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from asyncfix.project.names import dotted_name
from asyncfix.transforms.sync_orm_in_async import evaluation, meanings, ways
from asyncfix.transforms.sync_orm_in_async.kinds import (
    LOADS_SESSION,
    Instance,
    Listed,
    Plain,
    Query,
    Session,
    Tupled,
    Value,
)

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.walk import Walk


def run(walk: Walk, node: ast.stmt) -> None:
    if walk.state.is_dead:
        return
    match node:
        case ast.Expr(value=value):
            walk.value(value)
        case ast.Return(value=value):
            found = walk.value(value) if value else Plain(is_none=True)
            if value is not None and walk.is_route and isinstance(found, Query):
                # The framework makes a list of what its response says is one.
                evaluation.elements(walk, value, found)
            walk.returned.append(found)
            walk.state.is_dead = True
        case ast.Raise(exc=exc, cause=cause):
            walk.value(exc)
            walk.value(cause)
            walk.state.is_dead = True
        case ast.Break() | ast.Continue():
            walk.state.is_dead = True
        case ast.Assign() | ast.AnnAssign() | ast.AugAssign() | ast.Delete():
            _assignment(walk, node)
        case ast.If() | ast.While() | ast.Assert() | ast.Match():
            ways.branching(walk, node)
        case ast.For() | ast.AsyncFor():
            ways.loop(walk, node)
        case ast.With() | ast.AsyncWith():
            ways.with_block(walk, node)
        case ast.Try() | ast.TryStar():
            ways.trying(walk, node)
        case _:
            from asyncfix.transforms.sync_orm_in_async.definitions import define

            define(walk, node)


def _assignment(walk: Walk, node: ast.stmt) -> None:
    match node:
        case ast.Assign(targets=targets, value=value):
            found = walk.value(value)
            for target in targets:
                store(walk, target, found, value)
        case ast.AnnAssign(target=target, annotation=annotation, value=value):
            found = walk.value(value)
            if found is None or found == Plain(is_none=True):
                found = meanings.annotated(walk.project, walk.module, annotation)
            store(walk, target, found, value)
        case ast.AugAssign(op=op, value=value):
            found = walk.value(value)
            if isinstance(op, ast.Add) and isinstance(found, Query):
                evaluation.elements(walk, value, found)
            _augmented(walk, node, keeps_kind=isinstance(op, ast.BitOr | ast.BitAnd))
        case ast.Delete(targets=targets):
            for target in targets:
                _deleted(walk, target, node)
        case _:
            pass


def _augmented(walk: Walk, node: ast.AugAssign, *, keeps_kind: bool) -> None:
    match node.target:
        case ast.Name(id=name):
            found = walk.name(name)
            if not (keeps_kind and isinstance(found, Query)):
                walk.state.names[name] = Plain() if isinstance(found, Plain) else None
        case ast.Attribute(value=value):
            walk.value(value)
        case ast.Subscript(value=value, slice=index):
            owner = walk.value(value)
            walk.value(index)
            if isinstance(owner, Session) and not walk.knows(owner.identity, "session"):
                is_plain = isinstance(index, ast.Constant | ast.Name)
                reason = None if is_plain else "its key would be read twice"
                walk.note(node, "augmented", LOADS_SESSION, reason=reason)
                walk.learn(owner.identity, "session")


def _deleted(walk: Walk, target: ast.expr, node: ast.Delete) -> None:
    match target:
        case ast.Subscript(value=value, slice=index):
            owner = walk.value(value)
            walk.value(index)
            if isinstance(owner, Session) and not walk.knows(owner.identity, "session"):
                is_only = len(node.targets) == 1
                reason = None if is_only else "several things are deleted in one statement"
                walk.note(node, "deletion", LOADS_SESSION, reason=reason)
                walk.learn(owner.identity, "session")
        case ast.Name(id=name):
            walk.state.names[name] = None
        case _:
            pass


def store(walk: Walk, target: ast.expr, found: Value | None, source: ast.expr | None = None) -> None:
    """Bind a target to a value."""
    match target:
        case ast.Name(id=name):
            walk.state.names[name] = found
            for path in [path for path in walk.state.names if path.startswith(f"{name}.")]:
                del walk.state.names[path]
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            _unpacked(walk, elements, found, source)
        case ast.Starred(value=value):
            store(walk, value, Listed(found))
        case ast.Attribute(value=value, attr=attr):
            _stored_attribute(walk, target, walk.value(value), attr, found)
        case ast.Subscript(value=value, slice=index):
            owner = walk.value(value)
            walk.value(index)
            if isinstance(owner, Session) and not walk.knows(owner.identity, "session"):
                _session_item(walk, target, owner)
        case _:
            pass


def _session_item(walk: Walk, target: ast.Subscript, owner: Session) -> None:
    walk.note(target, "value", LOADS_SESSION)
    walk.learn(owner.identity, "session")


def _stored_attribute(walk: Walk, target: ast.Attribute, owner: Value | None, attr: str, found: Value | None) -> None:
    if isinstance(owner, Instance):
        walk.learn(owner.identity, attr)
    name = dotted_name(target)
    if name:
        walk.state.names[name] = found


def _unpacked(walk: Walk, elements: list[ast.expr], found: Value | None, source: ast.expr | None) -> None:
    parts: list[Value | None]
    match found:
        case Tupled(elements=values) if len(values) == len(elements):
            parts = list(values)
        case Listed(element=element):
            parts = [element] * len(elements)
        case Query() if source is not None and not walk.knows(found.identity, "rows") and not found.is_empty:
            parts = [evaluation.rows_of(walk, source, found)] * len(elements)
        case _:
            parts = [None] * len(elements)
    for target, part in zip(elements, parts, strict=True):
        store(walk, target, part)
