"""Context managers: what `with` gives, and which locks are held in it."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from asyncfix.project import concurrency, elements, statements
from asyncfix.project.values import (
    UNKNOWN,
    Arguments,
    Class,
    Coroutine,
    External,
    Function,
    Generator,
    Instance,
    Opaque,
    Partial,
    Value,
    alternatives,
    one_of,
)

if TYPE_CHECKING:
    from asyncfix.project.interpreter import Interpreter
    from asyncfix.project.scopes import Scope

UNKNOWN_LOCK = Instance(External("<perhaps a lock>"))
"""What stands for something unknown that may be a lock."""


def execute_with(run: Interpreter, items: Sequence[ast.withitem], body: Sequence[ast.stmt], scope: Scope) -> bool:
    """Run a `with` or `async with`; whether control may get to its end."""
    held = len(run.guards)
    managers = []
    for item in items:
        manager = run.evaluate(item.context_expr, scope)
        managers.append(manager)
        found = enter(run, manager, item.context_expr)
        if item.optional_vars:
            statements.assign(run, item.optional_vars, found, scope)
        elif _may_lock(run, manager, item.context_expr):
            run.guards.append(UNKNOWN_LOCK)
    ends = statements.execute(run, body, scope)
    for manager in reversed(managers):
        concurrency.leave(run, manager)
    del run.guards[held:]
    return ends


def _may_lock(run: Interpreter, manager: Value, node: ast.expr) -> bool:
    """Whether something unknown is called like a lock: enough to leave to a person what it may guard."""
    match manager:
        case Instance(cls=External(dotted=dotted)):
            is_unknown = dotted.partition(".")[0] not in run.library.without_locks
        case _:
            is_unknown = manager is UNKNOWN or isinstance(manager, Opaque)
    if not is_unknown:
        return False
    text = ast.unparse(node).lower()
    return any(word in text for word in run.library.lock_words)


def enter(run: Interpreter, manager: Value, node: ast.expr) -> Value:
    """What `with manager as ...` gives."""
    return one_of(*(_entered(run, one, node) for one in alternatives(manager)))


def _entered(run: Interpreter, manager: Value, node: ast.expr) -> Value:
    match manager:
        case Generator(is_manager=True):
            run.yielding = ()
            items = elements.iterated(run, manager)
            # They are let go with the others of the `with`.
            run.guards += run.yielding
            return one_of(*(item.value for item in items)) if items else UNKNOWN
        case Instance():
            return _entered_instance(run, manager, node)
        case Coroutine():
            return run.await_(manager, node)
        case Partial(callee=External(dotted="contextlib.closing")):
            return manager.arguments.positional[0]
        case _:
            return UNKNOWN


def _entered_instance(run: Interpreter, manager: Instance, node: ast.expr) -> Value:
    for dotted in run.external_classes(manager):
        entering = run.library.entered.get(dotted)
        if entering:
            return entering(run, manager, node)
    for method in ("__aenter__", "__enter__"):
        found = run.attribute(manager, method, node)
        if isinstance(found, Function):
            run.acquired = ()
            value = run.call(found, Arguments(), node)
            if method == "__aenter__":
                value = run.await_(value, node)
            run.guards += run.acquired
            return value
    if isinstance(manager.cls, Class) or manager.cls.dotted.partition(".")[0] in run.library.waiting:
        return manager
    return UNKNOWN
