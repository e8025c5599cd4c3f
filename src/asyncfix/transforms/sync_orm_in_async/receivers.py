"""Receivers of a project's signals that asynchronous code calls on the event loop's thread, by a plain `send`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from asyncfix.frameworks import django
from asyncfix.project import External, Module, Project, Symbol, flow
from asyncfix.project.names import dotted_name
from asyncfix.transforms.sync_orm_in_async import classes

NEEDLE = b"receiver("
_ASYNCHRONOUS = re.compile(rb"async\s+def")


def called_on_the_loop(module: Module, project: Project) -> Iterator[tuple[ast.FunctionDef, str]]:
    """The receivers of a module that a coroutine function's `send` calls, and where that one stands."""
    if NEEDLE not in module.data:
        return
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef):
            signals = [signal for each in node.decorator_list for signal in _received(module, project, each)]
            sender = next((found for signal in signals if (found := _sent_from(project, signal))), None)
            if sender is not None:
                yield node, sender


def _received(module: Module, project: Project, decorator: ast.expr) -> Iterator[Symbol]:
    """The signals of the project that `@receiver(signal)` names."""
    match decorator:
        case ast.Call(func=function, args=[first, *_]) if (
            project.resolve(module, dotted_name(function) or "") in _RECEIVER
        ):
            named = first.elts if isinstance(first, ast.List | ast.Tuple) else [first]
        case _:
            return
    for each in named:
        signal = project.resolve(module, dotted_name(each) or "")
        if isinstance(signal, Symbol) and signal.nodes and _is_signal(project, signal):
            yield signal


_RECEIVER = {External(name) for name in django.RECEIVERS}


def _is_signal(project: Project, symbol: Symbol) -> bool:
    match classes.assigned(symbol.nodes[-1]):
        case ast.Call(func=function):
            meaning = project.resolve(symbol.module, dotted_name(function) or "")
            return isinstance(meaning, External) and meaning.dotted in django.SIGNALS
        case _:
            return False


def _sent_from(project: Project, signal: Symbol) -> str | None:
    """The name of a coroutine function that sends a signal to its receivers without a thread."""
    key = ("django signal", signal)
    if key not in project.known:
        project.known[key] = next(_senders(project, signal), None)
    found: str | None = project.known[key]
    return found


def _senders(project: Project, signal: Symbol) -> Iterator[str]:
    for module in project.mentioning(signal.name, signal.module.path, _ASYNCHRONOUS):
        for function in flow.walk(module.tree):
            if isinstance(function, ast.AsyncFunctionDef) and _sends(project, module, function, signal):
                yield function.name


def _sends(project: Project, module: Module, function: ast.AsyncFunctionDef, signal: Symbol) -> bool:
    for node in flow.own_nodes(function):
        match node:
            case ast.Call(func=ast.Attribute(value=owner, attr="send" | "send_robust")):
                if project.resolve(module, dotted_name(owner) or "") is signal:
                    return True
            case _:
                pass
    return False
