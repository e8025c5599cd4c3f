"""The join between the two trees: from a node of `ast` to LibCST's node of the same code, and back into the file.

LibCST sees only the block that is rewritten: the outermost function that holds an edit, or the statement itself
outside functions. The block is parsed under as many `if True:` lines as it has indents, each with the file's own
indentation, so that LibCST infers the right unit for new lines; its new text is spliced back. A miss is `Refused`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from asyncfix.project import Module, flow
from asyncfix.rule import LINE, Edit, Finding, Refused, Span

_INDENT = re.compile(r"[ \t\f]*")


class Splice(NamedTuple):
    """Text that replaces the characters from `start` to `end` of a module's text."""

    start: int
    end: int
    text: str


class Rewritten(NamedTuple):
    """A block's splice, with the comments (text from the `#` on) that it held before and holds now."""

    splice: Splice
    comments_before: list[str]
    comments_after: list[str]


class RefusedEdit(Exception):
    """Edits that could not be made: one that refused, or all of a block that could not be read.

    `is_bug` says that the rewrite itself is wrong; `reason` then completes "the rewrite ...".
    """

    def __init__(self, edits: Sequence[Edit], reason: str, *, is_bug: bool = False) -> None:
        super().__init__(reason)
        self.edits = edits
        self.reason = reason
        self.is_bug = is_bug

    def concerns(self, finding: Finding) -> bool:
        """Whether one of the edits belongs to a finding's fix."""
        return finding.fix is not None and any(one is other for one in finding.fix.edits for other in self.edits)


@dataclass(frozen=True, slots=True)
class Block:
    """The lines, 1-based and inclusive, that LibCST gets to see, and the indents of the statements around them."""

    first: int
    last: int
    indents: tuple[str, ...]

    def meets(self, other: Block) -> bool:
        return self.first <= other.last and other.first <= self.last


def block_around(module: Module, span: Span) -> Block:
    """The block of the outermost function that holds a span, or of the smallest statement that does."""
    best = Block(1, module.place(len(module.text))[0], ())
    suite: list[ast.stmt] | None = module.tree.body
    indents: list[str] = []
    while suite is not None:
        held = next((group for group in _on_shared_lines(suite) if _holds(module, group, span)), None)
        if held is None:
            return best
        first, last = _first_line(module, held[0]), held[-1].end_lineno or held[-1].lineno
        if _starts_line(module, held[0], first):
            best = Block(first, _with_comments_inside(module, first, last), tuple(indents))
        outer = held[0]
        if len(held) > 1 or isinstance(outer, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return best
        # An `elif` is a statement inside the `else` to `ast`, and stands no deeper than its `if`.
        if _indent(module, first) not in indents:
            indents.append(_indent(module, first))
        suite = _suite_holding(module, outer, span, indents)
    return best


def merged(module: Module, edits: Sequence[Edit]) -> list[tuple[Block, list[Edit]]]:
    """The blocks that these edits need, in order and apart, each with its edits.

    Where two blocks meet, the larger one stands for both. Raises `RefusedEdit` when they meet half-way.
    """
    found: list[tuple[Block, list[Edit]]] = []
    blocks = [(block_around(module, edit.anchor.span), edit) for edit in edits]
    for block, edit in sorted(blocks, key=lambda pair: (pair[0].first, -pair[0].last)):
        if not found or not found[-1][0].meets(block):
            found.append((block, [edit]))
            continue
        outer, inside = found[-1]
        inside.append(edit)
        if block.last > outer.last:
            raise RefusedEdit(inside, f"the statements on lines {outer.first}-{block.last} share a line")
    return found


def rewrite(module: Module, block: Block, edits: Sequence[Edit]) -> Rewritten:
    """Make the edits of one block.

    Raises `RefusedEdit` when LibCST does not give the block back as it was, when an edit's node is not found again,
    or when an edit refuses.
    """
    start, end = module.line_bounds(block.first)[0], module.line_bounds(block.last)[1]
    text = module.text[start:end]
    header = "".join(f"{indent}if True:{module.newline}" for indent in block.indents)
    tree = _read(header + text, f"line {block.first}", edits)
    chosen = _located(tree, edits, shift=len(block.indents) + 1 - block.first)
    new_tree = tree.visit(_Rewriter(chosen))
    assert isinstance(new_tree, cst.Module)
    new = new_tree.code
    if not new.startswith(header):
        raise RefusedEdit(edits, f"the block at line {block.first} came back without its indentation")
    return Rewritten(Splice(start, end, new[len(header) :]), _comments(tree), _comments(new_tree))


def _read(text: str, where: str, edits: Sequence[Edit]) -> cst.Module:
    try:
        tree = cst.parse_module(text)
    except cst.ParserSyntaxError as exc:
        raise RefusedEdit(edits, f"LibCST cannot parse the block at {where}: {exc.message}") from None
    if tree.code != text:
        raise RefusedEdit(edits, f"LibCST does not give the block at {where} back as it was")
    return tree


def _located(tree: cst.Module, edits: Sequence[Edit], shift: int) -> dict[cst.CSTNode, Edit]:
    positions = MetadataWrapper(tree, unsafe_skip_copy=True).resolve(PositionProvider)
    statements = {_key(edit, shift)[:3]: edit for edit in edits if _is_statement(edit.anchor.kind)}
    wanted = {_key(edit, shift): edit for edit in edits if not _is_statement(edit.anchor.kind)}
    found: dict[cst.CSTNode, Edit] = {}
    for node, kind, place in _keyed(positions):
        start = (kind, place.start.line, place.start.column)
        # A statement's start is enough, and its end is not: LibCST's includes a semicolon.
        edit = statements.pop(start, None) or wanted.pop((*start, place.end.line, place.end.column), None)
        if edit is not None:
            found[node] = edit
    if len(found) != len(edits):
        lost = next(iter([*statements.values(), *wanted.values()]), edits[0])
        line = lost.anchor.span.line
        raise RefusedEdit([lost], f"asyncfix did not find the code of line {line} again in LibCST's tree")
    return found


def _is_statement(kind: str) -> bool:
    return kind == LINE or issubclass(getattr(cst, kind), (cst.BaseStatement, cst.BaseSmallStatement))


def _keyed(positions: Mapping[cst.CSTNode, CodeRange]) -> Iterator[tuple[cst.CSTNode, str, CodeRange]]:
    """Nodes under the names that anchors use: a line of simple statements goes by each of its statements."""
    for node, place in positions.items():
        yield node, type(node).__name__, place
        if isinstance(node, (cst.SimpleStatementLine, cst.SimpleStatementSuite)):
            for small in node.body:
                yield node, LINE, positions[small]


def _key(edit: Edit, shift: int) -> tuple[str, int, int, int, int]:
    kind, span = edit.anchor
    return kind, span.line + shift, span.column - 1, span.end_line + shift, span.end_column - 1


class _Rewriter(cst.CSTTransformer):
    """Applies the edits from the inside out, each to the node as its inner edits left it."""

    def __init__(self, chosen: Mapping[cst.CSTNode, Edit]) -> None:
        super().__init__()
        self._chosen = chosen

    def on_leave(
        self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT
    ) -> cst.CSTNodeT | cst.RemovalSentinel | cst.FlattenSentinel[cst.CSTNodeT]:
        edit = self._chosen.get(original_node)
        if edit is None:
            return updated_node
        try:
            made = edit.rewrite(updated_node)
        except Refused as exc:
            raise RefusedEdit([edit], exc.reason) from None
        except (MemoryError, RecursionError):
            raise
        except (Exception, SystemExit) as exc:
            raise RefusedEdit([edit], f"raises {type(exc).__name__}: {exc}", is_bug=True) from exc
        if not isinstance(made, cst.CSTNode | cst.RemovalSentinel | cst.FlattenSentinel):
            raise RefusedEdit([edit], f"gives {made!r} in place of a node", is_bug=True)
        return made  # type: ignore[return-value]


def _comments(tree: cst.CSTNode) -> list[str]:
    found: list[str] = []
    waiting: list[cst.CSTNode] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, cst.Comment):
            found.append(node.value)
        waiting.extend(node.children)
    return found


