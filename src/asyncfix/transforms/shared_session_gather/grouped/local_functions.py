"""Calls of local coroutine functions as the one expression that they come to."""

from __future__ import annotations

import ast

from asyncfix.project import flow
from asyncfix.transforms.shared_session_gather.grouped.expressions import NotGroupable
from asyncfix.transforms.shared_session_gather.grouped.surroundings import (
    Surroundings,
    binders_in,
    stands_before,
)
from asyncfix.transforms.shared_session_gather.grouped.terms import substituted


def local_function(around: Surroundings, call: ast.Call) -> ast.AsyncFunctionDef | None:
    """The function of the gather's own function that a call calls, if it can be no other."""
    if not isinstance(call.func, ast.Name):
        return None
    binders = list(binders_in(around.site.scope, call.func.id))
    if len(binders) != 1 or not isinstance(binders[0], ast.AsyncFunctionDef):
        return None
    (function,) = binders
    assert isinstance(function, ast.AsyncFunctionDef)
    return function if stands_before(around.site, function) and not function.decorator_list else None


def inlined(call: ast.Call, function: ast.AsyncFunctionDef) -> ast.expr:
    """What a call of a local function comes to, as one expression that holds one `await`."""
    names: dict[str, ast.expr] = _bound(call, function)
    unread = set(names)
    *statements, last = function.body
    for statement in statements:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                pass
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                pass
            case _:
                raise NotGroupable
        if name in unread and name not in flow.names_in(value):
            raise NotGroupable
        unread = (unread - flow.names_in(value)) | {name}
        names[name] = substituted(value, names)
    if not isinstance(last, ast.Return) or last.value is None:
        raise NotGroupable
    made = substituted(last.value, names)
    if unread - flow.names_in(last.value) or _awaits(made) != 1 or _awaits(*function.body) != 1:
        raise NotGroupable
    return made


def _awaits(*nodes: ast.AST) -> int:
    return sum(isinstance(inner, ast.Await) for node in nodes for inner in ast.walk(node))


def _bound(call: ast.Call, function: ast.AsyncFunctionDef) -> dict[str, ast.expr]:
    """What the parameters of a function are in a call; only plain ones, given what can be evaluated anywhere."""
    arguments = function.args
    if arguments.vararg or arguments.kwarg or arguments.defaults or any(arguments.kw_defaults):
        raise NotGroupable
    positional = [arg.arg for arg in [*arguments.posonlyargs, *arguments.args]]
    known = {*(arg.arg for arg in arguments.args), *(arg.arg for arg in arguments.kwonlyargs)}
    made = dict(zip(positional, call.args, strict=False))
    for keyword in call.keywords:
        if keyword.arg not in known or keyword.arg in made:
            raise NotGroupable
        assert keyword.arg is not None
        made[keyword.arg] = keyword.value
    if len(call.args) > len(positional) or len(made) != len(positional) + len(arguments.kwonlyargs):
        raise NotGroupable
    if not all(_is_plain(value) for value in made.values()):
        raise NotGroupable
    return made


_PLAIN = (
    *(ast.Name, ast.Attribute, ast.Constant, ast.JoinedStr, ast.FormattedValue),
    *(ast.Compare, ast.UnaryOp, ast.BinOp, ast.Tuple, ast.List),
)
_PARTS = (ast.expr_context, ast.operator, ast.cmpop, ast.unaryop)


def _is_plain(node: ast.expr) -> bool:
    return all(isinstance(inner, (*_PLAIN, *_PARTS)) for inner in ast.walk(node))
