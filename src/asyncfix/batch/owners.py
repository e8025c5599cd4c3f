"""Whose a file is: CODEOWNERS as GitHub and GitLab read it.

Patterns are matched by the package `codeowners`. Around it stands what the two sites do differently: GitHub skips lines
it does not understand and lets the last match win; GitLab has sections, each with a last match of its own, default
owners and exclusions, and matches a folder only where the pattern ends in a slash.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Literal, NamedTuple

from asyncfix.git import git_root

if TYPE_CHECKING:
    from codeowners import CodeOwners

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""Where the file may lie, in a repository: the first that is there counts."""

LARGEST = 3_000_000
"""Bytes beyond which GitHub does not load the file."""

Dialect = Literal["GitHub", "GitLab"]

_SECTION = re.compile(r"(\^?)\[([^\]]*)\](?:\[\d*\])?(?:\s+(.*))?")
_OWNER = re.compile(r"@\S+|\S+@\S+")
_SPACE = re.compile(r"(?<!\\)\s+")
_OTHER_LINE_ENDS = re.compile(r"[\v\f\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True)
class Owners:
    """The owners of a repository's files, and what is wrong in the file that names them.

    `place` is that file, relative to the repository, or None. `problems` are sentences that begin with the file and
    the line; what they are about was skipped.
    """

    place: str | None = None
    problems: tuple[str, ...] = ()
    _prefix: str = ""
    _sections: tuple[_Section, ...] = ()

    def of(self, path: str) -> str:
        """The owners of a path relative to the root: in file order, with spaces between; "" for none."""
        full = self._prefix + path
        return " ".join(dict.fromkeys(owner for section in self._sections for owner in section.of(full)))


class _Line(NamedTuple):
    pattern: str
    owners: tuple[str, ...]


@dataclass(frozen=True)
class _Section:
    """Lines of which the last that matches counts. An excluded path has no owner here."""

    rules: CodeOwners
    excluded: CodeOwners
    whole: bool
    """Whether a pattern without a final slash matches files only, as it does on GitLab."""

    def of(self, path: str) -> Iterator[str]:
        if any(self._holds(pattern, path) for _, _, pattern, _ in self.excluded.matching_lines(path)):
            return
        for owners, _, pattern, _ in self.rules.matching_lines(path):
            if self._holds(pattern, path):
                yield from (name for _, name in owners)
                return

    def _holds(self, pattern: str | None, path: str) -> bool:
        if not self.whole or not pattern or pattern.endswith("/"):
            return True
        last = pattern.rpartition("/")[2].replace("\\ ", " ")
        return fnmatchcase(path.rpartition("/")[2], last)


def read(root: str) -> Owners:
    """The owners of the files below `root`, as the CODEOWNERS of its repository says.

    Without one, all files are without owner. A file that cannot be read, or lines that are wrong, are `problems`.
    """
    real = os.path.realpath(root).replace(os.sep, "/").rstrip("/") + "/"
    repository = git_root(real.rstrip("/") or "/") or real
    problems = []
    for place in PLACES:
        try:
            data = _content(repository + place)
        except OSError as error:
            problems.append(f"{place}: cannot be read: {error.strerror or error}; it is not taken into account")
            continue
        if data is not None:
            return _parsed(data, place, _dialect(repository, place, data), real[len(repository) :], problems)
    return Owners(problems=tuple(problems))


def _content(path: str) -> bytes | None:
    """The bytes of a file, None where there is none. Raises OSError for a folder and other things that are no file."""
    if not os.path.lexists(path):
        return None
    with open(path, "rb") as file:
        return file.read()


def _dialect(repository: str, place: str, data: bytes) -> Dialect:
    if place.startswith(".github/"):
        return "GitHub"
    if place.startswith(".gitlab/") or re.search(rb"(?m)^\^?\[[^\]\n]+\]", data):
        return "GitLab"
    on_gitlab = os.path.lexists(repository + ".gitlab-ci.yml") and not os.path.lexists(repository + ".github")
    return "GitLab" if on_gitlab else "GitHub"


def _parsed(data: bytes, place: str, dialect: Dialect, prefix: str, problems: list[str]) -> Owners:
    if dialect == "GitHub" and len(data) > LARGEST:
        return Owners(place, (*problems, f"{place}: is larger than 3 MB, and GitHub does not load it"))
    draft = _Draft(place, dialect, problems)
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        try:
            draft.take(line.decode().strip())
        except UnicodeDecodeError:
            problems.append(f"{place}:{number}: is not UTF-8; the line is skipped")
        except _Wrong as wrong:
            problems.append(f"{place}:{number}: {wrong}")
    return Owners(place, tuple(problems), prefix, tuple(draft.sections()))


class _Wrong(Exception):
    """Why a line is skipped: a sentence without its place."""


@dataclass
class _Draft:
    """The lines so far, by section. GitLab joins sections of one name, whatever their case."""

    place: str
    dialect: Dialect
    problems: list[str]
    _lines: dict[str, list[_Line]] = field(default_factory=lambda: {"": []})
    _section: str = ""
    _defaults: tuple[str, ...] = ()

    def take(self, line: str) -> None:
        """Take one line. Raises `_Wrong` for one that is skipped."""
        if not line or line.startswith("#"):
            return
        if _OTHER_LINE_ENDS.search(line):
            raise _Wrong("holds a control character; the line is skipped")
        if self.dialect == "GitLab" and line.startswith(("[", "^[")):
            self._begin(line)
        else:
            self._lines[self._section].append(self._line(line))

    def _begin(self, line: str) -> None:
        match = _SECTION.fullmatch(line)
        if match is None or not match[2].strip():
            raise _Wrong("begins like a section, but is none (`[Name]`, `^[Name][2] @owner`); the line is skipped")
        self._section = match[2].strip().casefold()
        self._lines.setdefault(self._section, [])
        self._defaults = tuple(_OWNER.findall(match[3] or ""))

    def _line(self, line: str) -> _Line:
        if self.dialect == "GitHub":
            line = re.split(r"\s#", line, maxsplit=1)[0].rstrip()
        pattern, *words = _SPACE.split(line)
        wrong = [word for word in words if not _OWNER.fullmatch(word)]
        if wrong:
            raise _Wrong(f"`{wrong[0]}` is no owner (@user, @org/team or an e-mail address); the line is skipped")
        if self.dialect == "GitHub":
            _check_for_github(pattern)
        else:
            pattern = _as_on_gitlab(pattern)
        _compiled([_Line(pattern.removeprefix("!"), ())])
        return _Line(pattern, tuple(words) or self._defaults)

    def sections(self) -> Iterator[_Section]:
        for lines in self._lines.values():
            excluded = [_Line(line.pattern[1:], ()) for line in lines if line.pattern.startswith("!")]
            rules = [line for line in lines if not line.pattern.startswith("!")]
            yield _Section(_compiled(rules), _compiled(excluded), self.dialect == "GitLab")


def _check_for_github(pattern: str) -> None:
    """Raises `_Wrong` for what works in .gitignore and not here (GitHub's "CODEOWNERS syntax")."""
    if pattern.startswith("!"):
        raise _Wrong("`!` does not negate a pattern here; the line is skipped")
    if "[" in pattern or "]" in pattern:
        raise _Wrong("`[ ]` is no range of characters here; the line is skipped")
    if pattern.startswith("\\#"):
        raise _Wrong("a pattern cannot begin with an escaped `#`; the line is skipped")
    if "***" in pattern:
        raise _Wrong("`***` is no pattern; the line is skipped")


def _as_on_gitlab(pattern: str) -> str:
    """A pattern of GitLab in gitignore's words: one that does not begin with a slash matches at any depth."""
    sign = "!" if pattern.startswith("!") else ""
    bare = pattern[len(sign) :]
    if not bare:
        raise _Wrong("excludes nothing; the line is skipped")
    return sign + (bare if bare.startswith("/") else f"**/{bare}")


def _compiled(lines: list[_Line]) -> CodeOwners:
    """Raises `_Wrong` for a pattern that is none."""
    from codeowners import CodeOwners

    try:
        return CodeOwners("\n".join(" ".join((line.pattern, *line.owners)) for line in lines))
    except (ValueError, re.error) as error:
        raise _Wrong(f"{error}; the line is skipped") from None
