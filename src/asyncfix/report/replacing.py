"""A change to a file as replacements of text, for tools that apply them themselves."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from asyncfix.project import Module
from asyncfix.rule import Span
from asyncfix.writing import Change

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


class Replacement(NamedTuple):
    """What stands at a span of the file before, and the text in its place. A byte order mark does not count."""

    span: Span
    text: str


def replacements(change: Change) -> list[Replacement]:
    """The replacements of whole lines that make a change, ascending and apart; all count from the file before.

    Their spans never reach beyond the last line, which may be replaced but for its line end.
    """
    before, after = _lines(change.path, change.before), _lines(change.path, change.after)
    return [_replacement(before, *bounds, after) for bounds in _differing(before, after)]


def _lines(path: str, data: bytes) -> list[str]:
    """The lines of a file with their ends, never empty."""
    lines = _LINE.findall(Module(path, data).text)
    return lines[:-1] if len(lines) > 1 and not lines[-1] else lines


def _differing(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """The numbers of the lines that differ: from and to before, from and to after."""
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag != "equal":
            yield start, end, new_start, new_end


def _replacement(
    before: Sequence[str], start: int, end: int, new_start: int, new_end: int, after: Sequence[str]
) -> Replacement:
    if end < len(before):
        return Replacement(Span(start + 1, 1, end + 1, 1), "".join(after[new_start:new_end]))
    if start == end:
        # At the end of the file: no line is there to insert before, so the last one is replaced.
        start, new_start = start - 1, new_start - 1
    old, new = "".join(before[start:end]), "".join(after[new_start:new_end])
    ending = _line_end(old) if _line_end(old) == _line_end(new) else ""
    last = before[-1].removesuffix(ending)
    return Replacement(Span(start + 1, 1, len(before), len(last) + 1), new.removesuffix(ending))


def _line_end(lines: str) -> str:
    match = re.search(r"(?:\r\n|\r|\n)\Z", lines)
    return match.group() if match else ""
