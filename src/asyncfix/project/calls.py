"""What calls give, and what happens when a coroutine runs."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from asyncfix.project import concurrency, flow, instances, parameters, running, statements
from asyncfix.project.effects import Place
from asyncfix.project.frames import Frame
from asyncfix.project.library import IDENTITY, Call
from asyncfix.project.values import (
    ASKED,
    NONE,
    UNKNOWN,
    Arguments,
    Bound,
    Class,
    Collection,
    Coroutine,
    External,
    Factory,
    Function,
    Generator,
    Instance,
    Item,
    Opaque,
    Origin,
    Partial,
    Task,
    Value,
    alternatives,
    is_known,
    one_of,
)

if TYPE_CHECKING:
    from asyncfix.project.interpreter import Interpreter
    from asyncfix.project.scopes import Scope

DEPTH = 16
"""Calls inside calls that are followed; deeper ones are unknown."""


def call(run: Interpreter, callee: Value, arguments: Arguments, node: ast.expr) -> Value:
    """What a call gives."""
    run.step()
    match callee:
        case Function():
            return _call_function(run, callee, arguments, node)
        case Class():
            return instances.instantiate(run, callee, arguments, node)
        case Partial(callee=inner, arguments=given):
            named = {**dict(given.named), **dict(arguments.named)}
            joined = Arguments((*given.positional, *arguments.positional), tuple(named.items()))
            run.partly.add(node)
            return run.call(inner, joined, node)
        case External(dotted=dotted):
            return _call_external(run, dotted, callee, arguments, node)
        case Bound():
            return _call_method(run, callee, arguments, node)
        case Instance():
            return _call_instance(run, callee, arguments, node)
        case Factory(make=make, is_awaited=is_awaited):
            made = make()
            if is_awaited and not any(isinstance(one, Instance) for one in alternatives(made)):
                # It says what comes back, and not what it does with what it is given.
                unknown = opaque(run, arguments, node)
                if unknown is not UNKNOWN:
                    return unknown
            return run.coroutine(IDENTITY, Arguments((made,)), node) if is_awaited else made
        case _ if len(alternatives(callee)) > 1:
            return one_of(*(run.call(one, arguments, node) for one in alternatives(callee)))
        case _:
            if callee is UNKNOWN and _waits_by_name(run, node):
                run.note("poll", None, "", node)
            return opaque(run, arguments, node)


def _waits_by_name(run: Interpreter, node: ast.expr) -> bool:
    """Whether a call is, by its name, one that waits for what somebody else gives: `await queue.get()`."""
    match node:
        case ast.Call(func=ast.Attribute(attr=attr), args=[], keywords=[]):
            return attr in run.library.waiting_methods
        case _:
            return False


def opaque(run: Interpreter, arguments: Arguments, node: ast.expr, *more: Value) -> Value:
    """What something unknown gives: unknown too, but it may use its arguments when it is awaited."""
    carried = tuple(value for value in (*more, *arguments.values()) if _matters(value))
    if not carried:
        return UNKNOWN
    frame = run.frame
    return Opaque(node, carried, frame, tuple(frame.loops), frame.since)


def _matters(value: Value) -> bool:
    """Whether something unknown may do something with a value."""
    match value:
        case Coroutine() | Task() | Instance() | Partial() | Bound() | Opaque():
            return True
        case Function(receiver=receiver):
            return receiver is not None
        case Collection(items=items):
            return any(_matters(item.value) for item in items[:20])
        case _:
            return any(_matters(one) for one in alternatives(value)) if len(alternatives(value)) > 1 else False


def _call_external(run: Interpreter, dotted: str, callee: Value, arguments: Arguments, node: ast.expr) -> Value:
    model = run.library.functions.get(dotted)
    if model:
        return model(run, Call(callee, arguments, node))
    if dotted in run.library.transparent:
        # A decorator with arguments of its own.
        return Instance(callee) if isinstance(callee, External) else UNKNOWN
    if dotted in run.library.running:
        return run.coroutine(callee, arguments, node)
    last = dotted.rpartition(".")[2]
    if dotted.partition(".")[0] in run.library.waiting and not last[:1].isupper():
        return run.coroutine(callee, arguments, node)
    if last[:1].isupper() and not dotted.startswith("builtins."):
        made = run.instance(External(dotted), Origin(run.here(), node, "made"))
        made.given = arguments
        return made
    return opaque(run, arguments, node)


def _call_method(run: Interpreter, callee: Bound, arguments: Arguments, node: ast.expr) -> Value:
    for dotted in run.external_classes(callee.receiver):
        model = run.library.methods.get((dotted, callee.name)) or run.library.methods.get((dotted, "*"))
        if model:
            return model(run, Call(callee, arguments, node))
        if dotted.partition(".")[0] in run.library.waiting:
            return run.coroutine(callee, arguments, node)
    given = callee.receiver.given
    return opaque(run, arguments, node, *(given.values() if given else ()))


def _call_instance(run: Interpreter, callee: Instance, arguments: Arguments, node: ast.expr) -> Value:
    for dotted in run.external_classes(callee):
        model = run.library.calls.get(dotted)
        if model:
            return model(run, Call(callee, arguments, node))
    if isinstance(callee.cls, Class):
        method = run.attribute(callee, "__call__", node)
        if isinstance(method, Function):
            return run.call(method, arguments, node)
    return opaque(run, arguments, node)


def _call_function(run: Interpreter, function: Function, arguments: Arguments, node: ast.expr) -> Value:
    instances.seek(run, function, arguments)
    if isinstance(function.node, ast.Lambda):
        return _made_here(run, invoke(run, function, arguments, node), node)
    if is_generator(run, function):
        return Generator(function, arguments, node)
    if isinstance(function.node, ast.AsyncFunctionDef):
        return run.coroutine(function, arguments, node)
    return _made_here(run, invoke(run, function, arguments, node), node)


def _made_here(run: Interpreter, value: Value, node: ast.expr) -> Value:
    """Coroutines that a plain function made for its caller: they are the caller's to await."""
    found: list[Value] = []
    for one in alternatives(value):
        if isinstance(one, Coroutine) and one.run is None:
            found.append(run.coroutine(one.callee, one.arguments, node))
        else:
            found.append(one)
    return one_of(*found)


