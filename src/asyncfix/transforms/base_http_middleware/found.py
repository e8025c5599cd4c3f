"""The middlewares of a module that run on BaseHTTPMiddleware, whichever way they are written."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from asyncfix.frameworks import starlette
from asyncfix.project import Module, Project, Symbol, flow
from asyncfix.transforms.base_http_middleware import indirect
from asyncfix.transforms.base_http_middleware.apps import is_app
from asyncfix.transforms.base_http_middleware.names import is_external, meaning
from asyncfix.transforms.base_http_middleware.sites import Registration, registrations_of

Form = Literal["class", "subclass", "decorated", "function"]

_DEPTH = 8


@dataclass(frozen=True, eq=False)
class Found:
    """One middleware: a class, a class over a project's own one, a decorated function, or one registered elsewhere.

    `receiver` is the application in front of `.middleware("http")`, `above` the class of the project that a subclass
    extends, `registrations` are the calls that hand a plain function over. `stays` says why a function that an
    application gets by another expression than its name is only reported.
    """

    module: Module
    at: flow.Placed
    form: Form
    receiver: ast.expr | None = None
    above: tuple[Module, ast.ClassDef] | None = None
    registrations: tuple[Registration, ...] = ()
    stays: str | None = None

    @property
    def node(self) -> ast.ClassDef | flow.Function:
        assert isinstance(self.at.statement, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        return self.at.statement

    @property
    def name(self) -> str:
        return self.node.name


def middlewares(module: Module, project: Project) -> Iterator[Found]:
    """Every middleware that a module defines, in source order."""
    for place in flow.placed(module.tree):
        match place.statement:
            case ast.ClassDef() as node:
                found = _class(module, project, place, node)
            case ast.FunctionDef() | ast.AsyncFunctionDef() as node:
                found = _decorated(module, project, place, node) or _function(module, project, place, node)
            case _:
                found = None
        if found is not None:
            yield found


def _class(module: Module, project: Project, place: flow.Placed, node: ast.ClassDef) -> Found | None:
    if any(is_base(project, module, base) for base in node.bases):
        return Found(module, place, "class")
    above = next(filter(None, (_project_base(project, module, base, node) for base in node.bases)), None)
    return Found(module, place, "subclass", above=above) if above else None


def is_base(project: Project, module: Module, node: ast.expr) -> bool:
    """Whether an expression is Starlette's BaseHTTPMiddleware."""
    found = meaning(project, module, node)
    if is_external(found, starlette.BASES):
        return True
    match found:
        case Symbol(module=where, name="BaseHTTPMiddleware", nodes=[*_, ast.ClassDef()]):
            return project.name_of(where) == "starlette.middleware.base"
        case _:
            return False


def _project_base(
    project: Project, module: Module, node: ast.expr, below: ast.ClassDef, depth: int = _DEPTH
) -> tuple[Module, ast.ClassDef] | None:
    """The class of the project that a base names, if it is a BaseHTTPMiddleware."""
    match _class_named(project, module, node):
        case (where, above) if above is not below and depth:
            if any(is_base(project, where, base) for base in above.bases):
                return where, above
            if any(_project_base(project, where, base, above, depth - 1) for base in above.bases):
                return where, above
        case _:
            pass
    return None


def _class_named(project: Project, module: Module, node: ast.expr) -> tuple[Module, ast.ClassDef] | None:
    match meaning(project, module, node):
        case Symbol(module=where, nodes=[*_, ast.ClassDef() as found]):
            return where, found
        case None if isinstance(node, ast.Name):
            inside = (each for each in ast.walk(module.tree) if isinstance(each, ast.ClassDef) and each.name == node.id)
            local = next(inside, None)
            return (module, local) if local else None
        case _:
            return None


def subclasses(project: Project, module: Module, node: ast.ClassDef) -> Iterator[tuple[Module, ast.ClassDef]]:
    """The classes of the project that extend a middleware directly."""
    others = [module, *(other for other in project.extending(node.name, module.path) if other is not module)]
    for other in others:
        for each in ast.walk(other.tree):
            if isinstance(each, ast.ClassDef) and each is not node:
                bases = (_class_named(project, other, base) for base in each.bases)
                if any(base is not None and base[1] is node for base in bases):
                    yield other, each


def _decorated(module: Module, project: Project, place: flow.Placed, node: flow.Function) -> Found | None:
    for decorator in node.decorator_list:
        match decorator:
            case ast.Call(func=ast.Attribute(value=receiver, attr="middleware")) if _is_http(decorator):
                if is_app(project, module, receiver, place.scopes):
                    return Found(module, place, "decorated", receiver)
            case _:
                pass
    return None


def _is_http(call: ast.Call) -> bool:
    match call:
        case ast.Call(args=[ast.Constant(value="http")], keywords=[]):
            return True
        case ast.Call(args=[], keywords=[ast.keyword(arg="middleware_type", value=ast.Constant(value="http"))]):
            return True
        case _:
            return False


def _function(module: Module, project: Project, place: flow.Placed, node: flow.Function) -> Found | None:
    if not _awaits_next(node):
        return None
    found: tuple[Registration, ...] = ()
    if len(node.args.args) == 2 and not isinstance(place.scope, ast.ClassDef):
        found = tuple(registrations_of(project, module, place))
    stays = None if found else indirect.registered(project, module, place)
    return Found(module, place, "function", registrations=found, stays=stays) if found or stays else None


def _awaits_next(node: flow.Function) -> bool:
    """Whether a function awaits a call of one of its parameters: few do, and only these are looked for elsewhere."""
    names = {each.arg for each in [*node.args.args[1:], *node.args.kwonlyargs]}
    for inner in ast.walk(node) if names else ():
        match inner:
            case ast.Await(value=ast.Call(func=ast.Name(id=called))) if called in names:
                return True
            case _:
                pass
    return False
