"""What earlier runs found out about single files, and what of it holds now."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from asyncfix.cache import values
from asyncfix.cache.stamps import NEVER, Stamp, stamp, stamp_of
from asyncfix.cache.watching import Ends, Fact, Note, Watch, digest, listing, related, roots
from asyncfix.errors import FileTrouble
from asyncfix.files import content
from asyncfix.project.layout import named_as_bases

if TYPE_CHECKING:
    from asyncfix.run import Looked

_IDENTIFIER = re.compile(rb"\w+")

AtOnce = Callable[[Callable[[Sequence[str]], Any], Sequence[str]], Iterable[Any]]
"""Calls a function on parts of some paths, perhaps in several processes, and gives the answers in any order."""


class Gate(NamedTuple):
    """What a file's own bytes tell: the rules a word of which it holds, those that it waits for, and whether more
    than that had to be found out."""

    held: tuple[str, ...] = ()
    unknown: frozenset[str] = frozenset()
    has_result: bool = False


class Result(NamedTuple):
    """What was found in a file, with some rules left out, and what it was made of."""

    looked: Looked
    without: frozenset[str]
    ends: Ends


@dataclass
class Memory:
    """All of it. `notes` are the files, `gates` and `results` those that were looked at, by path."""

    notes: dict[str, Note] = field(default_factory=dict)
    gates: dict[str, Gate] = field(default_factory=dict)
    results: dict[str, Result] = field(default_factory=dict)
    logs: dict[str, list[Fact]] = field(default_factory=dict)
    listed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    configured: dict[str, str] = field(default_factory=dict)
    """The hash of each pyproject.toml that was looked for, "" where there is none."""
    leader: str = ""
    """The log of what decided which files' projects count."""
    is_settled: bool = False
    """Whether that would be decided as it was."""

    def packed(self) -> bytes:
        """All but the notes, for `unpacked`. Results that cannot be stored are left out."""
        kinds = {gate: number for number, gate in enumerate(dict.fromkeys(self.gates.values()))}
        numbers = {path: number for number, path in enumerate(self.notes)}
        stored = {path: values.plain(result.looked) for path, result in self.results.items()}
        document = {
            "kinds": [[gate.held, sorted(gate.unknown), gate.has_result] for gate in kinds],
            "gates": [[numbers[path], kinds[gate]] for path, gate in self.gates.items()],
            "results": [
                [numbers[path], stored[path], sorted(result.without), result.ends]
                for path, result in self.results.items()
                if stored[path] is not None
            ],
            "logs": self.logs,
            "listed": {folder: [numbers[path] for path in paths] for folder, paths in self.listed.items()},
            "configured": self.configured,
            "leader": self.leader,
        }
        return json.dumps(document, separators=(",", ":")).encode()


def unpacked(data: bytes, notes: dict[str, Note]) -> Memory:
    """The memory that was packed, with its notes."""
    document = json.loads(data)
    paths = list(notes)
    kinds = [Gate(tuple(held), frozenset(unknown), has_result) for held, unknown, has_result in document["kinds"]]
    return Memory(
        notes,
        {paths[number]: kinds[kind] for number, kind in document["gates"]},
        {
            paths[number]: Result(values.restored(looked), frozenset(without), tuple((log, end) for log, end in ends))
            for number, looked, without, ends in document["results"]
        },
        {log: [(kind, about, answer) for kind, about, answer in facts] for log, facts in document["logs"].items()},
        {folder: tuple(paths[number] for number in numbers) for folder, numbers in document["listed"].items()},
        document["configured"],
        document["leader"],
    )


def configuration(paths: Iterable[str]) -> dict[str, str]:
    """The hashes of configuration files, as `Memory.configured` has them."""
    return {path: _digest_of(path) for path in paths}


def _digest_of(path: str) -> str:
    try:
        return digest(content(path)[0])
    except FileNotFoundError:
        return ""
    except (OSError, FileTrouble):
        return "unreadable"


def hashed(paths: Sequence[str]) -> list[tuple[str, Note | None]]:
    """The files as they are now; None for one that cannot be read."""
    found: list[tuple[str, Note | None]] = []
    for path in paths:
        try:
            data, state = content(path)
        except (OSError, FileTrouble):
            found.append((path, None))
        else:
            found.append((path, Note(stamp(state), digest(data))))
    return found


