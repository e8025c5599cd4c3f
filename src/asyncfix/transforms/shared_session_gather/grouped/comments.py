"""The comments of what goes, and which statements can go."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from asyncfix.project import Module, flow
from asyncfix.rule import Span
from asyncfix.transforms.shared_session_gather.grouped.expressions import NotGroupable

_PRAGMA = re.compile(r"#\s*(?:noqa|type:\s*ignore|pyright:\s*ignore)\b")


class Comment(NamedTuple):
    """A comment, 1-based, with its text from the `#` on."""

    line: int
    column: int
    text: str

    @property
    def is_pragma(self) -> bool:
        """Whether it tells a linter about the line that it stands on."""
        return _PRAGMA.match(self.text) is not None


def comments_of(module: Module) -> list[Comment]:
    """The comments of a file. Raises `NotGroupable` where it cannot be cut into tokens."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(module.parsed_text).readline))
    except (tokenize.TokenError, SyntaxError):
        raise NotGroupable from None
    return [
        Comment(token.start[0], token.start[1] + 1, token.string) for token in tokens if token.type == tokenize.COMMENT
    ]


def inside(found: Iterable[Comment], span: Span) -> Iterator[Comment]:
    """The comments inside a span, and behind its end on the same line."""
    for comment in found:
        if span[:2] <= comment[:2] and comment.line <= span.end_line:
            yield comment


def going_with(module: Module, found: list[Comment], statement: ast.stmt) -> Iterator[Comment]:
    """The comments that go when a statement goes: above it, in it, behind it, and a block's own at its end."""
    first, last = statement.lineno, statement.end_lineno or statement.lineno
    while first > 1 and _says_nothing(module, first - 1):
        first -= 1
    if isinstance(statement, flow.Function):
        depth = module.span(statement.body[0]).column
        end = module.place(len(module.text))[0]
        below = last + 1
        while below <= end and _says_nothing(module, below):
            line = module.line(below)
            if line.strip() and len(line) - len(line.lstrip(" \t\f")) + 1 < depth:
                break
            last = below if line.strip() else last
            below += 1
    yield from (comment for comment in found if first <= comment.line <= last)


def _says_nothing(module: Module, line: int) -> bool:
    code = module.line(line).strip()
    return not code or code.startswith("#")


def has_its_lines(suite: list[ast.stmt], statement: ast.stmt) -> bool:
    """Whether no other statement of its suite shares a statement's lines."""
    place = suite.index(statement)
    before = place == 0 or (suite[place - 1].end_lineno or 0) < statement.lineno
    after = place == len(suite) - 1 or suite[place + 1].lineno > (statement.end_lineno or 0)
    return before and after
