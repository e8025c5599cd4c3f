"""Pieces of source text that are masked in place, and what all kinds of them need."""

from __future__ import annotations

import re

Edit = tuple[int, int, str]
"""From where, up to where, and what stands there instead."""

Wish = tuple[int, int, str | None]
"""The same, None if the older grammar has nothing for it."""

_LINE_END = re.compile(r"[\r\n]|\Z")
_NOT_LINE_END = re.compile(r"[^\r\n]")
_STAR = re.compile(r"(?:[\s\\]|#[^\r\n]*+)*+(\*\*?)")


def mask_star(text: str, opened: list[int]) -> list[Edit]:
    """At a `for`: blanks the star that the bracket around it begins with."""
    if not opened or opened[-1] < 0:
        return []
    star = _STAR.match(text, opened[-1] + 1)
    # So that no later `for` of this bracket looks again.
    opened[-1] = -1
    return [(*star.span(1), " " * len(star[1]))] if star else []


def line_end(text: str, position: int) -> int:
    """Where the line of a position ends, its line end left out."""
    found = _LINE_END.search(text, position)
    return found.start() if found else len(text)


def has_line_end(piece: str) -> bool:
    """Whether a piece goes over more than one line."""
    return "\n" in piece or "\r" in piece


def blank(piece: str) -> str:
    """A piece with nothing left in it but its line ends."""
    return _NOT_LINE_END.sub(" ", piece)


def edited(text: str, edits: list[Edit]) -> str:
    """The text with what masks it in place."""
    pieces: list[str] = []
    done = 0
    for start, end, new in sorted(edits):
        pieces += (text[done:start], new)
        done = end
    return "".join((*pieces, text[done:])) if edits else text
