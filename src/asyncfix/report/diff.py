"""Unified diffs: bytes that `git apply` takes, or coloured lines for a terminal."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from asyncfix.files import Change
from asyncfix.report.output import Segment
from asyncfix.report.paths import shown

_NO_NEWLINE = b"\n\\ No newline at end of file\n"
_STYLES = {b"+": "green", b"-": "red", b"@": "cyan"}


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


def coloured(change: Change, context: int, encoding: str) -> Iterator[Segment]:
    """The same for people, decoded."""
    for number, line in enumerate(_lines(unified(change, context))):
        text = line.decode(encoding, errors="backslashreplace").replace("\r\n", "\n")
        yield text, "bold" if number < 2 else _STYLES.get(line[:1], "")


def _lines(data: bytes) -> list[bytes]:
    # A patch knows one line end. `splitlines` would also cut at a lone CR.
    lines = data.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _label(side: str, path: str) -> bytes:
    name = shown(path)
    label = name if name.startswith("/") or name == "-" else f"{side}/{name}"
    # As git writes it: a tab marks the end of a name that holds a space.
    return label.encode(errors="surrogateescape") + (b"\t" if " " in label else b"")
