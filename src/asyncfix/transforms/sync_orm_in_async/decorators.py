"""What the decorators of a project make of the functions that they are put on."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.project import Module, Project, Symbol, flow
from asyncfix.project.names import dotted_name


def calls_through(project: Project, module: Module, decorator: ast.expr) -> bool:
    """Whether a decorator of the project gives back the function, or a synchronous one that calls it here and now."""
    is_made = isinstance(decorator, ast.Call)
    name = dotted_name(decorator.func if isinstance(decorator, ast.Call) else decorator)
    meaning = project.resolve(module, name) if name else None
    match meaning:
        case Symbol(nodes=(*_, ast.FunctionDef() as node)):
            key = ("django decorator", (node, is_made))
            if key not in project.known:
                project.known[key] = _made_calls_through(node) if is_made else _gives_caller(node)
            return bool(project.known[key])
        case _:
            return False


def _made_calls_through(node: ast.FunctionDef) -> bool:
    """Whether what a function makes is such a decorator."""
    inner = {each.name: each for each in node.body if isinstance(each, ast.FunctionDef)}
    returned = [each.value for each in _returns(node)]
    return bool(returned) and all(
        isinstance(value, ast.Name) and value.id in inner and _gives_caller(inner[value.id]) for value in returned
    )


def _gives_caller(node: ast.FunctionDef) -> bool:
    if not node.args.args:
        return False
    given = node.args.args[0].arg
    inner = {each.name: each for each in node.body if isinstance(each, flow.Function)}
    returned = [each.value for each in _returns(node)]
    return bool(returned) and all(
        isinstance(value, ast.Name) and (value.id == given or (value.id in inner and _calls(inner[value.id], given)))
        for value in returned
    )


def _returns(node: ast.FunctionDef) -> Iterator[ast.Return]:
    return (each for each in flow.own_nodes(node) if isinstance(each, ast.Return))


def _calls(node: flow.Function, name: str) -> bool:
    """Whether a function is synchronous, calls what a name stands for, and hands it to nobody.

    What functions in it call may be called later, or in a thread.
    """
    if isinstance(node, ast.AsyncFunctionDef) or flow.is_generator(node):
        return False
    called = [each.func for each in flow.own_nodes(node) if isinstance(each, ast.Call)]
    handed = [
        arg for each in ast.walk(node) if isinstance(each, ast.Call) for arg in each.args if each not in _wraps(node)
    ]
    is_called = any(isinstance(each, ast.Name) and each.id == name for each in called)
    return is_called and not any(isinstance(each, ast.Name) and each.id == name for each in handed)


def _wraps(node: flow.Function) -> list[ast.expr]:
    """The decorators by which a function takes over the name and text of another."""
    return [each for each in node.decorator_list if isinstance(each, ast.Call)]
