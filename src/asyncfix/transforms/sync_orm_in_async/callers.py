"""What the calls in a file hand to a coroutine function whose parameters have no annotations."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from asyncfix.project import flow
from asyncfix.transforms.sync_orm_in_async import classes, effects, meanings, memo
from asyncfix.transforms.sync_orm_in_async.classes import ClassInfo
from asyncfix.transforms.sync_orm_in_async.kinds import Class, Function, Instance, Query, Value

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.walk import Walk

Caller = tuple[flow.Function, ClassInfo | None]
"""A function, and the class that it is a method of."""


def given(walk: Walk, node: flow.Function, cls: ClassInfo | None) -> dict[str, Value]:
    """The instances and querysets that parameters are given, where all calls of the file agree on what they are."""
    wanted = _wanted(node)
    handed = _handed(walk, node, cls) if wanted else []
    bound = [effects.bound_parameters(walk, Function(walk.module, node, _owner(walk, cls)), each) for each in handed]
    agreed = {name: _agreed([each.get(name) for each in bound]) for name in wanted}
    return {name: value for name, value in agreed.items() if value is not None and _is_of_django(walk, value)}


def _is_of_django(walk: Walk, value: Value) -> bool:
    return not isinstance(value, Class) or classes.role(walk.project, value.info) == "model"


def _wanted(node: flow.Function) -> set[str]:
    """The parameters without annotation of which the function reads attributes."""
    args = node.args
    plain = {arg.arg for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs) if arg.annotation is None}
    read = {
        each.value.id for each in ast.walk(node) if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name)
    }
    return (plain & read) - {"self", "cls", "request"}


def _handed(walk: Walk, node: flow.Function, cls: ClassInfo | None) -> list[effects.Arguments]:
    """What the calls in the other functions of the file hand to one."""
    if f"{node.name}(" not in walk.module.text.replace(f"def {node.name}(", ""):
        return []
    callers = _callers(walk).get((node.name, cls is not None), ())
    return [
        given
        for function, owner in callers
        if function is not node
        for called, given in _calls_of(walk, function, owner)
        if called is node
    ]


def _callers(walk: Walk) -> Mapping[tuple[str, bool], Sequence[Caller]]:
    """The functions of the file by the names that they call, and whether as methods."""
    key = ("django callers", walk.module)
    if key not in walk.project.known:
        callers: dict[tuple[str, bool], list[Caller]] = {}
        for function, owner in _functions(walk):
            for name in dict.fromkeys(_called(function)):
                callers.setdefault(name, []).append((function, owner))
        walk.project.known[key] = callers
    found: Mapping[tuple[str, bool], Sequence[Caller]] = walk.project.known[key]
    return found


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


def _called(function: flow.Function) -> Iterator[tuple[str, bool]]:
    for each in flow.own_nodes(function):
        match each:
            case ast.Call(func=ast.Name(id=name)):
                yield name, False
            case ast.Call(func=ast.Attribute(attr=name)):
                yield name, True
            case _:
                pass


def _calls_of(
    walk: Walk, function: flow.Function, cls: ClassInfo | None
) -> Sequence[tuple[ast.AST, effects.Arguments]]:
    """The functions of the project that a function calls, each with what it is given."""
    key = ("django calls", (function, cls))
    if key not in walk.project.known:
        walk.project.known[key] = _read(walk, function, cls)
    found: Sequence[tuple[ast.AST, effects.Arguments]] = walk.project.known[key]
    return found


def _read(walk: Walk, function: flow.Function, cls: ClassInfo | None) -> list[tuple[ast.AST, effects.Arguments]]:
    from asyncfix.transforms.sync_orm_in_async.walk import Walk as Reading

    reading = Reading(walk.project, walk.module, function, cls=cls, depth=1)
    reading.handed = []
    is_bound = cls is not None and not meanings.has_decorator(function, "staticmethod")
    reading.state.names.update(meanings.parameters(walk.project, walk.module, function, cls, is_bound=is_bound))
    reading.own |= set(reading.state.names)
    memo.of(walk.project).begin()
    reading.run(function.body)
    return reading.handed


def _owner(walk: Walk, cls: ClassInfo | None) -> Value | None:
    return meanings.made_of(walk.project, cls) if cls is not None else None


def _agreed(values: list[Value | None]) -> Value | None:
    from asyncfix.transforms.sync_orm_in_async.walk import either

    found = values[0] if values else None
    if all(isinstance(each, Class) for each in values):
        # Different models, maybe: each has its managers, and what these do runs queries of any.
        return found
    for other in values[1:]:
        found = either(found, other)
    if not isinstance(found, Instance | Query):
        return None
    return dataclasses.replace(found, identity=object())
