"""What a run has found out, and what all of it was made of: the next run's memory."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, partial
from stat import S_IFDIR, S_IFREG
from typing import TYPE_CHECKING

from asyncfix.cache import memory as memories
from asyncfix.cache.memory import Gate, Memory, Result
from asyncfix.cache.stamps import NEVER, Stamp, is_settled, kind, stamp_of
from asyncfix.cache.watching import Fact, Note, Record
from asyncfix.files import Found

if TYPE_CHECKING:
    from asyncfix.run import Looked, Outcome

_UNKNOWN = Note(NEVER)


class Summary:
    """Sums up what held before a run that began at the time `now`, and what its processes have written down.

    `leader` is the log of the process which led the run.
    """

    def __init__(self, found: Sequence[Found], records: Sequence[Record], held: Memory, leader: str, now: int) -> None:
        self._found = [each.path for each in found]
        self._records = records
        self._held = held
        self._settled = partial(is_settled, now=now)
        self._leader = leader
        self._notes = self._merged()
        self._outcomes = [outcome for record in records for outcome in record.outcomes]

    def _merged(self) -> dict[str, Note]:
        merged: dict[str, Note] = {}
        for record in reversed(self._records):
            for path, note in record.notes.items():
                # Two that differ: it was changed while they were at work.
                merged[path] = note if merged.get(path, note) == note else _UNKNOWN
        for record in self._records:
            merged |= dict.fromkeys(record.unsure, _UNKNOWN)
        return merged

    @cached_property
    def is_complete(self) -> bool:
        """Whether each file has a result that holds as long as nothing changes."""
        logs = {log: len(facts) for log, facts in self.memory.logs.items()}
        ends = (end for result in self.memory.results.values() for end in result.ends)
        return all(map(self._is_known, self._found)) and all(end <= logs[log] for log, end in ends)

    def _is_known(self, path: str) -> bool:
        gate = self.memory.gates.get(path)
        return gate is not None and (not gate.has_result or path in self.memory.results)

    @cached_property
    def memory(self) -> Memory:
        """What the next run begins with."""
        gates, results = dict(self._held.gates), dict(self._held.results)
        for outcome in self._outcomes:
            _enter(outcome, gates, results)
        gates = {path: gates[path] for path in self._found if path in gates}
        results = {path: results[path] for path in gates if path in results}
        logs = self._logs(results.values())
        listed = self._listed([fact for facts in logs.values() for fact in facts])
        configured = self._configured()
        opened = [about for facts in logs.values() for what, about, _ in facts if what == "open"]
        paths = dict.fromkeys([*self._found, *opened, *(path for paths in listed.values() for path in paths)])
        notes = {path: self._stored(path) for path in paths}
        return Memory(notes, gates, results, logs, listed, configured, self._deciding)

    @property
    def _deciding(self) -> str:
        """The log of what decided which projects count: that of an earlier run, where that was not asked again."""
        return self._held.leader if self._held.is_settled else self._leader

    def _logs(self, results: Iterable[Result]) -> dict[str, list[Fact]]:
        ends = {self._deciding: len(self._whole_logs.get(self._deciding, ()))}
        for result in results:
            for log, end in result.ends:
                ends[log] = max(end, ends.get(log, 0))
        return {log: self._whole_logs.get(log, [])[:end] for log, end in ends.items()}

    @cached_property
    def _whole_logs(self) -> dict[str, list[Fact]]:
        whole = {log: list(facts) for log, facts in self._held.logs.items()}
        for record in self._records:
            for log, (start, facts) in record.logs.items():
                if len(whole.setdefault(log, [])) == start:
                    whole[log] += facts
        return whole

    def _listed(self, facts: Sequence[Fact]) -> dict[str, tuple[str, ...]]:
        every: dict[str, tuple[str, ...]] = {}
        for record in self._records:
            every |= record.listed
        wanted = {about for what, about, _ in facts if what == "listed"}
        return {folder: every.get(folder, ()) for folder in sorted(wanted)}

    def _configured(self) -> dict[str, str]:
        folders = sorted(frozenset[str]().union(*(record.configured for record in self._records)))
        found = memories.configuration(os.path.join(folder, "pyproject.toml") for folder in folders)
        # One that was changed a moment ago may be another than the one that was read.
        return {
            path: held if not held or self._settled(stamp_of(path)) else "unsettled" for path, held in found.items()
        }

    def _stored(self, path: str) -> Note:
        note = self._notes.get(path) or Note(stamp_of(path))
        return note if self._settled(note.stamp) else Note(NEVER, note.digest)

    # What the whole result is made of besides

    @cached_property
    def _facts(self) -> list[Fact]:
        """Those of the results, and those of the process that led the run."""
        logs = [*self.memory.logs.values(), self._whole_logs.get(self._leader, [])]
        return list({fact[:2]: fact for facts in logs for fact in facts if fact[0] != "listed"}.values())

    @property
    def tops(self) -> list[str]:
        """The folders whose Python files were asked for."""
        return sorted({folder for record in self._records for folder in record.listed})

    @property
    def installed(self) -> dict[str, object]:
        """The versions of distributions that were asked for."""
        return {about: answer for what, about, answer in self._facts if what == "installed"}

    def walked(self, own_folder: str) -> dict[str, Stamp]:
        """The stamps of the folders and other files that no result of a single file is made of."""
        own = os.path.abspath(own_folder) if _ignores_itself(own_folder) else ""
        met = {path for path, note in self._notes.items() if not note.digest and note.stamp != NEVER}
        read = {about for what, about, _ in self._facts if what == "open"}
        listed = {path for record in self._records for paths in record.listed.values() for path in paths}
        configured = {path for path, held in self.memory.configured.items() if held}
        return {
            path: self._stored(path).stamp
            for path in sorted({*met, *read, *listed, *configured} - self.memory.notes.keys())
            if not own or os.path.abspath(path) != own
        }

    def kinds(self, walked: Mapping[str, Stamp]) -> list[tuple[str, int]] | None:
        """What paths are where no folder's stamp tells it; None where one is no longer what it was."""
        folders = {os.path.abspath(path) for path in walked}
        found = []
        for path, answers in self._asked_kinds().items():
            now = kind(path or ".")
            leads_to = now >> 16 or now
            if any(leads_to == mode if answer else leads_to != mode for mode, answer in answers):
                is_told = not now >> 16 and _told_by(path, folders, is_there=bool(now))
                found += [] if is_told else [(path or ".", now)]
            else:
                return None
        return found

    def _asked_kinds(self) -> dict[str, list[tuple[int, object]]]:
        modes = {"file": S_IFREG, "folder": S_IFDIR}
        asked: dict[str, list[tuple[int, object]]] = {}
        for what, about, answer in self._facts:
            # The folders above the current one are always there; above the last one is none.
            if what in modes and about.strip("./"):
                asked.setdefault(about, []).append((modes[what], answer))
        absent = [path for path, held in self.memory.configured.items() if not held]
        absent += [path for path, note in self._notes.items() if note.stamp == NEVER and not note.digest]
        for path in absent:
            asked.setdefault(path, []).append((S_IFREG, False))
        return asked


