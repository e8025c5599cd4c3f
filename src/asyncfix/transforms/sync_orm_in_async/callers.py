"""What the calls in a file hand to a coroutine function whose parameters have no annotations."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING

from asyncfix.project import flow
from asyncfix.transforms.sync_orm_in_async import classes, effects, meanings
from asyncfix.transforms.sync_orm_in_async.classes import ClassInfo
from asyncfix.transforms.sync_orm_in_async.kinds import Function, Instance, Query, Value

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.walk import Walk

Caller = tuple[flow.Function, ClassInfo | None]
"""A function, and the class that it is a method of."""


def given(walk: Walk, node: flow.Function, cls: ClassInfo | None) -> dict[str, Value]:
    """The instances and querysets that parameters are given, where all calls of the file agree on what they are."""
    wanted = _wanted(node)
    callers = list(_callers(walk, node, cls)) if wanted else []
    if not callers:
        return {}
    key = (effects.SOUGHT, node)
    sought: list[effects.Arguments] = []
    walk.project.known[key] = sought
    for function, owner in callers:
        _read(walk, function, owner)
    del walk.project.known[key]
    bound = [effects.bound_parameters(walk, Function(walk.module, node, _owner(walk, cls)), each) for each in sought]
    return {name: value for name in wanted if (value := _agreed([each.get(name) for each in bound])) is not None}


def _wanted(node: flow.Function) -> set[str]:
    """The parameters without annotation of which the function reads attributes."""
    args = node.args
    plain = {arg.arg for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs) if arg.annotation is None}
    read = {
        each.value.id for each in ast.walk(node) if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name)
    }
    return (plain & read) - {"self", "cls", "request"}


def _callers(
    walk: Walk, node: flow.Function, cls: ClassInfo | None
) -> Iterator[tuple[flow.Function, ClassInfo | None]]:
    """The other functions of the file that call one by its name."""
    if f"{node.name}(" not in walk.module.text.replace(f"def {node.name}(", ""):
        return
    for function, owner in _functions(walk):
        if function is not node and _calls(function, node.name, is_method=cls is not None):
            yield function, owner


def _functions(walk: Walk) -> Iterator[Caller]:
    for statement in walk.module.tree.body:
        match statement:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield statement, None
            case ast.ClassDef(body=body):
                info = classes.class_at(walk.project, walk.module, statement)
                yield from ((each, info) for each in body if isinstance(each, flow.Function))
            case _:
                pass


def _calls(function: flow.Function, name: str, *, is_method: bool) -> bool:
    for each in flow.own_nodes(function):
        match each:
            case ast.Call(func=ast.Name(id=found)) if not is_method and found == name:
                return True
            case ast.Call(func=ast.Attribute(attr=found)) if is_method and found == name:
                return True
            case _:
                pass
    return False


def _read(walk: Walk, function: flow.Function, cls: ClassInfo | None) -> None:
    from asyncfix.transforms.sync_orm_in_async.walk import Walk as Reading

    reading = Reading(walk.project, walk.module, function, cls=cls, depth=1)
    is_bound = cls is not None and not meanings.has_decorator(function, "staticmethod")
    reading.state.names.update(meanings.parameters(walk.project, walk.module, function, cls, is_bound=is_bound))
    reading.own |= set(reading.state.names)
    reading.run(function.body)


def _owner(walk: Walk, cls: ClassInfo | None) -> Value | None:
    return meanings.made_of(walk.project, cls) if cls is not None else None


def _agreed(values: list[Value | None]) -> Value | None:
    from asyncfix.transforms.sync_orm_in_async.walk import either

    found = values[0] if values else None
    for other in values[1:]:
        found = either(found, other)
    if not isinstance(found, Instance | Query):
        return None
    return dataclasses.replace(found, identity=object())
