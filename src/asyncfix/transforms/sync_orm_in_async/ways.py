"""Which way statements go: branches, loops, blocks and handlers, and what is known where ways come together."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from asyncfix.transforms.sync_orm_in_async import classes, effects, evaluation, meanings, statements
from asyncfix.transforms.sync_orm_in_async.kinds import (
    Awaitable,
    Class,
    Function,
    Generator,
    Instance,
    Listed,
    Object,
    Query,
    Value,
)

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.walk import State, Walk


def branching(walk: Walk, node: ast.stmt) -> None:
    from asyncfix.transforms.sync_orm_in_async.walk import joined

    match node:
        case ast.If(test=test, body=body, orelse=orelse):
            if _minds_its_thread(walk, test):
                walk.minds_its_thread = True
                with walk.aside():
                    _either_way(walk, test, body, orelse)
            else:
                _either_way(walk, test, body, orelse)
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


def _either_way(walk: Walk, test: ast.expr, body: list[ast.stmt], orelse: list[ast.stmt]) -> None:
    from asyncfix.transforms.sync_orm_in_async.walk import joined

    if_true, if_false = walk.truth(test)
    before = walk.state.copy()
    before.facts |= if_false
    walk.state.facts |= if_true
    _narrowed(walk, test, holds=True)
    walk.run(body)
    after, walk.state = walk.state, before
    _narrowed(walk, test, holds=False)
    walk.run(orelse)
    name = evaluation.maybe_missing(test)
    is_unknown = name is not None and walk.state.names.get(name) is None
    walk.state = joined(after, walk.state)
    if name is not None and is_unknown and name in after.names:
        walk.state.names[name] = after.names[name]


def _minds_its_thread(walk: Walk, test: ast.expr) -> bool:
    """Whether a condition, or a function of the project that it calls, tells the event loop's thread from others."""
    definitions = (found for node in ast.walk(test) if (found := _definition(walk, node)) is not None)
    return effects.minds_its_thread(test) or any(_is_told_by(walk, each) for each in definitions)


def _is_told_by(walk: Walk, definition: ast.AST) -> bool:
    key = ("django minds its thread", definition)
    if key not in walk.project.known:
        walk.project.known[key] = effects.minds_its_thread(definition)
    return bool(walk.project.known[key])


def _definition(walk: Walk, node: ast.AST) -> ast.AST | None:
    """The function that a call calls by its name or as a method of `self`."""
    match node:
        case ast.Call(func=ast.Name(id=name)):
            found = walk.name(name)
            return found.node if isinstance(found, Function) else None
        case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=attr)):
            instance = walk.state.names.get(owner)
            method = classes.member(walk.project, instance.info, attr) if isinstance(instance, Object) else None
            return method.node if method else None
        case _:
            return None


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


def _narrowed(walk: Walk, test: ast.expr, *, holds: bool) -> None:
    """`isinstance(x, Model)` says what it is; what is none of its annotation's kind is not known."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            _narrowed(walk, inner, holds=not holds)
        case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=name), cls]):
            known, found = walk.name(name), walk.value(cls)
            told = meanings.made_of(walk.project, found.info) if isinstance(found, Class) else None
            if holds and known is None:
                walk.state.names[name] = told
            elif isinstance(known, Query | Instance) and isinstance(told, Query | Instance) != holds:
                walk.state.names[name] = None
        case _:
            pass


def _looped(walk: Walk, body: list[ast.stmt], orelse: list[ast.stmt]) -> None:
    from asyncfix.transforms.sync_orm_in_async.walk import joined

    before = walk.state.copy()
    walk.breaks.append([])
    walk.run(body)
    walk.state.is_dead = False
    walk.state = joined(before, walk.state)
    left = walk.breaks.pop()
    walk.run(orelse)
    for each in left:
        walk.state = joined(walk.state, each)


def loop(walk: Walk, node: ast.For | ast.AsyncFor) -> None:
    element: Value | None
    if isinstance(node, ast.AsyncFor):
        element = _rows_awaited(walk, walk.value(node.iter))
    else:
        element = _iterator_or_rows(walk, node)
    before = walk.state.copy()
    walk.breaks.append([])
    statements.store(walk, node.target, element)
    walk.run(node.body)
    walk.state.is_dead = False
    from asyncfix.transforms.sync_orm_in_async.walk import joined

    walk.state = joined(walk.state, before)
    left = walk.breaks.pop()
    walk.run(node.orelse)
    for each in left:
        walk.state = joined(walk.state, each)


def _iterator_or_rows(walk: Walk, node: ast.For) -> Value | None:
    found = walk.value(node.iter)
    if isinstance(found, Query) and found.is_iterator and not found.is_empty:
        walk.note(node.iter, "iterator", "fetches rows", query=found)
        return evaluation.element_of(found)
    return evaluation.elements(walk, node.iter, found)


def _rows_awaited(walk: Walk, found: Value | None) -> Value | None:
    match found:
        case Query():
            walk.learn(found.identity, "rows")
            return evaluation.element_of(found)
        case Awaitable(result=Query() as result):
            return evaluation.element_of(result)
        case Generator(element=element) | Awaitable(result=Listed(element=element)):
            return element
        case _:
            return None


def trying(walk: Walk, node: ast.Try | ast.TryStar) -> None:
    from asyncfix.transforms.sync_orm_in_async.walk import joined

    before = walk.state.copy()
    walk.run(node.body)
    raised = joined(before.copy(), _alive(walk.state))
    walk.run(node.orelse)
    ends = [walk.state]
    for handler in node.handlers:
        walk.state = raised.copy()
        if handler.type is not None and "AttributeError" in ast.dump(handler.type):
            _nothing_is_known(walk, node.body)
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


def _nothing_is_known(walk: Walk, body: list[ast.stmt]) -> None:
    """Where an attribute was missing, names whose attributes were read are not what annotations say that they are."""
    for each in (inner for statement in body for inner in ast.walk(statement)):
        match each:
            case ast.Attribute(value=ast.Name(id=name)) if isinstance(walk.state.names.get(name), Query | Instance):
                walk.state.names[name] = None
            case _:
                pass


def _alive(state: State) -> State:
    copy = state.copy()
    copy.is_dead = False
    return copy
