"""Imports wanted and no longer needed, settled once per file, as splices at the import statements.

What is wanted goes into a module-level `from m import ...` that is already there, else into a statement of its own
among the imports. What is no longer needed goes when no code, annotation, `__all__`, doctest or type comment of the
file uses it any longer, and when neither a comment nor the last statement of a block would go with it.
"""

from __future__ import annotations

import ast
import itertools
import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import Any, Literal, NamedTuple, TypeVar, cast

from asyncfix.deep import with_deep_stack
from asyncfix.project import Module, flow
from asyncfix.rule import Import, Refused, Span
from asyncfix.spans import Splice

T = TypeVar("T")
ImportStatement = ast.Import | ast.ImportFrom

MAX_LINE = 100
"""A line that an added name would make longer than this becomes a parenthesised or a second statement."""

# What a linter or a person was told about an import: it is there on purpose.
_PRAGMA = re.compile(
    r"#.*?\b(?:noqa|isort|pylint|ruff|flake8|pyright|pyre|mypy|type:|nosec|pragma|fmt|yapf|autoflake|noinspection)"
)
_PRAGMA_FOR_NEXT = re.compile(r"\s*#.*\bdisable-next\b")
_PRAGMA_FOR_FILE = re.compile(r"^[ \t]*#\s*(?:ruff|flake8)\s*:\s*noqa(?!\s*:(?!.*\bF(?:401)?\b))", re.MULTILINE)
_TYPE_COMMENT = re.compile(r"#\s*type:(.*)")
_DOCTEST = re.compile(r"^\s*(?:>>>|\.\.\.)(.*)", re.MULTILINE)
_WORD = re.compile(r"\w+")

# Their string arguments are evaluated, or are names of types.
_EVALUATING = frozenset(
    {"ForwardRef", "NamedTuple", "NewType", "ParamSpec", "TypeAliasType", "TypeVar", "TypedDict", "assert_type"}
    | {"cast", "compile", "eval", "exec", "skipif", "xfail"}
)

_FUTURE, _STDLIB, _THIRD_PARTY, _FIRST_PARTY, _RELATIVE = range(5)


class RefusedImport(Refused):
    """An import that cannot be added; `wanted` is the one."""

    def __init__(self, wanted: Import, reason: str) -> None:
        super().__init__(reason)
        self.wanted = wanted


def settle(module: Module, wanted: Iterable[Import], unneeded: Iterable[str]) -> list[Splice]:
    """The splices, ascending and apart, that add the wanted imports and take out those that are unused by now.

    `module` is the file after its edits. `unneeded` are bound names, or dotted modules as in `import a.b`; a name
    that is also wanted stays. Settling the result again gives no splices.

    Raises `RefusedImport` when a wanted name means something else at module level, or is imported there in a `try`;
    `FileTrouble` when the module cannot be parsed.
    """
    asked, names = list(dict.fromkeys(wanted)), set(unneeded)
    try:
        return _settle(module, asked, names)
    except RecursionError:
        return with_deep_stack(lambda: _settle(module, asked, names))


def statement_for(wanted: Import) -> str:
    """The import statement that does nothing but this import."""
    alias = f" as {wanted.alias}" if wanted.alias else ""
    if wanted.name is None:
        return f"import {wanted.module}{alias}"
    return f"from {wanted.module} import {wanted.name}{alias}"


def _settle(module: Module, wanted: Sequence[Import], unneeded: Collection[str]) -> list[Splice]:
    draft = _Draft(module)
    added = [one for one in wanted if draft.apply(_addition(draft.module, one))]
    draft.apply(_removals(draft.module, set(unneeded) - {one.bound for one in wanted}, added))
    return draft.splices()


# --- A text in several steps


class _Kept(NamedTuple):
    start: int
    end: int


