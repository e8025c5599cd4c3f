"""The middlewares and exception handlers of applications, and which middleware is outside of which.

Two calls are on one application when they name it alike in one scope, or when functions that get it as a parameter
are called so. What is added later stands further out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from asyncfix.project import External, Module, Project, Symbol, flow
from asyncfix.project.names import dotted_name
from asyncfix.transforms.base_http_middleware.apps import is_app_class
from asyncfix.transforms.base_http_middleware.callers import calls_in, given_for
from asyncfix.transforms.base_http_middleware.names import meaning

_LIFTS = 4

Place = Literal["inside", "outside", "unsure", "elsewhere"]


class Anchor(NamedTuple):
    """A point in some scope at which something happens to an application that goes by a name there."""

    path: str
    scope: ast.AST
    receiver: str
    line: int


@dataclass(frozen=True, eq=False)
class Use:
    """Something that is done to an application: a middleware added, a handler registered.

    `what` is the middleware's class or function, or the error; `anchors` are the points at which it happens,
    `is_rooted` says that every one of them leads to where the application is made or imported; `made_at` is where it
    is made, None where that is not known; `units` the projects that the anchors lie in.
    """

    module: Module
    node: ast.expr
    what: ast.expr
    anchors: tuple[Anchor, ...]
    is_rooted: bool
    made_at: tuple[object, str] | None = None
    units: frozenset[str] = frozenset()
    is_listed: bool = False
    """Given to the application's constructor: inside of everything that is added."""


def use(
    project: Project, module: Module, scopes: Sequence[flow.Scope], receiver: ast.expr, node: ast.expr, what: ast.expr
) -> Use:
    """What one call does to the application that is its receiver."""
    anchors, is_rooted = _anchors(project, module, scopes, receiver, node.lineno, _LIFTS)
    units = frozenset(project.unit(project.at(anchor.path)) for anchor in anchors)
    return Use(module, node, what, tuple(anchors), is_rooted, _made_at(project, anchors[-1]), units)


def _anchors(
    project: Project, module: Module, scopes: Sequence[flow.Scope], receiver: ast.expr, line: int, lifts: int
) -> tuple[list[Anchor], bool]:
    text = dotted_name(receiver) or ast.unparse(receiver)
    found = [Anchor(module.path, _owner(scopes, text), text, line)]
    function = scopes[-1]
    if not isinstance(function, flow.Function) or not lifts:
        return found, lifts > 0
    names = [each.arg for each in [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]]
    if text not in names or text == "self":
        return found, True
    callers = list(given_for(project, module, scopes, text))
    rooted = bool(callers)
    for where, around, argument, at in callers:
        above, is_rooted = _anchors(project, where, around, argument, at, lifts - 1)
        found += above
        rooted = rooted and is_rooted
    return found, rooted


def _owner(scopes: Sequence[flow.Scope], text: str) -> ast.AST:
    """The scope that a name belongs to: for `self.app` the class, for a name that no function binds the module."""
    if text.startswith("self."):
        return next((scope for scope in reversed(scopes) if isinstance(scope, ast.ClassDef)), scopes[-1])
    first = text.partition(".")[0]
    for scope in reversed(scopes[1:]):
        if isinstance(scope, flow.Function) and first in _bound(scope):
            return scope
    return scopes[0]


