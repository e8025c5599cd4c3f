"""LibCST: results in f-strings and annotations, which have no place of their own to be found by."""

from __future__ import annotations

import libcst as cst


def results_as_values(node: cst.CSTNode, name: str) -> cst.CSTNode:
    """A node in whose f-strings `name` stands for `name.result()` and `await name`."""
    made = node.visit(_Results(name))
    assert isinstance(made, cst.CSTNode)
    return made


class _Results(cst.CSTTransformer):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._depth = 0

    def visit_FormattedString(self, node: cst.FormattedString) -> None:  # noqa: ARG002, N802
        self._depth += 1

    def leave_FormattedString(  # noqa: N802
        self,
        original_node: cst.FormattedString,  # noqa: ARG002
        updated_node: cst.FormattedString,
    ) -> cst.FormattedString:
        self._depth -= 1
        return updated_node

    def leave_Await(self, original_node: cst.Await, updated_node: cst.Await) -> cst.BaseExpression:  # noqa: ARG002, N802
        return self._read(updated_node, updated_node.expression)

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:  # noqa: ARG002, N802
        match updated_node:
            case cst.Call(func=cst.Attribute(value=value, attr=cst.Name(value="result")), args=[]):
                return self._read(updated_node, value)
            case _:
                return updated_node

    def _read(self, node: cst.BaseExpression, value: cst.BaseExpression) -> cst.BaseExpression:
        if self._depth and isinstance(value, cst.Name) and value.value == self._name:
            return value.with_changes(lpar=[*node.lpar, *value.lpar], rpar=[*value.rpar, *node.rpar])
        return node


def awaits_as_name(node: cst.CSTNode, function: str, name: str) -> tuple[cst.CSTNode, list[cst.Await]]:
    """A node in whose f-strings a name stands for each `await function(...)`, and these."""
    taker = _Awaits(function, name)
    made = node.visit(taker)
    assert isinstance(made, cst.CSTNode)
    return made, taker.found


class _Awaits(cst.CSTTransformer):
    def __init__(self, function: str, name: str) -> None:
        super().__init__()
        self._function = function
        self._name = name
        self.found: list[cst.Await] = []

    def leave_Await(self, original_node: cst.Await, updated_node: cst.Await) -> cst.BaseExpression:  # noqa: ARG002, N802
        match updated_node:
            case cst.Await(expression=cst.Call(func=func)) if cst.Module([]).code_for_node(func) == self._function:
                self.found.append(updated_node)
                return cst.Name(self._name)
            case _:
                return updated_node


def result_annotated(node: cst.CSTNode) -> cst.CSTNode:
    """An annotated assignment with `int` for `Task[int]`; without its annotation where tasks have no type given."""
    assert isinstance(node, cst.AnnAssign)
    annotation = node.annotation.annotation.visit(_Tasks())
    assert isinstance(annotation, cst.BaseExpression)
    if node.value is not None and _speaks_of_tasks(annotation):
        return cst.Assign([cst.AssignTarget(node.target)], node.value, semicolon=node.semicolon)
    return node.with_changes(annotation=node.annotation.with_changes(annotation=annotation))


class _Tasks(cst.CSTTransformer):
    def leave_Subscript(  # noqa: N802
        self,
        original_node: cst.Subscript,  # noqa: ARG002
        updated_node: cst.Subscript,
    ) -> cst.BaseExpression:
        match updated_node:
            case cst.Subscript(value=value, slice=[cst.SubscriptElement(slice=cst.Index(value=inner))]):
                return inner if _is_task(value) else updated_node
            case _:
                return updated_node


def _is_task(node: cst.CSTNode) -> bool:
    match node:
        case cst.Name(value=name) | cst.Attribute(attr=cst.Name(value=name)):
            return name in ("Task", "Future")
        case _:
            return False


def _speaks_of_tasks(node: cst.CSTNode) -> bool:
    return _is_task(node) or isinstance(node, cst.SimpleString) or any(map(_speaks_of_tasks, node.children))