class _Draft:
    """A module that changes step by step, and remembers which of its characters are the original's."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self._original = module
        self._pieces: list[_Kept | str] = [_Kept(0, len(module.text))]

    def apply(self, splices: Sequence[Splice]) -> bool:
        """Make one step, given in offsets of `self.module`; whether it changed anything."""
        if not splices:
            return False
        pieces: list[_Kept | str] = []
        at = 0
        for splice in splices:
            pieces += [*self._between(at, splice.start), splice.text]
            at = splice.end
        self._pieces = [*pieces, *self._between(at, len(self.module.text))]
        old = self._original
        text = "".join(piece if isinstance(piece, str) else old.text[slice(*piece)] for piece in self._pieces)
        self.module = Module(old.path, old.bom + text.encode(old.encoding), target_version=old.target_version)
        return True

    def _between(self, start: int, end: int) -> Iterator[_Kept | str]:
        at = 0
        for piece in self._pieces:
            size = len(piece) if isinstance(piece, str) else piece.end - piece.start
            low, high = max(start - at, 0), min(end - at, size)
            if low < high:
                yield piece[low:high] if isinstance(piece, str) else _Kept(piece.start + low, piece.start + high)
            at += size

    def splices(self) -> list[Splice]:
        """All steps as one, in offsets of the original."""
        found: list[Splice] = []
        at, new = 0, ""
        for piece in [*self._pieces, _Kept(len(self._original.text), len(self._original.text))]:
            if isinstance(piece, str):
                new += piece
                continue
            if self._original.text[at : piece.start] != new:
                found.append(Splice(at, piece.start, new))
            at, new = piece.end, ""
        return found


# --- What an import statement binds, and where it stands


class _Row(NamedTuple):
    """Statements that share lines (`a; b`), mostly one, and their lines, decorators included."""

    statements: Sequence[ast.stmt]
    first: int
    last: int

    @property
    def is_import(self) -> bool:
        return all(isinstance(statement, ImportStatement) for statement in self.statements)


def _rows(suite: Iterable[ast.stmt]) -> list[_Row]:
    found: list[_Row] = []
    for statement in suite:
        first = min([statement.lineno, *(one.lineno for one in getattr(statement, "decorator_list", []))])
        last = statement.end_lineno or statement.lineno
        if found and first <= found[-1].last:
            found[-1] = _Row([*found[-1].statements, statement], found[-1].first, last)
        else:
            found.append(_Row([statement], first, last))
    return found


def _span(module: Module, node: ast.stmt | ast.alias) -> Span:
    # An alias has positions like any expression.
    return module.span(cast("ast.stmt", node))


def _start(module: Module, node: ast.stmt | ast.alias) -> int:
    return module.offset(*_span(module, node)[:2])


def _end(module: Module, node: ast.stmt | ast.alias) -> int:
    return module.offset(*_span(module, node)[2:])


def _lines(module: Module, first: int, last: int) -> str:
    return module.text[module.line_bounds(first)[0] : module.line_bounds(last)[1]]


def _last_line(module: Module) -> int:
    return module.place(len(module.text))[0]


def _is_masked(module: Module, first: int, last: int) -> bool:
    """Whether these lines hold syntax that the tree does not show, such as `lazy import`."""
    start, end = module.line_bounds(first)[0], module.line_bounds(last)[1]
    return module.text[start:end] != module.parsed_text[start:end]


def _from(statement: ast.ImportFrom) -> str:
    return "." * statement.level + (statement.module or "")


def _member(origin: str, name: str) -> str:
    return origin + name if origin.endswith(".") else f"{origin}.{name}"


def _bound(statement: ImportStatement, alias: ast.alias) -> str:
    if alias.asname or isinstance(statement, ast.ImportFrom):
        return alias.asname or alias.name
    return alias.name.partition(".")[0]


def _meaning(statement: ImportStatement, alias: ast.alias) -> str:
    """The dotted path of what the bound name stands for."""
    if isinstance(statement, ast.ImportFrom):
        return _member(_from(statement), alias.name)
    return alias.name if alias.asname else _bound(statement, alias)


def _wanted_meaning(wanted: Import) -> str:
    if wanted.name is not None:
        return _member(wanted.module, wanted.name)
    return wanted.module if wanted.alias else wanted.bound


def _is_checking(frame: flow.Frame) -> bool:
    """Whether a suite is the body of `if TYPE_CHECKING:`."""
    match frame:
        case flow.Frame(
            node=ast.If(test=ast.Name("TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING")), field="body"
        ):
            return True
        case _:
            return False


# --- Wanted imports


def _addition(module: Module, wanted: Import) -> list[Splice]:
    if _is_there(module, wanted):
        return []
    host = _host(module, wanted)
    return [(host and _extended(module, host, _spelled(wanted))) or _inserted(module, wanted)]


def _spelled(wanted: Import) -> str:
    return f"{wanted.name} as {wanted.alias}" if wanted.alias else str(wanted.name)


class _Binding(NamedTuple):
    """A place at module level that binds a name; `meaning` is None where it is not an import."""

    line: int
    meaning: str | None
    certainty: Literal["sure", "conditional", "tried"]


def _is_there(module: Module, wanted: Import) -> bool:
    if wanted.bound not in module.text:
        return False
    meaning = _wanted_meaning(wanted)
    bindings = [*_import_bindings(module, wanted.bound), *_other_bindings(module, wanted.bound)]
    for line, other, _ in bindings:
        if other != meaning:
            reason = f"`{wanted.bound}` means something else in this file (line {line})"
            raise RefusedImport(wanted, f"{reason}, so `{statement_for(wanted)}` cannot be added")
    if any(binding.certainty == "sure" for binding in bindings):
        return "." not in wanted.module or wanted.name is not None or bool(wanted.alias) or _is_loaded(module, wanted)
    for line, _, certainty in bindings:
        if certainty == "tried":
            raise RefusedImport(wanted, f"`{wanted.bound}` is imported in a `try` (line {line}), so it may be missing")
    return False


def _is_loaded(module: Module, wanted: Import) -> bool:
    """Whether an `import a.b` or `import a.b.c` loads the submodule of a wanted `import a.b`."""
    plain = (statement for statement in module.tree.body if isinstance(statement, ast.Import))
    names = (alias.name for statement in plain for alias in statement.names if not alias.asname)
    return any(f"{name}.".startswith(f"{wanted.module}.") for name in names)


def _import_bindings(module: Module, name: str) -> Iterator[_Binding]:
    for place in flow.placed(module.tree):
        statement = place.statement
        if isinstance(statement, ImportStatement) and len(place.scopes) == 1:
            for alias in statement.names:
                if _bound(statement, alias) == name:
                    yield _Binding(statement.lineno, _meaning(statement, alias), _certainty(place))


def _certainty(place: flow.Placed) -> Literal["sure", "conditional", "tried"]:
    found: Literal["sure", "conditional"] = "sure"
    for frame in place.frames():
        match frame.node:
            case (ast.Try() | ast.TryStar()) as node:
                if frame.field == "handlers" or any(flow.completes(handler.body) for handler in node.handlers):
                    return "tried"
            case ast.With(items=items):
                if any("suppress" in ast.dump(item.context_expr) for item in items):
                    return "tried"
            case _:
                found = "conditional"
    return found


def _other_bindings(module: Module, name: str) -> Iterator[_Binding]:
    declared = (node for node in ast.walk(module.tree) if isinstance(node, ast.Global) and name in node.names)
    for node in itertools.chain(flow.own_nodes(module.tree), declared):
        match node:
            case ast.Name(id=found, ctx=ast.Store() | ast.Del()) if found == name:
                yield _Binding(node.lineno, None, "sure")
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.ExceptHandler() if node.name == name:
                yield _Binding(node.lineno, None, "sure")
            case ast.MatchAs() | ast.MatchStar() if node.name == name:
                yield _Binding(node.lineno, None, "sure")
            case ast.MatchMapping(rest=found) if found == name:
                yield _Binding(node.lineno, None, "sure")
            case ast.Global():
                yield _Binding(node.lineno, None, "sure")
            case _:
                pass


# --- Into a statement that is there


def _host(module: Module, wanted: Import) -> ast.ImportFrom | None:
    """The module-level statement that a wanted name belongs in, as isort would have it.

    A name with an alias joins only a statement that mixes both kinds; one without keeps away from a statement of
    aliases only, and nothing joins where each name has a statement of its own.
    """
    if wanted.name is None:
        return None
    froms = [statement for statement in module.tree.body if isinstance(statement, ast.ImportFrom)]
    same = [statement for statement in froms if _from(statement) == wanted.module and statement.names[0].name != "*"]
    same = [one for one in same if not _is_masked(module, one.lineno, one.end_lineno or one.lineno)]
    if _one_name_each(froms):
        return None
    mixed = [one for one in same if len({bool(alias.asname) for alias in one.names}) == 2]
    plain = [one for one in same if not any(alias.asname for alias in one.names)]
    return next(iter(mixed if wanted.alias else [*plain, *mixed]), None)


def _one_name_each(froms: Sequence[ast.ImportFrom]) -> bool:
    plain = [_from(one) for one in froms if not one.names[0].asname and one.names[0].name != "*"]
    return all(len(one.names) == 1 for one in froms) and len(plain) > len(set(plain))


def _extended(module: Module, host: ast.ImportFrom, name: str) -> Splice | None:
    """The splice that adds a name to a `from m import ...`; None where the line would get too long."""
    known = [alias.name for alias in host.names]
    index = _place_among(known, name.partition(" ")[0], (_by_kind, str.casefold, str))
    if _is_vertical(module, host):
        return _on_a_line(module, host, index, name)
    at = host.names[min(index, len(known) - 1)]
    offset, text = (_start(module, at), f"{name}, ") if index < len(known) else (_end(module, at), f", {name}")
    line = _lines(module, *[module.place(offset)[0]] * 2).rstrip("\r\n")
    if len(line) + len(text) <= MAX_LINE:
        return Splice(offset, offset, text)
    if host.lineno != host.end_lineno or "#" in line or line.strip() != module.source(host):
        return None
    names = [_alias_text(alias) for alias in host.names]
    names.insert(index, name)
    return Splice(_start(module, host), _end(module, host), _vertical(module, host, names))


def _by_kind(name: str) -> tuple[int, str]:
    """isort's order by type: constants, classes, all others."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[0].isupper() else 2
    return kind, name.casefold()


