"""What a query that became part of another leaves: definitions, variables and reads that nothing needs any longer."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from asyncfix.project import Module, flow
from asyncfix.rule import LINE, Edit, Refused
from asyncfix.transforms.shared_session_gather.grouped import comments
from asyncfix.transforms.shared_session_gather.grouped.query import Query
from asyncfix.transforms.shared_session_gather.site import Site

if TYPE_CHECKING:
    import libcst as cst


def unneeded(site: Site, queries: Sequence[Query], arguments: Sequence[ast.expr]) -> list[ast.stmt]:
    """The statements that nothing needs once these arguments of a gather are gone, in source order."""
    consumed = {id(one): one for query in queries for one in query.reading.consumed}
    consumed |= {id(query.reading.function): query.reading.function for query in queries if query.reading.function}
    found = [one for one in consumed.values() if comments.has_its_lines(_suite_of(site, one), one)]
    while True:
        left = [one for one in found if _is_unread(site, one, [*arguments, *found])]
        if len(left) == len(found):
            return sorted(left, key=lambda one: one.lineno)
        found = left


def _suites(site: Site) -> list[list[ast.stmt]]:
    """The suites around a gather, from the inside out."""
    return [site.at.suite, *(frame.suite for frame in site.at.frames()), site.scope.body]


def _suite_of(site: Site, statement: ast.stmt) -> list[ast.stmt]:
    return next(suite for suite in _suites(site) if statement in suite)


def _is_unread(site: Site, statement: ast.stmt, going: Sequence[ast.AST]) -> bool:
    match statement:
        case ast.AsyncFunctionDef(name=name) | ast.Assign(targets=[ast.Name(id=name)]):
            pass
        case _:
            return False
    gone = {id(node) for one in going if one is not statement for node in ast.walk(one)}
    return all(
        id(node) in gone
        for node in ast.walk(site.scope)
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
    )


def without(module: Module, statement: ast.stmt) -> Edit:
    """The edit that takes a statement out."""

    def removed(_: cst.CSTNode) -> cst.RemovalSentinel:
        import libcst as cst

        return cst.RemoveFromParent()

    kind = None if isinstance(statement, flow.Function) else LINE
    return Edit(module.path, module.anchor(statement, kind), removed)


def opens(site: Site, gone: Sequence[ast.stmt]) -> list[ast.stmt]:
    """The statements that come to stand at the beginning of their suites."""
    found = {id(suite): next(one for one in suite if one not in gone) for suite in _suites(site) if suite[0] in gone}
    return list(found.values())


def opening(module: Module, statement: ast.stmt) -> Edit:
    """The edit that takes the blank lines above a statement out."""
    is_compound = hasattr(statement, "body") or any(True for _ in flow.suites(statement))
    anchor = module.anchor(statement, None if is_compound else LINE)
    return Edit(module.path, anchor, lambda node: under(node, [], is_opening=True))


def as_read(module: Module, query: Query) -> Edit:
    """`result.scalar()` further down becomes `result`: the variable holds the number by now."""
    read = query.reading.read
    assert read is not None
    assert isinstance(read.func, ast.Attribute)
    assert isinstance(read.func.value, ast.Name)
    name = read.func.value.id

    def plain(_: cst.CSTNode) -> cst.CSTNode:
        import libcst as cst

        return cst.Name(name)

    return Edit(module.path, module.anchor(read), plain)


def under(node: cst.CSTNode, above: Sequence[comments.Comment], *, is_opening: bool) -> cst.CSTNode:
    """A line under these comments, which follow the blank lines in front of it; none of those opens a suite."""
    import libcst as cst

    if not isinstance(node, (cst.SimpleStatementLine, cst.BaseCompoundStatement)):
        if above:
            raise Refused("there is no place for the comments of what goes")
        return node
    blank = list(itertools.takewhile(lambda line: line.comment is None, node.leading_lines))
    made = [cst.EmptyLine(comment=cst.Comment(comment.text)) for comment in above]
    own = node.leading_lines[len(blank) :]
    return node.with_changes(leading_lines=[*([] if is_opening else blank), *made, *own])


def annotating(statement: ast.stmt) -> set[str]:
    """The names that the signature of a function is annotated with."""
    if not isinstance(statement, flow.Function):
        return set()
    annotations = [statement.returns, *(arg.annotation for arg in ast.walk(statement.args) if isinstance(arg, ast.arg))]
    return set[str]().union(*(flow.names_in(one) for one in annotations if one is not None))
