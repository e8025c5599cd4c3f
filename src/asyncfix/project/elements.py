"""What collections hold, and what iterating over a value gives."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from asyncfix.project import calls
from asyncfix.project.values import (
    UNKNOWN,
    Arguments,
    Collection,
    Constant,
    External,
    Function,
    Generator,
    Instance,
    Item,
    Spread,
    Value,
    alternatives,
    one_of,
)

if TYPE_CHECKING:
    from asyncfix.project.interpreter import Interpreter
    from asyncfix.project.scopes import Scope

UNROLLED = 8
"""A collection of at most so many known items is walked item by item."""


def item_at(run: Interpreter, collection: Collection, index: Value) -> Value:
    """What a collection holds at a key or index."""
    if isinstance(index, Constant):
        keyed = [item.value for item in collection.items if item.key is not None and item.key == index.value]
        if keyed:
            return keyed[-1]
        at, count = index.value, len(collection.items)
        is_plain = not any(item.many or item.key is not None for item in collection.items)
        if isinstance(at, int) and is_plain and collection.element is None and -count <= at < count:
            return collection.items[at].value
    return any_item(run, collection)


def any_item(run: Interpreter, collection: Collection) -> Value:
    """Some item of a collection, another one each time: what only one of several items has is new."""
    values = [renewed(run, item) for item in collection.items]
    if collection.element:
        values.append(collection.element())
    if len(values) > 1:
        values = [_apart(run, value, [other for other in values if other is not value], {}) for value in values]
    return one_of(*values)


def _apart(run: Interpreter, value: Value, others: Sequence[Value], copies: dict[int, Instance]) -> Value:
    """A copy of an object that shares with it only what the others have, too.

    `copies` are those made so far, by the object's identity: objects may hold each other.
    """
    if not isinstance(value, Instance):
        return value
    if id(value) in copies:
        return copies[id(value)]
    copy = copies[id(value)] = bare_copy(run, value)
    for name, field in value.fields.items():
        theirs = [other.fields.get(name) for other in others if isinstance(other, Instance)]
        copy.fields[name] = field if any(one is field for one in theirs) else _apart(run, field, [], copies)
    return copy


def iterated(run: Interpreter, value: Value) -> list[Item]:
    """What iterating a value gives, an item each; `many` where the number is not known."""
    found: list[Item] = []
    for one in alternatives(value):
        # Before the element is made: it is new in each iteration.
        since = run.clock.now()
        match one:
            case Collection(items=items, element=element):
                found += items
                if element:
                    found.append(Item(element(), many=True, since=since))
            case Generator():
                found += calls.generated(run, one)
            case Instance():
                found.append(Item(_next_of(run, one), many=True, since=since))
            case _:
                found.append(Item(UNKNOWN, many=True, since=since))
    return found


def _next_of(run: Interpreter, value: Instance) -> Value:
    """What iterating an object gives each time."""
    node = ast.Constant(None)
    if isinstance(value.cls, External):
        model = run.library.fields.get((value.cls.dotted, "__iter__"))
        return model(run, value, node) if model else UNKNOWN
    for method in ("__iter__", "__aiter__"):
        found = run.attribute(value, method, node)
        if isinstance(found, Function):
            iterator = run.call(found, Arguments(), node)
            if iterator is value:
                return _stepped(run, value)
            return one_of(*(item.value for item in iterated(run, iterator)))
    return UNKNOWN


def _stepped(run: Interpreter, value: Instance) -> Value:
    """What an iterator of the project gives next."""
    node = ast.Constant(None)
    for method in ("__next__", "__anext__"):
        found = run.attribute(value, method, node)
        if isinstance(found, Function):
            made = run.call(found, Arguments(), node)
            return run.await_(made, node) if run.is_awaitable(made) else made
    return UNKNOWN


def fillable(run: Interpreter, value: Value, annotation: ast.expr | None, scope: Scope) -> Value:
    """An empty collection that an object or module keeps: other code will have put something in."""
    if not isinstance(value, Collection) or value.items or value.element:
        return value
    declared = run.symbolic(annotation, scope)
    known = declared.element if isinstance(declared, Collection) else None
    return Collection([], known or (lambda: UNKNOWN))


def renewed(run: Interpreter, item: Item) -> Value:
    """What one iteration has of an item: what each iteration had made for itself is new again."""
    return _renewed(run, item.value, item.since, {}) if item.many else item.value


def _renewed(run: Interpreter, value: Value, since: int, known: dict[int, Value]) -> Value:
    """A value in which every object that was born after `since` is a new one; `known` are those made so far."""
    if id(value) in known:
        return known[id(value)]
    match value:
        case Instance(born=born) if born > since:
            copy = known[id(value)] = bare_copy(run, value)
            copy.fields = {name: _renewed(run, field, since, known) for name, field in value.fields.items()}
            return copy
        case Collection(items=items, element=element):
            return Collection([item._replace(value=_renewed(run, item.value, since, known)) for item in items], element)
        case Spread(value=inner):
            return Spread(_renewed(run, inner, since, known))
        case _:
            return value


def bare_copy(run: Interpreter, value: Instance) -> Instance:
    """Another object of the same kind, its fields still to be set."""
    copy = run.instance(value.cls, value.origin, symbolic=value.is_symbolic)
    copy.materialised, copy.given = value.materialised, value.given
    return copy