def _place_among(known: Sequence[T], new: T, orders: Iterable[Callable[[T], Any]]) -> int:
    """Where a new thing goes by the first order that the known ones follow; at the end if they follow none."""
    for order in orders:
        keys = [order(one) for one in known]
        if keys == sorted(keys):
            return bisect_right(keys, order(new))
    return len(known)


def _is_parenthesised(module: Module, statement: ImportStatement) -> bool:
    return module.source(statement).endswith(")")


def _is_vertical(module: Module, host: ast.ImportFrom) -> bool:
    """Whether each name stands on a line of its own, between parentheses, commas at the ends of lines."""
    if not _is_parenthesised(module, host):
        return False
    *commas, last = [_around(module, alias) for alias in host.names]
    return all(comma == ("", ",") for comma in commas) and last in {("", ","), ("", "")}


def _around(module: Module, alias: ast.alias) -> tuple[str, str]:
    """What stands before and after a name on its lines, but for blanks and a comment."""
    before = module.text[module.line_bounds(alias.lineno)[0] : _start(module, alias)]
    after = module.text[_end(module, alias) : module.line_bounds(alias.end_lineno or alias.lineno)[1]]
    return before.strip(), after.partition("#")[0].strip()


def _on_a_line(module: Module, host: ast.ImportFrom, index: int, name: str) -> Splice:
    """A name on its own line, below the one before it: comments above a name belong to that name."""
    first = module.line(host.names[0].lineno)
    line = first[: len(first) - len(first.lstrip())] + name
    if index == 0:
        at = module.line_bounds(_above_comments(module, host.names[0].lineno))[0]
        return Splice(at, at, f"{line},{module.newline}")
    above = host.names[index - 1]
    offset, (_, at) = _end(module, above), module.line_bounds(above.end_lineno or above.lineno)
    if _around(module, above)[1] == ",":
        return Splice(at, at, f"{line},{module.newline}")
    return Splice(offset, at, f",{module.text[offset:at]}{line}{module.newline}")


