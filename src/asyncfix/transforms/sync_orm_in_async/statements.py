"""What statements bind, and which way they go."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from asyncfix.transforms.sync_orm_in_async import classes, meanings
from asyncfix.transforms.sync_orm_in_async.kinds import (
    Atomic,
    Awaitable,
    Class,
    Cursor,
    Generator,
    Instance,
    Listed,
    Plain,
    Query,
    Session,
    Tupled,
    Value,
)

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.walk import State, Walk


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
                _elements(walk, value, found)
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
            _branching(walk, node)
        case ast.For() | ast.AsyncFor():
            _loop(walk, node)
        case ast.With() | ast.AsyncWith():
            _with(walk, node)
        case ast.Try() | ast.TryStar():
            _try(walk, node)
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
        case ast.AugAssign(target=target, op=op, value=value):
            found = walk.value(value)
            if isinstance(op, ast.Add) and isinstance(found, Query):
                _elements(walk, value, found)
            _augmented(walk, target, isinstance(op, ast.BitOr | ast.BitAnd))
        case ast.Delete(targets=targets):
            for target in targets:
                _deleted(walk, target, node)
        case _:
            pass


def _elements(walk: Walk, node: ast.expr, found: Value | None) -> Value | None:
    from asyncfix.transforms.sync_orm_in_async import expressions

    return expressions.elements(walk, node, found)


def _augmented(walk: Walk, target: ast.expr, keeps_kind: bool) -> None:
    match target:
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
                walk.note(value, "value", "reads the session", reason="the session is read and written in one step")
        case _:
            pass


def _deleted(walk: Walk, target: ast.expr, node: ast.Delete) -> None:
    match target:
        case ast.Subscript(value=value, slice=index):
            owner = walk.value(value)
            walk.value(index)
            if isinstance(owner, Session) and not walk.knows(owner.identity, "session"):
                is_only = len(node.targets) == 1
                reason = None if is_only else "several things are deleted in one statement"
                walk.note(node, "deletion", "loads the session", reason=reason)
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
    walk.note(target, "value", "loads the session")
    walk.learn(owner.identity, "session")


def _stored_attribute(walk: Walk, target: ast.Attribute, owner: Value | None, attr: str, found: Value | None) -> None:
    if isinstance(owner, Instance):
        walk.learn(owner.identity, attr)
    name = classes.dotted(target)
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
            from asyncfix.transforms.sync_orm_in_async import expressions

            parts = [expressions.rows_of(walk, source, found)] * len(elements)
        case _:
            parts = [None] * len(elements)
    for target, part in zip(elements, parts, strict=True):
        store(walk, target, part)


# Ways


def _branching(walk: Walk, node: ast.stmt) -> None:
    from asyncfix.transforms.sync_orm_in_async.walk import joined

    match node:
        case ast.If(test=test, body=body, orelse=orelse):
            if_true, if_false = walk.truth(test)
            before = walk.state.copy()
            before.facts |= if_false
            walk.state.facts |= if_true
            _narrowed(walk, test)
            walk.run(body)
            after, walk.state = walk.state, before
            walk.run(orelse)
            walk.state = joined(after, walk.state)
        case ast.While(test=test, body=body, orelse=orelse):
            walk.truth(test)
            _looped(walk, body, orelse)
        case ast.Assert(test=test, msg=message):
            walk.truth(test)
            walk.value(message)
        case ast.Match(subject=subject, cases=cases):
            found = walk.value(subject)
            before = walk.state.copy()
            results: list[State] = [before.copy()]
            for case in cases:
                walk.state = before.copy()
                _captured(walk, case.pattern, found)
                if case.guard:
                    walk.truth(case.guard)
                walk.run(case.body)
                results.append(walk.state)
            walk.state = results[0]
            for other in results[1:]:
                walk.state = joined(walk.state, other)
        case _:
            pass


def _captured(walk: Walk, pattern: ast.pattern, found: Value | None) -> None:
    """Bind the names of a pattern: one that takes the whole subject is that, of parts nothing is known."""
    for node in ast.walk(pattern):
        match node:
            case ast.MatchAs(name=str(name)):
                walk.state.names[name] = found if node is pattern else None
            case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                walk.state.names[name] = None
            case _:
                pass


def _narrowed(walk: Walk, test: ast.expr) -> None:
    """`isinstance(x, Model)` says what it is."""
    match test:
        case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=name), cls]) if walk.name(name) is None:
            found = walk.value(cls)
            if isinstance(found, Class):
                walk.state.names[name] = meanings.made_of(walk.project, found.info)
        case _:
            pass


def _looped(walk: Walk, body: list[ast.stmt], orelse: list[ast.stmt]) -> None:
    from asyncfix.transforms.sync_orm_in_async.walk import joined

    before = walk.state.copy()
    walk.run(body)
    walk.state.is_dead = False
    walk.state = joined(before, walk.state)
    walk.run(orelse)


def _loop(walk: Walk, node: ast.For | ast.AsyncFor) -> None:
    element: Value | None
    if isinstance(node, ast.AsyncFor):
        element = _rows_awaited(walk, walk.value(node.iter))
    else:
        element = _iterator_or_rows(walk, node)
    before = walk.state.copy()
    store(walk, node.target, element)
    walk.run(node.body)
    walk.state.is_dead = False
    from asyncfix.transforms.sync_orm_in_async.walk import joined

    walk.state = joined(walk.state, before)
    walk.run(node.orelse)


def _iterator_or_rows(walk: Walk, node: ast.For) -> Value | None:
    from asyncfix.transforms.sync_orm_in_async import expressions

    found = walk.value(node.iter)
    if isinstance(found, Query) and found.is_iterator and not found.is_empty:
        walk.note(node.iter, "iterator", "fetches rows", query=found)
        return expressions.element_of(found)
    return expressions.elements(walk, node.iter, found)


def _rows_awaited(walk: Walk, found: Value | None) -> Value | None:
    from asyncfix.transforms.sync_orm_in_async import expressions

    match found:
        case Query():
            walk.learn(found.identity, "rows")
            return expressions.element_of(found)
        case Awaitable(result=Query() as result):
            return expressions.element_of(result)
        case Generator(element=element) | Awaitable(result=Listed(element=element)):
            return element
        case _:
            return None


def _with(walk: Walk, node: ast.With | ast.AsyncWith) -> None:
    from asyncfix.transforms.sync_orm_in_async.walk import joined

    found = [(item, walk.value(item.context_expr)) for item in node.items]
    blocks = [value for _, value in found if isinstance(value, Atomic | Cursor)]
    for item, value in found:
        if item.optional_vars is not None:
            store(walk, item.optional_vars, value if isinstance(value, Cursor) else None)
    if not blocks:
        before = walk.state.copy()
        walk.run(node.body)
        # Some context managers swallow errors, so that what follows is reached all the same.
        if walk.state.is_dead and _may_swallow(node):
            walk.state = joined(before, walk.state)
        return
    what = "opens a transaction" if any(isinstance(one, Atomic) for one in blocks) else "uses a cursor"
    reason = "Django's transactions are no asynchronous context managers" if isinstance(node, ast.AsyncWith) else None
    with walk.aside():
        walk.run(node.body)
    walk.note(node, "block", what, reason=reason)


def _may_swallow(node: ast.With | ast.AsyncWith) -> bool:
    return any("suppress" in ast.dump(item.context_expr) for item in node.items)


def _try(walk: Walk, node: ast.Try | ast.TryStar) -> None:
    from asyncfix.transforms.sync_orm_in_async.walk import joined

    before = walk.state.copy()
    walk.run(node.body)
    raised = joined(before.copy(), _alive(walk.state))
    walk.run(node.orelse)
    ends = [walk.state]
    for handler in node.handlers:
        walk.state = raised.copy()
        if handler.name:
            walk.state.names[handler.name] = None
        walk.run(handler.body)
        ends.append(walk.state)
    walk.state = ends[0]
    for other in ends[1:]:
        walk.state = joined(walk.state, other)
    if node.finalbody:
        was_dead, walk.state.is_dead = walk.state.is_dead, False
        walk.run(node.finalbody)
        walk.state.is_dead = was_dead or walk.state.is_dead


def _alive(state: State) -> State:
    copy = state.copy()
    copy.is_dead = False
    return copy
