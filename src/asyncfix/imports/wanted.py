"""Wanted imports: there already, a name more in a statement that is there, or a statement of their own."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from asyncfix.imports.placing import inserted
from asyncfix.imports.statements import (
    ImportStatement,
    RefusedImport,
    above_comments,
    alias_text,
    bound_by,
    end_of,
    is_masked,
    is_parenthesised,
    lines_between,
    meaning_of,
    module_of,
    place_among,
    rows_of,
    start_of,
    statement_for,
    text_around,
    wanted_meaning,
)
from asyncfix.project import Module, flow
from asyncfix.rule import Import
from asyncfix.spans import Splice

MAX_LINE = 100
"""A line that an added name would make longer than this becomes a parenthesised or a second statement."""


def addition(module: Module, wanted: Import) -> list[Splice]:
    if _is_there(module, wanted):
        return []
    host = _host(module, wanted)
    return [(host and _extended(module, host, _spelled(wanted))) or inserted(module, wanted)]


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
    meaning = wanted_meaning(wanted)
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
                if bound_by(statement, alias) == name:
                    yield _Binding(statement.lineno, meaning_of(statement, alias), _certainty(place))


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


def _host(module: Module, wanted: Import) -> ast.ImportFrom | None:
    """The module-level statement that a wanted name belongs in, as isort would have it.

    A name with an alias joins only a statement that mixes both kinds; one without keeps away from a statement of
    aliases only, and nothing joins where each name has a statement of its own.
    """
    if wanted.name is None:
        return None
    froms = [statement for statement in module.tree.body if isinstance(statement, ast.ImportFrom)]
    same = [
        statement for statement in froms if module_of(statement) == wanted.module and statement.names[0].name != "*"
    ]
    same = [one for one in same if not is_masked(module, one.lineno, one.end_lineno or one.lineno)]
    if _one_name_each(froms):
        return None
    mixed = [one for one in same if len({bool(alias.asname) for alias in one.names}) == 2]
    plain = [one for one in same if not any(alias.asname for alias in one.names)]
    return next(iter(mixed if wanted.alias else [*plain, *mixed]), None)


def _one_name_each(froms: Sequence[ast.ImportFrom]) -> bool:
    plain = [module_of(one) for one in froms if not one.names[0].asname and one.names[0].name != "*"]
    return all(len(one.names) == 1 for one in froms) and len(plain) > len(set(plain))


def _extended(module: Module, host: ast.ImportFrom, name: str) -> Splice | None:
    """The splice that adds a name to a `from m import ...`; None where the line would get too long."""
    known = [alias.name for alias in host.names]
    index = place_among(known, name.partition(" ")[0], (_by_kind, str.casefold, str))
    if _is_vertical(module, host):
        return _on_a_line(module, host, index, name)
    at = host.names[min(index, len(known) - 1)]
    offset, text = (start_of(module, at), f"{name}, ") if index < len(known) else (end_of(module, at), f", {name}")
    line = lines_between(module, *[module.place(offset)[0]] * 2).rstrip("\r\n")
    if len(line) + len(text) <= MAX_LINE:
        return Splice(offset, offset, text)
    if host.lineno != host.end_lineno or "#" in line or line.strip() != module.source(host):
        return None
    names = [alias_text(alias) for alias in host.names]
    names.insert(index, name)
    return Splice(start_of(module, host), end_of(module, host), _vertical(module, host, names))


def _by_kind(name: str) -> tuple[int, str]:
    """isort's order by type: constants, classes, all others."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[0].isupper() else 2
    return kind, name.casefold()


def _is_vertical(module: Module, host: ast.ImportFrom) -> bool:
    """Whether each name stands on a line of its own, between parentheses, commas at the ends of lines."""
    if not is_parenthesised(module, host):
        return False
    *commas, last = [text_around(module, alias) for alias in host.names]
    return all(comma == ("", ",") for comma in commas) and last in {("", ","), ("", "")}


def _on_a_line(module: Module, host: ast.ImportFrom, index: int, name: str) -> Splice:
    """A name on its own line, below the one before it: comments above a name belong to that name."""
    first = module.line(host.names[0].lineno)
    line = first[: len(first) - len(first.lstrip())] + name
    if index == 0:
        at = module.line_bounds(above_comments(module, host.names[0].lineno))[0]
        return Splice(at, at, f"{line},{module.newline}")
    above = host.names[index - 1]
    offset, (_, at) = end_of(module, above), module.line_bounds(above.end_lineno or above.lineno)
    if text_around(module, above)[1] == ",":
        return Splice(at, at, f"{line},{module.newline}")
    return Splice(offset, at, f",{module.text[offset:at]}{line}{module.newline}")


def _vertical(module: Module, host: ast.ImportFrom, names: Sequence[str]) -> str:
    line = module.line(host.lineno)
    indent = line[: len(line) - len(line.lstrip())]
    unit = _indent_unit(module)
    lines = [f"from {module_of(host)} import (", *(f"{indent}{unit}{name}," for name in names), f"{indent})"]
    return module.newline.join(lines)


def _indent_unit(module: Module) -> str:
    """The indentation of the first indented suite of the file, four spaces if it has none."""
    for statement in module.tree.body:
        body = getattr(statement, "body", [])
        if body and body[0].lineno > statement.lineno:
            line = module.line(rows_of(body[:1])[0].first)
            return line[: len(line) - len(line.lstrip(" \t"))]
    return "    "
