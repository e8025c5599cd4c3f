"""`if (response := await call_next(request)).status_code >= 400:` as an assignment and an `if`, in both trees."""

from __future__ import annotations

import ast
import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import libcst as cst


def unfolded(function: ast.AsyncFunctionDef, call_next: str) -> ast.AsyncFunctionDef:
    """A function with such an assignment in front of its `if`; the same one where there is none."""
    if not any(_assigned(node, call_next) for node in ast.walk(function)):
        return function
    made = copy.deepcopy(function)
    made.body = [statement for each in made.body for statement in _Unfolding(call_next).both(each)]
    return made


def _assigned(node: ast.AST, call_next: str) -> bool:
    match node:
        case ast.NamedExpr(value=ast.Await(value=ast.Call(func=ast.Name(id=name)))):
            return name == call_next
        case _:
            return False


class _Unfolding(ast.NodeTransformer):
    def __init__(self, call_next: str) -> None:
        self._call_next = call_next

    def both(self, statement: ast.stmt) -> list[ast.stmt]:
        made = self.visit(statement)
        return made if isinstance(made, list) else [made]

    def visit_If(self, node: ast.If) -> Any:
        # An `elif` stays what it is: there is no place for a statement in front of it.
        if not (len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If)):
            node.orelse = [statement for each in node.orelse for statement in self.both(each)]
        node.body = [statement for each in node.body for statement in self.both(each)]
        found = _first(node.test)
        if not isinstance(found, ast.NamedExpr) or not _assigned(found, self._call_next):
            return node
        assignment = ast.copy_location(ast.Assign([found.target], found.value), found)
        read = ast.copy_location(ast.Name(found.target.id, ast.Load()), found)
        node.test = _Replacing(found, read).visit(node.test)
        return [assignment, node]

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> Any:
        return node


class _Replacing(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self._old = old
        self._new = new

    def visit(self, node: ast.AST) -> Any:
        return self._new if node is self._old else self.generic_visit(node)


def _first(node: ast.expr) -> ast.expr:
    """The part of an expression that is evaluated first."""
    match node:
        case ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.Call(func=inner):
            return _first(inner)
        case ast.Compare(left=inner) | ast.BinOp(left=inner) | ast.UnaryOp(operand=inner):
            return _first(inner)
        case ast.BoolOp(values=[inner, *_]):
            return _first(inner)
        case _:
            return node


def unfolded_tree(function: cst.FunctionDef, call_next: str) -> cst.FunctionDef:
    """The same in LibCST's tree."""
    import libcst as cst

    class Unfolding(cst.CSTTransformer):
        def __init__(self) -> None:
            super().__init__()
            self.taken: list[cst.NamedExpr] = []

        def leave_NamedExpr(  # noqa: N802
            self, original_node: cst.NamedExpr, updated_node: cst.NamedExpr
        ) -> cst.BaseExpression:
            match original_node:
                case cst.NamedExpr(value=cst.Await(expression=cst.Call(func=cst.Name(name)))) if name == call_next:
                    self.taken.append(updated_node)
                    return updated_node.target
                case _:
                    return updated_node

        def leave_If(self, original_node: cst.If, updated_node: cst.If) -> Any:  # noqa: ARG002, N802
            if not self.taken:
                return updated_node
            found = self.taken.pop()
            assert isinstance(found.target, cst.Name)
            value = found.value.with_changes(lpar=(), rpar=())
            line = cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(found.target)], value)])
            line = line.with_changes(leading_lines=updated_node.leading_lines)
            return cst.FlattenSentinel([line, updated_node.with_changes(leading_lines=())])

    made = function.visit(Unfolding())
    assert isinstance(made, cst.FunctionDef)
    return made
