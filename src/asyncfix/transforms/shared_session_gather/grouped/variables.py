"""Statements and conditions that stand in variables, put in where they are read."""

from __future__ import annotations

import ast

from asyncfix.project import flow
from asyncfix.transforms.shared_session_gather.grouped.expressions import TESTS, NotGroupable
from asyncfix.transforms.shared_session_gather.grouped.surroundings import (
    Surroundings,
    binders_in,
    stands_before,
)

_CONDITIONED = frozenset({"where", "filter"})


def expanded(around: Surroundings, statement: ast.expr) -> tuple[ast.expr, tuple[ast.stmt, ...]]:
    """A statement with the variables that it begins with, or has as conditions, put in."""
    match statement:
        case ast.Name(id=name):
            assigned = _assignment(around, name)
            value, consumed = expanded(around, assigned.value)
            return value, (assigned, *consumed)
        case ast.Call(func=ast.Attribute(value=inner, attr=method)) if not is_path(inner) or _is_variable(
            around, inner
        ):
            base, consumed = expanded(around, inner)
        case ast.Call(func=ast.Attribute(value=inner, attr=method)):
            base, consumed = inner, ()
        case _:
            return statement, ()
    args: list[ast.expr] = []
    for arg in statement.args:
        one, more = expanded(around, arg) if method in _CONDITIONED and isinstance(arg, ast.Name) else (arg, ())
        args.append(one)
        consumed = (*consumed, *more)
    if base is inner and all(one is arg for one, arg in zip(args, statement.args, strict=True)):
        return statement, consumed
    return ast.Call(ast.Attribute(base, method, ast.Load()), args, statement.keywords), consumed


def is_path(node: ast.expr) -> bool:
    """Whether an expression is a name, or attributes of one."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def _is_variable(around: Surroundings, node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and isinstance(next(iter(around.binders(node.id)), None), ast.Name)


def _assignment(around: Surroundings, name: str) -> ast.Assign:
    """The one statement that gives a variable its value, when nothing that it reads has changed since."""
    binders = list(binders_in(around.site.scope, name))
    assigned = [
        node
        for node in flow.own_nodes(around.site.scope)
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and node.targets[0] in binders
    ]
    if len(binders) != 1 or len(assigned) != 1 or not stands_before(around.site, assigned[0]):
        raise NotGroupable
    for read in flow.names_in(assigned[0].value):
        binders = around.binders(read)
        if len(binders) > 1 or any(getattr(binder, "lineno", 0) >= assigned[0].lineno for binder in binders):
            raise NotGroupable
    if _reads_attributes(around, assigned[0].value) and not _only_queries_between(around, assigned[0]):
        raise NotGroupable
    return assigned[0]


def _reads_attributes(around: Surroundings, value: ast.expr) -> bool:
    """Whether a value reads attributes of variables, such as `self.since`."""
    return any(
        isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and around.binders(node.value.id)
        for node in ast.walk(value)
    )


def _only_queries_between(around: Surroundings, statement: ast.stmt) -> bool:
    suite = around.site.at.suite
    if statement not in suite:
        return False
    between = suite[suite.index(statement) + 1 : suite.index(around.site.at.statement)]
    return all(
        isinstance(one, flow.Function)
        or (isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name) and _is_query(around, one.value))
        for one in between
    )


_BUILDS = frozenset("where filter filter_by select_from join outerjoin label distinct".split()) | TESTS


def _is_query(around: Surroundings, value: ast.expr) -> bool:
    """Whether evaluating an expression does no more than to put a statement, or a condition, together."""
    for node in ast.walk(value):
        match node:
            case ast.Await() | ast.NamedExpr() | ast.Yield() | ast.YieldFrom():
                return False
            case ast.Call(func=function) if around.library(function) is None:
                if not (isinstance(function, ast.Attribute) and function.attr in _BUILDS):
                    return False
            case _:
                pass
    return True
