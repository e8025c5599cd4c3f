"""What expressions are, and which of them run a query by being read, iterated or asked for their truth."""

from __future__ import annotations

import ast
import dataclasses
from typing import TYPE_CHECKING, Literal

from asyncfix.transforms.sync_orm_in_async import attributes, calls
from asyncfix.transforms.sync_orm_in_async.kinds import (
    Awaitable,
    Class,
    Connection,
    Function,
    Generator,
    Held,
    Instance,
    Keyed,
    Library,
    Listed,
    Paginator,
    Plain,
    Query,
    Session,
    Tupled,
    User,
    Value,
)

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.walk import Walk


def value(walk: Walk, node: ast.expr) -> Value | None:
    match node:
        case ast.Name(id=name):
            return walk.name(name)
        case ast.Attribute():
            return attributes.read(walk, node)
        case ast.Call():
            return calls.value(walk, node)
        case ast.Await(value=inner):
            return _awaited(walk, node, inner)
        case ast.Constant(value=constant):
            return Plain(is_none=constant is None)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            from asyncfix.transforms.sync_orm_in_async.comprehensions import comprehension

            return comprehension(walk, node)
        case ast.Lambda():
            for default in [*node.args.defaults, *(one for one in node.args.kw_defaults if one)]:
                walk.value(default)
            return Function(walk.module, node, names=walk.seen(), cls=walk.cls)
        case ast.List() | ast.Tuple() | ast.Set() | ast.Dict():
            return _display(walk, node)
        case ast.BoolOp() | ast.IfExp() | ast.UnaryOp() | ast.Compare() | ast.BinOp():
            return _operator(walk, node)
        case ast.Subscript():
            return _subscript(walk, node)
        case ast.NamedExpr(target=target, value=inner):
            found = walk.value(inner)
            walk.state.names[target.id] = found
            return found
        case ast.JoinedStr(values=values):
            for part in values:
                if isinstance(part, ast.FormattedValue):
                    _formatted(walk, part)
            return Plain()
        case ast.Yield(value=inner):
            walk.yielded.append(walk.value(inner))
            return None
        case ast.YieldFrom(value=inner):
            walk.yielded.append(walk.iterated(inner))
            return None
        case ast.Starred(value=inner):
            return Listed(walk.iterated(inner))
        case ast.Slice(lower=lower, upper=upper, step=step):
            for bound in (lower, upper, step):
                walk.value(bound)
            return None
        case _:
            return None


def _awaited(walk: Walk, node: ast.Await, inner: ast.expr) -> Value | None:
    before = len(walk.operations)
    found = walk.value(inner)
    noted = walk.operations[before:]
    if noted and noted[-1].node is inner and noted[-1].form == "call" and not isinstance(found, Awaitable):
        # Awaited as if it were asynchronous: what runs is the query, and what is awaited its result.
        walk.operations[-1] = dataclasses.replace(noted[-1], node=node, form="await")
        return found
    return found.result if isinstance(found, Awaitable) else None


def _formatted(walk: Walk, part: ast.FormattedValue) -> None:
    found = walk.value(part.value)
    if isinstance(part.format_spec, ast.JoinedStr):
        walk.value(part.format_spec)
    reason = None if part.conversion in (-1, ord("s")) else "what an f-string shows by `!r` or `!a` runs the query"
    if isinstance(found, User):
        read_user(walk, part.value, found, form="text", reason=reason)
    elif isinstance(found, Query) and not _has_rows(walk, found):
        walk.note(part.value, "text", "fetches rows", reason=reason)
        walk.learn(found.identity, "rows")


def _display(walk: Walk, node: ast.List | ast.Tuple | ast.Set | ast.Dict) -> Value | None:
    if isinstance(node, ast.Dict):
        for named in node.keys:
            walk.value(named)
        return Held(tuple(walk.value(each) for each in node.values))
    found = [walk.value(each) for each in node.elts]
    if isinstance(node, ast.Tuple) and not any(isinstance(each, ast.Starred) for each in node.elts):
        return Tupled(tuple(found))
    first = found[0] if found else None
    if first is not None and all(each == first for each in found):
        return Listed(first.element if isinstance(first, Listed) and isinstance(node.elts[0], ast.Starred) else first)
    return Listed(None)


def _operator(walk: Walk, node: ast.expr) -> Value | None:
    from asyncfix.transforms.sync_orm_in_async.walk import either, joined

    match node:
        case ast.IfExp(test=test, body=body, orelse=orelse):
            if_true, if_false = walk.truth(test)
            before = walk.state.copy()
            before.facts |= if_false
            walk.state.facts |= if_true
            first = walk.value(body)
            after, walk.state = walk.state, before
            second = walk.value(orelse)
            walk.state = joined(after, walk.state)
            return either(first, second)
        case ast.BoolOp(values=[*first_ones, last]):
            found: Value | None = None
            for each in first_ones:
                found = walk.value(each)
                if isinstance(found, Query) and not _has_rows(walk, found):
                    walk.note(node, "value", "fetches rows")
                    walk.learn(found.identity, "rows")
                elif isinstance(found, User):
                    read_user(walk, node, found)
            other = walk.value(last)
            return either(found, other)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            walk.truth(operand)
            return Plain()
        case ast.UnaryOp(operand=operand):
            walk.value(operand)
            return Plain()
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            return _comparison(walk, node, [left, *comparators], ops)
        case ast.BinOp(left=left, op=op, right=right):
            one, two = walk.value(left), walk.value(right)
            if isinstance(one, Query) and isinstance(op, ast.BitOr | ast.BitAnd):
                return one.fresh()
            if isinstance(one, Listed) and isinstance(two, Listed):
                return either(one, two)
            return Plain() if isinstance(one, Plain) and isinstance(two, Plain) else None
        case _:
            return None


