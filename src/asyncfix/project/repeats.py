"""Calls that an entry has seen before, with the same objects: what happened then happens again, without being run."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import TYPE_CHECKING

from asyncfix.project.effects import Event, Place, Run
from asyncfix.project.values import (
    Arguments,
    Class,
    Constant,
    External,
    Function,
    Instance,
    ModuleValue,
    Spread,
    Unknown,
    Value,
    alternatives,
)

if TYPE_CHECKING:
    import ast

    from asyncfix.project.interpreter import Interpreter

Key = tuple[Hashable, ...]


class Repeats:
    """The calls of one interpreter that gave nothing to go on with and changed nothing, by function and arguments."""

    def __init__(self) -> None:
        self._seen: dict[Key, Run] = {}

    def value(
        self, run: Interpreter, function: Function, arguments: Arguments, node: ast.AST, first: Callable[[], Value]
    ) -> Value:
        """What a call gives: by what it did before, else by `first`, which runs it."""
        key = _key(run, function, arguments)
        if key is None:
            return first()
        told = self._seen.get(key)
        if told is not None:
            run.merge(_called_from(told, Place(run.here(), node)))
            return told.value or Unknown()
        start = run.clock.now()
        with run.recording() as told:
            told.value = value = first()
        run.merge(told)
        run.context = [(run.run if by is told else by, variable, given) for by, variable, given in run.context]
        made_here = any(one.born > start for event in told.events for one in _objects(event))
        is_same = _key(run, function, arguments) == key and not run.acquired
        if is_same and not made_here and all(map(_is_plain, alternatives(value))):
            self._seen[key] = told
        return value


def _objects(event: Event) -> Iterator[Instance]:
    if event.subject is not None:
        yield event.subject
    yield from event.guards


def _is_plain(value: Value) -> bool:
    return isinstance(value, (Unknown, Constant, External))


def _called_from(told: Run, place: Place) -> Run:
    """What happened in a call, as seen from another call of the same."""
    events = [event._replace(chain=(place, *event.chain[1:])) for event in told.events]
    return Run(events, told.reaches, told.value, told.is_resolved)


def _key(run: Interpreter, function: Function, arguments: Arguments) -> Key | None:
    """What tells a call from others, None where that is too much to tell; it is another one after any change."""
    if not function.scope.is_module or function.node in run.watched or not run.frames:
        return None
    parts: list[Hashable] = [function.node, run.changes]
    for name, value in (("", function.receiver), *(("", one) for one in arguments.positional), *arguments.named):
        identity = () if value is None else _identity(value)
        if identity is None:
            return None
        parts += [name, identity]
    return tuple(parts)


def _identity(value: Value) -> Hashable | None:
    match value:
        case Unknown():
            return "?"
        case Constant(value=bool() | int() | float() | str() | None as constant):
            return type(constant), constant
        case External(dotted=dotted):
            return "external", dotted
        case ModuleValue(module=module):
            return module.path
        case Instance():
            return value
        case Class(node=node, scope=scope) if scope.is_module:
            return node
        case Function(node=node, scope=scope, receiver=None) if scope.is_module:
            return node
        case Spread(value=inner):
            found = _identity(inner)
            return None if found is None else ("*", found)
        case _:
            return None
