"""LibCST: names that stand for something else in the new code."""

from __future__ import annotations

import libcst as cst

from asyncfix import nodes
from asyncfix.rule import Refused
from asyncfix.transforms.base_http_middleware.pieces import Wrapper


class _OnMessage(cst.CSTTransformer):
    """`response.headers` becomes the headers of the message, `response.status_code` its status."""

    def __init__(self, wrapper: Wrapper, quote: str) -> None:
        super().__init__()
        self._quote = quote
        self._wrapper = wrapper
        self._quotes: list[str] = []

    def leave_FormattedStringExpression(  # noqa: N802
        self, original_node: cst.FormattedStringExpression, updated_node: cst.FormattedStringExpression
    ) -> cst.FormattedStringExpression:
        if original_node.equal is not None and not original_node.deep_equals(updated_node):
            raise Refused("an f-string prints the text of the response's attribute")
        return updated_node

    def visit_FormattedString(self, node: cst.FormattedString) -> None:  # noqa: N802
        self._quotes.append(node.end)

    def leave_FormattedString(  # noqa: N802
        self,
        original_node: cst.FormattedString,  # noqa: ARG002
        updated_node: cst.FormattedString,
    ) -> cst.FormattedString:
        self._quotes.pop()
        return updated_node

    def leave_Attribute(  # noqa: N802
        self,
        original_node: cst.Attribute,  # noqa: ARG002
        updated_node: cst.Attribute,
    ) -> cst.BaseExpression:
        if not self._is_response(updated_node.value):
            return updated_node
        if updated_node.attr.value in ("headers", "raw_headers", "status_code"):
            new = self._of_message(updated_node.attr.value)
            return new.with_changes(lpar=updated_node.lpar, rpar=updated_node.rpar)
        assert self._wrapper.cookies is not None
        return updated_node.with_changes(value=cst.Name(self._wrapper.cookies))

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:  # noqa: ARG002, N802
        match updated_node:
            case cst.Call(func=cst.Name("getattr"), args=[cst.Arg(first), cst.Arg(cst.SimpleString() as name), *_]):
                if self._is_response(first):
                    new = self._of_message(str(name.evaluated_value))
                    return new.with_changes(lpar=updated_node.lpar, rpar=updated_node.rpar)
            case _:
                pass
        return updated_node

    def _is_response(self, node: cst.BaseExpression) -> bool:
        return isinstance(node, cst.Name) and node.value == self._wrapper.response

    def _of_message(self, attribute: str) -> cst.BaseExpression:
        if attribute == "headers":
            assert self._wrapper.headers is not None
            return cst.Name(self._wrapper.headers)
        if attribute == "raw_headers":
            return cst.parse_expression(f"{self._wrapper.headers}.raw")
        # Before Python 3.12 an f-string must not hold its own quotes.
        others = [each for each in (self._quote, '"', "'") if not any(each in outer for outer in self._quotes)]
        quote = next(iter(others), self._quote)
        return cst.parse_expression(f"{self._wrapper.message}[{quote}status{quote}]")


def on_message(node: nodes.Statement, wrapper: Wrapper, quote: str) -> nodes.Statement:
    """A statement that reads the message of a wrapper instead of a response. Raises `Refused`."""
    changed = node.visit(_OnMessage(wrapper, quote))
    assert isinstance(changed, cst.SimpleStatementLine | cst.BaseCompoundStatement)
    return changed


def renaming(old: str, new: str) -> cst.CSTTransformer:
    """Gives a name another one; attributes and arguments of that name keep theirs."""
    return _Renaming(old, new)


class _Renaming(cst.CSTTransformer):
    def __init__(self, old: str, new: str) -> None:
        super().__init__()
        self._old = old
        self._new = new

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:  # noqa: ARG002, N802
        return updated_node.with_changes(value=self._new) if updated_node.value == self._old else updated_node

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.Attribute:  # noqa: N802
        return updated_node.with_changes(attr=original_node.attr)

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg:  # noqa: N802
        return updated_node.with_changes(keyword=original_node.keyword)