def what_holds(memory: Memory, watch: Watch, found: Collection[str], at_once: AtOnce) -> Memory:
    """What of a memory is true of the files as they are now. What is known of them is noted in `watch`."""
    changed = _changed(memory, watch, at_once)
    review = _Review(memory, watch, changed)
    held = {log: review.first_broken(facts) for log, facts in memory.logs.items()}
    results = {
        path: result
        for path, result in memory.results.items()
        if path not in changed and all(end <= held.get(log, -1) for log, end in result.ends)
    }
    gates = {path: memory.gates[path] for path in found if path in memory.gates and path not in changed}
    kept = {path: results[path] for path in gates.keys() & results.keys()}
    is_settled = (
        not changed
        and review.lists_the_same
        and list(found) == list(gates) == list(memory.gates)
        and held.get(memory.leader) == len(memory.logs.get(memory.leader, ()))
    )
    return Memory(memory.notes, gates, kept, memory.logs, leader=memory.leader, is_settled=is_settled)


def _changed(memory: Memory, watch: Watch, at_once: AtOnce) -> set[str]:
    """The files that are not known to hold what they held."""
    in_doubt = []
    for path, note in memory.notes.items():
        now = stamp_of(path)
        if now != note.stamp or now == NEVER:
            in_doubt.append(path)
        elif note.digest:
            watch.know(path, note)
    changed = set()
    for part in at_once(hashed, in_doubt):
        for path, now_held in part:
            if now_held is not None:
                watch.know(path, now_held)
            if now_held is None or now_held.digest != memory.notes[path].digest:
                changed.add(path)
    return changed


class _Review:
    """Whether facts hold now."""

    def __init__(self, memory: Memory, watch: Watch, changed: set[str]) -> None:
        self._notes = memory.notes
        self._tree = watch.tree
        self._layout = watch.layout
        self._changed = changed
        self._listed = {folder: tuple(self._tree.python_files(folder)) for folder in memory.listed}
        moved = [set(paths) ^ set(self._listed[folder]) for folder, paths in memory.listed.items()]
        self._relisted = set[str]().union(*moved)
        now = set[str]().union(*self._listed.values())
        self._unlisted = {os.path.abspath(path) for path in self._relisted - now}
        texts = list(self._texts({*changed, *self._relisted}))
        self._words = frozenset(word for text in texts for word in _IDENTIFIER.findall(text))
        self._bases = frozenset(name for text in texts for name in named_as_bases(text))
        self._texts_of_others = texts
        self._answers: dict[tuple[str, str, str], bool] = {}

    @property
    def lists_the_same(self) -> bool:
        """Whether the folders that were listed hold the same files."""
        return not self._relisted

    def _texts(self, paths: Collection[str]) -> Iterator[bytes]:
        for path in sorted(paths):
            if path.endswith((".py", ".pyw")):
                try:
                    yield content(path)[0]
                except (OSError, FileTrouble):
                    continue

    def first_broken(self, facts: Sequence[Fact]) -> int:
        """The number of the first fact that does not hold; of all facts, if all do."""
        return next((number for number, fact in enumerate(facts) if not self._holds(fact)), len(facts))

    def _holds(self, fact: Fact) -> bool:
        kind, about, answer = fact
        match kind:
            case "open":
                return self._is_as_it_was(about)
            case "file":
                return self._tree.is_file(about) == answer
            case "folder":
                return self._tree.is_folder(about) == answer
            case _:
                key = (kind, about, str(answer))
                if key not in self._answers:
                    self._answers[key] = self._holds_still(fact)
                return self._answers[key]

    def _is_as_it_was(self, path: str) -> bool:
        if path in self._changed or path not in self._notes:
            return False
        return not self._unlisted or os.path.abspath(path) not in self._unlisted

    def _holds_still(self, fact: Fact) -> bool:
        from asyncfix.project.index import installed_version

        kind, about, answer = fact
        match kind:
            case "listed":
                # Which files there are matters by what is in them; where there are some, also to the roots.
                return about in self._listed and listing(self._listed[about])[1:] == list(answer or ())[1:]  # type: ignore[call-overload]
            case "roots":
                return not self._relisted or roots(self._layout.roots_by_name(about)) == answer
            case "related":
                if not self._changed and not self._relisted:
                    return True
                return related(self._layout.related(about), self._layout.files(about)) == answer
            case "word":
                return not self._is_held(about.encode())
            case "bases":
                return about not in self._bases
            case "installed":
                return installed_version(about) == answer
            case _:
                return False

    def _is_held(self, word: bytes) -> bool:
        if _IDENTIFIER.fullmatch(word):
            return word in self._words
        return any(word in text for text in self._texts_of_others)


def as_stored(notes: Mapping[str, Note], unsettled: Callable[[Stamp], bool]) -> dict[str, Note]:
    """The notes with the stamps that tell nothing taken away."""
    return {path: Note(NEVER, note.digest) if unsettled(note.stamp) else note for path, note in notes.items()}