def _above_comments(module: Module, line: int) -> int:
    """The first line of the comments that stand right above a line, or the line itself."""
    while line > 1 and module.line(line - 1).lstrip().startswith("#"):
        line -= 1
    return line


def _alias_text(alias: ast.alias) -> str:
    return f"{alias.name} as {alias.asname}" if alias.asname else alias.name


def _vertical(module: Module, host: ast.ImportFrom, names: Sequence[str]) -> str:
    line = module.line(host.lineno)
    indent = line[: len(line) - len(line.lstrip())]
    unit = _indent_unit(module)
    lines = [f"from {_from(host)} import (", *(f"{indent}{unit}{name}," for name in names), f"{indent})"]
    return module.newline.join(lines)


def _indent_unit(module: Module) -> str:
    """The indentation of the first indented suite of the file, four spaces if it has none."""
    for statement in module.tree.body:
        body = getattr(statement, "body", [])
        if body and body[0].lineno > statement.lineno:
            line = module.line(_rows(body[:1])[0].first)
            return line[: len(line) - len(line.lstrip(" \t"))]
    return "    "


# --- As a statement of its own


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


def _inserted(module: Module, wanted: Import) -> Splice:
    rows = _rows(module.tree.body)
    header = _header_length(rows)
    block = _block_for(rows[header:], wanted)
    if block:
        return _into_block(module, block, wanted)
    if header:
        return _below_header(module, rows, header, wanted)
    return _above_code(module, rows, wanted)


