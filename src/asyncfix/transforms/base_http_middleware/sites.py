"""Where a middleware is used: the calls that hand it to an application, and everything else that names it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from asyncfix.frameworks import starlette
from asyncfix.project import Module, Project, Symbol, flow
from asyncfix.project.names import dotted_name
from asyncfix.transforms.base_http_middleware.apps import is_app
from asyncfix.transforms.base_http_middleware.names import is_external, meaning

Way = Literal["curried", "dispatch", "list"]


@dataclass(frozen=True, eq=False)
class Registration:
    """A call that hands a function to an application: `app.middleware("http")(f)`, or as `dispatch=f`.

    `call` is the whole call, `function` the expression that names the function in it.
    """

    module: Module
    at: flow.Placed
    call: ast.Call
    way: Way
    function: ast.expr


@dataclass(frozen=True, eq=False)
class Reference:
    """An expression that names something, and the statement that it stands in."""

    module: Module
    at: flow.Placed
    node: ast.expr


_HANDS_OVER = re.compile(rb"\.\s*middleware\s*\(|\bBaseHTTPMiddleware\b|\bdispatch\s*=")


def references(
    project: Project, module: Module, place: flow.Placed, text: re.Pattern[bytes] | None = None
) -> Iterator[Reference]:
    """Every expression of the project that names a class or function, import statements left out.

    With `text` only those of files in which that is found.
    """
    node = place.statement
    assert isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    others = [module] if text is None or text.search(module.data) else []
    if len(place.scopes) == 1:
        others += [other for other in project.mentioning(node.name, module.path, text) if other is not module]
    for other in others:
        for where in flow.placed(other.tree):
            for found in _expressions(where.statement):
                if _last(found) and _is(project, other, found, module, place, where):
                    yield Reference(other, where, found)


def _last(node: ast.expr) -> str | None:
    match node:
        case ast.Name(id=name, ctx=ast.Load()) | ast.Attribute(attr=name, ctx=ast.Load()):
            return name
        case _:
            return None


def _is(
    project: Project, other: Module, found: ast.expr, module: Module, place: flow.Placed, where: flow.Placed
) -> bool:
    node = place.statement
    assert isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    name = dotted_name(found)
    if name is None:
        return False
    if len(place.scopes) > 1:
        # A local one is named by its name alone, in its own scope or deeper.
        return name == node.name and other is module and place.scope in where.scopes
    if other is module:
        return name == node.name
    if node.name not in (name.rpartition(".")[2], other.imported.get(name, "").rpartition(".")[2]):
        return False
    match meaning(project, other, found):
        case Symbol(module=target, name=defined):
            return target.path == module.path and defined == node.name
        case _:
            return False


def _expressions(statement: ast.stmt) -> Iterator[ast.expr]:
    """The expressions of one statement, not those of the statements in it; a definition's decorators count."""
    waiting: list[ast.AST] = [child for child in ast.iter_child_nodes(statement) if not isinstance(child, ast.stmt)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.expr):
            yield node
        waiting.extend(child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.stmt))


def registrations_of(project: Project, module: Module, place: flow.Placed) -> Iterator[Registration]:
    """The calls that hand a function to an application."""
    for reference in references(project, module, place, _HANDS_OVER):
        found = _registration(project, reference)
        if found is not None:
            yield found


def _registration(project: Project, reference: Reference) -> Registration | None:
    for found in handed_over(project, reference.module, reference.at):
        if found.function is reference.node:
            return found
    return None


def handed_over(project: Project, module: Module, at: flow.Placed) -> Iterator[Registration]:
    """The calls of a statement that hand a function to an application, whatever expression it is there."""
    for call in _expressions(at.statement):
        match call:
            case ast.Call(
                func=ast.Call(func=ast.Attribute(value=receiver, attr="middleware"), args=[ast.Constant("http")]),
                args=[argument],
                keywords=[],
            ):
                if is_app(project, module, receiver, at.scopes):
                    yield Registration(module, at, call, "curried", argument)
            case ast.Call(func=func):
                base, given = _given(call)
                if base is None or given is None or not is_external(meaning(project, module, base), starlette.BASES):
                    continue
                match func:
                    case ast.Attribute(value=receiver, attr="add_middleware"):
                        if is_app(project, module, receiver, at.scopes):
                            yield Registration(module, at, call, "dispatch", given)
                    case _ if is_external(meaning(project, module, func), starlette.MIDDLEWARE):
                        yield Registration(module, at, call, "list", given)
                    case _:
                        pass
            case _:
                pass


def _given(call: ast.Call) -> tuple[ast.expr | None, ast.expr | None]:
    """The class and the `dispatch` of a call that adds a middleware, by position or by name, if it has just these."""
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    values = list(call.args)
    base = values.pop(0) if values else keywords.pop("middleware_class", None) or keywords.pop("cls", None)
    given = values.pop(0) if values else keywords.pop("dispatch", None)
    return (None, None) if values or keywords else (base, given)
