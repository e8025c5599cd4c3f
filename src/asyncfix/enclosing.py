"""The statement that a place stands in: its lines, and the headers of a compound one."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from asyncfix.patches import Lines
from asyncfix.project import Module
from asyncfix.rule import Span


class Section(NamedTuple):
    """A suite of a compound statement, such as its `finally`, and the lines of the header that opens it."""

    header: Lines
    suite: list[ast.stmt]


class Place(NamedTuple):
    """Where something stands: the innermost statement that holds it, None for a comment or a blank line.

    `header` is the section of a compound statement whose header it stands in.
    """

    statement: ast.stmt | None
    header: Section | None = None


def place(module: Module, span: Span) -> Place:
    """What holds a span. Raises `FileTrouble` for a module that cannot be parsed."""
    suite = module.tree.body
    while (statement := _holding(module, suite, span)) is not None:
        inner = None
        for section in sections(statement):
            if _holding(module, section.suite, span) is not None:
                inner = section
            elif section.header[0] <= span.line <= section.header[1]:
                return Place(statement, section)
        if inner is None:
            return Place(statement)
        suite = inner.suite
    return Place(None)


def extent(module: Module, statement: ast.stmt) -> Span:
    """Where a statement stands, its decorators included."""
    span = module.span(statement)
    top = first_line(statement)
    return span if top == span.line else Span(top, 1, *span[2:])


def first_line(statement: ast.stmt) -> int:
    """The line that a statement begins on, with its decorators."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)])


def sections(statement: ast.stmt) -> Iterator[Section]:
    """The suites of a compound statement, in order."""
    before = first_line(statement) - 1
    for suite in _suites(statement):
        top = first_line(suite[0])
        yield Section((min(before + 1, top), max(top - 1, min(before + 1, top))), suite)
        before = suite[-1].end_lineno or suite[-1].lineno


def _suites(statement: ast.stmt) -> Iterable[list[ast.stmt]]:
    inner = (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ()))
    parts: list[list[ast.stmt]] = [getattr(statement, "body", []), *(part.body for part in inner)]
    parts += [getattr(statement, "orelse", []), getattr(statement, "finalbody", [])]
    return filter(None, parts)


def _holding(module: Module, suite: list[ast.stmt], span: Span) -> ast.stmt | None:
    for statement in suite:
        on_its_lines = first_line(statement) <= span.line and span.end_line <= (statement.end_lineno or 0)
        if on_its_lines and extent(module, statement).holds(span):
            return statement
    return None
