"""The file that a baseline is kept in: JSON with one line for each finding, sorted, so that git merges it well.

Paths in it are relative to its own folder, with forward slashes, and never lead out of its repository.
"""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from asyncfix import files
from asyncfix.errors import FileTrouble, UsageError
from asyncfix.report.paths import shown

DEFAULT_NAME = "asyncfix-baseline.json"
TOOL = "asyncfix"
VERSION = 1

_LONGEST_CODE = 120
_FINGERPRINT = re.compile(r"[0-9a-f]{32}\Z")
_VERSIONS = re.compile(r'^\s*"version": (\d{1,9}),\r?$', re.MULTILINE)
_CONFLICT = re.compile(rb"^(?:<{7} |={7}\r?$|>{7} |\|{7} )", re.MULTILINE)
_ABSOLUTE = re.compile(r"/|[A-Za-z]:|\\")


class Entry(NamedTuple):
    """One finding of a baseline. `path` is relative to the baseline's folder; `code` is a line for people to read."""

    path: str
    rule: str
    symbol: str
    code: str
    fingerprint: str


class Baseline(NamedTuple):
    """A file of findings. `path` is as it was given; `folder` and `root`, which no entry leads out of, are real."""

    path: str
    folder: str
    root: str
    entries: tuple[Entry, ...] = ()

    def absolute(self, entry: Entry) -> str:
        """The real path of an entry's file, which may be gone."""
        return _slashed(os.path.normpath(os.path.join(self.folder, entry.path)))

    def relative(self, path: str) -> str:
        """The path that stands for a file in the entries. Raises `UsageError` for one outside of the root."""
        real = real_path(path)
        if not lies_below(real, self.root):
            raise UsageError(
                f"{shown(path)}: does not lie in {self.root}, the project of the baseline {shown(self.path)};"
                " keep a baseline of its own for it with --file"
            )
        return _slashed(os.path.relpath(real, self.folder))

    def text(self) -> str:
        """What stands in the file."""
        lines = [f"    {json.dumps(entry._asdict())}" for entry in sorted(set(self.entries))]
        findings = "[\n{}\n  ]".format(",\n".join(lines)) if lines else "[]"
        return f'{{\n  "tool": "{TOOL}",\n  "version": {VERSION},\n  "findings": {findings}\n}}\n'


def empty(path: str) -> Baseline:
    """A baseline that is yet to be written. Raises `UsageError` where its folder is not there."""
    folder = _real(os.path.dirname(path))
    if not os.path.isdir(folder):
        raise UsageError(f"{shown(path)}: its folder is not there; make it first, or give another path")
    if os.path.isdir(path):
        raise UsageError(f"{shown(path)}: is a folder; name the file in it, such as {DEFAULT_NAME}")
    return Baseline(path, folder, project_root(path))


def project_root(near: str) -> str:
    """The real path of the repository, or else of the topmost project, that a file lies in; else its folder."""
    from asyncfix.project import DiskTree, Layout

    folder = _real(os.path.dirname(near))
    return Layout(DiskTree()).repository(f"{folder.rstrip('/')}/{DEFAULT_NAME}") or folder


def load(path: str, *, merge: bool = False) -> Baseline:
    """A baseline as it stands on the disk. Raises `UsageError` for all that is no baseline of asyncfix.

    Of entries that say the same the last one counts: a merge may have left both. With `merge` a file that git could
    not merge has the entries of both sides.
    """
    try:
        data = files.read(path)
    except FileTrouble as trouble:
        told = f"the baseline cannot be read: {trouble.message}"
        if not os.path.lexists(path):
            told += (
                f"; write it with `asyncfix baseline write --file {shlex.quote(shown(path))}`, or name the right one"
            )
        raise UsageError(f"{shown(path)}: {told}") from None
    bare = empty(path)
    entries = _Reading(bare, merge).entries(data)
    unique = {(entry.path, entry.fingerprint): entry for entry in entries}
    return bare._replace(entries=tuple(unique.values()))


def refuse_unknown_rules(baseline: Baseline, rules: Collection[str]) -> None:
    """Raise `UsageError` for an entry of a rule that there is not."""
    for entry in baseline.entries:
        if entry.rule not in rules:
            raise UsageError(
                f'{shown(baseline.path)}: the baseline has a finding of the rule "{entry.rule}" in {entry.path}, and'
                " there is no such rule; install what brings it, or run `asyncfix baseline update`, which drops it"
            )


