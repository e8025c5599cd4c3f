"""Whether a file's bytes may hold a jump out of a `finally`: five files of 18,000 do, and only they are parsed."""

from __future__ import annotations

import re

_FINALLY = re.compile(rb"finally")
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)?")
_JUMP = re.compile(rb"\b(?:return|break|continue)\b")
_BLANK = b" \t\f\r\n"
_QUOTED = re.compile(rb"#[^\r\n]*|\"(?:\\[^\r\n]|[^\"\\\r\n])*\"|'(?:\\[^\r\n]|[^'\\\r\n])*'")


def may_jump(data: bytes) -> bool:
    """True if the suite of some `finally` holds a jump word; true when in doubt, false only when sure."""
    return any(_suite_may_jump(data, match.start(), match.end()) for match in _FINALLY.finditer(data))


def _suite_may_jump(data: bytes, start: int, end: int) -> bool:
    line_start = max(data.rfind(b"\n", 0, start), data.rfind(b"\r", 0, start)) + 1
    before = data[line_start:start]
    if before.lstrip(b"\xef\xbb\xbf").strip(_BLANK):
        return False
    head = _LINE.match(data, end)
    assert head is not None
    if head.group().lstrip()[:1] not in (b":", b"\\"):
        return False
    # After a backslash the white space is no indent.
    continued = data[:line_start].rstrip(b"\r\n").endswith(b"\\")
    suite_end = _end_of_suite(data, head.end(), 0 if continued else _indent(before))
    suite = data[end:suite_end]
    if _JUMP.search(suite):
        return True
    # A string or a bracket may go on at a lower indent: then the suite is longer than it looks.
    return suite_end < len(data) and _is_open(suite)


def _end_of_suite(data: bytes, position: int, indent: int) -> int:
    while position < len(data):
        line = _LINE.match(data, position)
        assert line is not None
        code = line.group().lstrip(_BLANK)
        if code and not code.startswith(b"#") and _indent(line.group()[: -len(code)]) <= indent:
            return position
        position = line.end()
    return position


def _indent(white: bytes) -> int:
    # A form feed takes the indent back to the margin.
    return len(white.rpartition(b"\f")[2].expandtabs())


def _is_open(suite: bytes) -> bool:
    if b'"""' in suite or b"'''" in suite or suite.rstrip(b" \t\r\n").endswith(b"\\"):
        return True
    code = _QUOTED.sub(b"", suite)
    return any(
        code.count(opening) != code.count(closing) for opening, closing in ((b"(", b")"), (b"[", b"]"), (b"{", b"}"))
    )
