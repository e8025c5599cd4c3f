"""Loops: small known collections are walked item by item, else one pass stands for all iterations."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from asyncfix.project import branches, elements, expressions, flow, statements
from asyncfix.project.values import UNKNOWN, Class, External, Instance, Opaque, Value, alternatives, one_of

if TYPE_CHECKING:
    from asyncfix.project.interpreter import Interpreter
    from asyncfix.project.scopes import Scope


def execute_for(run: Interpreter, node: ast.For | ast.AsyncFor, scope: Scope) -> bool:
    """Run a `for` or `async for`; control gets to its end, as far as one looks."""
    source = run.evaluate(node.iter, scope)
    if not _leaves(node):
        if _is_endless(run, source):
            run.note("endless", None, "a loop without an end", node)
        if isinstance(node, ast.AsyncFor) and not _is_finite(run, source):
            run.note("endless", None, "an `async for` over something unknown", node)
    for _ in passes(run, source, node.target, scope):
        _pass(run, node.body, scope)
    statements.execute(run, node.orelse, scope)
    return True


def execute_while(run: Interpreter, node: ast.While, scope: Scope) -> bool:
    """Run a `while`; whether control may get to its end."""
    found = expressions.condition(run, node.test, scope)
    if found is False:
        return statements.execute(run, node.orelse, scope)
    if _polls(run, node, scope):
        run.note("poll", None, "", node)
    for _ in looping(run):
        branches.learn(run, node.test, scope, is_true=True)
        _pass(run, node.body, scope)
    if found is True and not flow.breaks(node.body):
        if not _leaves(node) and not _holds(node, ast.Yield, ast.YieldFrom):
            run.note("endless", None, "a loop without an end", node)
        return False
    statements.execute(run, node.orelse, scope)
    return True


def _pass(run: Interpreter, body: Sequence[ast.stmt], scope: Scope) -> None:
    """One run of a loop's body, which may also not be run at all."""
    before = dict(scope.names)
    pending = len(run.frame.pending)
    statements.execute(run, body, scope)
    if len(run.frame.pending) > pending and run.frame.loops:
        # The second iteration meets the tasks of the first.
        statements.execute(run, body, scope)
    branches.join(scope, [before, dict(scope.names)])


def _polls(run: Interpreter, node: ast.While, scope: Scope) -> bool:
    """Whether a loop sleeps before it looks again, other than after a failure."""
    waiting: list[ast.AST] = [*node.body]
    while waiting:
        inner = waiting.pop()
        match inner:
            case ast.Await(value=ast.Call(func=func)):
                names = {one.dotted for one in alternatives(run.evaluate(func, scope)) if isinstance(one, External)}
                if names & run.library.sleeping:
                    return True
            case ast.ExceptHandler() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Lambda():
                continue
            case _:
                pass
        waiting += flow.children(inner)
    return False


def _is_finite(run: Interpreter, source: Value) -> bool:
    """Whether what an `async for` goes through is known to end, as far as one looks: what the project has made is."""

    def ends(one: Value) -> bool:
        if isinstance(one, Instance):
            return isinstance(one.cls, Class) or one.cls.dotted.partition(".")[0] not in run.library.waiting
        return one is not UNKNOWN and not isinstance(one, Opaque)

    return all(ends(one) for one in alternatives(source))


def _is_endless(run: Interpreter, source: Value) -> bool:
    return (
        isinstance(source, Instance) and isinstance(source.cls, External) and source.cls.dotted in run.library.endless
    )


def _leaves(node: flow.Loop) -> bool:
    """Whether the body of a loop has a way out."""
    return flow.breaks(node.body) or _holds(node, ast.Return, ast.Raise)


def _holds(node: flow.Loop, *kinds: type[ast.AST]) -> bool:
    """Whether nodes of some kinds stand in the body of a loop, functions inside it left out."""
    return any(isinstance(inner, kinds) for inner in flow.own_nodes(ast.Module(body=node.body, type_ignores=[])))


@contextmanager
def _loop(run: Interpreter) -> Iterator[None]:
    frame = run.frame
    frame.loops.append(run.clock.tick())
    since, frame.since = frame.since, run.clock.now()
    try:
        yield
    finally:
        frame.loops.pop()
        frame.since = since


def looping(run: Interpreter) -> Iterator[None]:
    """One pass that stands for all iterations of a loop."""
    with _loop(run):
        yield


def passes(run: Interpreter, source: Value, target: ast.expr, scope: Scope) -> Iterator[None]:
    """The passes of a loop: one for each item of a small known collection, else one that stands for all."""
    items = elements.iterated(run, source)
    if not any(item.many for item in items) and len(items) <= elements.UNROLLED:
        for item in items:
            statements.assign(run, target, item.value, scope)
            yield
        return
    with _loop(run):
        statements.assign(run, target, one_of(*(elements.renewed(run, item) for item in items)), scope)
        yield
