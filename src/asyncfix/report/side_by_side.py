"""Two versions of a file side by side: rows of lines, and in lines that changed the pieces that did."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Literal, NamedTuple

from asyncfix.errors import FileTrouble
from asyncfix.project import Module
from asyncfix.report.visible import visible

CONTEXT = 3
MOST_CHARACTERS = 1_000
"""Of a line that is shown."""

_MOST_EXACT = 2_000
"""Lines beyond which frequent ones may be disregarded when two versions are compared."""

_MOST_WORDS = 200
_LEAST_ALIKE = 0.4
_WORDS = re.compile(r"\w+|.")

Opcode = tuple[str, int, int, int, int]


class Piece(NamedTuple):
    """A part of a line, and whether the other side has another one in its place."""

    text: str
    is_changed: bool = False


class Line(NamedTuple):
    """A line of one side, by its 1-based number."""

    number: int
    pieces: tuple[Piece, ...]


class Row(NamedTuple):
    """What stands beside each other; None where the other side has nothing."""

    before: Line | None
    after: Line | None


class Block(NamedTuple):
    """Rows that are the same on both sides, or changed, or for "gap" how many lines are not shown."""

    kind: Literal["same", "changed", "gap"]
    rows: tuple[Row, ...] = ()
    hidden: int = 0


class Compared(NamedTuple):
    """Both versions. `cut` rows are left out at the end, since there were too many."""

    blocks: tuple[Block, ...]
    added: int
    removed: int
    cut: int = 0

    @property
    def rows(self) -> int:
        return sum(len(block.rows) for block in self.blocks)


def compare(path: str, before: bytes, after: bytes, most: int) -> Compared:
    """The versions with a few lines around each change, in at most `most` rows; each is read in its own encoding."""
    old, new = _lines(path, before), _lines(path, after)
    opcodes = _opcodes(old, new)
    added = sum(op[4] - op[3] for op in opcodes if op[0] != "equal")
    removed = sum(op[2] - op[1] for op in opcodes if op[0] != "equal")
    blocks, cut = _cut(list(_blocks(old, new, opcodes)), most)
    return Compared(tuple(blocks), added, removed, cut)


def _lines(path: str, data: bytes) -> list[str]:
    lines = data.decode(_encoding(path, data), errors="backslashreplace").split("\n")
    if not lines[-1]:
        lines.pop()
    # Where all lines end in CR LF, as in most files that have any, the CRs say nothing.
    return [line.removesuffix("\r") for line in lines] if all(line.endswith("\r") for line in lines) else lines


def _encoding(path: str, data: bytes) -> str:
    try:
        return Module(path, data).encoding
    except FileTrouble:
        return "utf-8"


def _opcodes(old: Sequence[str], new: Sequence[str]) -> list[Opcode]:
    """As `difflib` gives them. Only the middle is compared, since that takes the square of its length."""
    start = _same(old, new)
    end = _same(old[start:][::-1], new[start:][::-1])
    middle = old[start : len(old) - end], new[start : len(new) - end]
    matcher = difflib.SequenceMatcher(None, *middle, autojunk=len(middle[0]) > _MOST_EXACT)
    found: list[Opcode] = [("equal", 0, start, 0, start)] if start else []
    found += [(tag, a + start, b + start, c + start, d + start) for tag, a, b, c, d in matcher.get_opcodes()]
    if end:
        found.append(("equal", len(old) - end, len(old), len(new) - end, len(new)))
    return found


def _same(old: Sequence[str], new: Sequence[str]) -> int:
    """How many lines are the same from the first one on."""
    for number, (one, other) in enumerate(zip(old, new, strict=False)):
        if one != other:
            return number
    return min(len(old), len(new))


def _blocks(old: Sequence[str], new: Sequence[str], opcodes: Sequence[Opcode]) -> Iterator[Block]:
    for number, (tag, a, b, c, d) in enumerate(opcodes):
        if tag == "equal":
            lead = CONTEXT if number else 0
            trail = CONTEXT if number + 1 < len(opcodes) else 0
            yield from _unchanged(old[a:b], a + 1, c + 1, lead, trail)
        else:
            yield Block("changed", tuple(_changed(old[a:b], new[c:d], a + 1, c + 1)))


def _unchanged(lines: Sequence[str], at: int, beside: int, lead: int, trail: int) -> Iterator[Block]:
    hidden = len(lines) - lead - trail
    if hidden <= 1:  # A gap would take the place of one line.
        lead, hidden = len(lines), 0
    if lead:
        yield Block("same", _same_rows(lines[:lead], at, beside))
    if hidden:
        yield Block("gap", hidden=hidden)
        if trail:
            shift = len(lines) - trail
            yield Block("same", _same_rows(lines[shift:], at + shift, beside + shift))


def _same_rows(lines: Sequence[str], at: int, beside: int) -> tuple[Row, ...]:
    return tuple(
        Row(Line(at + number, _plain(line)), Line(beside + number, _plain(line))) for number, line in enumerate(lines)
    )


def _changed(old: Sequence[str], new: Sequence[str], at: int, beside: int) -> Iterator[Row]:
    """Lines that differ only in their indentation stand beside each other, and so do others in their order."""
    for _, a, b, c, d in _aligned([one.strip() for one in old], [one.strip() for one in new]):
        for first, second in zip_longest(range(a, b), range(c, d)):
            left = None if first is None else old[first]
            right = None if second is None else new[second]
            shown = _marked(left, right)
            yield Row(
                None if first is None else Line(at + first, shown[0]),
                None if second is None else Line(beside + second, shown[1]),
            )


def _aligned(old: Sequence[str], new: Sequence[str]) -> Sequence[Opcode]:
    if max(len(old), len(new)) > _MOST_EXACT:
        return [("replace", 0, len(old), 0, len(new))]
    return difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _marked(old: str | None, new: str | None) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The pieces of two lines; without marks where they have little in common."""
    if old is None or new is None or max(len(old), len(new)) > MOST_CHARACTERS:
        return _plain(old or ""), _plain(new or "")
    words, others = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(words), len(others)) > _MOST_WORDS:
        return _plain(old), _plain(new)
    matcher = difflib.SequenceMatcher(None, words, others, autojunk=False)
    opcodes = matcher.get_opcodes()
    kept = sum(_weight(words[a:b]) for tag, a, b, _, _ in opcodes if tag == "equal")
    if kept * 2 < _LEAST_ALIKE * (_weight(words) + _weight(others)) or not kept:
        return _plain(old), _plain(new)
    left = [Piece(visible("".join(words[a:b])), tag != "equal") for tag, a, b, _, _ in opcodes if a < b]
    right = [Piece(visible("".join(others[c:d])), tag != "equal") for tag, _, _, c, d in opcodes if c < d]
    return tuple(left), tuple(right)


def _weight(words: Sequence[str]) -> int:
    """How many characters of the words are letters and digits of names: signs and spaces are alike everywhere."""
    return sum(len(word) for word in words if word[0].isalnum() or word[0] == "_")


def _plain(line: str) -> tuple[Piece, ...]:
    shown = line if len(line) <= MOST_CHARACTERS else f"{line[:MOST_CHARACTERS]}…"
    return (Piece(visible(shown)),)


def _cut(blocks: list[Block], most: int) -> tuple[list[Block], int]:
    kept: list[Block] = []
    room, cut = most, 0
    for block in blocks:
        rows = block.rows[:room]
        room -= len(rows)
        cut += len(block.rows) - len(rows)
        if rows or (block.kind == "gap" and not cut):
            kept.append(block._replace(rows=rows))
    return kept, cut