def _header_length(rows: Sequence[_Row]) -> int:
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


def _block_for(rows: Sequence[_Row], wanted: Import) -> list[_Row]:
    """The import statements in a row that a new one joins: those that know its package, else the first ones.

    Imports below a function or class are somebody's way around a cycle: nothing joins them.
    """
    top = list(itertools.takewhile(lambda row: not isinstance(row.statements[0], flow.Scope), rows))
    blocks = [list(block) for is_import, block in itertools.groupby(top, key=lambda row: row.is_import) if is_import]
    return _knowing(blocks, wanted) or (blocks[0] if blocks else [])


def _knowing(groups: Iterable[list[_Row]], wanted: Import) -> list[_Row] | None:
    """The first group that holds an import of the wanted one's package."""
    package = wanted.module.partition(".")[0]
    return next((rows for rows in groups if any(_entry(row).module.partition(".")[0] == package for row in rows)), None)


def _entry(row: _Row) -> _Entry:
    match row.statements[0]:
        case ast.ImportFrom() as statement:
            return _Entry(_from(statement), True)
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


def _into_block(module: Module, block: Sequence[_Row], wanted: Import) -> Splice:
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


def _groups(module: Module, block: Sequence[_Row]) -> Iterator[list[_Row]]:
    """The rows of a block, parted at blank lines."""
    group: list[_Row] = []
    for row in block:
        if group and any(_is_blank(module, line) for line in range(group[-1].last + 1, row.first)):
            yield group
            group = []
        group.append(row)
    yield group


def _is_blank(module: Module, line: int) -> bool:
    return not module.line(line).strip(" \t\r\n")


def _into_group(module: Module, rows: Sequence[_Row], wanted: Import) -> Splice:
    index = _place_among([_entry(row) for row in rows], _Entry(wanted.module, wanted.name is not None), _ENTRY_ORDERS)
    if index:
        return _below(module, rows[index - 1], wanted)
    at = module.line_bounds(rows[0].first)[0]
    return Splice(at, at, statement_for(wanted) + module.newline)


