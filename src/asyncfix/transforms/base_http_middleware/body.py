"""What a middleware reads of the body of its request, itself or through functions that get the request."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

from asyncfix.frameworks import starlette
from asyncfix.project import Module, Project, Symbol, flow
from asyncfix.rule import Refused
from asyncfix.transforms.base_http_middleware.names import is_external, meaning

if TYPE_CHECKING:
    from asyncfix.transforms.base_http_middleware.dispatch import Dispatch

_KEPT = frozenset({"body", "json"})
_PRIVATE = frozenset(
    {"_body", "_form", "_json", "_receive", "_send", "_stream_consumed", "receive", "_is_disconnected"}
)


class Reads(NamedTuple):
    """Whether the body may be read before the application gets it, and whether once the application has had it."""

    early: bool
    late: bool


def check(dispatch: Dispatch) -> None:
    """Raise `Refused` for a request that is used in a way that only BaseHTTPMiddleware's own request knows."""
    for _, reason in _reads(dispatch):
        if reason:
            raise Refused(reason)


def reads(dispatch: Dispatch, flying: Collection[ast.stmt]) -> Reads:
    """When a dispatch reads the body of its request. What is not surely late counts as early."""
    found = [node for node, _ in _reads(dispatch)]
    after: list[ast.AST] = [*flying]
    for place in dispatch.statements:
        if isinstance(place.statement, ast.Try) and any(dispatch.holds_site(each) for each in place.statement.body):
            after += [*place.statement.handlers, *place.statement.finalbody]
    late = {id(inner) for node in after for inner in ast.walk(node)}
    return Reads(any(id(node) not in late for node in found), any(id(node) in late for node in found))


def _reads(dispatch: Dispatch) -> Iterator[tuple[ast.AST, str | None]]:
    return _reads_of(
        dispatch.project, dispatch.module, dispatch.function, dispatch.request, dispatch.owner, dispatch.call_next
    )


def _reads_of(
    project: Project,
    module: Module,
    function: flow.Function,
    request: str,
    owner: ast.ClassDef | None,
    call_next: str | None = None,
    seen: frozenset[flow.Function] = frozenset(),
) -> Iterator[tuple[ast.AST, str | None]]:
    """The places at which a function may read the body of the request that is its parameter, with the reason why that
    cannot be kept, if there is one."""
    for node in ast.walk(function):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attr) if name == request:
                if attr in _KEPT:
                    yield node, None
                elif attr in starlette.BODY_METHODS:
                    yield node, f"it reads the body of the request, with `{name}.{attr}` on line {node.lineno}"
                elif attr == "is_disconnected" or attr in _PRIVATE:
                    yield node, f"it uses `{name}.{attr}` on line {node.lineno}"
            case ast.Await(value=ast.Call(func=ast.Name(id=called))) if called == call_next:
                pass
            case ast.Await(value=ast.Call() as call) if _passes(call, request):
                yield from _callee_reads(project, module, call, request, owner, seen | {function})
            case _:
                pass


def _passes(call: ast.Call, name: str) -> bool:
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    return any(isinstance(value, ast.Name) and value.id == name for value in values)


def _callee_reads(
    project: Project,
    module: Module,
    call: ast.Call,
    request: str,
    owner: ast.ClassDef | None,
    seen: frozenset[flow.Function],
) -> Iterator[tuple[ast.AST, str | None]]:
    if is_external(meaning(project, module, call.func), starlette.READING_NO_BODY):
        return
    found = _resolved(project, module, call.func, owner)
    unknown = f"`{ast.unparse(call.func)}` gets the request on line {call.lineno}, and may read its body"
    if found is None:
        yield call, unknown
        return
    where, target, target_owner = found
    if target in seen:
        return
    parameter = _parameter(call, target, request, is_method=target_owner is not None)
    if parameter is None:
        yield call, unknown
        return
    for _, reason in _reads_of(project, where, target, parameter, target_owner, None, seen | {target}):
        said = f"`{target.name}`, which gets the request on line {call.lineno}: {reason}" if reason else None
        yield call, said


def _resolved(
    project: Project, module: Module, func: ast.expr, owner: ast.ClassDef | None
) -> tuple[Module, flow.Function, ast.ClassDef | None] | None:
    match func:
        case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=attr) if owner:
            for statement in owner.body:
                if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef) and statement.name == attr:
                    return module, statement, owner
        case _:
            pass
    match meaning(project, module, func):
        case Symbol(module=where, nodes=[(ast.FunctionDef() | ast.AsyncFunctionDef()) as target]):
            return where, target, None
        case _:
            return None


def _parameter(call: ast.Call, target: flow.Function, request: str, *, is_method: bool) -> str | None:
    """The name of the parameter of a function that a call gives the request to."""
    names = [each.arg for each in [*target.args.posonlyargs, *target.args.args]]
    static = any(isinstance(each, ast.Name) and each.id == "staticmethod" for each in target.decorator_list)
    if is_method and not static:
        names = names[1:]
    for keyword in call.keywords:
        if isinstance(keyword.value, ast.Name) and keyword.value.id == request:
            return keyword.arg
    for number, value in enumerate(call.args):
        if isinstance(value, ast.Name) and value.id == request:
            return names[number] if number < len(names) else None
    return None