def _on_shared_lines(suite: list[ast.stmt]) -> Iterator[list[ast.stmt]]:
    """The statements of a suite, those that share a line (`a; b`) together."""
    group: list[ast.stmt] = []
    for statement in suite:
        if group and statement.lineno > (group[-1].end_lineno or 0):
            yield group
            group = []
        group.append(statement)
    if group:
        yield group


def _holds(module: Module, group: list[ast.stmt], span: Span) -> bool:
    first, last = _first_line(module, group[0]), module.span(group[-1])
    column = module.span(group[0]).column if first == group[0].lineno else 1
    return Span(first, column, last.end_line, last.end_column).holds(span)


def _with_comments_inside(module: Module, first: int, last: int) -> int:
    """The last line of a block with the comments below it that are indented deeper than the block."""
    depth = len(_indent(module, first).expandtabs())
    final, end = last, module.place(len(module.text))[0]
    for line in range(last + 1, end + 1):
        code = module.line(line).strip()
        if code and (not code.startswith("#") or len(_indent(module, line).expandtabs()) <= depth):
            break
        if code:
            final = line
    return final


def _first_line(module: Module, statement: ast.stmt) -> int:
    decorators = getattr(statement, "decorator_list", [])
    if not decorators:
        return statement.lineno
    # The `@` itself has no node: with `@(` it may stand on an earlier line than the expression.
    return module.place(module.text.rindex("@", 0, module.offset(*module.span(decorators[0])[:2])))[0]


def _starts_line(module: Module, statement: ast.stmt, line: int) -> bool:
    if isinstance(statement, ast.If) and module.text.startswith("elif", module.offset(*module.span(statement)[:2])):
        return False
    start = module.line_bounds(line)[0]
    at = module.offset(*module.span(statement)[:2]) if line == statement.lineno else start
    return not module.text[start:at].strip(" \t\f")


def _indent(module: Module, line: int) -> str:
    match = _INDENT.match(module.line(line))
    return match.group() if match else ""


def _suite_holding(module: Module, outer: ast.stmt, span: Span, indents: list[str]) -> list[ast.stmt] | None:
    """The suite of a compound statement that a span lies in; the indent of a `case` is added to `indents`."""
    inner = [("body", outer.body)] if isinstance(outer, ast.ClassDef) else flow.suites(outer)
    for field, suite in inner:
        if any(_holds(module, group, span) for group in _on_shared_lines(suite)):
            if field == "cases" and isinstance(outer, ast.Match):
                case = next(case for case in outer.cases if case.body is suite)
                indents.append(_indent(module, case.pattern.lineno))
            return suite
    return None
