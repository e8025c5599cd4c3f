"""LibCST: single lines of a function as other statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from asyncfix import nodes
from asyncfix.transforms.base_http_middleware import realise

Rewritten = Callable[[cst.SimpleStatementLine], Sequence[nodes.Statement] | None]


def with_lines(function: cst.FunctionDef, rewritten: Rewritten) -> cst.FunctionDef:
    """A function with other statements for some of its simple ones; functions in it stay as they are.

    `rewritten` gets each as a line of its own, and gives None for one that stays.
    """
    made = function.visit(_Lines(rewritten))
    assert isinstance(made, cst.FunctionDef)
    return made


class _Lines(cst.CSTTransformer):
    def __init__(self, rewritten: Rewritten) -> None:
        super().__init__()
        self._rewritten = rewritten
        self._depth = 0

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:  # noqa: ARG002, N802
        self._depth += 1
        return self._depth == 1

    def leave_FunctionDef(  # noqa: N802
        self,
        original_node: cst.FunctionDef,  # noqa: ARG002
        updated_node: cst.FunctionDef,
    ) -> cst.FunctionDef:
        self._depth -= 1
        return updated_node

    def leave_SimpleStatementLine(  # noqa: N802
        self,
        original_node: cst.SimpleStatementLine,  # noqa: ARG002
        updated_node: cst.SimpleStatementLine,
    ) -> Any:
        new = self._made_of(updated_node)
        return updated_node if new is None else cst.FlattenSentinel(new)

    def leave_SimpleStatementSuite(  # noqa: N802
        self,
        original_node: cst.SimpleStatementSuite,  # noqa: ARG002
        updated_node: cst.SimpleStatementSuite,
    ) -> cst.BaseSuite:
        (line,) = nodes.opened(updated_node).statements
        new = self._made_of(cst.ensure_type(line, cst.SimpleStatementLine))
        return updated_node if new is None else cst.IndentedBlock(new)

    def _made_of(self, line: cst.SimpleStatementLine) -> list[nodes.Statement] | None:
        new: list[nodes.Statement] = []
        changed = False
        for each in realise.single(line):
            found = self._rewritten(cst.ensure_type(each, cst.SimpleStatementLine))
            changed = changed or found is not None
            new += found if found is not None else [each]
        return new if changed else None