def _as_first_group(module: Module, row: _Row, wanted: Import) -> Splice:
    return _above(module, row.first, statement_for(wanted) + module.newline * 2)


def _below(module: Module, row: _Row, wanted: Import, *, gap: str = "") -> Splice:
    at = module.line_bounds(row.last)[1]
    return _as_lines(module, at, gap + statement_for(wanted) + module.newline)


def _below_header(module: Module, rows: Sequence[_Row], header: int, wanted: Import) -> Splice:
    row = rows[header - 1]
    splice = _below(module, row, wanted, gap=module.newline)
    below = itertools.takewhile(lambda line: _is_blank(module, line), range(row.last + 1, _last_line(module) + 1))
    missing = 0 if splice.start == len(module.text) else _blank_lines_above(rows[header:]) - len(list(below))
    return splice._replace(text=splice.text + module.newline * missing)


def _blank_lines_above(rows: Sequence[_Row]) -> int:
    """How many blank lines set imports off from what follows them."""
    return 2 if rows and isinstance(rows[0].statements[0], flow.Scope) else 1


def _above_code(module: Module, rows: Sequence[_Row], wanted: Import) -> Splice:
    statement = statement_for(wanted) + module.newline
    if rows:
        return _above(module, rows[0].first, statement + module.newline * _blank_lines_above(rows))
    gap = module.newline if module.text.strip() else ""
    return _as_lines(module, len(module.text), gap + statement)


def _above(module: Module, line: int, text: str) -> Splice:
    """Lines above a statement and its comments, but below those that begin the file: shebang, cookie, licence."""
    top = _above_comments(module, line)
    at = module.line_bounds(top)[0]
    if not module.text[:at].strip():
        top, at = line, module.line_bounds(line)[0]
    gap = module.newline if top > 1 and not _is_blank(module, top - 1) else ""
    return Splice(at, at, gap + text)


def _as_lines(module: Module, at: int, text: str) -> Splice:
    """Whole lines at the end of a line, also where that line is the last and has no line end."""
    if at and module.text[at - 1] not in "\r\n":
        return Splice(at, at, module.newline + text.removesuffix(module.newline))
    return Splice(at, at, text)


# --- What the file still uses


class _Uses:
    """What the file uses of some names that its import statements bind."""

    def __init__(self, module: Module, names: Collection[str], imports: Iterable[flow.Placed]) -> None:
        self._tree = module.tree
        self._mentioned = _mentioned(module, names)
        self._owners: dict[str, set[ast.stmt]] = {}
        for place in imports:
            if isinstance(place.scope, flow.Function) and isinstance(place.statement, ImportStatement):
                for alias in place.statement.names:
                    self._owners.setdefault(_bound(place.statement, alias), set()).add(place.scope)

    def any_of(self, name: str, place: flow.Placed) -> bool:
        """Whether something uses `name` that may mean the import at `place`."""
        functions = [scope for scope in place.scopes if isinstance(scope, flow.Function)]
        return name in self._mentioned or self._is_named(name, (functions[-1] if functions else self._tree).body)

    def _is_named(self, name: str, suite: Iterable[ast.AST]) -> bool:
        owners = self._owners.get(name, set())
        waiting = [*suite]
        while waiting:
            node = waiting.pop()
            match node:
                # A parameter may be a pytest fixture, which is found by its name.
                case ast.Name(id=found) | ast.arg(arg=found) if found == name:
                    return True
                # In there the name is the one that the function imports itself.
                case ast.FunctionDef() | ast.AsyncFunctionDef() if node in owners:
                    waiting += [*node.decorator_list, node.args, *([node.returns] if node.returns else [])]
                case _:
                    waiting.extend(ast.iter_child_nodes(node))
        return False