def _comparison(walk: Walk, node: ast.Compare, operands: list[ast.expr], ops: list[ast.cmpop]) -> Value:
    found = [walk.value(each) for each in operands]
    for number, op in enumerate(ops):
        right = found[number + 1]
        if isinstance(op, ast.In | ast.NotIn):
            if isinstance(right, Query) and not _has_rows(walk, right):
                walk.note(node, "value", "fetches rows")
                walk.learn(right.identity, "rows")
            elif isinstance(right, Session):
                read_session(walk, node, right)
        if isinstance(op, ast.Eq | ast.NotEq | ast.In | ast.NotIn):
            for each in found[number : number + 2]:
                if isinstance(each, User):
                    read_user(walk, node, each)
    return Plain()


def _subscript(walk: Walk, node: ast.Subscript) -> Value | None:
    owner = walk.value(node.value)
    walk.value(node.slice)
    match owner:
        case Query():
            if isinstance(node.slice, ast.Slice):
                if node.slice.step is None:
                    return owner.fresh() if not _has_rows(walk, owner) else Listed(element_of(owner))
                if not _has_rows(walk, owner):
                    walk.note(node, "value", "fetches rows")
                return Listed(element_of(owner))
            if not _has_rows(walk, owner):
                walk.note(node, "value", "fetches a row")
            return element_of(owner)
        case Listed(element=element):
            return owner if isinstance(node.slice, ast.Slice) else element
        case Keyed(element=element):
            return element
        case Tupled(elements=elements):
            match node.slice:
                case ast.Constant(value=int(index)) if -len(elements) <= index < len(elements):
                    return elements[index]
                case _:
                    return None
        case Session():
            read_session(walk, node, owner)
            return None
        case Class():
            return owner
        case Library(dotted="django.db.connections"):
            return Connection()
        case Library(dotted="django.core.cache.caches"):
            return Library("django.core.cache.cache")
        case _:
            return None


# Evaluation


Told = tuple[frozenset[tuple[object, str]], frozenset[tuple[object, str]]]
"""Facts that hold besides where a condition is true, and where it is false."""


def truth(walk: Walk, node: ast.expr) -> Told:
    """Read a condition."""
    nothing: frozenset[tuple[object, str]] = frozenset()
    match node:
        case ast.BoolOp(op=op, values=values):
            walk.truth(values[0])
            before = walk.state.copy()
            for each in values[1:]:
                walk.truth(each)
            more = frozenset(walk.state.facts - before.facts)
            # What only the later ones have loaded may not be loaded afterwards.
            walk.state.facts &= before.facts
            return (more, nothing) if isinstance(op, ast.And) else (nothing, more)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            if_true, if_false = walk.truth(operand)
            return if_false, if_true
        case _:
            found = walk.value(node)
            if isinstance(found, Query) and not _has_rows(walk, found):
                walk.note(node, "bool", "fetches rows", query=found)
                walk.learn(found.identity, "rows")
            elif isinstance(found, User):
                read_user(walk, node, found, form="bool")
            return nothing, nothing


def iterated(walk: Walk, node: ast.expr) -> Value | None:
    return elements(walk, node, walk.value(node))


def elements(walk: Walk, node: ast.expr, found: Value | None) -> Value | None:
    """What the elements of a value are; a query that this runs is noted."""
    match found:
        case Query():
            return rows_of(walk, node, found)
        case Listed(element=element):
            return _another(element)
        case Keyed():
            return Plain()
        case Tupled(elements=parts):
            first = parts[0] if parts else None
            return _another(first) if all(part == first for part in parts) else None
        case Generator(evaluates=True, element=element):
            reason = "a generator that runs queries is iterated: as a list it would run whole before the first step"
            walk.note(node, "list", "runs queries in a generator", reason=reason)
            return element
        case Generator(element=element):
            return element
        case Paginator(query=Query() as query):
            walk.note(node, "list", "fetches rows")
            return element_of(query)
        case Paginator(query=Listed(element=element)):
            return element
        case _:
            return None


def _another(found: Value | None) -> Value | None:
    """One more of a kind: what is known of the one is not known of the other."""
    if isinstance(found, Instance):
        return dataclasses.replace(found, identity=object())
    return found


def rows_of(walk: Walk, node: ast.expr, query: Query, form: str = "list") -> Value | None:
    """What the rows of a queryset are; that they are fetched here is noted where they are not there yet."""
    if not _has_rows(walk, query):
        walk.note(node, "list" if form == "list" else "call", "fetches rows", query=query)
        walk.learn(query.identity, "rows")
    return element_of(query)


def _has_rows(walk: Walk, query: Query) -> bool:
    return query.is_done or query.is_empty or walk.knows(query.identity, "rows")


def element_of(query: Query) -> Value | None:
    if query.is_values:
        return Plain()
    return Instance(query.model, query.loaded) if query.model is not None else None


def read_user(
    walk: Walk,
    node: ast.expr,
    user: User,
    *,
    form: Literal["value", "bool", "text"] = "value",
    reason: str | None = None,
) -> None:
    """A lazy user is asked something."""
    if not walk.knows(user.identity, "user"):
        walk.note(node, form, "loads the user", reason=reason)
        walk.learn(user.identity, "user")


def read_session(walk: Walk, node: ast.expr, session: Session) -> None:
    if not walk.knows(session.identity, "session"):
        walk.note(node, "value", "loads the session")
        walk.learn(session.identity, "session")
