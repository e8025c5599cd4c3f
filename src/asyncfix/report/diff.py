"""Unified diffs: bytes that `git apply` takes, or coloured hunks with the reasons beside them for a terminal."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from asyncfix.engine import Plan
from asyncfix.project import Module
from asyncfix.report import text
from asyncfix.report.output import Segment
from asyncfix.report.paths import shown
from asyncfix.rule import Finding
from asyncfix.writing import Change

_NO_NEWLINE = b"\n\\ No newline at end of file\n"
_STYLES = {"+": "green", "-": "red", "@": "cyan"}
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\n": "\\n"}
_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? ")


class Hunk(NamedTuple):
    """A hunk's lines, and the 1-based lines of the file before that it shows."""

    first: int
    last: int
    lines: list[bytes]


def patch(plan: Plan, context: int) -> bytes:
    """A plan as a patch: its reasons as lines of comment, then a unified diff of each file in the file's own bytes."""
    said = "".join(piece for piece, _ in text.reasons(plan.fixed))
    comments = "".join(f"# {line}\n" for line in said.splitlines())
    return comments.encode(errors="backslashreplace") + b"".join(unified(change, context) for change in plan.changes)


def coloured(plan: Plan, context: int) -> Iterator[Segment]:
    """The same for people: each reason stands above the hunk that it belongs to."""
    for change in plan.changes:
        findings = [finding for finding in plan.fixed if finding.path == change.path]
        encoding = Module(change.path, change.before).encoding
        header, hunks = _parts(unified(change, context))
        yield "".join(line.decode(errors="replace") for line in header), "bold"
        for number, hunk in enumerate(hunks):
            following = hunks[number + 1].first if number + 1 < len(hunks) else None
            yield from text.reasons([one for one in findings if _belongs(one, hunk, number, following)])
            for line in hunk.lines:
                shown_line = line.decode(encoding, errors="backslashreplace").replace("\r\n", "\n")
                yield shown_line, _STYLES.get(shown_line[:1], "")


def _belongs(finding: Finding, hunk: Hunk, number: int, following: int | None) -> bool:
    """Whether a finding is told above a hunk: the last one that begins before it ends, or the first."""
    line = finding.span.end_line
    return (number == 0 or hunk.first <= line) and (following is None or line < following)


def unified(change: Change, context: int) -> bytes:
    """A change as a unified diff, in the file's own bytes, with `context` lines around each hunk."""
    lines = difflib.diff_bytes(
        difflib.unified_diff,
        _lines(change.before),
        _lines(change.after),
        _label("a", change.path),
        _label("b", change.path),
        n=context,
        lineterm=b"\n",
    )
    return b"".join(line if line.endswith(b"\n") else line + _NO_NEWLINE for line in lines)


def _parts(diff: bytes) -> tuple[list[bytes], list[Hunk]]:
    header: list[bytes] = []
    hunks: list[Hunk] = []
    for line in _lines(diff):
        match = _HUNK.match(line)
        if match:
            first = int(match[1])
            hunks.append(Hunk(first, first + int(match[2] or 1) - 1, [line]))
        elif hunks:
            hunks[-1].lines.append(line)
        else:
            header.append(line)
    return header, hunks


def _lines(data: bytes) -> Sequence[bytes]:
    # A patch knows one line end. `splitlines` would also cut at a lone CR.
    lines = data.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _label(side: str, path: str) -> bytes:
    name = shown(path)
    label = name if name.startswith("/") or name == "-" else f"{side}/{name}"
    if any(character in '"\\' or character < " " for character in label):
        # As git quotes it, in C's way.
        escaped = "".join(_ESCAPES.get(character) or _octal(character) for character in label)
        return f'"{escaped}"'.encode(errors="surrogateescape")
    # As git writes it: a tab marks the end of a name that holds a space.
    return label.encode(errors="surrogateescape") + (b"\t" if " " in label else b"")


def _octal(character: str) -> str:
    return f"\\{ord(character):03o}" if character < " " else character
