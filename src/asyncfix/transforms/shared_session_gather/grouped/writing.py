"""The edits: the gather's statement with one query for many, and what only existed for the many gone."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asyncfix.project import flow
from asyncfix.rule import Edit
from asyncfix.transforms.shared_session_gather.arguments import Part
from asyncfix.transforms.shared_session_gather.grouped import comments, leftovers, statements
from asyncfix.transforms.shared_session_gather.grouped.by_value import ByValue, by_value
from asyncfix.transforms.shared_session_gather.grouped.expressions import NotGroupable
from asyncfix.transforms.shared_session_gather.grouped.layout import Call, Page
from asyncfix.transforms.shared_session_gather.grouped.merging import Alone, Group, Segment, Shape
from asyncfix.transforms.shared_session_gather.grouped.surroundings import Surroundings
from asyncfix.transforms.shared_session_gather.grouped.terms import text
from asyncfix.transforms.shared_session_gather.site import Rewriting
from asyncfix.transforms.shared_session_gather.standing import Standing, index_on_line, line_anchor
from asyncfix.transforms.shared_session_gather.targets import are_one_by_one, targets_of

if TYPE_CHECKING:
    import libcst as cst

    from asyncfix.transforms.shared_session_gather.lines import Rewritten, Row


@dataclass(frozen=True, eq=False)
class Written:
    """A group as text: what executes its statement, and how its results are read."""

    group: Group
    execute: str
    statement: tuple[Call, ...]
    by_value: ByValue | None

    @property
    def is_row(self) -> bool:
        """Whether its row is all that is wanted, as it is."""
        return self.by_value is None and not any(map(statements.needs_default, self.group.queries))


class Writer:
    """Puts the segments of one gather into code."""

    def __init__(
        self, around: Surroundings, at: Standing, parts: Sequence[Part], found: Sequence[Segment], shape: Shape
    ) -> None:
        self._around, self._site, self._module = around, around.site, around.module
        self._at, self._parts, self._segments, self._shape = at, parts, found, shape
        self._page = _page(around)
        self._taken = flow.names_in(around.site.scope)
        self._introduced: list[str] = []
        self._wanted: dict[str, statements.Spelling] = {}

    def rewriting(self, sessions: Sequence[str]) -> Rewriting:
        """The rewriting. Raises `NotGroupable` where no form of it is exact."""
        groups = {
            id(one): self._written(one, sessions[one.places[0]]) for one in self._segments if isinstance(one, Group)
        }
        queries = [query for one in groups.values() for query in one.group.queries]
        arguments = [self._parts[place].argument for one in groups.values() for place in one.group.places]
        gone, kept = leftovers.unneeded(self._site, queries, arguments), self._comments()
        only = groups.get(id(self._segments[0])) if len(self._segments) == 1 else None
        opening = leftovers.opens(self._site, gone)
        is_bare = not kept and not any(True for _ in self._comments_of(gone))
        if only is not None and not self._at.is_whole and only.is_row and is_bare:
            edits = [Edit(self._module.path, self._module.anchor(self._at.awaited), lambda _: self._unpacked(only))]
        elif self._at.is_whole and not isinstance(self._site.at.statement, ast.Expr):
            edits = [self._statement(groups, only, gone, kept)]
            opening = [one for one in opening if one is not self._site.at.statement]
        else:
            raise NotGroupable
        edits += [leftovers.without(self._module, statement) for statement in gone]
        edits += [leftovers.opening(self._module, statement) for statement in opening]
        edits += [leftovers.as_read(self._module, query) for query in queries if query.reading.read]
        wanted = [found for spelling in self._wanted.values() for found in spelling.wanted.values()]
        return Rewriting(
            tuple(edits),
            notes=(_note(groups.values()),),
            wanted=tuple(dict.fromkeys(wanted)),
            unneeded=tuple(sorted(name for one in gone for name in leftovers.annotating(one))),
            introduces=frozenset(self._introduced),
        )

    def _written(self, group: Group, session: str) -> Written:
        around, first = self._around, group.queries[0]
        execute = statements.execution(around, group, session)
        found = by_value(around, group) if self._shape == "group-by" else None
        spelling = statements.Spelling(around, first.select)
        spelling = self._wanted.setdefault(text(self._module, first.select), spelling)
        if found is not None:
            return Written(group, execute, tuple(statements.by_value(around, group, found, spelling)), found)
        return Written(group, execute, tuple(statements.one_row(around, group, spelling)), None)

    # The statement

    def _statement(
        self,
        groups: dict[int, Written],
        only: Written | None,
        gone: Sequence[ast.stmt],
        kept: Sequence[comments.Comment],
    ) -> Edit:
        index = index_on_line(self._site)
        of_gone = [comment for comment in sorted({*self._comments_of(gone)}) if comment not in kept]
        targets = targets_of(self._site.at.statement)
        names = [target.id for target in targets or () if isinstance(target, ast.Name)]
        if only is not None and only.is_row and targets is not None:
            lines = [self._page.one_row(f"{self._left()} = ", only.execute, only.statement)]
            last = None
        elif targets is not None and len(names) == len(targets) and are_one_by_one(self._site, targets, self._parts):
            lines, last = list(self._one_by_one(groups, names)), None
        else:
            lines, last = self._at_the_end(groups, only, is_tuple=targets is not None)
        is_opening = self._site.at.statement in leftovers.opens(self._site, gone)
        pragmas = [comment for comment in kept if comment.is_pragma]
        lines = [self._with_pragmas(line, groups.values(), pragmas) for line in lines]
        above = [one for one in kept if one not in pragmas or not any(one.text in line for line in lines)]

        def rewritten(node: cst.CSTNode) -> Rewritten:
            from asyncfix.transforms.shared_session_gather.lines import replaced

            node = leftovers.under(node, of_gone, is_opening=is_opening)
            return replaced(node, index, lambda small: _rows(small, lines, last, above))

        return Edit(self._module.path, line_anchor(self._site), rewritten)

    def _with_pragmas(self, code: str, written: Iterable[Written], pragmas: Sequence[comments.Comment]) -> str:
        """Statements with what the comments tell linters, on the lines that the conditions have moved to."""
        told = {
            text(self._module, own): comment.text
            for comment in pragmas
            for one in written
            for place, own in zip(one.group.places, one.group.own, strict=True)
            if own is not None and one.by_value is None and self._is_behind(comment, place)
        }
        lines = code.split("\n")
        for number, line in enumerate(lines):
            found = dict.fromkeys(comment for condition, comment in told.items() if condition in line)
            lines[number] = "  ".join([line, *found])
        return "\n".join(lines)

    def _is_behind(self, comment: comments.Comment, place: int) -> bool:
        span = self._module.span(self._parts[place].argument)
        return span.line <= comment.line <= span.end_line

    def _left(self) -> str:
        statement = self._site.at.statement
        assert isinstance(statement, ast.Assign)
        if len(statement.targets) > 1:
            raise NotGroupable
        return text(self._module, statement.targets[0])

    def _one_by_one(self, groups: dict[int, Written], names: Sequence[str]) -> Iterator[str]:
        """A statement for each segment, which assigns to its own targets."""
        for segment in self._segments:
            if isinstance(segment, Alone):
                yield f"{names[segment.place]} = await {self._source(segment.place)}"
                continue
            written = groups[id(segment)]
            own = [names[place] for place in segment.places]
            if written.by_value is not None:
                mapping = self._name(statements.name_for(segment.queries[0]))
                yield self._page.as_dict(mapping, written.execute, written.statement)
                for name, value in zip(own, self._values(written, mapping), strict=True):
                    yield f"{name} = {value}"
                continue
            yield self._page.one_row(f"{', '.join(own)} = ", written.execute, written.statement)
            for name, query in zip(own, segment.queries, strict=True):
                if statements.needs_default(query):
                    assert query.reading.default is not None
                    yield f"{name} = {name} or {text(self._module, query.reading.default)}"

    def _at_the_end(
        self, groups: dict[int, Written], only: Written | None, *, is_tuple: bool
    ) -> tuple[list[str], str | None]:
        """Statements that keep results in names of their own, and the value that the statement gets."""
        lines: list[str] = []
        values: dict[int, str] = {}
        last_group = max(index for index, one in enumerate(self._segments) if isinstance(one, Group))
        for index, segment in enumerate(self._segments):
            if isinstance(segment, Alone):
                value = f"await {self._source(segment.place)}"
                if index < last_group and not segment.is_plain:
                    name = self._name("result")
                    lines.append(f"{name} = {value}")
                    value = name
                values[segment.place] = value
                continue
            written = groups[id(segment)]
            if written.by_value is not None:
                name = self._name(statements.name_for(segment.queries[0]))
                lines.append(self._page.as_dict(name, written.execute, written.statement))
            else:
                name = self._name("row")
                lines.append(self._page.one_row(f"{name} = ", written.execute, written.statement))
            values |= dict(zip(segment.places, self._values(written, name), strict=True))
        if only is not None and only.is_row:
            return lines, f"[*{self._introduced[-1]}]"
        in_order = [value for _, value in sorted(values.items())]
        return lines, self._display(in_order, is_tuple=is_tuple)

    def _display(self, values: Sequence[str], *, is_tuple: bool) -> str:
        flat = ", ".join(values)
        statement = self._site.at.statement
        before = "return " if isinstance(statement, ast.Return) else self._module.source(statement).partition("=")[0]
        if self._page.fits(0, f"{before}= [{flat}]") and "\n" not in flat:
            return flat if is_tuple else f"[{flat}]"
        opening, closing = "()" if is_tuple else "[]"
        return "\n".join([opening, *(self._page.line(1, f"{value},") for value in values), closing])

    def _values(self, written: Written, name: str) -> Iterator[str]:
        """What is read for each query of a group, from its row or its mapping of that name."""
        for index, query in enumerate(written.group.queries):
            if written.by_value is not None:
                value = f"{name}.{text(self._module, statements.value_of(written.by_value, query, index))}"
            else:
                value = f"{name}[{index}]"
            default = query.reading.default
            if default is not None and statements.needs_default(query):
                value += f" or {text(self._module, default)}"
            yield value

    def _unpacked(self, only: Written) -> cst.CSTNode:
        """`[*(await session.execute(...)).one()]` in the place of the `await`."""
        import libcst as cst

        return cst.parse_expression(f"[*{self._page.one_row('', only.execute, only.statement)}]")

    def _name(self, wanted: str) -> str:
        name = flow.free_name(wanted, self._taken)
        self._taken = self._taken | {name}
        self._introduced.append(name)
        return name

    def _source(self, place: int) -> str:
        """An awaitable as the file has it; its lines are set back by as much as the first is set in."""
        part = self._parts[place]
        node = part.argument.args[0] if part.is_started and isinstance(part.argument, ast.Call) else part.argument
        source = self._module.source(node)
        if "\n" not in source.replace("\r", "\n") or _has_long_text(node):
            return text(self._module, node) if isinstance(node, (ast.Call, ast.Name, ast.Attribute)) else f"({source})"
        first = self._module.line(node.lineno)
        indent = first[: len(first) - len(first.lstrip())]
        lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return "\n".join([lines[0], *(line.removeprefix(indent) for line in lines[1:])])

    # Comments

    def _comments(self) -> list[comments.Comment]:
        """The comments among the gather's arguments, but for those that stay inside of an awaitable."""
        span = self._module.span(self._at.awaited)
        found = comments.comments_of(self._module)
        start = self._module.span(self._site.at.statement)[:2]
        if any(start <= comment[:2] < span[:2] for comment in found):
            raise NotGroupable
        stay = [
            comment
            for one in self._segments
            if isinstance(one, Alone)
            for comment in comments.inside(found, self._module.span(self._parts[one.place].argument))
            if comment.text in self._source(one.place)
        ]
        return [
            comment
            for comment in comments.inside(found, span)
            if comment not in stay and comment[:2] < (span.end_line, span.end_column)
        ]

    def _comments_of(self, gone: Sequence[ast.stmt]) -> Iterator[comments.Comment]:
        found = comments.comments_of(self._module)
        for statement in gone:
            yield from comments.going_with(self._module, found, statement)


