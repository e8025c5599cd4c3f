"""`response = None`, and a `finally` that asks for its status, with the status in a variable.

A clause or a `finally` around `call_next` has the response only if there has been one:

    status = response.status_code if response else 500

is `response_status if response_status else 500` once the status is kept beside the response. A status is never 0.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from typing import Any, NamedTuple

from asyncfix.project import flow


class Preset(NamedTuple):
    """The name of a response that is None at first, and that of the variable for its status."""

    response: str
    status: str


def preset_of(function: ast.AsyncFunctionDef, call_next: str) -> Preset | None:
    """The response that clauses or a `finally` around `call_next` ask for its status, if there is such a one."""
    names = {_kept(node, call_next) for node in ast.walk(function)} - {None}
    if len(names) != 1:
        return None
    name = names.pop()
    assert name is not None
    if not any(_is_none(node, name) for node in ast.walk(function)):
        return None
    if not any(_asked(function, call_next, name)) or any(_hides(node, name) for node in _inside(function)):
        return None
    return Preset(name, flow.free_name(f"{name}_status", flow.names_in(function)))


def _inside(function: ast.AsyncFunctionDef) -> Iterator[ast.AST]:
    for statement in function.body:
        yield from ast.walk(statement)


def _kept(node: ast.AST, call_next: str) -> str | None:
    match node:
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=ast.Await(value=ast.Call(func=ast.Name(id=called))))
            | ast.AnnAssign(target=ast.Name(id=name), value=ast.Await(value=ast.Call(func=ast.Name(id=called))))
        ) if called == call_next:
            return name
        case _:
            return None


def _is_none(node: ast.AST, name: str) -> bool:
    match node:
        case (
            ast.Assign(targets=[ast.Name(id=found)], value=ast.Constant(value=None))
            | ast.AnnAssign(target=ast.Name(id=found), value=ast.Constant(value=None))
        ):
            return found == name
        case _:
            return False


def _hides(node: ast.AST, name: str) -> bool:
    """Whether the status may change behind the variable's back, or the name is another one inside."""
    match node:
        case ast.Attribute(attr="status_code", ctx=ast.Store() | ast.Del()) | ast.Global() | ast.Nonlocal():
            return True
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
            return name in flow.names_in(node)
        case _:
            return False


def _around(function: ast.AsyncFunctionDef, call_next: str) -> Iterator[list[ast.stmt]]:
    """The suites of clauses and of `finally` whose `try` holds a call of `call_next`."""
    for node in ast.walk(function):
        if isinstance(node, ast.Try) and _holds_call(node, call_next):
            yield from (handler.body for handler in node.handlers)
            yield node.finalbody


def _holds_call(node: ast.Try, call_next: str) -> bool:
    inner = (inner for statement in node.body for inner in ast.walk(statement))
    return any(isinstance(each, ast.Call) and _is_name(each.func, call_next) for each in inner)


def _is_name(node: ast.AST | None, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _asked(function: ast.AsyncFunctionDef, call_next: str, name: str) -> Iterator[ast.expr]:
    """The expressions in clauses and `finally` that ask whether there is a response, or for its status."""
    for suite in _around(function, call_next):
        for statement in suite:
            for node in ast.walk(statement):
                yield from _asks(node, name)


def _asks(node: ast.AST, name: str) -> Iterator[ast.expr]:
    match node:
        case ast.Attribute(value=ast.Name(id=found), attr="status_code") if found == name:
            yield node
        case ast.If(test=test) | ast.IfExp(test=test) | ast.UnaryOp(op=ast.Not(), operand=test):
            yield from _tested(test, name)
        case ast.BoolOp(op=ast.And(), values=[*values, _]):
            # The last may be what the whole comes to, as may all of an `or`; of these only None may.
            for each in values:
                yield from _tested(each, name)
        case ast.Compare(left=left, ops=[ast.Is() | ast.IsNot()], comparators=[ast.Constant(value=None)]):
            if _is_name(left, name):
                yield left
        case ast.Call(func=ast.Name("getattr"), args=[given, ast.Constant("status_code"), _], keywords=[]):
            if _is_name(given, name):
                yield node
        case _:
            pass


def _tested(test: ast.expr, name: str) -> Iterator[ast.expr]:
    """Where a test asks for no more than whether there is a response."""
    if _is_name(test, name):
        yield test
    elif isinstance(test, ast.BoolOp):
        for each in test.values:
            yield from _tested(each, name)


def unfolded(function: ast.AsyncFunctionDef, call_next: str, preset: Preset) -> ast.AsyncFunctionDef:
    """A function with the status in a variable of its own."""
    made = copy.deepcopy(function)
    visitor = _Unfolding(preset, {id(node) for node in _asked(made, call_next, preset.response)})
    made.body = [new for each in made.body for new in visitor.both(each)]
    return made


class _Unfolding(ast.NodeTransformer):
    def __init__(self, preset: Preset, asked: set[int]) -> None:
        self._preset = preset
        self._asked = asked

    def both(self, statement: ast.stmt) -> list[ast.stmt]:
        made = self.visit(statement)
        return made if isinstance(made, list) else [made]

    def visit_Assign(self, node: ast.Assign) -> Any:
        return self._assigned(node, node.targets[0])

    def visit_AnnAssign(self, node: ast.AnnAssign) -> Any:
        return self._assigned(node, node.target if node.value else None)

    def _assigned(self, node: ast.Assign | ast.AnnAssign, target: ast.expr | None) -> Any:
        response, status = self._preset
        if not _is_name(target, response) or len(getattr(node, "targets", [target])) > 1:
            return self.generic_visit(node)
        name = ast.Name(status, ast.Store())
        if _is_none(node, response):
            kept: ast.stmt = ast.AnnAssign(name, ast.parse("int | None", mode="eval").body, ast.Constant(None), 1)
            return ast.fix_missing_locations(ast.copy_location(kept, node))
        kept = ast.Assign([name], ast.Attribute(ast.Name(response, ast.Load()), "status_code", ast.Load()))
        return [self.generic_visit(node), ast.fix_missing_locations(ast.copy_location(kept, node))]

    def visit(self, node: ast.AST) -> Any:
        if id(node) not in self._asked:
            return super().visit(node)
        status = ast.copy_location(ast.Name(self._preset.status, ast.Load()), node)
        if isinstance(node, ast.Call):
            return ast.copy_location(ast.BoolOp(ast.Or(), [status, node.args[2]]), node)
        return status