def _bound(function: flow.Function) -> set[str]:
    stored = {n.id for n in flow.own_nodes(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return stored | {each.arg for each in ast.walk(function.args) if isinstance(each, ast.arg)}


def place_of(one: Use, other: Use) -> Place:
    """Where another middleware stands, as seen from one."""
    for mine in one.anchors:
        for theirs in other.anchors:
            if (mine.path, mine.receiver) == (theirs.path, theirs.receiver) and mine.scope is theirs.scope:
                if isinstance(mine.scope, ast.ClassDef) and not _same_function(one, other):
                    return "unsure"
                if one.is_listed and other.is_listed:
                    return "outside" if _at(other) < _at(one) else "inside"
                if one.is_listed or other.is_listed:
                    return "outside" if one.is_listed else "inside"
                return "outside" if theirs.line > mine.line else "inside"
    known = one.is_rooted and other.is_rooted and one.made_at is not None and other.made_at is not None
    if known and one.made_at != other.made_at:
        return "elsewhere"
    # Of another project in the repository; a call from this one would be among its anchors.
    return "unsure" if one.units & other.units else "elsewhere"


def _at(found: Use) -> tuple[int, int]:
    return found.what.lineno, found.what.col_offset


def is_among(found: Use, uses: Sequence[Use]) -> bool:
    """Whether it is one of some uses."""
    nodes = {id(use.what) if use.is_listed else id(use.node) for use in uses}
    return (id(found.what) if found.is_listed else id(found.node)) in nodes


def _same_function(one: Use, other: Use) -> bool:
    for node in ast.walk(one.module.tree):
        if isinstance(node, flow.Function):
            inner = {id(each) for each in ast.walk(node)}
            if id(one.node) in inner and id(other.node) in inner:
                return True
    return False


def _made_at(project: Project, anchor: Anchor) -> tuple[object, str] | None:
    """The scope and the name by which an application is made, there or in the module that it is imported from."""
    if _is_made_in(anchor.scope, anchor.receiver):
        return anchor.scope, anchor.receiver
    if not isinstance(anchor.scope, ast.Module):
        return None
    match project.resolve(project.at(anchor.path), anchor.receiver):
        case Symbol(module=module, name=name) if _is_made_in(module.tree, name):
            return module.tree, name
        case _:
            return None


def _is_made_in(scope: ast.AST, receiver: str) -> bool:
    """Whether a scope itself calls something to make what goes by a name there."""
    for node in ast.walk(scope):
        match node:
            case ast.Assign(targets=targets, value=ast.Call()):
                if any(dotted_name(target) == receiver for target in targets):
                    return True
            case ast.AnnAssign(target=target, value=ast.Call()) if dotted_name(target) == receiver:
                return True
            case _:
                pass
    return False


def middleware_uses(project: Project, near: Module) -> Iterator[Use]:
    """Every middleware that code of the project adds to an application."""
    seen: set[str] = set()
    for word in ("add_middleware", "middleware"):
        for module in project.mentioning(word, near.path):
            if module.path in seen:
                continue
            seen.add(module.path)
            for place in flow.placed(module.tree):
                yield from _added(project, module, place)


def _added(project: Project, module: Module, place: flow.Placed) -> Iterator[Use]:
    for call in calls_in(place.statement):
        match call:
            case ast.Call(func=ast.Attribute(value=receiver, attr="add_middleware"), args=[what, *_]):
                yield use(project, module, place.scopes, receiver, call, what)
            case ast.Call(func=ast.Attribute(value=receiver, attr="middleware"), args=[ast.Constant("http")]):
                what = receiver
                if isinstance(place.statement, flow.Function):
                    what = ast.Name(place.statement.name, lineno=place.statement.lineno)
                yield use(project, module, place.scopes, receiver, call, what)
            case ast.Call(func=func, keywords=keywords):
                listed = next((keyword.value for keyword in keywords if keyword.arg == "middleware"), None)
                if listed is not None and _may_be_app(project, module, func):
                    yield from _listed(project, module, place, call, listed)


def _may_be_app(project: Project, module: Module, func: ast.expr) -> bool:
    match meaning(project, module, func):
        case External(dotted=name):
            return name.rpartition(".")[2] in ("FastAPI", "Starlette")
        case Symbol(module=where, nodes=[*_, ast.ClassDef() as node]):
            return is_app_class(project, where, node)
        case _:
            return False


def _listed(project: Project, module: Module, place: flow.Placed, call: ast.Call, listed: ast.expr) -> Iterator[Use]:
    match place.statement:
        case ast.Assign(targets=[receiver]) | ast.AnnAssign(target=receiver):
            pass
        case _:
            receiver = ast.Name("<made>", lineno=call.lineno)
    elements: Sequence[ast.expr] = listed.elts if isinstance(listed, ast.List | ast.Tuple) else [listed]
    for element in elements:
        what = element.args[0] if isinstance(element, ast.Call) and element.args else element
        found = use(project, module, place.scopes, receiver, call, what)
        yield replace(found, node=call, is_listed=True)


def handler_uses(project: Project, near: Module) -> Iterator[Use]:
    """Every exception handler that code of the project registers, by its error or status."""
    seen: set[str] = set()
    for word in ("exception_handler", "add_exception_handler", "exception_handlers"):
        for module in project.mentioning(word, near.path):
            if module.path in seen:
                continue
            seen.add(module.path)
            for place in flow.placed(module.tree):
                yield from _handled(project, module, place)


def _handled(project: Project, module: Module, place: flow.Placed) -> Iterator[Use]:
    for call in calls_in(place.statement):
        match call:
            case ast.Call(func=ast.Attribute(value=receiver, attr="exception_handler"), args=[what]):
                yield use(project, module, place.scopes, receiver, call, what)
            case ast.Call(func=ast.Attribute(value=receiver, attr="add_exception_handler"), args=[what, *_]):
                yield use(project, module, place.scopes, receiver, call, what)
            case ast.Call(keywords=keywords):
                given = next((keyword.value for keyword in keywords if keyword.arg == "exception_handlers"), None)
                if given is None:
                    continue
                receiver = _target(place.statement) or ast.Name("<made>", lineno=call.lineno)
                kinds = [key for key in given.keys if key] if isinstance(given, ast.Dict) else [given]
                for what in kinds:
                    yield use(project, module, place.scopes, receiver, call, what)


def _target(statement: ast.stmt) -> ast.expr | None:
    match statement:
        case ast.Assign(targets=[target]) | ast.AnnAssign(target=target):
            return target
        case _:
            return None
