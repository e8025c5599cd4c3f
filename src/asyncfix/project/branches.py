"""Conditions and branches: `if`, `match` and `try`; names are narrowed in them and joined behind them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from asyncfix.project import expressions, statements
from asyncfix.project.values import NONE, UNKNOWN, Collection, Coroutine, Origin, Task, Value, alternatives, one_of

if TYPE_CHECKING:
    from asyncfix.project.interpreter import Interpreter
    from asyncfix.project.scopes import Scope


def learn(run: Interpreter, test: ast.expr, scope: Scope, *, is_true: bool) -> None:
    """Narrow a name by a condition that holds, or that does not."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            learn(run, operand, scope, is_true=not is_true)
        case ast.Name(id=name) if name in scope.names:
            scope.names[name] = expressions.narrowed(scope.names[name], is_true=is_true)
        case ast.Compare(
            left=ast.Name(id=name), ops=[ast.Is() | ast.IsNot() as op], comparators=[ast.Constant(value=None)]
        ) if name in scope.names:
            wants_none = isinstance(op, ast.Is) is is_true
            left = [one for one in alternatives(scope.names[name]) if (one == NONE) is wants_none or one is UNKNOWN]
            if left:
                scope.names[name] = one_of(*left)
        case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=name), cls]) if (
            is_true and scope.names.get(name) is UNKNOWN
        ):
            origin = Origin(scope.module, test, f"{name}, checked")
            scope.names[name] = run.symbolic(cls, scope, origin)
        case ast.BoolOp(op=ast.And(), values=values) if is_true:
            for value in values:
                learn(run, value, scope, is_true=True)
        case _:
            pass


@contextmanager
def assuming(run: Interpreter, test: ast.expr, scope: Scope, *, is_true: bool) -> Iterator[None]:
    """Names as they are known when a condition holds, or does not."""
    saved = dict(scope.names)
    learn(run, test, scope, is_true=is_true)
    yield
    scope.reset(saved)


def execute_if(
    run: Interpreter, test: ast.expr, body: Sequence[ast.stmt], orelse: Sequence[ast.stmt], scope: Scope
) -> bool:
    """Run an `if`: both branches, where it is not known which one is taken; whether control may get to its end."""
    found = expressions.condition(run, test, scope)
    if found is not None:
        return statements.execute(run, body if found else orelse, scope)
    before = dict(scope.names)
    learn(run, test, scope, is_true=True)
    _count(run, test, scope)
    ends = _branch(run, test, 0, body, scope)
    after_body = dict(scope.names)
    scope.reset(before)
    learn(run, test, scope, is_true=False)
    ends_else = _branch(run, test, 1, orelse, scope)
    join(scope, [names for names, end in ((after_body, ends), (dict(scope.names), ends_else)) if end])
    return ends or ends_else


def _branch(run: Interpreter, node: ast.AST, index: int, body: Sequence[ast.stmt], scope: Scope) -> bool:
    """Run one branch of a node, and take note if control does not get to its end."""
    frame = run.frame
    with frame.branch(node, index):
        ends = statements.execute(run, body, scope)
    if not ends:
        frame.left.add((node, index))
    return ends


def _count(run: Interpreter, test: ast.expr, scope: Scope) -> None:
    """Take note of `len(tasks) >= 5`: what a loop has put into the collection is there several times."""
    match test:
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="len"), args=[counted]),
            ops=[ast.Gt() | ast.GtE() | ast.Eq()],
            comparators=[limit],
        ) if not (isinstance(limit, ast.Constant) and limit.value in (0, 1)):
            for one in alternatives(run.evaluate(counted, scope)):
                for item in one.items if isinstance(one, Collection) else ():
                    if item.many and isinstance(item.value, (Coroutine, Task)):
                        item.value.is_batched = True
        case _:
            pass


def execute_any(run: Interpreter, node: ast.AST, bodies: Sequence[Sequence[ast.stmt]], scope: Scope) -> bool:
    """Run all of several branches of which one is taken; whether control may get to the end of one."""
    before = dict(scope.names)
    left = []
    for index, body in enumerate(bodies):
        scope.reset(before)
        if _branch(run, node, index, body, scope):
            left.append(dict(scope.names))
    join(scope, left)
    return bool(left)


def join(scope: Scope, states: Sequence[dict[str, Value]]) -> None:
    """After branches a name stands for one of what it stood for at their ends."""
    if not states:
        return
    names = {name: None for state in states for name in state}
    scope.reset({name: _joined([state[name] for state in states if name in state]) for name in names})


def _joined(values: Sequence[Value]) -> Value:
    """One of some values, of which there is at least one; most names mean the same in all branches."""
    first = values[0]
    return first if all(value is first for value in values) else one_of(*values)


def execute_try(run: Interpreter, node: ast.Try | ast.TryStar, scope: Scope) -> bool:
    """Run a `try`, its handlers as if the body had been left at its beginning or its end."""
    before = dict(scope.names)
    ends = statements.execute(run, node.body, scope)
    after_body = dict(scope.names)
    if ends:
        ends = statements.execute(run, node.orelse, scope)
    states = [dict(scope.names)] if ends else []
    for handler in node.handlers:
        join(scope, [before, after_body])
        if statements.execute(run, handler.body, scope):
            states.append(dict(scope.names))
    if states:
        join(scope, states)
    return statements.execute(run, node.finalbody, scope) and bool(states)
