"""Functions that an application gets by another expression than their name, as methods and partials."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator

from asyncfix.project import Module, Project, Symbol, flow
from asyncfix.project.names import dotted_name
from asyncfix.transforms.base_http_middleware.names import is_external, meaning
from asyncfix.transforms.base_http_middleware.sites import Registration, handed_over

_HANDS_OVER = rb"(?:\.\s*middleware\s*\(|\bBaseHTTPMiddleware\b|\bdispatch\s*=)"
_PARTIAL = frozenset({"functools.partial"})


def registered(project: Project, module: Module, place: flow.Placed) -> str | None:
    """How an application gets a function, in words that say why it stays; None where none gets it."""
    node, outer = place.statement, place.scope
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    for found in _registrations(project, module, set(_names(module, node, outer))):
        how = _how(project, module, node, outer, found)
        if how is not None:
            return f"{how} ({found.module.path}:{found.call.lineno})"
    return None


def _names(module: Module, node: flow.Function, outer: flow.Scope) -> Iterator[str]:
    """The names of which one stands where an application gets a function."""
    match outer:
        case ast.ClassDef(name=name) if node.name == "__call__":
            yield name
            yield from objects(module, name)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield name
        case _:
            yield node.name


def objects(module: Module, name: str) -> Iterator[str]:
    """The names that a module gives to objects of a class."""
    for node in ast.walk(module.tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=found)], value=ast.Call(func=func)):
                if (dotted_name(func) or "").rpartition(".")[2] == name:
                    yield found
            case _:
                pass


def _how(project: Project, module: Module, node: flow.Function, outer: flow.Scope, found: Registration) -> str | None:
    match found.function:
        case ast.Attribute(value=value, attr=attr) as taken if isinstance(outer, ast.ClassDef) and attr == node.name:
            is_own = isinstance(value, ast.Name) and value.id in ("self", "cls")
            if outer in found.at.scopes if is_own else _may_be_of(project, module, outer, found, taken):
                return "it is a method that an application gets of an object"
        case ast.Call(func=func, args=[first, *_]) if is_external(meaning(project, found.module, func), _PARTIAL):
            if _is(project, found.module, first, node):
                return "an application gets it as a `partial`"
        case ast.Call(func=func) if isinstance(outer, flow.Function) and _returns(outer, node.name):
            if _is(project, found.module, func, outer):
                return f"an application gets it from `{outer.name}`"
        case expression if isinstance(outer, ast.ClassDef) and node.name == "__call__":
            if _is_object(project, found.module, expression, outer):
                return f"an application calls an object of `{outer.name}`"
        case _:
            pass
    return None


def _is_object(project: Project, module: Module, expression: ast.expr, owner: ast.ClassDef) -> bool:
    """Whether an expression makes an object of a class, or names one that a module makes."""
    match expression:
        case ast.Call(func=func):
            return _is(project, module, func, owner)
        case _:
            pass
    match meaning(project, module, expression):
        case Symbol(module=where, nodes=[*_, ast.Assign(value=ast.Call(func=func))]):
            return _is(project, where, func, owner)
        case _:
            return False


def _registrations(project: Project, module: Module, names: Collection[str]) -> Iterator[Registration]:
    """What hands functions to applications, in files that say one of some names there."""
    found: dict[str, Module] = {}
    for name in sorted(names):
        near = re.compile(_HANDS_OVER + rb"[\s\S]{0,160}?\b" + re.escape(name.encode()) + rb"\b")
        here = [module] if near.search(module.data) else []
        found |= {other.path: other for other in (*here, *project.mentioning(name, module.path, near))}
    for other in found.values():
        for place in flow.placed(other.tree):
            yield from handed_over(project, other, place)


def _is(project: Project, module: Module, expression: ast.expr, node: flow.Function | ast.ClassDef) -> bool:
    match meaning(project, module, expression):
        case Symbol(nodes=nodes):
            return any(each is node for each in nodes)
        case _:
            return False


def _may_be_of(
    project: Project, module: Module, owner: ast.ClassDef, found: Registration, value: ast.Attribute
) -> bool:
    """Whether what a method is taken of may be an object of a class.

    Where it is not known what it was made of, that is if the file says the name of the class, or has the object from
    its module, and no other class there has such a method.
    """
    made = _class_of(project, found, value.value)
    if made is owner or (made is not None and _has(made, value.attr)):
        return made is owner
    others = (each for each in ast.walk(module.tree) if isinstance(each, ast.ClassDef) and each is not owner)
    if any(_has(each, value.attr) for each in others):
        return False
    if found.module is module or owner.name in flow.names_in(found.module.tree):
        return True
    known = meaning(project, found.module, value.value)
    return isinstance(known, Symbol) and known.module is module


def _class_of(project: Project, found: Registration, value: ast.expr) -> ast.ClassDef | None:
    """The class of the project that an object is made of: in place, in the function around, or in some module."""
    module, made = found.module, value
    if isinstance(value, ast.Name):
        bound = [
            node.value
            for scope in found.at.scopes[1:]
            for node in flow.own_nodes(scope)
            if isinstance(node, ast.Assign) and any(_is_name(target, value.id) for target in node.targets)
        ]
        made = bound[-1] if bound else value
    match None if isinstance(made, ast.Call) else meaning(project, module, made):
        case Symbol(module=where, nodes=[*_, ast.Assign(value=ast.Call() as call)]):
            module, made = where, call
        case _:
            pass
    match meaning(project, module, made.func) if isinstance(made, ast.Call) else None:
        case Symbol(nodes=[*_, ast.ClassDef() as cls]):
            return cls
        case _:
            return None


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _has(cls: ast.ClassDef, method: str) -> bool:
    return any(isinstance(each, flow.Function) and each.name == method for each in cls.body)


def _returns(outer: flow.Function, name: str) -> bool:
    values = (node.value for node in flow.own_nodes(outer) if isinstance(node, ast.Return))
    return any(isinstance(value, ast.Name) and value.id == name for value in values)
