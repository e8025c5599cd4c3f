"""Imports that nothing uses any longer, taken out without a comment or a block going with them."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import NamedTuple

from asyncfix.imports.statements import (
    ImportStatement,
    Row,
    above_comments,
    alias_text,
    bound_by,
    end_of,
    is_blank,
    is_checking,
    is_masked,
    is_parenthesised,
    last_line,
    lines_between,
    meaning_of,
    module_of,
    rows_of,
    start_of,
    text_around,
    wanted_meaning,
)
from asyncfix.imports.uses import Uses
from asyncfix.project import Module, flow
from asyncfix.rule import Import
from asyncfix.spans import Splice

# What a linter or a person was told about an import: it is there on purpose.
_PRAGMA = re.compile(
    r"#.*?\b(?:noqa|isort|pylint|ruff|flake8|pyright|pyre|mypy|type:|nosec|pragma|fmt|yapf|autoflake|noinspection)"
)

_PRAGMA_FOR_NEXT = re.compile(r"\s*#.*\bdisable-next\b")


class _Suite(NamedTuple):
    """A list of statements, and those of its import statements that lose names."""

    body: list[ast.stmt]
    is_module: bool
    leaving: dict[ast.stmt, list[ast.alias]]


def removals(module: Module, unneeded: Collection[str], added: Collection[Import]) -> list[Splice]:
    """The splices that take out unneeded imports, and what `if TYPE_CHECKING:` repeats of the added ones."""
    suites: dict[int, _Suite] = {}
    for place, aliases in _leaving(module, unneeded, added):
        suite = suites.setdefault(id(place.suite), _Suite(place.suite, place.suite is module.tree.body, {}))
        suite.leaving[place.statement] = aliases
    splices: list[Splice] = []
    lines: set[int] = set()
    openers: set[int] = set()
    for suite in suites.values():
        rows = [row for row in rows_of(suite.body) if any(statement in suite.leaving for statement in row.statements)]
        whole = [row for row in rows if _goes_whole(module, row, suite)]
        gone = sum(len(row.statements) for row in whole)
        if suite.is_module or gone < len(suite.body):
            lines.update(line for row in whole for line in range(row.first, row.last + 1))
            openers.update(row.first for row in whole if not suite.is_module and row.statements[0] is suite.body[0])
        splices += [splice for row in rows if row not in whole for splice in _shortened(module, row, suite)]
    return sorted([*splices, *_without_lines(module, lines, openers)])


def _leaving(
    module: Module, unneeded: Collection[str], added: Collection[Import]
) -> Iterator[tuple[flow.Placed, list[ast.alias]]]:
    is_package = PurePath(module.path).stem == "__init__"
    unneeded = {name for name in unneeded if name.partition(".")[0] in module.text and not is_package}
    if not unneeded and not added:
        return
    imports = [place for place in flow.placed(module.tree) if isinstance(place.statement, ImportStatement)]
    uses = Uses(module, {name.partition(".")[0] for name in unneeded}, imports)
    for place in imports:
        statement = place.statement
        assert isinstance(statement, ImportStatement)
        aliases = [
            alias
            for alias in statement.names
            if _is_repeated(place, alias, added)
            or (_is_unneeded(statement, alias, unneeded) and not uses.any_of(bound_by(statement, alias), place))
        ]
        aliases = [alias for alias in aliases if _may_leave(module, statement, alias)]
        if aliases and _is_ours(module, place):
            yield place, aliases


def _is_ours(module: Module, place: flow.Placed) -> bool:
    """Whether an import statement may lose names at all: not in a class, a `try` or a `with`, nor `__future__`."""
    match place.statement:
        case ast.ImportFrom(module="__future__", level=0) | ast.ImportFrom(names=[ast.alias(name="*")]):
            return False
        case _:
            guarded = any(
                isinstance(frame.node, (ast.Try, ast.TryStar, ast.With, ast.AsyncWith)) for frame in place.frames()
            )
            first, last = place.statement.lineno, place.statement.end_lineno or place.statement.lineno
            return not guarded and not isinstance(place.scope, ast.ClassDef) and not is_masked(module, first, last)


def _is_unneeded(statement: ImportStatement, alias: ast.alias, unneeded: Collection[str]) -> bool:
    if bound_by(statement, alias) in unneeded:
        return True
    return isinstance(statement, ast.Import) and not alias.asname and alias.name in unneeded


def _is_repeated(place: flow.Placed, alias: ast.alias, added: Iterable[Import]) -> bool:
    if len(place.scopes) > 1 or place.frame is None or not is_checking(place.frame):
        return False
    assert isinstance(place.statement, ImportStatement)
    binding = bound_by(place.statement, alias), meaning_of(place.statement, alias)
    return any((one.bound, wanted_meaning(one)) == binding for one in added)


def _may_leave(module: Module, statement: ImportStatement, alias: ast.alias) -> bool:
    """Whether nothing says that a name is there on purpose.

    That is `x as x`, a linter's comment on the statement, or between parentheses any comment on its line or above it.
    """
    if alias.name == alias.asname:
        return False
    first, last = statement.lineno, statement.end_lineno or statement.lineno
    if any(_PRAGMA.search(module.line(line)) for line in {first, last}):
        return False
    if first > 1 and _PRAGMA_FOR_NEXT.match(module.line(first - 1)):
        return False
    top, bottom = module.line_bounds(alias.lineno)[0], module.line_bounds(alias.end_lineno or alias.lineno)[1]
    # A comment behind the whole statement is not about its last name.
    own = module.text[max(top, start_of(module, statement)) : min(bottom, end_of(module, statement))]
    return "#" not in own and (alias.lineno == first or above_comments(module, alias.lineno) == alias.lineno)


def _goes_whole(module: Module, row: Row, suite: _Suite) -> bool:
    """Whether all of a row leaves, and nothing else stands on its lines."""
    if not all(_leaves_whole(statement, suite) for statement in row.statements):
        return False
    before = module.text[module.line_bounds(row.first)[0] : start_of(module, row.statements[0])]
    is_continued = row.first > 1 and module.line(row.first - 1).rstrip("\r\n").endswith("\\")
    return not before.strip(" \t") and not is_continued and "#" not in lines_between(module, row.first, row.last)


def _leaves_whole(statement: ast.stmt, suite: _Suite) -> bool:
    return isinstance(statement, ImportStatement) and len(suite.leaving.get(statement, ())) == len(statement.names)


def _shortened(module: Module, row: Row, suite: _Suite) -> Iterator[Splice]:
    """What becomes of a row that stays: statements without some of their names, or some of `a; b; c` gone."""
    goes = [_leaves_whole(statement, suite) for statement in row.statements]
    if not all(goes):
        spans = [(start_of(module, statement), end_of(module, statement)) for statement in row.statements]
        cuts = list(_cuts(spans, goes))
        if "#" not in "".join(module.text[slice(*cut)] for cut in cuts):
            yield from (Splice(*cut, "") for cut in cuts)
    for statement, whole in zip(row.statements, goes, strict=True):
        leaving = suite.leaving.get(statement)
        if leaving and not whole and isinstance(statement, ImportStatement):
            text = _without(module, statement, leaving)
            if text is not None:
                yield Splice(start_of(module, statement), end_of(module, statement), text)


def _cuts(spans: Sequence[tuple[int, int]], goes: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """The spans that take some of several things out, each with one separator; at least one thing stays."""
    last_kept = max(index for index, leaves in enumerate(goes) if not leaves)
    for index, leaves in enumerate(goes[:last_kept]):
        if leaves:
            yield spans[index][0], spans[index + 1][0]
    if last_kept < len(spans) - 1:
        yield spans[last_kept][1], spans[-1][1]


def _without(module: Module, statement: ImportStatement, leaving: Collection[ast.alias]) -> str | None:
    """A statement without some of its names, laid out as it was; None where a comment would not survive that."""
    start, text = start_of(module, statement), module.source(statement)
    cuts: list[tuple[int, int]] = []
    for _, on_line in itertools.groupby(statement.names, key=lambda alias: alias.lineno):
        aliases = list(on_line)
        goes = [alias in leaving for alias in aliases]
        if not all(goes):
            cuts += _cuts([(start_of(module, alias), end_of(module, alias)) for alias in aliases], goes)
        elif _fill_their_line(module, statement, aliases):
            cuts.append(module.line_bounds(aliases[0].lineno))
        else:
            return None if "#" in text else _spelled_out(statement, leaving)
    for cut_start, cut_end in reversed(cuts):
        text = text[: cut_start - start] + text[cut_end - start :]
    return text


def _fill_their_line(module: Module, statement: ImportStatement, aliases: Sequence[ast.alias]) -> bool:
    """Whether these names can go with the whole line they stand on."""
    ends = {",", ""} if aliases[-1] is statement.names[-1] else {","}
    alone = text_around(module, aliases[0])[0] == "" and text_around(module, aliases[-1])[1] in ends
    return alone and aliases[0].lineno == aliases[-1].end_lineno and is_parenthesised(module, statement)


def _spelled_out(statement: ImportStatement, leaving: Collection[ast.alias]) -> str:
    names = ", ".join(alias_text(alias) for alias in statement.names if alias not in leaving)
    origin = f"from {module_of(statement)} " if isinstance(statement, ast.ImportFrom) else ""
    return f"{origin}import {names}"


def _without_lines(module: Module, lines: Collection[int], openers: Collection[int]) -> Iterator[Splice]:
    """The splices that take lines out, and of the blank lines around them those that would be too many.

    `openers` are those of the lines that begin an indented suite.
    """
    left = set(lines)
    end_of_file = last_line(module)
    while left:
        top = bottom = min(left)
        while top > 1 and is_blank(module, top - 1):
            top -= 1
        while bottom < end_of_file and (bottom + 1 in left or is_blank(module, bottom + 1)):
            bottom += 1
        gone = [line for line in range(top, bottom + 1) if line in left]
        left.difference_update(gone)
        yield _without_run(module, (top, bottom), gone, keep_blank=gone[0] not in openers)


def _without_run(module: Module, run: tuple[int, int], gone: Sequence[int], *, keep_blank: bool) -> Splice:
    """The splice that takes out lines that only blank ones stand between; the larger gap beside them stays."""
    (top, bottom), text = run, module.text
    start, end = module.line_bounds(top)[0], module.line_bounds(bottom)[1]
    if end == len(text):
        # The last line keeps its line end, or the lack of one.
        ends_line = text.endswith(("\r", "\n"))
        return Splice(start if ends_line else len(text[:start].rstrip("\r\n")), end, "")
    if top == 1 or not keep_blank:
        return Splice(start, end, "")
    if gone[0] - top >= bottom - gone[-1]:
        return Splice(module.line_bounds(gone[0])[0], end, "")
    return Splice(start, module.line_bounds(gone[-1])[1], "")