def _page(around: Surroundings) -> Page:
    module, statement, scope = around.module, around.site.at.statement, around.site.scope
    assert isinstance(scope, flow.Function)
    line, outer = module.line(scope.body[0].lineno), module.line(scope.lineno)
    indent, above = line[: len(line) - len(line.lstrip())], outer[: len(outer) - len(outer.lstrip())]
    unit = indent.removeprefix(above) if len(indent) > len(above) else "    "
    own = module.line(statement.lineno)
    return Page(unit, len(own[: len(own) - len(own.lstrip())].expandtabs(4)))


def _has_long_text(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Constant) and one.lineno != one.end_lineno for one in ast.walk(node))


def _rows(
    small: cst.BaseSmallStatement, lines: Sequence[str], last: str | None, moved: Sequence[comments.Comment]
) -> list[Row]:
    """The statements of these lines, then the gather's own with its new value; comments on top."""
    import libcst as cst

    from asyncfix.transforms.shared_session_gather.lines import Row

    rows: list[Row] = []
    for line in lines:
        parsed = cst.parse_statement(line)
        assert isinstance(parsed, cst.SimpleStatementLine)
        rows.append(Row(parsed.body[0], behind=parsed.trailing_whitespace.comment))
    if last is not None:
        assert isinstance(small, (cst.Assign, cst.AnnAssign, cst.Return))
        rows.append(Row(small.with_changes(value=cst.parse_expression(last))))
    above = [cst.EmptyLine(comment=cst.Comment(comment.text)) for comment in moved]
    return [rows[0]._replace(above=above), *rows[1:]]


def _note(written: Iterable[Written]) -> str:
    counts = [len(one.group.queries) for one in written]
    before, after = sum(counts), len(counts)
    trips = "one round trip" if after == 1 else f"{after} round trips"
    what = f"{before} queries become {'one' if after == 1 else after}"
    return f"{what}: {trips} instead of {before}, and what one query tells is of one snapshot"