def _mentioned(module: Module, names: Collection[str]) -> set[str]:
    """Those of the names that strings, comments, `global` or unreadable code may use, anywhere in the file."""
    if _PRAGMA_FOR_FILE.search(module.text):
        return set(names)
    texts = [match.group(1) for match in _TYPE_COMMENT.finditer(module.text)]
    texts += _masked_lines(module)
    for node in ast.walk(module.tree):
        match node:
            case ast.Constant(value=str(text)) if ">>>" in text:
                texts += _DOCTEST.findall(text)
            case ast.Global(names=declared) | ast.Nonlocal(names=declared):
                texts += declared
            case _:
                for root in _evaluated(node):
                    texts += _strings(root)
    return {word for text in texts for word in _WORD.findall(text)} & set(names)


def _masked_lines(module: Module) -> Iterator[str]:
    if module.text != module.parsed_text:
        for line in range(1, _last_line(module) + 1):
            if _is_masked(module, line, line):
                yield module.line(line)


def _evaluated(node: ast.AST) -> Sequence[ast.AST | None]:
    """The parts of a node whose strings may name what the file imports."""
    match node:
        case (
            ast.arg(annotation=annotation)
            | ast.FunctionDef(returns=annotation)
            | ast.AsyncFunctionDef(returns=annotation)
        ):
            return [annotation]
        case ast.AnnAssign(target=ast.Name("__all__")):
            return [node.value]
        case ast.AnnAssign():
            return [node.annotation, node.value if "TypeAlias" in ast.dump(node.annotation) else None]
        case ast.Subscript(value=value) if not _is_literal(value):
            return [node.slice]
        case ast.Assign(targets=[*_, ast.Name("__all__")]) | ast.AugAssign(target=ast.Name("__all__")):
            return [node.value]
        case ast.Call(func=ast.Attribute(value=ast.Name("__all__"))):
            return node.args
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in _EVALUATING:
            return [*node.args, *(keyword.value for keyword in node.keywords)]
        # `patch(f"{__name__}.gather")` and `patch(__name__ + ".gather")`.
        case (
            ast.JoinedStr(values=[ast.FormattedValue(value=ast.Name("__name__")), *_])
            | ast.BinOp(left=ast.Name("__name__"))
        ):
            return [node]
        case _:
            return []


def _is_literal(node: ast.expr) -> bool:
    match node:
        case ast.Name("Literal") | ast.Attribute(attr="Literal"):
            return True
        case _:
            return False


def _strings(root: ast.AST | None) -> Iterator[str]:
    """The strings inside a node, those of `Literal[...]` left out."""
    waiting = [root] if root else []
    while waiting:
        match waiting.pop():
            case ast.Constant(value=str(text)):
                yield text
            case ast.Subscript(value=value) if _is_literal(value):
                pass
            case node:
                waiting.extend(ast.iter_child_nodes(node))


# --- What goes


class _Suite(NamedTuple):
    """A list of statements, and those of its import statements that lose names."""

    body: list[ast.stmt]
    is_module: bool
    leaving: dict[ast.stmt, list[ast.alias]]


