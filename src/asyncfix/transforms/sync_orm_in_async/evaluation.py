"""What runs a query by being iterated, asked for its truth, indexed or made text."""

from __future__ import annotations

import ast
import dataclasses
from typing import TYPE_CHECKING

from asyncfix.transforms.sync_orm_in_async import attributes, classes, effects, forms, formsets
from asyncfix.transforms.sync_orm_in_async.kinds import (
    LOADS_SESSION,
    LOADS_USER,
    BoundField,
    Cursor,
    FormSet,
    Function,
    Generator,
    Held,
    Instance,
    Keyed,
    Listed,
    Object,
    Paginator,
    Plain,
    Query,
    Session,
    Tupled,
    User,
    Value,
)

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.walk import Form, Walk

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
            match found:
                case Query() if not has_rows(walk, found):
                    walk.note(node, "bool", "fetches rows", query=found)
                    walk.learn(found.identity, "rows")
                case User():
                    read_user(walk, node, found, form="bool")
                case Paginator(is_page=True):
                    forms_or_rows(walk, node, found, "bool")
                case _:
                    pass
            return nothing, nothing


def maybe_missing(test: ast.expr) -> str | None:
    """The name of which a condition asks whether it is None: what stands in for it is of the same kind."""
    match test:
        case (
            ast.Compare(left=ast.Name(id=name), ops=[ast.Is() | ast.IsNot()], comparators=[ast.Constant(value=None)])
            | ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name))
        ):
            return name
        case ast.Name(id=name):
            return name
        case _:
            return None


def iterated(walk: Walk, node: ast.expr) -> Value | None:
    return elements(walk, node, walk.value(node))


def elements(walk: Walk, node: ast.expr, found: Value | None) -> Value | None:
    """What the elements of a value are; a query that this runs is noted."""
    match found:
        case Query():
            return rows_of(walk, node, found)
        case Listed(element=element):
            return _another(element)
        case Keyed() | Held():
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
        case Paginator() | FormSet():
            return forms_or_rows(walk, node, found, "list")
        case Object() if forms.asks_when_shown(walk, found):
            return BoundField()
        case Cursor():
            walk.note(node, "list", "fetches rows")
            return Plain()
        case Instance() | Object():
            return _elements_of_special(walk, node, found)
        case _:
            return None


def _elements_of_special(walk: Walk, node: ast.expr, owner: Value) -> Value | None:
    match special(walk, owner, "__iter__", node, "list"):
        case Listed(element=element):
            return element
        case Generator(evaluates=True) as made:
            return elements(walk, node, made)
        case Generator(element=element):
            return element
        case _:
            return None


def forms_or_rows(walk: Walk, node: ast.expr, owner: Paginator | FormSet, form: Form) -> Value | None:
    """The elements of a page or a formset, which fetches them once."""
    if isinstance(owner, FormSet):
        return formsets.fetched(walk, owner, node, form)
    match owner.query:
        case Query() if not owner.is_page:
            attributes.count_rows(walk, owner, node, form)
            return Paginator(owner.query.fresh(), is_page=True)
        case Query() as query:
            if not walk.knows(owner.identity, "rows"):
                walk.note(node, form, "fetches rows")
                walk.learn(owner.identity, "rows")
            return element_of(query)
        case Listed(element=element):
            return element
        case _:
            return None


def _another(found: Value | None) -> Value | None:
    """One more of a kind: what is known of the one is not known of the other."""
    match found:
        case Instance():
            return dataclasses.replace(found, identity=object())
        case Tupled(elements=parts):
            return Tupled(tuple(map(_another, parts)))
        case _:
            return found


def rows_of(walk: Walk, node: ast.expr, query: Query, form: str = "list") -> Value | None:
    """What the rows of a queryset are; that they are fetched here is noted where they are not there yet."""
    if not has_rows(walk, query):
        walk.note(node, "list" if form == "list" else "call", "fetches rows", query=query)
        walk.learn(query.identity, "rows")
    return element_of(query)


def has_rows(walk: Walk, query: Query) -> bool:
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
    form: Form = "value",
    reason: str | None = None,
) -> None:
    """A lazy user is asked something."""
    if not walk.knows(user.identity, "user"):
        walk.note(node, form, LOADS_USER, reason=reason)
        walk.learn(user.identity, "user")


def shown(
    walk: Walk, node: ast.expr, found: Value | None, form: Form, *, is_code: bool = False, reason: str | None = None
) -> None:
    """A value is made text; with `is_code` by `repr`, which leaves users unloaded and shows no choices."""
    match found:
        case Instance():
            _object_shown(walk, node, found, form, is_code=is_code, reason=reason)
        case Listed(element=Instance() as row):
            _object_shown(walk, node, row, form, is_code=True, reason=reason)
        case Query():
            if not has_rows(walk, found):
                walk.note(node, form, "fetches rows", reason=reason)
                walk.learn(found.identity, "rows")
        case Object() if not forms.is_form(walk, found.info):
            _object_shown(walk, node, found, form, is_code=is_code, reason=reason)
        case _ if is_code:
            pass
        case User():
            read_user(walk, node, found, form=form, reason=reason)
        case _ if forms.asks_when_shown(walk, found):
            walk.note(node, form, forms.SHOWS, reason=reason)
        case _:
            pass


def _object_shown(
    walk: Walk, node: ast.expr, found: Instance | Object, form: Form, *, is_code: bool, reason: str | None
) -> None:
    """An object whose `__str__` runs a query is made text: once, as what it has read is there the next time."""
    effect = _text_of(walk, found, is_code=is_code)
    if effect.evaluates and not walk.knows(found.identity, "text"):
        walk.note(node, form, effect.what, reason=reason, related=effect.related)
        walk.learn(found.identity, "text")


def _text_methods(found: Instance | Object, *, is_code: bool) -> tuple[str, ...]:
    """The methods that make an object text, the first of them that there is; a model's `__repr__` asks `__str__`."""
    if isinstance(found, Instance):
        return ("__repr__", "__str__") if is_code else ("__str__",)
    return ("__repr__",) if is_code else ("__str__", "__repr__")


def _text_of(walk: Walk, found: Instance | Object, *, is_code: bool) -> effects.Effect:
    """What making an object text does."""
    info = found.model if isinstance(found, Instance) else found.info
    for name in _text_methods(found, is_code=is_code):
        method = classes.member(walk.project, info, name)
        if method is not None and method.owner.module and isinstance(method.node, ast.FunctionDef):
            function = Function(method.owner.module, method.node, found, cls=method.owner)
            return effects.of(walk, function, effects.NO_ARGUMENTS)
    return effects.Effect()


def special(
    walk: Walk, owner: Value | None, name: str, node: ast.expr, form: Form, *given: Value | None
) -> Value | None:
    """What an operator gives by a method of the project's, such as `__contains__`; a query that this runs is noted."""
    if not isinstance(owner, Instance | Object):
        return None
    method = classes.member(walk.project, owner.model if isinstance(owner, Instance) else owner.info, name)
    if method is None or method.owner.module is None or not isinstance(method.node, ast.FunctionDef):
        return None
    function = Function(method.owner.module, method.node, owner, cls=method.owner)
    effect = effects.of(walk, function, effects.Arguments(given))
    if effect.evaluates:
        walk.note(node, form, effect.what, related=effect.related)
    return effect.result


def read_session(walk: Walk, node: ast.expr, session: Session) -> None:
    if not walk.knows(session.identity, "session"):
        walk.note(node, "value", LOADS_SESSION)
        walk.learn(session.identity, "session")
