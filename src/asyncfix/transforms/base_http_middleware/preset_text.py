"""LibCST: the status of a response in a variable, for clauses and a `finally` that ask for it; see `preset`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import libcst as cst
from libcst import matchers

from asyncfix import nodes
from asyncfix.transforms.base_http_middleware.lines import with_lines
from asyncfix.transforms.base_http_middleware.preset import Preset

_IS_NONE = matchers.ComparisonTarget(matchers.Is() | matchers.IsNot(), matchers.Name("None"))


def unfolded_tree(function: cst.FunctionDef, call_next: str, preset: Preset) -> cst.FunctionDef:
    """What `preset.unfolded` makes of a function, in LibCST's tree."""
    changed = function.visit(_Asking(call_next, preset))
    assert isinstance(changed, cst.FunctionDef)
    return with_lines(changed, lambda line: _kept_beside(line, preset))


def _kept_beside(line: cst.SimpleStatementLine, preset: Preset) -> Sequence[nodes.Statement] | None:
    response, status = preset
    match line.body[0]:
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(name))], value=value) if name == response:
            pass
        case cst.AnnAssign(target=cst.Name(name), value=cst.BaseExpression() as value) if name == response:
            pass
        case _:
            return None
    if isinstance(value, cst.Name) and value.value == "None":
        (new,) = _line(f"{status}: int | None = None").body
        return [line.with_changes(body=[new])]
    return [line, _line(f"{status} = {response}.status_code")]


def _line(text: str) -> cst.SimpleStatementLine:
    return cst.ensure_type(cst.parse_statement(text), cst.SimpleStatementLine)


class _Asking(cst.CSTTransformer):
    """Asks the variable in the clauses, and in the `finally`, of a `try` that holds a call of `call_next`."""

    def __init__(self, call_next: str, preset: Preset) -> None:
        super().__init__()
        self._status = preset.status
        self._call = matchers.Call(func=matchers.Name(call_next))
        self._name = matchers.Name(preset.response)
        self._holding: list[bool] = []
        self._around: list[bool] = [False]
        self._made: list[cst.CSTNode] = []

    def visit_Try(self, node: cst.Try) -> None:  # noqa: N802
        self._holding.append(bool(matchers.findall(node.body, self._call)))

    def leave_Try(self, original_node: cst.Try, updated_node: cst.Try) -> cst.Try:  # noqa: ARG002, N802
        self._holding.pop()
        return updated_node

    def visit_TryStar(self, node: cst.TryStar) -> None:  # noqa: ARG002, N802
        self._holding.append(False)

    def leave_TryStar(self, original_node: cst.TryStar, updated_node: cst.TryStar) -> cst.TryStar:  # noqa: ARG002, N802
        self._holding.pop()
        return updated_node

    def visit_ExceptHandler_body(self, node: cst.ExceptHandler) -> None:  # noqa: ARG002, N802
        self._around.append(self._around[-1] or self._holding[-1])

    def leave_ExceptHandler_body(self, node: cst.ExceptHandler) -> None:  # noqa: ARG002, N802
        self._around.pop()

    def visit_Finally_body(self, node: cst.Finally) -> None:  # noqa: ARG002, N802
        self._around.append(self._around[-1] or self._holding[-1])

    def leave_Finally_body(self, node: cst.Finally) -> None:  # noqa: ARG002, N802
        self._around.pop()

    def on_leave(self, original_node: Any, updated_node: Any) -> Any:
        updated_node = super().on_leave(original_node, updated_node)
        return self._asked(updated_node) if self._around[-1] else updated_node

    def _asked(self, node: Any) -> Any:
        match node:
            case cst.Attribute(value=value, attr=cst.Name("status_code")) if self._is_response(value):
                return cst.Name(self._status, lpar=node.lpar, rpar=node.rpar)
            case cst.If(test=test) | cst.IfExp(test=test):
                return node.with_changes(test=self._tested(test))
            case cst.UnaryOperation(operator=cst.Not(), expression=test):
                return node.with_changes(expression=self._tested(test))
            case cst.BooleanOperation(left=left, operator=cst.And()):
                return node.with_changes(left=self._tested(left))
            case cst.Comparison(left=left, comparisons=[target]) if matchers.matches(target, _IS_NONE):
                return node.with_changes(left=self._named(left))
            case cst.Call(func=cst.Name("getattr"), args=[given, asked, default]) if self._is_response(given.value):
                return self._or(node, asked, default)
            case cst.Arg(value=value) | cst.Assign(value=value) | cst.Element(value=value):
                is_made = any(value is each for each in self._made)
                return node.with_changes(value=value.with_changes(lpar=(), rpar=())) if is_made else node
            case _:
                return node

    def _is_response(self, node: cst.BaseExpression) -> bool:
        return matchers.matches(node, self._name)

    def _tested(self, node: cst.BaseExpression) -> cst.BaseExpression:
        if isinstance(node, cst.BooleanOperation):
            return node.with_changes(left=self._tested(node.left), right=self._tested(node.right))
        return self._named(node)

    def _named(self, node: cst.BaseExpression) -> cst.BaseExpression:
        return node.with_changes(value=self._status) if self._is_response(node) else node

    def _or(self, call: cst.Call, asked: cst.Arg, default: cst.Arg) -> cst.BaseExpression:
        """`getattr(response, "status_code", 500)` as `response_status or 500`, in parentheses where it needs them."""
        if getattr(asked.value, "evaluated_value", None) != "status_code":
            return call
        made = cst.BooleanOperation(cst.Name(self._status), cst.Or(), default.value)
        made = made.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        self._made.append(made)
        return made
