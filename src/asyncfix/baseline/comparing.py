"""A run's findings held against the baselines that its files have."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from asyncfix.baseline.stored import Baseline, Entry, entry_code, lies_below, real_path
from asyncfix.errors import FileTrouble
from asyncfix.files import Found
from asyncfix.rule import Finding

RulesOf = Callable[[str], frozenset[str]]


class Gone(NamedTuple):
    """An entry whose finding is not there any more. `path` is real, `baseline` is the path of the file it stands in."""

    baseline: str
    path: str
    entry: Entry


class Compared(NamedTuple):
    """What a run found, seen from its baselines: known findings, and entries whose finding is gone."""

    unchanged: tuple[Finding, ...] = ()
    gone: tuple[Gone, ...] = ()


@dataclass(frozen=True)
class Scope:
    """What a run can tell of. `files` are those that were looked at, with the rules that looked; all paths are real.

    `folders` are those that were walked, `silent` the files and folders that could not be read or parsed. `rules_of`
    gives the rules that would look at a path.
    """

    files: Mapping[str, frozenset[str]]
    folders: frozenset[str]
    silent: frozenset[str]
    rules_of: RulesOf

    def tells_of(self, path: str, rule: str) -> bool:
        """Whether a finding of this rule in this file would have been found: or the file is gone from where it was."""
        if any(path == each or lies_below(path, each) for each in self.silent):
            return False
        if path in self.files:
            return rule in self.files[path]
        below = any(lies_below(path, folder) for folder in self.folders)
        return below and is_gone(path) and rule in self.rules_of(path)


def scope(paths: Sequence[str], found: Sequence[Found], errors: Sequence[FileTrouble], rules_of: RulesOf) -> Scope:
    """What a run over `paths` can tell of that has looked at `found` and had trouble with `errors`."""
    real = cache(lambda folder: os.path.realpath(folder).replace(os.sep, "/").rstrip("/"))

    def real_file(path: str) -> str:
        folder, name = os.path.split(path)
        return f"{real(folder)}/{name}"

    return Scope(
        files={real_file(one.path): rules_of(one.path) for one in found},
        folders=frozenset(real(path) for path in paths if os.path.isdir(path)),
        silent=frozenset(place for error in errors for place in (real_file(error.path), real(error.path))),
        rules_of=rules_of,
    )


def is_gone(path: str) -> bool:
    """Whether there is no file of this name any more."""
    return not os.path.lexists(path)


class Matched(NamedTuple):
    """What findings and a baseline have to do with each other. `unseen` are entries that the run cannot tell of."""

    known: tuple[tuple[Finding, Entry], ...]
    new: tuple[Finding, ...]
    gone: tuple[Entry, ...]
    unseen: tuple[Entry, ...]


def match(baseline: Baseline, findings: Sequence[Finding], scope: Scope) -> Matched:
    """Hold findings, which have their fingerprints, against a baseline.

    A finding is first looked for under its file's path, then among the entries whose finding is gone from where it
    was: its file has another name, or its code has moved to another file.
    """
    waiting = {(baseline.absolute(entry), entry.fingerprint): entry for entry in baseline.entries}
    in_place = [(one, waiting.pop((real_path(one.path), one.fingerprint), None)) for one in findings]
    told = {entry for entry in waiting.values() if scope.tells_of(baseline.absolute(entry), entry.rule)}
    free: dict[str, list[Entry]] = {}
    for entry in sorted(waiting.values(), reverse=True):
        if entry in told or is_gone(baseline.absolute(entry)):
            free.setdefault(entry.fingerprint, []).append(entry)
    matched = [(one, entry or _taken(free, one.fingerprint)) for one, entry in in_place]
    known = [(one, entry) for one, entry in matched if entry is not None]
    left = sorted(set(waiting.values()).difference(entry for _, entry in known))
    return Matched(
        known=tuple(known),
        new=tuple(one for one, entry in matched if entry is None),
        gone=tuple(entry for entry in left if entry in told),
        unseen=tuple(entry for entry in left if entry not in told),
    )


def _taken(free: dict[str, list[Entry]], fingerprint: str) -> Entry | None:
    entries = free.get(fingerprint)
    return entries.pop() if entries else None


def entry_of(finding: Finding, baseline: Baseline) -> Entry:
    """What stands in a baseline for a finding that has its fingerprint."""
    path = baseline.relative(finding.path)
    return Entry(path, finding.rule, finding.symbol, entry_code(finding.code), finding.fingerprint)
