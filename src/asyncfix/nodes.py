"""Small pure builders of LibCST nodes. New nodes carry no newline and no indent of their own: the file's are used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import libcst as cst

Line = cst.SimpleStatementLine | cst.SimpleStatementSuite
Suite = cst.IndentedBlock | cst.SimpleStatementSuite
Statement = cst.SimpleStatementLine | cst.BaseCompoundStatement


def line(small: cst.BaseSmallStatement) -> cst.SimpleStatementLine:
    """One simple statement on a line of its own."""
    return cst.SimpleStatementLine([small])


def assign(
    name: str, value: cst.BaseExpression, annotation: cst.BaseExpression | None = None
) -> cst.BaseSmallStatement:
    """`name = value`, or `name: annotation = value`."""
    if annotation is None:
        return cst.Assign([cst.AssignTarget(cst.Name(name))], value)
    return cst.AnnAssign(cst.Name(name), cst.Annotation(annotation), value)


def return_name(name: str) -> cst.Return:
    """`return name`."""
    return cst.Return(cst.Name(name), whitespace_after_return=cst.SimpleWhitespace(" "))


def comment_lines(*pieces: cst.TrailingWhitespace | Sequence[cst.EmptyLine]) -> list[cst.EmptyLine]:
    """The comments of these pieces of layout, each on a line of its own; blank lines are left out."""
    found: list[cst.EmptyLine] = []
    for piece in pieces:
        if isinstance(piece, cst.TrailingWhitespace):
            if piece.comment:
                found.append(cst.EmptyLine(comment=piece.comment))
        else:
            found.extend(cst.EmptyLine(comment=empty.comment) for empty in piece if empty.comment)
    return found


def led_by(statement: Statement, lines: Sequence[cst.EmptyLine]) -> Statement:
    """A statement with more lines (comments, blank lines) in front of those it has."""
    if not lines:
        return statement
    return statement.with_changes(leading_lines=[*lines, *statement.leading_lines])


class Opened(NamedTuple):
    """A suite as the statements in it, with the comments that belonged to the suite itself."""

    statements: list[Statement]
    header: list[cst.EmptyLine]
    footer: list[cst.EmptyLine]


def opened(suite: cst.BaseSuite) -> Opened:
    """The statements of a suite, whichever of its two forms it has."""
    if isinstance(suite, cst.IndentedBlock):
        statements = [s for s in suite.body if isinstance(s, (cst.SimpleStatementLine, cst.BaseCompoundStatement))]
        return Opened(statements, comment_lines(suite.header), comment_lines(suite.footer))
    assert isinstance(suite, cst.SimpleStatementSuite)
    return Opened([cst.SimpleStatementLine(suite.body, trailing_whitespace=suite.trailing_whitespace)], [], [])


def split_line(statement: Line, index: int) -> tuple[list[cst.BaseSmallStatement], list[cst.BaseSmallStatement]]:
    """The small statements of a line before an index, and from it on, each half without a dangling semicolon."""
    small = list(statement.body)
    return _ended(small[:index]), _ended(small[index:])


def _ended(small: list[cst.BaseSmallStatement]) -> list[cst.BaseSmallStatement]:
    if small:
        small[-1] = small[-1].with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
    return small


class Taken(NamedTuple):
    """A suite without its last statement (None when that was all), and that statement on lines of its own."""

    rest: Suite | None
    last: Statement


def take_last(suite: cst.BaseSuite) -> Taken:
    """Cut the last statement off a suite; of `a(); b()` on one line that is `b()`, with the line's comment."""
    if isinstance(suite, cst.SimpleStatementSuite):
        kept, last = split_line(suite, len(suite.body) - 1)
        cut = cst.SimpleStatementLine(last, trailing_whitespace=suite.trailing_whitespace)
        rest = suite.with_changes(body=kept, trailing_whitespace=cst.TrailingWhitespace()) if kept else None
        return Taken(rest, cut)
    assert isinstance(suite, cst.IndentedBlock)
    *before, final = suite.body
    if isinstance(final, cst.SimpleStatementLine) and len(final.body) > 1:
        kept, last = split_line(final, len(final.body) - 1)
        before.append(final.with_changes(body=kept, trailing_whitespace=cst.TrailingWhitespace()))
        final = cst.SimpleStatementLine(last, trailing_whitespace=final.trailing_whitespace)
    assert isinstance(final, (cst.SimpleStatementLine, cst.BaseCompoundStatement))
    return Taken(suite.with_changes(body=[*before[:-1], _closed(before[-1])]) if before else None, final)


def _closed(statement: cst.BaseStatement) -> cst.BaseStatement:
    # A backslash in front of an empty line is legal, and at the end of a file it is not.
    if isinstance(statement, cst.SimpleStatementLine) and "\\" in statement.trailing_whitespace.whitespace.value:
        bare = statement.trailing_whitespace.with_changes(whitespace=cst.SimpleWhitespace(""))
        return statement.with_changes(trailing_whitespace=bare)
    return statement


def comments_in(node: cst.CSTNode) -> list[cst.EmptyLine]:
    """Every comment in a node, in source order, each on a line of its own."""
    if isinstance(node, cst.Comment):
        return [cst.EmptyLine(comment=node)]
    return [line for child in node.children for line in comments_in(child)]


def comments_lost(before: cst.CSTNode, after: cst.CSTNode) -> list[cst.EmptyLine]:
    """The comments of one node that another, made from it, does not have."""
    kept = Counter(line.comment.value for line in comments_in(after) if line.comment)
    lost = []
    for line in comments_in(before):
        assert line.comment is not None
        if kept[line.comment.value] > 0:
            kept[line.comment.value] -= 1
        else:
            lost.append(line)
    return lost


def stands_alone(expression: cst.BaseExpression) -> bool:
    """Whether an expression may stand outside brackets: no line of it ends outside its own."""
    try:
        cst.parse_expression(cst.Module([]).code_for_node(expression))
    except cst.ParserSyntaxError:
        return False
    return True


def parenthesized(expression: cst.BaseExpression, comments: Sequence[cst.EmptyLine] = ()) -> cst.BaseExpression:
    """An expression in parentheses of its own, the comments on lines before it."""
    opening: cst.BaseParenthesizableWhitespace = cst.SimpleWhitespace("")
    closing: cst.BaseParenthesizableWhitespace = cst.SimpleWhitespace("")
    if comments:
        first, *others = comments
        gap, indent = cst.SimpleWhitespace("  "), cst.SimpleWhitespace("    ")
        opening = cst.ParenthesizedWhitespace(
            cst.TrailingWhitespace(gap, first.comment),
            [line.with_changes(indent=True, whitespace=indent) for line in others],
            indent=True,
            last_line=indent,
        )
        closing = cst.ParenthesizedWhitespace(indent=True)
    return expression.with_changes(
        lpar=[cst.LeftParen(opening), *expression.lpar], rpar=[*expression.rpar, cst.RightParen(closing)]
    )
