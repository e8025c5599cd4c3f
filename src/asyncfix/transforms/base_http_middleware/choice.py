"""`return await call_next(request) if allowed else refusal` as an `if` with two returns, in both trees."""

from __future__ import annotations

import ast
import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import libcst as cst

    from asyncfix import nodes

_ONE_LINE = 80


def unfolded(function: ast.AsyncFunctionDef, call_next: str) -> ast.AsyncFunctionDef:
    """A function with an `if` for each such statement; the same one where there is none."""
    if not any(_chooses(node, call_next) for node in ast.walk(function)):
        return function
    made = _Unfolding(call_next).generic_visit(copy.deepcopy(function))
    assert isinstance(made, ast.AsyncFunctionDef)
    return made


def _chooses(node: ast.AST, call_next: str) -> bool:
    match node:
        case (
            ast.Return(value=ast.IfExp(body=body, orelse=orelse))
            | ast.Assign(targets=[ast.Name()], value=ast.IfExp(body=body, orelse=orelse))
        ):
            return _awaits(body, call_next) or _awaits(orelse, call_next)
        case _:
            return False


def _awaits(node: ast.expr, call_next: str) -> bool:
    match node:
        case ast.Await(value=ast.Call(func=ast.Name(id=name))):
            return name == call_next
        case _:
            return False


class _Unfolding(ast.NodeTransformer):
    def __init__(self, call_next: str) -> None:
        self._call_next = call_next

    def visit_Return(self, node: ast.Return) -> Any:
        if not _chooses(node, self._call_next) or not isinstance(node.value, ast.IfExp):
            return node
        body, orelse = (ast.copy_location(ast.Return(each), node) for each in (node.value.body, node.value.orelse))
        return [ast.copy_location(ast.If(node.value.test, [body], []), node), orelse]

    def visit_Assign(self, node: ast.Assign) -> Any:
        if not _chooses(node, self._call_next) or not isinstance(node.value, ast.IfExp):
            return node
        body, orelse = (
            ast.copy_location(ast.Assign(copy.deepcopy(node.targets), each), node)
            for each in (node.value.body, node.value.orelse)
        )
        return ast.copy_location(ast.If(node.value.test, [body], [orelse]), node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> Any:
        return node


def unfolded_tree(function: cst.FunctionDef, call_next: str) -> cst.FunctionDef:
    """The same in LibCST's tree."""
    from asyncfix.transforms.base_http_middleware.lines import with_lines

    return with_lines(function, lambda line: _both(line, call_next))


def _choice(small: cst.BaseSmallStatement, call_next: str) -> cst.IfExp | None:
    """The conditional expression of a statement that is one between a response and `call_next`."""
    import libcst as cst

    match small:
        case cst.Return(value=cst.IfExp() as value):
            pass
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name())], value=cst.IfExp() as value):
            pass
        case _:
            return None
    for each in (value.body, value.orelse):
        match each:
            case cst.Await(expression=cst.Call(func=cst.Name(name))) if name == call_next:
                return value
            case _:
                pass
    return None


def _both(line: cst.SimpleStatementLine, call_next: str) -> Sequence[nodes.Statement] | None:
    import libcst as cst

    from asyncfix import nodes

    (small,) = line.body
    value = _choice(small, call_next)
    if value is None:
        return None
    test, body, orelse = (_bare(each) for each in (value.test, value.body, value.orelse))
    inner = cst.IndentedBlock([nodes.line(small.with_changes(value=body))])
    other = line.with_changes(body=[small.with_changes(value=orelse)], leading_lines=())
    made = cst.If(test, inner, leading_lines=line.leading_lines)
    if isinstance(small, cst.Return):
        new: list[nodes.Statement] = [made, other]
    else:
        new = [made.with_changes(orelse=cst.Else(cst.IndentedBlock([other])))]
    return [nodes.led_by(new[0], nodes.comments_lost(line, cst.Module(new))), *new[1:]]


def _bare(value: cst.BaseExpression) -> cst.BaseExpression:
    """An expression as it may stand alone, without parentheses where it needs none."""
    import libcst as cst

    from asyncfix import nodes

    bare = value.with_changes(lpar=(), rpar=())
    if nodes.stands_alone(bare):
        return bare
    if isinstance(bare, cst.BooleanOperation | cst.Comparison):
        text = " ".join(line.strip() for line in cst.Module([]).code_for_node(bare).splitlines())
        if "#" not in text and '"""' not in text and "'''" not in text and len(text) <= _ONE_LINE:
            return cst.parse_expression(text)
    return value if value.lpar else nodes.parenthesized(value)
