"""The shape of a middleware that only turns errors into responses, and what its clauses answer."""

from __future__ import annotations

import ast
import http
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from asyncfix.frameworks import starlette
from asyncfix.project import Symbol, flow
from asyncfix.project.names import dotted_name
from asyncfix.transforms.base_http_middleware.dispatch import Dispatch, is_response_class
from asyncfix.transforms.base_http_middleware.errors import Error, covers, error_of
from asyncfix.transforms.base_http_middleware.flows import assigned, ends
from asyncfix.transforms.base_http_middleware.names import meaning


class Unfit(Exception):
    """Why an error handler cannot become exception handlers, and stays a middleware; `reason` completes "because"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, eq=False)
class Clause:
    """One `except`: its errors as they are written, with what is known of them, and the types that its body tells
    apart by `isinstance` and may answer with less than 500."""

    node: ast.ExceptHandler
    errors: tuple[tuple[ast.expr, Error], ...]
    told_apart: tuple[ast.expr, ...] = ()

    @property
    def is_catch_all(self) -> bool:
        return any(error.is_catch_all for _, error in self.errors)


@dataclass(frozen=True, eq=False)
class ErrorHandler:
    """`try: return await call_next(request)` and its clauses. `setup` are the statements before it, which only read
    the request; `response` is the name that a clause may assign instead of returning."""

    dispatch: Dispatch
    statement: ast.Try
    setup: tuple[ast.Assign, ...]
    clauses: tuple[Clause, ...]
    response: str | None
    reraised: tuple[ast.expr, ...]
    """Errors that the middleware only raises again, and that the application handles itself."""


def error_handler(dispatch: Dispatch) -> ErrorHandler | None:
    """A dispatch as an error handler; None where it does more than that. Raises `Unfit`."""
    if dispatch.unfolding is not None:
        return None
    *setup, statement, last = _with_end(dispatch.body)
    if not isinstance(statement, ast.Try) or statement.finalbody or not statement.handlers:
        return None
    response = _passed_on(dispatch, statement, last)
    if response is None:
        return None
    locals_ = []
    for each in setup:
        if not isinstance(each, ast.Assign) or not _only_reads(dispatch, each):
            return None
        locals_.append(each)
    if not all(_answers(clause.body, response, last is not None) or _raises(clause) for clause in statement.handlers):
        return None
    found, reraised = _clauses(dispatch, statement)
    return ErrorHandler(dispatch, statement, tuple(locals_), tuple(found), response or None, tuple(reraised))


def _with_end(body: Sequence[ast.stmt]) -> list[ast.stmt | None]:
    """A body whose last element is the `return response` after the try statement, None where there is none."""
    match body:
        case [*before, ast.Try() as statement, ast.Return(value=ast.Name()) as last]:
            return [*before, statement, last]
        case [*before, ast.Try() as statement]:
            return [*before, statement, None]
        case _:
            return [None, None]


def _passed_on(dispatch: Dispatch, statement: ast.Try, last: ast.stmt | None) -> str | None:
    """The name of the response, "" where it has none; None where something else is done with it."""
    sites = dispatch.sites
    returned = last.value.id if isinstance(last, ast.Return) and isinstance(last.value, ast.Name) else None
    match [*statement.body, *statement.orelse]:
        case [ast.Return() as site] if site in sites and last is None:
            return ""
        case [ast.stmt() as site, ast.Return(value=ast.Name(id=name))] if sites.get(site) == name and last is None:
            return name
        case [ast.stmt() as site] if site in sites and returned and sites[site] == returned:
            return returned
        case _:
            return None


_READING = frozenset({"get", "getlist", "items", "keys", "values", "lower", "upper", "strip"})


def _only_reads(dispatch: Dispatch, statement: ast.Assign) -> bool:
    """Whether a statement gives a name something that the request always gives again."""
    if len(statement.targets) != 1 or not isinstance(statement.targets[0], ast.Name):
        return False
    for node in ast.walk(statement.value):
        match node:
            case ast.Name(id=name) if name not in (dispatch.request, "str"):
                return False
            case ast.Call(func=ast.Name("str")) | ast.Call(func=ast.Attribute(attr="get")):
                pass
            case ast.Call(func=ast.Attribute(attr=attr)) if attr in _READING:
                pass
            case ast.Call() | ast.Await() | ast.Lambda() | ast.NamedExpr():
                return False
            case ast.Attribute(value=ast.Name(id=name), attr="state") if name == dispatch.request:
                return False
            case _:
                pass
    return True


def _answers(suite: list[ast.stmt], response: str, has_end: bool) -> bool:
    if ends(suite):
        return True
    return has_end and assigned(suite[-1], response) is not None


def _raises(clause: ast.ExceptHandler) -> bool:
    return any(isinstance(node, ast.Raise) for node in ast.walk(clause))


def _clauses(dispatch: Dispatch, statement: ast.Try) -> tuple[list[Clause], list[ast.expr]]:
    found: list[Clause] = []
    reraised: list[ast.expr] = []
    for handler in statement.handlers:
        errors = tuple(_errors(dispatch, handler))
        if isinstance(handler.body[0], ast.Raise) and all(error.is_handled for _, error in errors):
            reraised += [node for node, _ in errors]
            continue
        _check_body(dispatch, handler)
        clause = Clause(handler, errors)
        told_apart = tuple(_told_apart(dispatch, clause)) if clause.is_catch_all else ()
        found.append(Clause(handler, errors, told_apart))
    return found, reraised


def _errors(dispatch: Dispatch, handler: ast.ExceptHandler) -> Iterator[tuple[ast.expr, Error]]:
    if handler.type is None:
        raise Unfit("it catches what is no Exception")
    nodes = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    for node in nodes:
        error = error_of(dispatch.project, dispatch.module, node)
        if error is None:
            raise Unfit(f"`{ast.unparse(node)}` is not known")
        if "builtins.BaseException" in error.ancestors and "builtins.Exception" not in error.ancestors:
            raise Unfit("it catches what is no Exception")
        if error.name == "asyncio.CancelledError":
            raise Unfit("it catches what is no Exception")
        yield node, error


def _check_body(dispatch: Dispatch, handler: ast.ExceptHandler) -> None:
    for node in ast.walk(handler):
        match node:
            case ast.Raise():
                raise Unfit("a clause re-raises")
            case ast.Attribute(value=ast.Name(id=name), attr=attr) if name == dispatch.request:
                if attr in starlette.BODY_METHODS:
                    raise Unfit("a clause reads the body of the request")
            case ast.Call(func=ast.Attribute(value=ast.Name("sys"), attr="exc_info")):
                # In a handler the error is being handled too; only a thread has none.
                pass
            case _:
                pass


def check_order(clauses: Sequence[Clause]) -> dict[Clause, Clause]:
    """The clauses that another one in front of them catches everything of, with that one.

    Raises `Unfit` where it is not known whether a clause catches what a later one names.
    """
    shadowed: dict[Clause, Clause] = {}
    for number, clause in enumerate(clauses):
        for before in clauses[:number]:
            caught = [any(covers(mine, theirs) for _, mine in before.errors) for _, theirs in clause.errors]
            if all(caught):
                shadowed.setdefault(clause, before)
            elif any(caught) or any(
                covers(mine, theirs) is None for _, mine in before.errors for _, theirs in clause.errors
            ):
                raise Unfit("the order of its clauses may matter")
    return shadowed


# What a catch-all answers


def _told_apart(dispatch: Dispatch, clause: Clause) -> Iterator[ast.expr]:
    """The types that a catch-all tells apart and may answer with less than 500; raises `Unfit` where others may be."""
    at = _Point(clause.node.name or "", (), {}, dispatch.owner, 3)
    for point, value in _returned(dispatch, clause.node.body, at):
        status = _status(dispatch, value, point.given)
        if status is not None and status >= 500:
            continue
        if not point.types:
            raise Unfit("its catch-all may answer with less than 500")
        yield from point.types


class _Point(NamedTuple):
    """Where a value is returned: the name of the error there, the types that it surely has, the arguments that were
    given for parameters, the class of the helper methods, and how many more helpers are followed."""

    name: str
    types: tuple[ast.expr, ...]
    given: Mapping[str, ast.expr]
    owner: ast.ClassDef | None
    depth: int


def _returned(dispatch: Dispatch, suite: Sequence[ast.stmt], at: _Point) -> Iterator[tuple[_Point, ast.expr]]:
    """What a suite may answer, each with what is known there."""
    for statement in suite:
        match statement:
            case ast.Return(value=ast.expr() as value):
                yield from _followed(dispatch, value, at)
            case ast.If(test=test, body=body, orelse=orelse):
                yield from _returned(dispatch, body, at._replace(types=_asked(test, at.name) or at.types))
                yield from _returned(dispatch, orelse, at)
            case ast.Assign(targets=[ast.Name()], value=value) if statement is suite[-1]:
                yield from _followed(dispatch, value, at)
            case _:
                for _, below in flow.suites(statement):
                    yield from _returned(dispatch, below, at)


def _asked(test: ast.expr, name: str) -> tuple[ast.expr, ...]:
    match test:
        case ast.Call(func=ast.Name("isinstance"), args=[ast.Name(id=asked), kinds]) if asked == name:
            return tuple(kinds.elts) if isinstance(kinds, ast.Tuple) else (kinds,)
        case ast.BoolOp(op=ast.And(), values=[first, *_]):
            return _asked(first, name)
        case _:
            return ()


def _followed(dispatch: Dispatch, value: ast.expr, at: _Point) -> Iterator[tuple[_Point, ast.expr]]:
    """A returned value, or those of the helper that makes it."""
    call = value.value if isinstance(value, ast.Await) else value
    helper = _helper(dispatch, call, at.owner) if isinstance(call, ast.Call) and at.depth else None
    if helper is None:
        yield at, value
        return
    assert isinstance(call, ast.Call)
    given = {name: _looked_up(each, at.given) for name, each in _arguments(call, helper).items()}
    name = next((name for name, each in given.items() if dotted_name(each) == at.name), "")
    yield from _returned(dispatch, helper.body, at._replace(name=name, given=given, depth=at.depth - 1))


def _looked_up(node: ast.expr, given: Mapping[str, ast.expr]) -> ast.expr:
    return given.get(node.id, node) if isinstance(node, ast.Name) else node


def _arguments(call: ast.Call, helper: flow.Function) -> dict[str, ast.expr]:
    """What a call gives for the parameters of a helper, and the defaults of the others."""
    static = any(dotted_name(each) == "staticmethod" for each in helper.decorator_list)
    names = [each.arg for each in helper.args.args]
    defaults = dict(zip(reversed(names), reversed(helper.args.defaults), strict=False))
    only = zip(helper.args.kwonlyargs, helper.args.kw_defaults, strict=True)
    defaults |= {each.arg: default for each, default in only if default is not None}
    if isinstance(call.func, ast.Attribute) and not static:
        names = names[1:]
    positional = dict(zip(names, call.args, strict=False))
    return defaults | positional | {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}


def _helper(dispatch: Dispatch, call: ast.Call, owner: ast.ClassDef | None) -> flow.Function | None:
    match call.func:
        case ast.Attribute(value=ast.Name(id=own), attr=attr) if owner and own in (dispatch.own, "cls"):
            methods = (each for each in owner.body if isinstance(each, flow.Function))
            return next((each for each in methods if each.name == attr), None)
        case ast.Name():
            match meaning(dispatch.project, dispatch.module, call.func):
                case Symbol(module=where, nodes=[(ast.FunctionDef() | ast.AsyncFunctionDef()) as found]):
                    return found if where is dispatch.module else None
                case _:
                    return None
        case _:
            return None


_NAMED_STATUS = re.compile(r"(?:\A|_)([1-5]\d\d)(?:_|\Z)")


def _status(dispatch: Dispatch, value: ast.expr, arguments: Mapping[str, ast.expr]) -> int | None:
    """The status of a response that an expression makes, None when that is not known."""
    if not isinstance(value, ast.Call) or not is_response_class(dispatch, value.func):
        return None
    given = next((keyword.value for keyword in value.keywords if keyword.arg == "status_code"), None)
    if any(keyword.arg is None for keyword in value.keywords):
        return None
    if given is None:
        if len(value.args) < 2:
            return 307 if (dotted_name(value.func) or "").endswith("RedirectResponse") else 200
        given = value.args[1]
    given = _looked_up(given, arguments)
    match given:
        case ast.Constant(value=int(number)):
            return number
        case ast.Attribute(value=inner, attr="value"):
            return _named(inner)
        case _:
            return _named(given)


def _named(node: ast.expr) -> int | None:
    last = (dotted_name(node) or "").rpartition(".")[2]
    match = _NAMED_STATUS.search(last)
    if match:
        return int(match[1])
    return http.HTTPStatus[last].value if last in http.HTTPStatus.__members__ else None
