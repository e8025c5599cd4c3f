"""Which projects may hold what a rule is about, told by words in their files before any of them is parsed.

Files fall into units (see `Layout.unit`): a folder of top-level packages, or a project without packages. A unit counts
when one of its files holds a word, or when an import statement in it may lead into a unit that counts. In doubt it
counts: no finding may be lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from asyncfix.errors import FileTrouble
from asyncfix.project import Layout
from asyncfix.project.paths import parent
from asyncfix.project.units import Import, Leads, Name, by_unit, names_in

MOST_NAMES = 20_000
"""Where there are more names that may lead on than this, they are not looked for: the unit counts."""

Read = Callable[[str], bytes]


class Search(NamedTuple):
    """What is looked for in some files: one of `words`, imports by one of `names`, which go by their first part."""

    paths: tuple[str, ...]
    words: tuple[bytes, ...] = ()
    names: Mapping[bytes, Sequence[Name]] = {}  # never changed

    def everything(self) -> Hits:
        """The hits if all is there: what is assumed where it cannot be found out."""
        nearest = {parent(path): path for path in self.paths}.values()
        return Hits(
            self.paths, frozenset((path, name) for path in nearest for each in self.names.values() for name in each)
        )


class Hits(NamedTuple):
    """The paths of the files that hold a word, and the names that files import by, of each folder's files once."""

    paths: tuple[str, ...] = ()
    imports: frozenset[Import] = frozenset()


Ask = Callable[[Sequence[Search]], Iterable[tuple[Search, Hits]]]
"""Makes searches, in any order."""


def hits(search: Search, read: Read) -> Hits:
    """What a search finds. A file that cannot be read holds nothing."""
    paths = []
    imports: dict[tuple[str, Name], str] = {}
    for path in search.paths:
        try:
            data = read(path)
        except FileTrouble:
            continue
        if any(word in data for word in search.words):
            paths.append(path)
        if search.names:
            imports.update(((parent(path), name), path) for name in names_in(data, search.names))
    return Hits(tuple(paths), frozenset((path, name) for (_, name), path in imports.items()))


def in_units_that_count(
    waiting: Collection[str],
    seen: Collection[str],
    holders: Collection[str],
    words: tuple[bytes, ...],
    layout: Layout,
    ask: Ask,
) -> set[str]:
    """Those of the waiting files whose project may hold one of the words.

    `seen` are the files that have been searched for the words, `waiting` among them, and `holders` those with one. The
    other files of their repositories are searched here.
    """
    counting = {layout.unit(path) for path in holders}
    open_units = {layout.unit(path) for path in waiting} - counting
    if open_units:
        known = set(seen)
        one_of_each = {layout.start(path): path for path in waiting if layout.unit(path) in open_units}
        # Most have the same neighbours.
        neighbours = {id(each): each for each in map(layout.neighbours, one_of_each.values())}
        unseen = frozenset().union(*neighbours.values()).difference(known)
        searches = [Search(paths, words=words) for paths in _chunks(sorted(unseen))]
        counting |= {layout.unit(path) for _, found in ask(searches) for path in found.paths}
        if not open_units <= counting:
            counting |= _leading_to(counting, by_unit(sorted({*known, *unseen}), layout), layout, ask)
    return {path for path in waiting if layout.unit(path) in counting}


def _leading_to(counting: Collection[str], units: dict[str, list[str]], layout: Layout, ask: Ask) -> set[str]:
    """The units that import from one that counts, or from one that does so."""
    leads = Leads({unit: paths for unit, paths in units.items() if unit not in counting}, units, layout)
    names = {unit: leads.names(unit) for unit in units if unit not in counting}
    leading = {unit for unit in names if sum(map(len, names[unit].values())) > MOST_NAMES}
    searches = [
        Search(paths, names=names[unit])
        for unit in names.keys() - leading
        if names[unit]
        for paths in _chunks(units[unit])
    ]
    imported: dict[str, set[str]] = defaultdict(set)
    for search, found in ask(searches):
        unit = layout.unit(search.paths[0])
        imported[unit] |= leads.into(unit, found.imports)
    new = {*counting, *leading}
    while new:
        new = {unit for unit, others in imported.items() if unit not in leading and not others.isdisjoint(new)}
        leading |= new
    return leading


def _chunks(paths: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(paths[start : start + 500]) for start in range(0, len(paths), 500)]
