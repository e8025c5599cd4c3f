"""What an import statement binds, where it stands, and how it is laid out."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar, cast

from asyncfix.project import Module, flow
from asyncfix.rule import Import, Refused, Span

T = TypeVar("T")

ImportStatement = ast.Import | ast.ImportFrom


class RefusedImport(Refused):
    """An import that cannot be added; `wanted` is the one."""

    def __init__(self, wanted: Import, reason: str) -> None:
        super().__init__(reason)
        self.wanted = wanted


def statement_for(wanted: Import) -> str:
    """The import statement that does nothing but this import."""
    alias = f" as {wanted.alias}" if wanted.alias else ""
    if wanted.name is None:
        return f"import {wanted.module}{alias}"
    return f"from {wanted.module} import {wanted.name}{alias}"


class Row(NamedTuple):
    """Statements that share lines (`a; b`), mostly one, and their lines, decorators included."""

    statements: Sequence[ast.stmt]
    first: int
    last: int

    @property
    def is_import(self) -> bool:
        return all(isinstance(statement, ImportStatement) for statement in self.statements)


def rows_of(suite: Iterable[ast.stmt]) -> list[Row]:
    found: list[Row] = []
    for statement in suite:
        first = min([statement.lineno, *(one.lineno for one in getattr(statement, "decorator_list", []))])
        last = statement.end_lineno or statement.lineno
        if found and first <= found[-1].last:
            found[-1] = Row([*found[-1].statements, statement], found[-1].first, last)
        else:
            found.append(Row([statement], first, last))
    return found


def _span(module: Module, node: ast.stmt | ast.alias) -> Span:
    # An alias has positions like any expression.
    return module.span(cast("ast.stmt", node))


def start_of(module: Module, node: ast.stmt | ast.alias) -> int:
    return module.offset(*_span(module, node)[:2])


def end_of(module: Module, node: ast.stmt | ast.alias) -> int:
    return module.offset(*_span(module, node)[2:])


def lines_between(module: Module, first: int, last: int) -> str:
    return module.text[module.line_bounds(first)[0] : module.line_bounds(last)[1]]


def last_line(module: Module) -> int:
    return module.place(len(module.text))[0]


def is_masked(module: Module, first: int, last: int) -> bool:
    """Whether these lines hold syntax that the tree does not show, such as `lazy import`."""
    start, end = module.line_bounds(first)[0], module.line_bounds(last)[1]
    return module.text[start:end] != module.parsed_text[start:end]


def module_of(statement: ast.ImportFrom) -> str:
    return "." * statement.level + (statement.module or "")


def _member(origin: str, name: str) -> str:
    return origin + name if origin.endswith(".") else f"{origin}.{name}"


def bound_by(statement: ImportStatement, alias: ast.alias) -> str:
    if alias.asname or isinstance(statement, ast.ImportFrom):
        return alias.asname or alias.name
    return alias.name.partition(".")[0]


def meaning_of(statement: ImportStatement, alias: ast.alias) -> str:
    """The dotted path of what the bound name stands for."""
    if isinstance(statement, ast.ImportFrom):
        return _member(module_of(statement), alias.name)
    return alias.name if alias.asname else bound_by(statement, alias)


def wanted_meaning(wanted: Import) -> str:
    if wanted.name is not None:
        return _member(wanted.module, wanted.name)
    return wanted.module if wanted.alias else wanted.bound


def is_checking(frame: flow.Frame) -> bool:
    """Whether a suite is the body of `if TYPE_CHECKING:`."""
    match frame:
        case flow.Frame(
            node=ast.If(test=ast.Name("TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING")), field="body"
        ):
            return True
        case _:
            return False


def is_blank(module: Module, line: int) -> bool:
    return not module.line(line).strip(" \t\r\n")


def place_among(known: Sequence[T], new: T, orders: Iterable[Callable[[T], Any]]) -> int:
    """Where a new thing goes by the first order that the known ones follow; at the end if they follow none."""
    for order in orders:
        keys = [order(one) for one in known]
        if keys == sorted(keys):
            return bisect_right(keys, order(new))
    return len(known)


def is_parenthesised(module: Module, statement: ImportStatement) -> bool:
    return module.source(statement).endswith(")")


def text_around(module: Module, alias: ast.alias) -> tuple[str, str]:
    """What stands before and after a name on its lines, but for blanks and a comment."""
    before = module.text[module.line_bounds(alias.lineno)[0] : start_of(module, alias)]
    after = module.text[end_of(module, alias) : module.line_bounds(alias.end_lineno or alias.lineno)[1]]
    return before.strip(), after.partition("#")[0].strip()


def above_comments(module: Module, line: int) -> int:
    """The first line of the comments that stand right above a line, or the line itself."""
    while line > 1 and module.line(line - 1).lstrip().startswith("#"):
        line -= 1
    return line


def alias_text(alias: ast.alias) -> str:
    return f"{alias.name} as {alias.asname}" if alias.asname else alias.name
