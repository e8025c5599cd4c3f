"""Patterns as in `.gitignore`, with git's meaning: as its dir.c and wildmatch.c do it, on bytes ("?" is one byte).

Not pathspec, which was tried: its version 1.1 leaves out foo itself for `foo/**`, so that `!foo/kept.py` is lost,
lets `!*/` bring back every file below a folder, raises on `[z-a]`, and takes a second for 21,000 paths and a
hundred patterns. The tests compare with git itself.
"""

from __future__ import annotations

import os
import re
import sys

_NEVER = b"(?!)"
_FLAGS = re.DOTALL | (re.IGNORECASE if sys.platform in ("win32", "darwin") else 0)
_CLASSES = {
    b"alnum": rb"0-9A-Za-z",
    b"alpha": rb"A-Za-z",
    b"blank": rb" \t",
    b"cntrl": rb"\x01-\x1f\x7f",
    b"digit": rb"0-9",
    b"graph": rb"!-~",
    b"lower": rb"a-z",
    b"print": rb" -~",
    b"punct": rb"!-/:-@\[-`{-~",
    b"space": rb" \t\n\r",
    b"upper": rb"A-Z",
    b"xdigit": rb"0-9A-Fa-f",
}
_IN_BRACKETS = rb"(?s)\[:([^\]]*):\]|(?:\\(.)|([^\\]))(?:-(?:\\(.)|([^\]\\])))?"


class Ignores:
    """The rules of one `.gitignore` file, with git's meaning.

    `data` is what the file holds, `folder` the real path of its folder, ending in a slash. Rules without a
    slash are about names, the others about paths below the folder.
    """

    def __init__(self, data: bytes, folder: str) -> None:
        self._base = len(os.fsencode(folder))
        self._negated: list[bool] = []
        names: list[tuple[int, bytes]] = []
        paths: list[tuple[int, bytes]] = []
        for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n"):
            if line and not line.startswith(b"#"):
                pattern = _trimmed(line.removesuffix(b"\r"))
                negated = pattern.startswith(b"!")
                is_path, regex = _rule(pattern[negated:])
                (paths if is_path else names).append((len(self._negated), regex))
                self._negated.append(negated)
        self._names = _LastOf(names)
        self._paths = _LastOf(paths)
        self._by_name: dict[bytes, int] = {}

    def verdict(self, folder: bytes, name: bytes) -> bool | None:
        """Whether what lies in a folder under a name is ignored, and None where no rule is about it.

        `folder` is a real path that ends in a slash; `name` ends in NUL if it is that of a folder. What lies
        in an ignored folder is not asked for: git does not look at it either.
        """
        last = self._by_name.get(name)
        if last is None:
            last = self._by_name[name] = self._names(name)
        last = max(last, self._paths(folder[self._base :] + name))
        return None if last < 0 else not self._negated[last]

    def covers(self, path: str) -> bool:
        """Whether a path, relative to the folder, is ignored or lies in what is; that of a folder ends in a slash."""
        names = os.fsencode(path).split(b"/")
        folder = b"\0" * self._base
        for name in names[:-1]:
            if self.verdict(folder, name + b"\0"):
                return True
            folder += name + b"/"
        return bool(names[-1] and self.verdict(folder, names[-1]))


class _LastOf:
    """The number of the last of some numbered rules that matches, -1 if none does."""

    def __init__(self, rules: list[tuple[int, bytes]]) -> None:
        # One regex for all of them, the last rule first; the empty group that is set tells which one it was.
        self._numbers = [number for number, _ in reversed(rules)]
        combined = b"|".join(regex + b"()" for _, regex in reversed(rules))
        self._regex = re.compile(combined, _FLAGS) if rules else None

    def __call__(self, subject: bytes) -> int:
        found = self._regex and self._regex.fullmatch(subject)
        return self._numbers[(found.lastindex or 0) - 1] if found else -1


def _trimmed(line: bytes) -> bytes:
    """`line` without the spaces at its end, but with one that a backslash protects."""
    bare = line.rstrip(b" ")
    backslashes = len(bare) - len(bare.rstrip(b"\\"))
    return line[: len(bare) + backslashes % 2]


def _rule(pattern: bytes) -> tuple[bool, bytes]:
    """Whether a pattern is about paths (else names), and its regex, for subjects that end in NUL for folders."""
    only_folders = pattern.endswith(b"/")
    pattern = pattern.removesuffix(b"/")
    is_path = b"/" in pattern
    return is_path, _regex(pattern.removeprefix(b"/"), is_path) + (rb"\0" if only_folders else rb"\0?")


def _regex(pattern: bytes, is_path: bool) -> bytes:
    pieces = []
    at = 0
    while at < len(pattern):
        match pattern[at : at + 1]:
            case b"*":
                piece, at = _stars(pattern, at, is_path)
            case b"?":
                piece, at = rb"[^/\0]", at + 1
            case b"[":
                piece, at = _brackets(pattern, at + 1)
            case b"\\":
                piece, at = re.escape(pattern[at + 1 : at + 2]) or _NEVER, at + 2
            case character:
                piece, at = re.escape(character), at + 1
        pieces.append(piece)
    return b"".join(pieces)


def _stars(pattern: bytes, at: int, is_path: bool) -> tuple[bytes, int]:
    rest = pattern[at:].lstrip(b"*")
    end = len(pattern) - len(rest)
    # Git compares the part before the first special character by itself: `a/b**/c` counts as `a/b` and `**/c`.
    starts = pattern[:at].endswith(b"/") or not re.search(rb"[*?\[\\]", pattern[:at])
    if is_path and end - at > 1 and starts:
        if rest.startswith(b"/"):
            return rb"(?:[^\0]*/)?", end + 1
        if not rest or rest.startswith(rb"\/"):
            return rb"[^\0]*", end
    return rb"[^/\0]*", end


def _brackets(pattern: bytes, at: int) -> tuple[bytes, int]:
    negated = pattern[at : at + 1] in (b"!", b"^")
    at += negated
    first = at
    members = []
    while at == first or pattern[at : at + 1] != b"]":
        found = re.compile(_IN_BRACKETS).match(pattern, at)
        members.append(_members(found) if found else _NEVER)
        if found is None or members[-1] == _NEVER:
            return _NEVER, len(pattern)
        at = found.end()
    inside = b"".join(members)
    return rb"[^/\0%b]" % inside if negated else b"(?!/)[%b]" % inside, at + 1


def _members(found: re.Match[bytes]) -> bytes:
    if found[1] is not None:
        return _CLASSES.get(found[1], _NEVER)
    first = ord(found[2] or found[3])
    last = ord(found[4] or found[5] or b"\0")
    return rb"\x%02x" % first + (rb"\x%02x-\x%02x" % (first, last) if first < last else b"")