def is_generator(run: Interpreter, function: Function) -> bool:
    """Whether calling a function gives a generator."""
    node = function.node
    return not isinstance(node, ast.Lambda) and bool(run.once("yields", node, lambda: flow.is_generator(node)))


def invoke(run: Interpreter, function: Function, arguments: Arguments, node: ast.AST) -> Value:
    """Run the body of a function with these arguments; what it returns, of an `async def` when it is awaited."""
    summary = run.summaries.of_call(run, function, arguments)
    if summary is not None:
        return summary.returned(run, node)

    def first() -> Value:
        done = ran(run, function, arguments, node)
        if done is None:
            run.run.is_resolved = False
            for value in arguments.values():
                running.hand_to_unknown(run, value, node)
            return UNKNOWN
        return done[0]

    return first() if arguments is ASKED else run.repeats.value(run, function, arguments, node, first)


def generated(run: Interpreter, generator: Generator) -> list[Item]:
    """What a generator yields; its whole body runs."""
    summary = run.summaries.of_call(run, generator.function, generator.arguments)
    if summary is not None:
        return summary.items(run, generator.node)
    done = ran(run, generator.function, generator.arguments, generator.node)
    return [Item(UNKNOWN, many=True)] if done is None else done[1]


def ran(run: Interpreter, function: Function, arguments: Arguments, node: ast.AST) -> tuple[Value, list[Item]] | None:
    """What the body of a function returns and yields; None where calls go too deep, or round in circles."""
    scope = _entered(run, function)
    if scope is None:
        return None
    parameters.bind(run, function, arguments, scope)
    return _body(run, function, scope, node)


def _entered(run: Interpreter, function: Function) -> Scope | None:
    """The scope of a new activation; None where calls go too deep, or round in circles."""
    active = sum(frame.function is not None and frame.function.node is function.node for frame in run.frames)
    if active > 1 or len(run.frames) > DEPTH:
        return None
    return run.scope(function.module, function.node, function.scope)


def _body(run: Interpreter, function: Function, scope: Scope, node: ast.AST) -> tuple[Value, list[Item]]:
    if run.frames:
        run.chain.append(Place(run.here(), node))
    given = tuple(scope.names.values())
    frame = Frame(scope, function, since=run.clock.now(), guards=len(run.guards), call=node, given=given)
    run.frames.append(frame)
    try:
        if isinstance(function.node, ast.Lambda):
            return run.evaluate(function.node.body, scope), []
        run.run.reaches[function.node] = function.module, function.node
        if statements.execute(run, function.node.body, scope):
            frame.returned.append(NONE)
        concurrency.leave_function(run)
        return _given_back(run, frame, function)
    finally:
        run.acquired = tuple(run.guards[frame.guards :])
        del run.guards[frame.guards :]
        run.yielding = frame.held
        run.frames.pop()
        if run.frames and run.chain:
            run.chain.pop()


def _given_back(run: Interpreter, frame: Frame, function: Function) -> tuple[Value, list[Item]]:
    """What an activation has returned and yielded, by its annotation where the code does not tell."""
    assert not isinstance(function.node, ast.Lambda)
    value, returns = one_of(*frame.returned), function.node.returns
    if returns is None:
        return value, frame.yielded
    if frame.yielded:
        return value, [_annotated(run, item, function, returns) for item in frame.yielded]
    if not _is_told(value):
        origin = Origin(function.module, function.node, f"returned by {function.node.name}()")
        value = run.symbolic(returns, function.scope, origin)
    return value, frame.yielded


def _annotated(run: Interpreter, item: Item, function: Function, returns: ast.expr) -> Item:
    """What a generator yields, by the type that it says it yields where the code does not tell."""
    if _is_told(item.value):
        return item
    assert not isinstance(function.node, ast.Lambda)
    origin = Origin(function.module, function.node, f"yielded by {function.node.name}()")
    declared = run.symbolic(returns, function.scope, origin)
    element = declared.element if isinstance(declared, Collection) else None
    return item._replace(value=element()) if element else item


def _is_told(value: Value) -> bool:
    """Whether the code tells what a value is, at least in one case."""
    return any(is_known(one) and not isinstance(one, Opaque) for one in alternatives(value))


def enter(run: Interpreter, coroutine: Coroutine) -> Value:
    """Run a coroutine; what awaiting it gives."""
    match coroutine.callee:
        case Function() as function:
            return invoke(run, function, coroutine.arguments, coroutine.node)
        case External(dotted=dotted):
            model = run.library.running.get(dotted)
            if model:
                return model(run, coroutine)
            _wait(run, dotted, coroutine)
        case Bound(receiver=receiver, name=name):
            for dotted in run.external_classes(receiver):
                model = run.library.running.get(f"{dotted}.{name}") or run.library.running.get(f"{dotted}.*")
                if model:
                    return model(run, coroutine)
                _wait(run, f"{dotted}.{name}", coroutine)
        case _:
            pass
    run.run.is_resolved = False
    return UNKNOWN


def _wait(run: Interpreter, dotted: str, coroutine: Coroutine) -> None:
    """Take note of a coroutine without a model, of a package that waits for the network."""
    if dotted.partition(".")[0] in run.library.waiting:
        run.note("wait", None, dotted, coroutine.node)