def _enter(outcome: Outcome, gates: dict[str, Gate], results: dict[str, Result]) -> None:
    path = outcome.path
    if outcome.looked is None:
        gates[path] = Gate(outcome.held, outcome.unknown, has_result=True)
        return
    if path not in gates or not gates[path].unknown:
        gates[path] = Gate(outcome.held, has_result=bool(outcome.ends) or not _is_nothing(outcome.looked))
    if not outcome.sure:
        del gates[path]
    elif gates[path].has_result:
        results[path] = Result(outcome.looked, outcome.without, outcome.ends)


def _is_nothing(looked: Looked) -> bool:
    return not (looked.findings or looked.errors or looked.suppressed or looked.unused_ignores)


def _ignores_itself(folder: str) -> bool:
    try:
        with open(os.path.join(folder, ".gitignore"), "rb") as file:
            return file.read(3) == b"*\n"
    except OSError:
        return False


def _told_by(path: str, folders: set[str], *, is_there: bool) -> bool:
    """Whether the stamp of one of these folders changes when a path comes to be something else."""
    if "/.." in path.lstrip("./"):
        return False
    above = os.path.dirname(os.path.abspath(path))
    if is_there:
        return above in folders
    # What is not there comes to be in the nearest folder that is.
    while not os.path.lexists(above):
        above = os.path.dirname(above)
    return above in folders
