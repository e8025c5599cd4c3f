"""What expressions are, and which of them run a query."""

from __future__ import annotations

import ast
import dataclasses
from typing import TYPE_CHECKING

from asyncfix.transforms.sync_orm_in_async import attributes, calls, evaluation, forms
from asyncfix.transforms.sync_orm_in_async.kinds import (
    Awaitable,
    Class,
    Connection,
    FormSet,
    Function,
    Held,
    Instance,
    Keyed,
    Library,
    Listed,
    Object,
    Paginator,
    Plain,
    Query,
    Scope,
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
        case _:
            return _part(walk, node)


def _part(walk: Walk, node: ast.expr) -> Value | None:
    """What makes no value of its own."""
    match node:
        case ast.Yield(value=inner):
            walk.yielded.append(walk.value(inner))
        case ast.YieldFrom(value=inner):
            walk.yielded.append(walk.iterated(inner))
        case ast.Starred(value=inner):
            return Listed(walk.iterated(inner))
        case ast.Slice(lower=lower, upper=upper, step=step):
            for bound in (lower, upper, step):
                walk.value(bound)
        case _:
            pass
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
    is_code = part.conversion not in (-1, ord("s"))
    reason = "what an f-string shows by `!r` or `!a` runs the query" if is_code else None
    evaluation.shown(walk, part.value, found, "text", is_code=is_code, reason=reason)


def _display(walk: Walk, node: ast.List | ast.Tuple | ast.Set | ast.Dict) -> Value | None:
    if isinstance(node, ast.Dict):
        for named in node.keys:
            walk.value(named)
        keys = tuple(each.value if isinstance(each, ast.Constant) else None for each in node.keys)
        return Held(tuple(walk.value(each) for each in node.values), tuple(map(_text, keys)))
    found = [walk.value(each) for each in node.elts]
    if isinstance(node, ast.Tuple) and not any(isinstance(each, ast.Starred) for each in node.elts):
        return Tupled(tuple(found))
    first = found[0] if found else None
    if first is not None and all(each == first for each in found):
        return Listed(first.element if isinstance(first, Listed) and isinstance(node.elts[0], ast.Starred) else first)
    return Listed(None, is_new=not found)


def _text(constant: object) -> str | None:
    return constant if isinstance(constant, str) else None


def _operator(walk: Walk, node: ast.expr) -> Value | None:
    match node:
        case ast.IfExp():
            return _choice(walk, node)
        case ast.BoolOp(values=[*first_ones, last]):
            return _first_that_holds(walk, node, first_ones, last)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            walk.truth(operand)
            return Plain()
        case ast.UnaryOp(operand=operand):
            walk.value(operand)
            return Plain()
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            return _comparison(walk, node, [left, *comparators], ops)
        case ast.BinOp():
            return _binary(walk, node)
        case _:
            return None


def _choice(walk: Walk, node: ast.IfExp) -> Value | None:
    from asyncfix.transforms.sync_orm_in_async.walk import either, joined

    if_true, if_false = walk.truth(node.test)
    before = walk.state.copy()
    before.facts |= if_false
    walk.state.facts |= if_true
    first = walk.value(node.body)
    after, walk.state = walk.state, before
    second = walk.value(node.orelse)
    walk.state = joined(after, walk.state)
    match node.body, node.orelse:
        case ast.Name(id=name), _ if first is None and name == evaluation.maybe_missing(node.test):
            return second
        case _, ast.Name(id=name) if second is None and name == evaluation.maybe_missing(node.test):
            return first
        case _:
            return either(first, second)


def _first_that_holds(walk: Walk, node: ast.expr, first_ones: list[ast.expr], last: ast.expr) -> Value | None:
    from asyncfix.transforms.sync_orm_in_async.walk import either

    found: Value | None = None
    for each in first_ones:
        found = walk.value(each)
        if isinstance(found, Query) and not evaluation.has_rows(walk, found):
            walk.note(node, "value", "fetches rows")
            walk.learn(found.identity, "rows")
        elif isinstance(found, User):
            evaluation.read_user(walk, node, found)
    other = walk.value(last)
    match first_ones:
        case [ast.Name()] if found is None:
            # `rows or Book.objects.all()`: what stands in for a thing is of its kind.
            return other
        case _:
            return either(found, other)


def _binary(walk: Walk, node: ast.BinOp) -> Value | None:
    from asyncfix.transforms.sync_orm_in_async.walk import either

    one, two = walk.value(node.left), walk.value(node.right)
    if isinstance(one, Plain) and isinstance(node.op, ast.Mod):
        for part in two.elements if isinstance(two, Tupled) else (two,):
            evaluation.shown(walk, node, part, "value")
    if isinstance(one, Query) and isinstance(node.op, ast.BitOr | ast.BitAnd):
        return one.fresh()
    if isinstance(one, Listed) and isinstance(two, Listed):
        return either(one, two)
    return Plain() if isinstance(one, Plain) and isinstance(two, Plain) else None


def _comparison(walk: Walk, node: ast.Compare, operands: list[ast.expr], ops: list[ast.cmpop]) -> Value:
    found = [walk.value(each) for each in operands]
    for number, op in enumerate(ops):
        right = found[number + 1]
        if isinstance(op, ast.In | ast.NotIn):
            if isinstance(right, Query) and not evaluation.has_rows(walk, right):
                walk.note(node, "value", "fetches rows")
                walk.learn(right.identity, "rows")
            elif isinstance(right, Session):
                evaluation.read_session(walk, node, right)
            else:
                evaluation.special(walk, right, "__contains__", node, "value", found[number])
        if isinstance(op, ast.Eq | ast.NotEq | ast.In | ast.NotIn):
            for each in found[number : number + 2]:
                if isinstance(each, User):
                    evaluation.read_user(walk, node, each)
    return Plain()


def _of_rows(walk: Walk, node: ast.Subscript, query: Query) -> Value | None:
    """`rows[0]`, `rows[:5]` and `rows[::2]`: a slice without a step builds another query."""
    row, is_slice = evaluation.element_of(query), isinstance(node.slice, ast.Slice)
    if evaluation.has_rows(walk, query):
        return Listed(row) if is_slice else row
    if isinstance(node.slice, ast.Slice) and node.slice.step is None:
        return query.fresh()
    walk.note(node, "value", "fetches rows" if is_slice else "fetches a row")
    return Listed(row) if is_slice else row


def _one_of(element: Value | None, node: ast.Subscript) -> Value | None:
    """An element of a container by its index: by the same index it is the same one."""
    if isinstance(element, Instance):
        return dataclasses.replace(element, identity=(element.identity, f"[{ast.unparse(node.slice)}]"))
    return element


def _subscript(walk: Walk, node: ast.Subscript) -> Value | None:
    owner = walk.value(node.value)
    walk.value(node.slice)
    match owner:
        case Query():
            return _of_rows(walk, node, owner)
        case Paginator(is_page=True) | FormSet():
            element = evaluation.forms_or_rows(walk, node, owner, "value")
            return Listed(element) if isinstance(node.slice, ast.Slice) else element
        case Object() if forms.is_form(walk, owner.info):
            return forms.field_of(walk, owner, node.slice)
        case Listed(element=element):
            return owner if isinstance(node.slice, ast.Slice) else _one_of(element, node)
        case Keyed(element=element):
            return _one_of(element, node)
        case Held():
            key = node.slice.value if isinstance(node.slice, ast.Constant) else None
            return _one_of(owner.at(key) if isinstance(key, str) else owner.element(), node)
        case Scope(user=user) if isinstance(node.slice, ast.Constant):
            return user if node.slice.value == "user" else None
        case Tupled(elements=elements):
            match node.slice:
                case ast.Constant(value=int(index)) if -len(elements) <= index < len(elements):
                    return elements[index]
                case _:
                    return None
        case Session():
            evaluation.read_session(walk, node, owner)
            return None
        case Class():
            return owner
        case Instance() | Object():
            return evaluation.special(walk, owner, "__getitem__", node, "value")
        case Library(dotted="django.db.connections"):
            return Connection()
        case Library(dotted="django.core.cache.caches"):
            return Library("django.core.cache.cache")
        case _:
            return None
