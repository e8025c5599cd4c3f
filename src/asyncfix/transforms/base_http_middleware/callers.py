"""The calls of a function, across the project."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from asyncfix.project import External, Module, Project, Symbol, flow
from asyncfix.transforms.base_http_middleware.names import meaning


class Given(NamedTuple):
    """What one call gives for a parameter, and where it stands."""

    module: Module
    scopes: tuple[flow.Scope, ...]
    value: ast.expr
    line: int


def given_for(project: Project, module: Module, scopes: Sequence[flow.Scope], parameter: str) -> Iterator[Given]:
    """What the calls of the function that is the innermost scope give for a parameter."""
    function = scopes[-1]
    assert isinstance(function, flow.Function)
    names = [each.arg for each in [*function.args.posonlyargs, *function.args.args]]
    shift = 1 if len(scopes) > 1 and isinstance(scopes[-2], ast.ClassDef) else 0
    index = names.index(parameter) - shift if parameter in names else -1
    others = [module, *(other for other in project.mentioning(function.name, module.path) if other is not module)]
    for other in others:
        for place in flow.placed(other.tree):
            for call in calls_in(place.statement):
                if not _may_call(project, other, call, function):
                    continue
                value = next((keyword.value for keyword in call.keywords if keyword.arg == parameter), None)
                if value is None and 0 <= index < len(call.args):
                    value = call.args[index]
                if value is not None:
                    yield Given(other, place.scopes, value, call.lineno)


def _may_call(project: Project, module: Module, call: ast.Call, function: flow.Function) -> bool:
    match call.func:
        case ast.Name(id=name):
            if name != function.name and module.imported.get(name, "").rpartition(".")[2] != function.name:
                return False
        case ast.Attribute(attr=name) if name == function.name:
            pass
        case _:
            return False
    found = meaning(project, module, call.func)
    return not (isinstance(found, External) or (isinstance(found, Symbol) and function not in found.nodes))


def calls_in(statement: ast.stmt) -> Iterator[ast.Call]:
    """The calls in one statement's own expressions, a definition's decorators among them."""
    waiting: list[ast.AST] = [child for child in ast.iter_child_nodes(statement) if not isinstance(child, ast.stmt)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call):
            yield node
        waiting.extend(child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.stmt))
