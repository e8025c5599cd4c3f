"""Text of unknown origin as people can read it: what cannot be seen, or turns the text around, is spelled out."""

from __future__ import annotations

import re

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)

_ESCAPES = re.compile(
    "\x1b(?:"
    r"\[[0-?]*[ -/]*[@-~]"  # colours, moves of the cursor
    "|\\][^\x07\x1b\n]*(?:\x07|\x1b\\\\)"  # titles, links
    "|[PX^_][^\x1b\n]*\x1b\\\\"
    "|[ -/]*[0-~])"
)


def printed(text: str) -> str:
    """What a program has printed as it would stand on a terminal: without colours, and what was overwritten left out.

    Whatever else a terminal would act on is spelled out.
    """
    lines = _ESCAPES.sub("", text).replace("\r\n", "\n").split("\n")
    return visible("\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines))


def visible(text: str) -> str:
    r"""The text with control characters, marks of direction and bytes that were no UTF-8 as `\x1b`, `\u202e`, `\xff`.

    Tabs and line feeds stay.
    """
    return _UNSEEN.sub(_escape, text)


def in_line(text: str) -> str:
    """The same on one line: what would end a line is spelled out as well."""
    return visible(text).replace("\n", "\\n").replace("\t", "\\t")


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # A byte that could not be decoded, as Python keeps it in paths.
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
