"""A look at paths: find the files, ask the gates, and detect in several processes. Nothing is printed.

Most runs end here, many over one clean file: what only a file with a finding needs is imported when there is one.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from asyncfix import files
from asyncfix.config import Settings
from asyncfix.errors import FileTrouble
from asyncfix.looking import NOTHING, Item, Looked, Outcome, Part, Sources, UnusedIgnore, Work, together
from asyncfix.transforms import all_rules

if TYPE_CHECKING:
    from asyncfix.cache import Notebook
    from asyncfix.cache.memory import Memory
    from asyncfix.workers import Lost

__all__ = ["Looked", "Outcome", "Progress", "Sources", "UnusedIgnore", "default_jobs", "found_files", "look"]

CHUNK = 100
"""Files that a process looks at before it reports."""

CHUNK_OF_UNIT = 20
"""The same of files that follow code across files, which may take a second each."""

FEW = 64
"""So many files are looked at sooner than it is found out whether their projects are worth it."""

Progress = Callable[[int, int], None]
_Asked = TypeVar("_Asked")
_Answer = TypeVar("_Answer")


def found_files(
    paths: Sequence[str], settings: Settings, notebook: Notebook | None = None
) -> tuple[list[files.Found], list[FileTrouble]]:
    """The files that these paths mean, and the paths that lead nowhere."""
    named = [path for path in paths if not settings.excluded_by_name(path)]
    if notebook is None:
        return files.find(named, excluded=settings.excluded)
    return files.find(named, excluded=settings.excluded, asked=notebook.watch.asked)


def look(
    found: Sequence[files.Found],
    sources: Sources,
    *,
    jobs: int,
    unused_ignores: bool = False,
    progress: Progress | None = None,
    notebook: Notebook | None = None,
) -> Looked:
    """What the rules find in these files, by path and place.

    Files whose rules depend on what their project holds come last, when the others have told. With a `notebook` what
    it remembers is not looked at again, and it gets to know what is new.
    """
    work = Work(
        sources,
        unused_ignores,
        {rule.name: rule.project_needles for rule in all_rules().values() if rule.project_needles},
        notebook.watch if notebook else None,
    )
    parts: list[Part] = []
    done = 0

    def add(part: Part) -> None:
        nonlocal done
        parts.append(part)
        if notebook and part.record:
            notebook.add(part.record)
        done += part.looked.files
        if progress:
            progress(done, len(found))

    items = [Item(one) for one in found]
    memory = None
    if notebook:
        memory = notebook.what_holds([one.path for one in found], partial(_by_parts, jobs=jobs))
        part, items = _remembered(items, memory)
        add(part)
    for part in _parts(work, items, jobs):
        add(part)
    waiting = [one for part in parts for one in part.waiting]
    if memory and memory.is_settled and all(one.found.path in memory.results for one in waiting):
        items = [Item(one.found, memory.results[one.found.path].without) for one in waiting]
    else:
        items = _settled(waiting, found, parts, work, jobs)
    if memory:
        part, items = _remembered(items, memory)
        add(part)
    for part in _parts(work, items, jobs, by_unit=True):
        add(part)
    return together(part.looked for part in parts)


def _by_parts(
    function: Callable[[Sequence[str]], list[_Answer]], paths: Sequence[str], jobs: int
) -> Iterator[list[_Answer]]:
    """The answers of a function to parts of these paths; where a process dies, to one path after the other."""
    chunks = [paths[start : start + 10 * CHUNK] for start in range(0, len(paths), 10 * CHUNK)]
    for chunk, answer in _in_processes(function, chunks, jobs):
        yield answer if isinstance(answer, list) else function(chunk)


def _remembered(items: Sequence[Item], memory: Memory) -> tuple[Part, list[Item]]:
    """What is remembered of files, as if it had been looked at now, and the files that must be looked at."""
    looked: list[Looked] = []
    waiting: list[Item] = []
    holders: dict[str, list[str]] = {}
    rest: list[Item] = []
    for item in items:
        path = item.found.path
        gate, result = memory.gates.get(path), memory.results.get(path)
        if gate is None:
            rest.append(item)
            continue
        is_first = item.without is None
        if is_first and gate.unknown:
            waiting.append(Item(item.found, gate.unknown))
        elif not gate.has_result:
            looked.append(NOTHING)
        elif result is not None and result.without == (item.without or frozenset()):
            looked.append(result.looked)
        else:
            rest.append(item)
            continue
        for name in gate.held if is_first else ():
            holders.setdefault(name, []).append(path)
    return Part(together(looked)._replace(files=len(looked)), tuple(waiting), holders), rest


def _parts(work: Work, items: Sequence[Item], jobs: int, *, by_unit: bool = False) -> Iterator[Part]:
    chunks = _chunks_of_units(items, work) if by_unit and jobs > 1 else _chunks(items, CHUNK)
    kin = partial(_unit, work=work) if by_unit else None
    was_on = gc.isenabled()
    # Trees are many small objects without cycles: the collector would only walk them, again and again, and between two
    # chunks once over all that is held. Processes begin with what is said here.
    gc.disable()
    try:
        for chunk, part in _in_processes(work, chunks, jobs, kin):
            if isinstance(part, Part):
                yield part
            else:
                yield from _one_by_one(work, chunk)
    finally:
        if was_on:
            gc.enable()


def _chunks(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def _chunks_of_units(items: Sequence[Item], work: Work) -> list[Sequence[Item]]:
    """Chunks of files that have much in common, so that not every process looks at all of that."""
    if len(items) <= FEW:
        return _chunks(items, CHUNK)
    units: dict[str, list[Item]] = {}
    for item in items:
        units.setdefault(_unit([item], work), []).append(item)
    # The largest first: a small one at the end keeps nobody waiting.
    return [chunk for unit in sorted(units.values(), key=len, reverse=True) for chunk in _chunks(unit, CHUNK_OF_UNIT)]


def _unit(chunk: Sequence[Item], work: Work) -> str:
    return work.layout.unit(chunk[0].found.path)


def _in_processes(
    function: Callable[[_Asked], _Answer],
    chunks: Sequence[_Asked],
    jobs: int,
    kin: Callable[[_Asked], str] | None = None,
) -> Iterator[tuple[_Asked, _Answer | Lost]]:
    if jobs == 1 or len(chunks) < 2:
        return ((chunk, function(chunk)) for chunk in chunks)
    from asyncfix import workers

    return workers.run(function, chunks, jobs, kin=kin)


def _one_by_one(work: Work, chunk: Sequence[Item]) -> Iterator[Part]:
    """A chunk whose process died, file by file: the culprit alone is lost."""
    from asyncfix import workers

    for (one,), part in workers.run(work, [[one] for one in chunk], jobs=1):
        if isinstance(part, Part):
            yield part
        else:
            said = f"cannot be analysed: the process that looked at it {part.reason}"
            yield Part(Looked(files=1, errors=(FileTrouble(one.found.path, said),)))


def _settled(
    waiting: Sequence[Item], found: Sequence[files.Found], parts: Sequence[Part], work: Work, jobs: int
) -> list[Item]:
    """The waiting files, each with the rules that need not look at it."""
    if len(waiting) <= FEW:
        return [Item(one.found, frozenset()) for one in waiting]
    from asyncfix import gating

    def ask(searches: Sequence[gating.Search]) -> Iterator[tuple[gating.Search, gating.Hits]]:
        for search, hits in _in_processes(partial(gating.hits, read=work.sources.read), searches, jobs):
            yield search, hits if isinstance(hits, gating.Hits) else search.everything()

    seen = [one.path for one in found]
    without: dict[str, set[str]] = {one.found.path: set() for one in waiting}
    for name, words in work.gates.items():
        asking = {one.found.path for one in waiting if name in (one.without or ())}
        holders = [path for part in parts for path in part.holders.get(name, ())]
        for path in asking - gating.in_units_that_count(asking, seen, holders, words, work.layout, ask):
            without[path].add(name)
    return [Item(one.found, frozenset(without[one.found.path])) for one in waiting]


def default_jobs() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
