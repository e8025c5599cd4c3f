"""What git says has changed, read from a patch without lines of context."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

Lines = tuple[int, int]
"""The first and the last of some lines: 1-based, both inclusive."""

WHOLE = (0, 1 << 60)

_HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_NOTHING = re.compile(r"0+\Z")
_DEV_NULL = "/dev/null"
_ESCAPE = re.compile(rb"\\(?:([0-7]{3})|(.))", re.DOTALL)
_ESCAPED = {b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r"}


class Changes(NamedTuple):
    """What has changed in a repository. Paths are relative to its root.

    `lines` are those of the files as they are now; where lines are gone, an empty range: `(5, 4)` if they stood
    between the fourth and the fifth. `before` has the hashes of what was in files that have changed, or are gone, and
    `renamed` the old paths of files by their new ones. What is not `tracked` is new; where that is None, all is.
    """

    lines: Mapping[str, Sequence[Lines]] = {}  # never changed
    before: Mapping[str, str] = {}  # never changed
    renamed: Mapping[str, str] = {}  # never changed
    tracked: frozenset[str] | None = None

    def of(self, path: str) -> Sequence[Lines]:
        """The changed lines of a file."""
        return [WHOLE] if self.is_new(path) else self.lines.get(path, [])

    def is_new(self, path: str) -> bool:
        """Whether a file that is there was not, under any name."""
        return self.tracked is None or path not in self.tracked or self.lines.get(path) == [WHOLE]


def parsed(patch: bytes) -> Changes:
    """What a patch says, `tracked` left out; it was made with `--full-index` and the prefixes `a/` and `b/`."""
    lines: dict[str, Sequence[Lines]] = {}
    before: dict[str, str] = {}
    renamed: dict[str, str] = {}
    for header, hunks in _files(patch.split(b"\n")):
        if "rename to" in header:
            renamed[header["rename to"]] = header["rename from"]
        if not hunks:
            continue
        old, new, blob = header["---"][2:], header["+++"], header["index"].partition("..")[0]
        was_there = not _NOTHING.match(blob)
        if was_there:
            before[old] = blob
        if new != _DEV_NULL:
            lines[new[2:]] = hunks if was_there else [WHOLE]
    return Changes(lines, before, renamed, frozenset())


def _files(rows: Sequence[bytes]) -> Sequence[tuple[dict[str, str], list[Lines]]]:
    """Each file's header, by the words that its lines begin with, and the lines that its hunks put there."""
    found: list[tuple[dict[str, str], list[Lines]]] = []
    at = 0
    while at < len(rows):
        row = rows[at]
        at += 1
        if row.startswith(b"diff --git "):
            found.append(({}, []))
        elif found and (hunk := _HUNK.match(row)):
            removed, first, count = int(hunk[1] or 1), int(hunk[2]), int(hunk[3] or 1)
            found[-1][1].append((first, first + count - 1) if count else (first + 1, first))
            # What the lines themselves say is none of our business.
            at += removed + count
        elif found:
            for word in (b"index", b"rename from", b"rename to", b"---", b"+++"):
                if row.startswith(word + b" "):
                    found[-1][0][word.decode()] = _name(row[len(word) + 1 :])
    return found


def _name(shown_as: bytes) -> str:
    """A path as git writes it in a patch: in quotes where it holds quotes, backslashes or control characters."""
    name = shown_as.removesuffix(b"\t")
    if name.startswith(b'"'):
        name = _ESCAPE.sub(_unescaped, name[1:-1])
    return os.fsdecode(name)


def _unescaped(match: re.Match[bytes]) -> bytes:
    return bytes([int(match[1], 8)]) if match[1] else _ESCAPED.get(match[2], match[2])