def _removals(module: Module, unneeded: Collection[str], added: Collection[Import]) -> list[Splice]:
    """The splices that take out unneeded imports, and what `if TYPE_CHECKING:` repeats of the added ones."""
    suites: dict[int, _Suite] = {}
    for place, aliases in _leaving(module, unneeded, added):
        suite = suites.setdefault(id(place.suite), _Suite(place.suite, place.suite is module.tree.body, {}))
        suite.leaving[place.statement] = aliases
    splices: list[Splice] = []
    lines: set[int] = set()
    openers: set[int] = set()
    for suite in suites.values():
        rows = [row for row in _rows(suite.body) if any(statement in suite.leaving for statement in row.statements)]
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
    uses = _Uses(module, {name.partition(".")[0] for name in unneeded}, imports)
    for place in imports:
        statement = place.statement
        assert isinstance(statement, ImportStatement)
        aliases = [
            alias
            for alias in statement.names
            if _is_repeated(place, alias, added)
            or (_is_unneeded(statement, alias, unneeded) and not uses.any_of(_bound(statement, alias), place))
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
            return not guarded and not isinstance(place.scope, ast.ClassDef) and not _is_masked(module, first, last)


def _is_unneeded(statement: ImportStatement, alias: ast.alias, unneeded: Collection[str]) -> bool:
    if _bound(statement, alias) in unneeded:
        return True
    return isinstance(statement, ast.Import) and not alias.asname and alias.name in unneeded


def _is_repeated(place: flow.Placed, alias: ast.alias, added: Iterable[Import]) -> bool:
    if len(place.scopes) > 1 or place.frame is None or not _is_checking(place.frame):
        return False
    assert isinstance(place.statement, ImportStatement)
    binding = _bound(place.statement, alias), _meaning(place.statement, alias)
    return any((one.bound, _wanted_meaning(one)) == binding for one in added)


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
    own = module.text[max(top, _start(module, statement)) : min(bottom, _end(module, statement))]
    return "#" not in own and (alias.lineno == first or _above_comments(module, alias.lineno) == alias.lineno)


def _goes_whole(module: Module, row: _Row, suite: _Suite) -> bool:
    """Whether all of a row leaves, and nothing else stands on its lines."""
    if not all(_leaves_whole(statement, suite) for statement in row.statements):
        return False
    before = module.text[module.line_bounds(row.first)[0] : _start(module, row.statements[0])]
    is_continued = row.first > 1 and module.line(row.first - 1).rstrip("\r\n").endswith("\\")
    return not before.strip(" \t") and not is_continued and "#" not in _lines(module, row.first, row.last)


def _leaves_whole(statement: ast.stmt, suite: _Suite) -> bool:
    return isinstance(statement, ImportStatement) and len(suite.leaving.get(statement, ())) == len(statement.names)


def _shortened(module: Module, row: _Row, suite: _Suite) -> Iterator[Splice]:
    """What becomes of a row that stays: statements without some of their names, or some of `a; b; c` gone."""
    goes = [_leaves_whole(statement, suite) for statement in row.statements]
    if not all(goes):
        spans = [(_start(module, statement), _end(module, statement)) for statement in row.statements]
        cuts = list(_cuts(spans, goes))
        if "#" not in "".join(module.text[slice(*cut)] for cut in cuts):
            yield from (Splice(*cut, "") for cut in cuts)
    for statement, whole in zip(row.statements, goes, strict=True):
        leaving = suite.leaving.get(statement)
        if leaving and not whole and isinstance(statement, ImportStatement):
            text = _without(module, statement, leaving)
            if text is not None:
                yield Splice(_start(module, statement), _end(module, statement), text)


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
    start, text = _start(module, statement), module.source(statement)
    cuts: list[tuple[int, int]] = []
    for _, on_line in itertools.groupby(statement.names, key=lambda alias: alias.lineno):
        aliases = list(on_line)
        goes = [alias in leaving for alias in aliases]
        if not all(goes):
            cuts += _cuts([(_start(module, alias), _end(module, alias)) for alias in aliases], goes)
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
    alone = _around(module, aliases[0])[0] == "" and _around(module, aliases[-1])[1] in ends
    return alone and aliases[0].lineno == aliases[-1].end_lineno and _is_parenthesised(module, statement)


def _spelled_out(statement: ImportStatement, leaving: Collection[ast.alias]) -> str:
    names = ", ".join(_alias_text(alias) for alias in statement.names if alias not in leaving)
    return f"from {_from(statement)} import {names}" if isinstance(statement, ast.ImportFrom) else f"import {names}"


def _without_lines(module: Module, lines: Collection[int], openers: Collection[int]) -> Iterator[Splice]:
    """The splices that take lines out, and of the blank lines around them those that would be too many.

    `openers` are those of the lines that begin an indented suite.
    """
    left = set(lines)
    end_of_file = _last_line(module)
    while left:
        top = bottom = min(left)
        while top > 1 and _is_blank(module, top - 1):
            top -= 1
        while bottom < end_of_file and (bottom + 1 in left or _is_blank(module, bottom + 1)):
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
