"""Running awaitables: what happens while one is awaited, and what that adds to the run that is under way."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from asyncfix.project import calls
from asyncfix.project.effects import Run
from asyncfix.project.values import (
    UNKNOWN,
    Arguments,
    Bound,
    Collection,
    Coroutine,
    External,
    Function,
    Instance,
    Opaque,
    Partial,
    Spread,
    Task,
    Value,
    alternatives,
    is_none,
    one_of,
)

if TYPE_CHECKING:
    from asyncfix.project.interpreter import Interpreter

NODE = ast.Constant(None)
"""What stands for a call that is not written in the code."""


def run_of(run: Interpreter, awaitable: Value) -> Run:
    """What running an awaitable does; a coroutine is run once."""
    match awaitable:
        case Task(coroutine=inner):
            return run_of(run, inner)
        case Coroutine(run=Run() as done):
            return done
        case Coroutine():
            with run.recording() as done:
                awaitable.run = done
                done.value = calls.enter(run, awaitable)
            return done
        case _:
            with run.recording() as done:
                done.value = _run_other(run, awaitable)
            return done


def _run_other(run: Interpreter, awaitable: Value) -> Value:
    # What is done by each of several that may be meant is sure to be done.
    certain = all(_uses(run, value) for value in alternatives(awaitable) if not is_none(value))
    return one_of(*(_run_one(run, value, certain=certain) for value in alternatives(awaitable)))


def _uses(run: Interpreter, value: Value) -> bool:
    if not isinstance(value, (Coroutine, Task)):
        return False
    return any(event.kind == "use" and event.certain for event in run_of(run, value).events)


def _run_one(run: Interpreter, value: Value, *, certain: bool) -> Value:
    match value:
        case Coroutine() | Task():
            done = run_of(run, value)
            merge(run, done, certain=certain)
            return done.value or UNKNOWN
        case Opaque(carried=carried, node=node):
            run.run.is_resolved = False
            for one in carried:
                hand_to_unknown(run, one, node)
            return UNKNOWN
        case Collection(items=items):
            # What `gather` or a group of its own made: all of it runs.
            for item in items:
                merge(run, run_of(run, item.value))
            return value
        case Instance():
            return _await_instance(run, value)
        case Bound():
            return calls.enter(run, run.coroutine(value, Arguments(), NODE))
        case _:
            run.run.is_resolved = False
            return UNKNOWN


def _await_instance(run: Interpreter, value: Instance) -> Value:
    if isinstance(value.cls, External):
        model = run.library.awaited.get(value.cls.dotted)
        if model:
            return model(run, value, NODE)
        run.run.is_resolved = False
    elif run.attribute(value, "__await__", NODE) is UNKNOWN:
        run.run.is_resolved = False
    return UNKNOWN


def merge(run: Interpreter, done: Run, *, certain: bool = True) -> None:
    """What happened in a run happens in the one that is under way, too."""
    into = run.run
    if done is into:
        return
    into.is_resolved = into.is_resolved and done.is_resolved
    into.reaches.update(done.reaches)
    guards = frozenset(run.guards)
    chain = tuple(run.chain)
    into.events += [
        event._replace(
            chain=(*chain, *event.chain),
            guards=guards | event.guards,
            certain=event.certain and certain,
        )
        for event in done.events
    ]


def hand_to_unknown(run: Interpreter, value: Value, node: ast.AST, *, depth: int = 0) -> None:
    """Something unknown gets a value: it may use it."""
    if depth > 3:
        return
    for one in alternatives(value):
        match one:
            case Coroutine() | Task():
                # Handed on to be awaited.
                merge(run, run_of(run, one))
            case Instance():
                run.note("opaque", one, "", node)
                for inner in [*one.fields.values()]:
                    if isinstance(inner, Instance):
                        run.note("opaque", inner, "", node)
            case Bound(receiver=receiver):
                run.note("opaque", receiver, "", node)
            case _:
                for inner in _parts(one):
                    hand_to_unknown(run, inner, node, depth=depth + 1)


def _parts(value: Value) -> list[Value]:
    """What may be got at through a value."""
    match value:
        case Collection(items=items):
            return [item.value for item in items]
        case Partial(callee=callee, arguments=arguments):
            return [*arguments.values(), callee]
        case Function(receiver=receiver) if receiver is not None:
            return [receiver]
        case Spread(value=inner):
            return [inner]
        case _:
            return []
