"""`# asyncfix: ignore[rule] reason`: findings that somebody decided to live with.

On a line it speaks of that line, on a line of its own of the next statement with all that is in it; `ignore-file`
speaks of the whole file. Without brackets it means every rule.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from asyncfix.project import Module
from asyncfix.rule import Finding
from asyncfix.transforms import all_rules

NEEDLE = b"asyncfix:"
_COMMENT = re.compile(r"#\s*asyncfix:\s*(?P<what>ignore-file|ignore)(?![\w-])(?:\s*\[(?P<rules>[^\]]*)\]|(?!\s*\[))")


@dataclass(frozen=True, slots=True)
class Ignore:
    """One ignore comment: where it stands, the lines it speaks of (1-based, inclusive), and the rules it names."""

    line: int
    first: int
    last: int
    rules: frozenset[str]

    def covers(self, finding: Finding) -> bool:
        named = not self.rules or finding.rule in self.rules
        return named and self.first <= finding.span.line and finding.span.line <= self.last


def ignores(module: Module) -> list[Ignore]:
    """The ignore comments of a module; empty without a look at the text where its bytes do not mention them."""
    return list(_ignores(module)) if NEEDLE in module.data else []


def kept(findings: Sequence[Finding], comments: Sequence[Ignore]) -> list[Finding]:
    """The findings that no comment covers."""
    return [finding for finding in findings if not any(comment.covers(finding) for comment in comments)]


def unused(findings: Sequence[Finding], comments: Sequence[Ignore], rules: Collection[str]) -> list[Ignore]:
    """The comments that cover none of the findings, which are those of an unsuppressed run of `rules`.

    A comment is judged only if all the rules that it speaks of have run; one with an unknown rule is among them.
    """

    def is_unused(comment: Ignore) -> bool:
        known = all_rules().keys()
        meant = comment.rules & known if comment.rules else known
        return meant <= set(rules) and not any(comment.covers(finding) for finding in findings)

    return [comment for comment in comments if unknown(comment) or is_unused(comment)]


def unknown(comment: Ignore) -> list[str]:
    """The names in a comment that no rule has."""
    return sorted(comment.rules - all_rules().keys())


def _ignores(module: Module) -> Iterator[Ignore]:
    for line, column, text in _comments(module):
        match = _COMMENT.search(text)
        if match is None:
            continue
        rules = frozenset(name.strip() for name in (match["rules"] or "").split(",") if name.strip())
        if match["what"] == "ignore-file":
            yield Ignore(line, 1, len(module.text) + 1, rules)
        elif module.line(line)[:column].strip():
            yield Ignore(line, *_statement_lines(module, line), rules)
        else:
            yield Ignore(line, *_next_statement(module, line), rules)


def _comments(module: Module) -> Iterator[tuple[int, int, str]]:
    """Line, 0-based column and text of each comment; `tokenize` alone knows them from strings."""
    import io
    import tokenize

    text = re.sub(r"\r\n?", "\n", module.parsed_text)
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.start[1], token.string
    except (tokenize.TokenError, SyntaxError):
        return


def _statement_lines(module: Module, line: int) -> tuple[int, int]:
    """The lines of the simple statement that a trailing comment stands on; the comment's own line elsewhere."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.stmt) and not hasattr(node, "body") and node.lineno <= line <= (node.end_lineno or 0):
            return node.lineno, node.end_lineno or node.lineno
    return line, line


def _next_statement(module: Module, line: int) -> tuple[int, int]:
    """The lines of the first statement below a comment, decorators and all that is in it included."""
    below = [(_top(node), -(node.end_lineno or 0)) for node in ast.walk(module.tree) if isinstance(node, ast.stmt)]
    first, last = min((lines for lines in below if lines[0] > line), default=(line, -line))
    return first, -last


def _top(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])
