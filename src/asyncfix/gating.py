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
from asyncfix.project.units import Name, by_first, names_below, names_in, reach

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
        return Hits(self.paths, frozenset(name for names in self.names.values() for name in names))


class Hits(NamedTuple):
    """The paths of the files that hold a word, and the names that one of the files imports by."""

    paths: tuple[str, ...] = ()
    names: frozenset[Name] = frozenset()


Ask = Callable[[Sequence[Search]], Iterable[tuple[Search, Hits]]]
"""Makes searches, in any order."""


def hits(search: Search, read: Read) -> Hits:
    """What a search finds. A file that cannot be read holds nothing."""
    paths = []
    names: set[Name] = set()
    for path in search.paths:
        try:
            data = read(path)
        except FileTrouble:
            continue
        if any(word in data for word in search.words):
            paths.append(path)
        if search.names:
            names.update(names_in(data, search.names))
    return Hits(tuple(paths), frozenset(names))


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
        unseen = frozenset().union(*map(layout.neighbours, one_of_each.values())).difference(known)
        searches = [Search(paths, words=words) for paths in _chunks(sorted(unseen))]
        counting |= {layout.unit(path) for _, found in ask(searches) for path in found.paths}
        if not open_units <= counting:
            counting |= _leading_to(counting, _by_unit({*known, *unseen}, layout), layout, ask)
    return {path for path in waiting if layout.unit(path) in counting}


def _by_unit(paths: Iterable[str], layout: Layout) -> dict[str, list[str]]:
    units: dict[str, list[str]] = defaultdict(list)
    for path in sorted(paths):
        units[layout.unit(path)].append(path)
    return units


def _leading_to(counting: Collection[str], units: dict[str, list[str]], layout: Layout, ask: Ask) -> set[str]:
    """The units that import from one that counts, or from one that does so."""
    reached = {unit: reach(paths, layout) for unit, paths in units.items() if unit not in counting}
    below = _units_below(frozenset().union(*reached.values()), units, layout)
    names = {
        unit: {name for root in roots & below.keys() for name, others in below[root].items() if others != {unit}}
        for unit, roots in reached.items()
    }
    leading = {unit for unit in names if len(names[unit]) > MOST_NAMES}
    searches = [
        Search(paths, names=by_first(names[unit]))
        for unit in names.keys() - leading
        if names[unit]
        for paths in _chunks(units[unit])
    ]
    imported: dict[str, set[str]] = defaultdict(set)
    for search, found in ask(searches):
        unit = layout.unit(search.paths[0])
        imported[unit].update(
            *(below[root].get(name, ()) for root in reached[unit] & below.keys() for name in found.names)
        )
    new = {*counting, *leading}
    while new:
        new = {unit for unit, others in imported.items() if unit not in leading and not others.isdisjoint(new)}
        leading |= new
    return leading


def _units_below(
    roots: Collection[str], units: Mapping[str, Sequence[str]], layout: Layout
) -> dict[str, dict[Name, set[str]]]:
    """For each root the names that imports must name to reach files below it, with the units that they lead into."""
    found: dict[str, dict[Name, set[str]]] = defaultdict(lambda: defaultdict(set))
    for unit, paths in units.items():
        for root, names in names_below(roots, paths, layout).items():
            for name in names:
                found[root][name].add(unit)
    return found


def _chunks(paths: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(paths[start : start + 500]) for start in range(0, len(paths), 500)]