def entry_code(code: str) -> str:
    """A line of code as an entry shows it."""
    return code if len(code) <= _LONGEST_CODE else f"{code[: _LONGEST_CODE - 3].rstrip()}..."


class _Reading:
    """The bytes of a baseline, held against what they should be."""

    def __init__(self, baseline: Baseline, merge: bool) -> None:
        self._baseline = baseline
        self._merge = merge

    def entries(self, data: bytes) -> Iterable[Entry]:
        content = self._content(data)
        if not isinstance(content, dict) or content.get("tool") != TOOL or "findings" not in content:
            raise self._wrong("is no baseline of asyncfix", "name the right file, or write one to another path")
        version = content.get("version")
        if type(version) is int and version > VERSION:
            raise self._wrong(f"was written by a newer asyncfix (format {version})", "upgrade asyncfix")
        if version != VERSION or type(version) is not int:
            raise self._wrong(f"has no known format version: {version!r}", self._write_anew)
        if not isinstance(content["findings"], list):
            raise self._wrong('has no list of "findings"', self._write_anew)
        return [self._entry(number, one) for number, one in enumerate(content["findings"], start=1)]

    def _content(self, data: bytes) -> Any:
        conflict = _CONFLICT.search(data)
        if conflict and not self._merge:
            line = data.count(b"\n", 0, conflict.start()) + 1
            raise self._wrong(
                f"holds the markers of a merge conflict (line {line})",
                "`asyncfix baseline update` takes the findings of both sides that are still there",
            )
        try:
            text = data.decode("utf-8-sig")
            return _of_both_sides(text) if conflict else json.loads(text)
        except json.JSONDecodeError as exc:
            raise self._wrong(f"is not valid JSON (line {exc.lineno}: {exc.msg})", self._write_anew) from None
        except UnicodeDecodeError:
            raise self._wrong("is not UTF-8", self._write_anew) from None
        except RecursionError:
            raise self._wrong("is not valid JSON: it is nested too deeply", self._write_anew) from None
        except ValueError as exc:
            raise self._wrong(f"is not valid JSON: {exc}", self._write_anew) from None

    def _entry(self, number: int, given: object) -> Entry:
        if not isinstance(given, dict):
            raise self._wrong(f"finding {number} is no object", self._write_anew)
        for key in Entry._fields:
            if not isinstance(given.get(key), str):
                raise self._wrong(f'finding {number} has no text "{key}"', self._write_anew)
        entry = Entry(*(given[key] for key in Entry._fields))
        if not _FINGERPRINT.match(entry.fingerprint):
            raise self._wrong(f"finding {number} has no fingerprint but {entry.fingerprint!r}", self._write_anew)
        if self._leads_elsewhere(entry):
            raise self._wrong(
                f"finding {number} is in {entry.path!r}, which leads to no file of {self._baseline.root}",
                f"take it out, or write the baseline anew with `{self._write_command}`",
            )
        return entry

    def _leads_elsewhere(self, entry: Entry) -> bool:
        if not entry.path or "\0" in entry.path or _ABSOLUTE.match(entry.path):
            return True
        return not lies_below(self._baseline.absolute(entry), self._baseline.root)

    @property
    def _write_anew(self) -> str:
        return f"restore it, name the right file, or write it anew with `{self._write_command}`"

    @property
    def _write_command(self) -> str:
        return f"asyncfix baseline write --force --file {shlex.quote(shown(self._baseline.path))}"

    def _wrong(self, what: str, remedy: str) -> UsageError:
        return UsageError(f"{shown(self._baseline.path)}: the baseline {what}; {remedy}")


def _of_both_sides(text: str) -> dict[str, Any]:
    """What stands in a file with the markers of a conflict; each finding has a line of its own."""
    rows = [row.strip().rstrip(",") for row in text.splitlines()]
    return {
        "tool": TOOL if f'"tool": "{TOOL}"' in rows else None,
        "version": max(map(int, _VERSIONS.findall(text)), default=None),
        "findings": [json.loads(row) for row in rows if row.startswith("{") and len(row) > 1],
    }


def real_path(path: str) -> str:
    """A file's path with all links in its folder resolved; the file itself may be a link, or gone."""
    folder, name = os.path.split(path)
    return f"{_real(folder).rstrip('/')}/{name}"


def lies_below(path: str, folder: str) -> bool:
    """Whether a path lies in a folder, or somewhere below it."""
    return path.startswith(folder.rstrip("/") + "/")


def _real(folder: str) -> str:
    return _slashed(os.path.realpath(folder))


def _slashed(path: str) -> str:
    return path.replace(os.sep, "/")
