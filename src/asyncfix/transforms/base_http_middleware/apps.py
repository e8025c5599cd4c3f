"""Which expressions are FastAPI or Starlette applications, as far as the project tells."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asyncfix.frameworks import starlette
from asyncfix.project import Module, Project, Symbol, flow
from asyncfix.project.names import dotted_name
from asyncfix.transforms.base_http_middleware.callers import given_for
from asyncfix.transforms.base_http_middleware.names import annotated_types, is_external, meaning

_DEPTH = 8


def is_app(project: Project, module: Module, node: ast.expr, scopes: Sequence[flow.Scope], depth: int = _DEPTH) -> bool:
    """Whether an expression, read in the innermost of these scopes, is an application."""
    if depth == 0:
        return False
    match node:
        case ast.Name(id=name):
            return _is_named_app(project, module, name, scopes, depth - 1)
        case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=attr):
            owner = next((scope for scope in reversed(scopes) if isinstance(scope, ast.ClassDef)), None)
            return owner is not None and _is_attribute_app(project, module, owner, attr, depth - 1)
        case ast.Attribute(value=value, attr=attr):
            if _means_app(project, module, node, depth - 1):
                return True
            made = _class_of(project, module, value)
            return made is not None and _is_attribute_app(project, *made, attr, depth - 1)
        case ast.Call():
            return _makes_app(project, module, node, scopes, depth - 1)
        case ast.Await(value=value) | ast.NamedExpr(value=value):
            return is_app(project, module, value, scopes, depth - 1)
        case ast.IfExp(body=body, orelse=orelse):
            return any(is_app(project, module, one, scopes, depth - 1) for one in (body, orelse))
        case _:
            return False


def _class_of(project: Project, module: Module, node: ast.expr) -> tuple[Module, ast.ClassDef] | None:
    """The class of the project that an object is made of, in place or under a name of some module."""
    if not isinstance(node, ast.Call):
        match meaning(project, module, node):
            case Symbol(module=where, nodes=[*_, ast.Assign(value=ast.Call() as made)]):
                module, node = where, made
            case _:
                return None
    match meaning(project, module, node.func):
        case Symbol(module=where, nodes=[*_, ast.ClassDef() as found]):
            return where, found
        case _:
            return None


def _is_named_app(project: Project, module: Module, name: str, scopes: Sequence[flow.Scope], depth: int) -> bool:
    for number in range(len(scopes) - 1, 0, -1):
        scope = scopes[number]
        if isinstance(scope, ast.ClassDef):
            if number == len(scopes) - 1:
                values = list(_stored(scope, name))
                if values:
                    return any(is_app(project, module, value, scopes, depth) for value in values)
            continue
        if isinstance(scope, flow.Function):
            found = _local(project, module, name, scopes[: number + 1], depth)
            if found is not None:
                return found
    return _means_app(project, module, ast.Name(name), depth)


def _local(project: Project, module: Module, name: str, scopes: Sequence[flow.Scope], depth: int) -> bool | None:
    """Whether a name of a function is an application; None where the function does not bind it."""
    scope = scopes[-1]
    assert isinstance(scope, flow.Function)
    values = list(_stored(scope, name))
    if values:
        return any(is_app(project, module, value, scopes, depth) for value in values)
    for parameter in [*scope.args.posonlyargs, *scope.args.args, *scope.args.kwonlyargs]:
        if parameter.arg == name:
            owner = scopes[-2] if len(scopes) > 1 else None
            if name == "self" and isinstance(owner, ast.ClassDef):
                return is_app_class(project, module, owner)
            return _is_app_parameter(project, module, parameter, scopes, depth)
    return None


def _is_app_parameter(
    project: Project, module: Module, parameter: ast.arg, scopes: Sequence[flow.Scope], depth: int
) -> bool:
    if parameter.annotation is not None:
        return any(_names_app(project, module, one) for one in annotated_types(parameter.annotation))
    sources = {name.partition(".")[0] for name in module.imported.values()}
    if "app" in parameter.arg and sources & {"fastapi", "starlette"} and not sources & _OTHERS:
        return True
    given = given_for(project, module, scopes, parameter.arg) if depth > 0 else ()
    return any(is_app(project, each.module, each.value, each.scopes, depth - 1) for each in given)


_OTHERS = {"sanic", "aiohttp", "django", "quart", "flask", "litestar", "fastmcp", "mcp", "blacksheep", "robyn"}


def _names_app(project: Project, module: Module, node: ast.expr) -> bool:
    found = meaning(project, module, node)
    if is_external(found, starlette.APPS):
        return True
    match found:
        case Symbol(module=where, nodes=[*_, ast.ClassDef() as cls]):
            return is_app_class(project, where, cls)
        case _:
            return False


def is_app_class(project: Project, module: Module, node: ast.ClassDef, depth: int = _DEPTH) -> bool:
    """Whether a class of the project is FastAPI's or Starlette's application class, extended."""
    for base in node.bases:
        found = meaning(project, module, base)
        if is_external(found, starlette.APPS):
            return True
        match found:
            case Symbol(module=where, nodes=[*_, ast.ClassDef() as above]) if depth and above is not node:
                if is_app_class(project, where, above, depth - 1):
                    return True
            case _:
                pass
    return False


def _stored(scope: flow.Scope, name: str) -> Iterator[ast.expr]:
    """The values that a scope itself assigns to a name, and those that `with ... as name` gives."""
    for node in flow.own_nodes(scope):
        match node:
            case ast.Assign(targets=targets, value=value) if any(dotted_name(target) == name for target in targets):
                yield value
            case ast.AnnAssign(target=target, annotation=annotation, value=value) if dotted_name(target) == name:
                yield value if value is not None else ast.Call(annotation, [], [])
            case ast.NamedExpr(target=ast.Name(id=found), value=value) if found == name:
                yield value
            case _:
                pass


def _is_attribute_app(project: Project, module: Module, owner: ast.ClassDef, attr: str, depth: int) -> bool:
    for statement in owner.body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation) if name == attr:
                return any(_names_app(project, module, one) for one in annotated_types(annotation))
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                for value in _stored(statement, f"self.{attr}"):
                    if is_app(project, module, value, (module.tree, owner, statement), depth):
                        return True
                if statement.name == attr and statement.returns is not None:
                    return any(_names_app(project, module, one) for one in annotated_types(statement.returns))
            case _:
                pass
    for base in owner.bases:
        match meaning(project, module, base):
            case Symbol(module=where, nodes=[*_, ast.ClassDef() as above]) if depth and above is not owner:
                if _is_attribute_app(project, where, above, attr, depth - 1):
                    return True
            case _:
                pass
    return False


def _means_app(project: Project, module: Module, node: ast.expr, depth: int) -> bool:
    found = meaning(project, module, node)
    if is_external(found, starlette.KNOWN_APPS):
        return True
    if not isinstance(found, Symbol):
        return False
    for statement in found.nodes:
        match statement:
            case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
                if is_app(project, found.module, value, (found.module.tree,), depth):
                    return True
            case ast.AnnAssign(annotation=annotation):
                if any(_names_app(project, found.module, one) for one in annotated_types(annotation)):
                    return True
            case _:
                pass
    return False


def _makes_app(project: Project, module: Module, node: ast.Call, scopes: Sequence[flow.Scope], depth: int) -> bool:
    if _names_app(project, module, node.func):
        return True
    match node.func, meaning(project, module, node.func):
        case _, Symbol(module=where, nodes=[*_, (ast.FunctionDef() | ast.AsyncFunctionDef()) as made]):
            return _returns_app(project, where, made, (where.tree, made), depth)
        case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=attr), _:
            owner = next((scope for scope in reversed(scopes) if isinstance(scope, ast.ClassDef)), None)
            for method in owner.body if owner else ():
                if isinstance(method, flow.Function) and method.name == attr:
                    assert owner is not None
                    return _returns_app(project, module, method, (module.tree, owner, method), depth)
            return False
        case _:
            return False


def _returns_app(
    project: Project, module: Module, made: flow.Function, scopes: Sequence[flow.Scope], depth: int
) -> bool:
    if made.returns is not None and any(_names_app(project, module, one) for one in annotated_types(made.returns)):
        return True
    returned = (node.value for node in flow.own_nodes(made) if isinstance(node, ast.Return) and node.value)
    return depth > 0 and any(is_app(project, module, value, scopes, depth) for value in returned)
