"""A wanted import as a statement of its own, at its place among the others."""

from __future__ import annotations

import ast
import itertools
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import Any, NamedTuple

from asyncfix.imports.statements import (
    Row,
    above_comments,
    is_blank,
    last_line,
    module_of,
    place_among,
    rows_of,
    statement_for,
)
from asyncfix.project import Module, flow
from asyncfix.rule import Import
from asyncfix.spans import Splice

_FUTURE, _STDLIB, _THIRD_PARTY, _FIRST_PARTY, _RELATIVE = range(5)


class _Entry(NamedTuple):
    """What the order of import statements goes by."""

    module: str
    is_from: bool


_ENTRY_ORDERS: tuple[Callable[[_Entry], Any], ...] = (
    lambda entry: (entry.is_from, entry.module.casefold()),
    lambda entry: (entry.module.casefold(), entry.is_from),
    lambda entry: (entry.is_from, entry.module),
    lambda entry: (not entry.is_from, entry.module.casefold()),
)


def inserted(module: Module, wanted: Import) -> Splice:
    rows = rows_of(module.tree.body)
    header = _header_length(rows)
    block = _block_for(rows[header:], wanted)
    if block:
        return _into_block(module, block, wanted)
    if header:
        return _below_header(module, rows, header, wanted)
    return _above_code(module, rows, wanted)


def _header_length(rows: Sequence[Row]) -> int:
    """How many rows at the top must stay there: the docstring and the imports from `__future__`."""
    found = 0
    for number, row in enumerate(rows, start=1):
        for statement in row.statements:
            match statement:
                case ast.Expr(value=ast.Constant(value=str())) if number == 1:
                    found = number
                case ast.ImportFrom(module="__future__", level=0):
                    found = number
                case _:
                    pass
    return found


def _block_for(rows: Sequence[Row], wanted: Import) -> list[Row]:
    """The import statements in a row that a new one joins: those that know its package, else the first ones.

    Imports below a function or class are somebody's way around a cycle: nothing joins them.
    """
    top = list(itertools.takewhile(lambda row: not isinstance(row.statements[0], flow.Scope), rows))
    blocks = [list(block) for is_import, block in itertools.groupby(top, key=lambda row: row.is_import) if is_import]
    return _knowing(blocks, wanted) or (blocks[0] if blocks else [])


def _knowing(groups: Iterable[list[Row]], wanted: Import) -> list[Row] | None:
    """The first group that holds an import of the wanted one's package."""
    package = wanted.module.partition(".")[0]
    return next((rows for rows in groups if any(_entry(row).module.partition(".")[0] == package for row in rows)), None)


def _entry(row: Row) -> _Entry:
    match row.statements[0]:
        case ast.ImportFrom() as statement:
            return _Entry(module_of(statement), True)
        case ast.Import(names=[first, *_]):
            return _Entry(first.name, False)
        case _:
            raise AssertionError(row)


def _section(module: Module, name: str) -> int:
    """The group of a module's name. First-party is what a folder on the file's own path is named after."""
    package = name.partition(".")[0]
    if not package:
        return _RELATIVE
    if package in sys.stdlib_module_names:
        return _STDLIB
    return _FIRST_PARTY if package in PurePath(module.path).parts[:-1] else _THIRD_PARTY


def _into_block(module: Module, block: Sequence[Row], wanted: Import) -> Splice:
    section = _section(module, wanted.module)
    groups = list(_groups(module, block))
    sections = [[_section(module, _entry(row).module) for row in rows] for rows in groups]
    same = [rows for rows, known in zip(groups, sections, strict=True) if section in known]
    if same:
        rows = _knowing(same, wanted) or same[0]
        return _into_group(module, [row for row in rows if _section(module, _entry(row).module) == section], wanted)
    lower = [number for number, known in enumerate(sections) if min(known) < section]
    if not lower:
        return _as_first_group(module, block[0], wanted)
    rows, known = groups[lower[-1]], sections[lower[-1]]
    if max(known) > section:
        return _below(module, [row for row, one in zip(rows, known, strict=True) if one < section][-1], wanted)
    return _below(module, rows[-1], wanted, gap=module.newline)


def _groups(module: Module, block: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows of a block, parted at blank lines."""
    group: list[Row] = []
    for row in block:
        if group and any(is_blank(module, line) for line in range(group[-1].last + 1, row.first)):
            yield group
            group = []
        group.append(row)
    yield group


def _into_group(module: Module, rows: Sequence[Row], wanted: Import) -> Splice:
    index = place_among([_entry(row) for row in rows], _Entry(wanted.module, wanted.name is not None), _ENTRY_ORDERS)
    if index:
        return _below(module, rows[index - 1], wanted)
    at = module.line_bounds(rows[0].first)[0]
    return Splice(at, at, statement_for(wanted) + module.newline)


def _as_first_group(module: Module, row: Row, wanted: Import) -> Splice:
    return _above(module, row.first, statement_for(wanted) + module.newline * 2)


def _below(module: Module, row: Row, wanted: Import, *, gap: str = "") -> Splice:
    at = module.line_bounds(row.last)[1]
    return _as_lines(module, at, gap + statement_for(wanted) + module.newline)


def _below_header(module: Module, rows: Sequence[Row], header: int, wanted: Import) -> Splice:
    row = rows[header - 1]
    splice = _below(module, row, wanted, gap=module.newline)
    below = itertools.takewhile(lambda line: is_blank(module, line), range(row.last + 1, last_line(module) + 1))
    missing = 0 if splice.start == len(module.text) else _blank_lines_above(rows[header:]) - len(list(below))
    return splice._replace(text=splice.text + module.newline * missing)


def _blank_lines_above(rows: Sequence[Row]) -> int:
    """How many blank lines set imports off from what follows them."""
    return 2 if rows and isinstance(rows[0].statements[0], flow.Scope) else 1


def _above_code(module: Module, rows: Sequence[Row], wanted: Import) -> Splice:
    statement = statement_for(wanted) + module.newline
    if rows:
        return _above(module, rows[0].first, statement + module.newline * _blank_lines_above(rows))
    gap = module.newline if module.text.strip() else ""
    return _as_lines(module, len(module.text), gap + statement)


def _above(module: Module, line: int, text: str) -> Splice:
    """Lines above a statement and its comments, but below those that begin the file: shebang, cookie, licence."""
    top = above_comments(module, line)
    at = module.line_bounds(top)[0]
    if not module.text[:at].strip():
        top, at = line, module.line_bounds(line)[0]
    gap = module.newline if top > 1 and not is_blank(module, top - 1) else ""
    return Splice(at, at, gap + text)


def _as_lines(module: Module, at: int, text: str) -> Splice:
    """Whole lines at the end of a line, also where that line is the last and has no line end."""
    if at and module.text[at - 1] not in "\r\n":
        return Splice(at, at, module.newline + text.removesuffix(module.newline))
    return Splice(at, at, text)
