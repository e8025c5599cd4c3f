"""Which parts of a repository have to do with each other, told by the import statements in their text.

A part is a unit (see `Layout.unit`): a folder of top-level packages, or a project without packages. Names are searched
for in the text; what one leads into is what the code that imports it gets: where every service has an `app` of its own,
none has to do with another's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncfix.project.layout import Layout

Name = tuple[bytes, ...]
"""`("a", "b")` stands for `a.b`, and for `b` out of `a`."""

Import = tuple[str, Name]
"""The path of a file, and a name that it imports by."""

# A literal to begin with lets `re` skip what is no import.
_IMPORT = re.compile(rb"import\b")
_REST = re.compile(rb"[^\n(]*(?:\([^)]*)?")
_WORD = re.compile(rb"\w+")
_QUOTED = re.compile(rb"[\"']([^\W\d][\w.]*)[\"']")
_CONTINUED = re.compile(rb"\\\r?\n")


class Units:
    """The units of some files of one repository; `read` gives the bytes of a file, None where it cannot be read."""

    def __init__(self, paths: Sequence[str], layout: Layout, read: Callable[[str], bytes | None]) -> None:
        self._layout = layout
        self._read = read
        self._by_unit = by_unit(paths, layout)
        self._related: dict[frozenset[str], tuple[str, ...]] = {}

    def related(self, unit: str) -> tuple[str, ...]:
        """The files of a unit, of those that it imports from and of those that import from it, at any remove."""
        units = frozenset({unit, *_closure(unit, self._onto), *_closure(unit, self._from)})
        if units not in self._related:
            self._related[units] = tuple(sorted(path for one in units for path in self._by_unit.get(one, ())))
        return self._related[units]

    @cached_property
    def _onto(self) -> dict[str, set[str]]:
        """For each unit those that its import statements lead into, and those that one Django registry knows."""
        found: dict[str, set[str]] = defaultdict(set)
        leads = Leads(self._by_unit, self._by_unit, self._layout)
        for unit, paths in self._by_unit.items():
            names = leads.names(unit)
            imported, installed = self._named(paths, names) if names else ([], [])
            installs = leads.into(unit, installed)
            found[unit] |= leads.into(unit, imported) | installs
            for other in installs:
                # An app gets at the others, and at the settings, without an import.
                found[other].add(unit)
        return found

    def _named(self, paths: Iterable[str], names: Mapping[bytes, Sequence[Name]]) -> tuple[list[Import], list[Import]]:
        """What import statements name, and what settings install."""
        imported: list[Import] = []
        installed: list[Import] = []
        for path in paths:
            data = self._read(path)
            if data is not None:
                imported += ((path, name) for name in names_in(data, names))
                if b"INSTALLED_APPS" in data:
                    installed += ((path, name) for name in _quoted(data, names))
        return imported, installed

    @cached_property
    def _from(self) -> dict[str, set[str]]:
        """For each unit those that import from it."""
        found: dict[str, set[str]] = defaultdict(set)
        for unit, others in self._onto.items():
            for other in others:
                found[other].add(unit)
        return found


def by_unit(paths: Iterable[str], layout: Layout) -> dict[str, list[str]]:
    """Files by their units, in the order in which they come."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        found[layout.unit(path)].append(path)
    return found


def _closure(unit: str, leads: Mapping[str, Iterable[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [unit]
    while waiting:
        new = {other for other in leads.get(waiting.pop(), ()) if other not in found}
        found |= new
        waiting += new
    return found


class Leads:
    """Which units the imports in `importing` ones lead into, out of all `units`; both are files by their units."""

    def __init__(
        self, importing: Mapping[str, Iterable[str]], units: Mapping[str, Iterable[str]], layout: Layout
    ) -> None:
        self._layout = layout
        self._roots = {unit: reach(paths, layout) for unit, paths in importing.items()}
        self._below: dict[str, dict[Name, set[str]]] = defaultdict(lambda: defaultdict(set))
        roots = frozenset().union(*self._roots.values())
        for unit, paths in units.items():
            for root, names in names_below(roots, paths, layout).items():
                for name in names:
                    self._below[root][name].add(unit)

    def names(self, unit: str) -> Mapping[bytes, Sequence[Name]]:
        """The names by which a unit's files may import those of another, by their first parts."""
        below = (self._below[root] for root in self._roots[unit] if root in self._below)
        return by_first({name for names in below for name, others in names.items() if others != {unit}})

    def into(self, unit: str, imports: Iterable[Import]) -> set[str]:
        """The other units that some imports of a unit's files lead into."""
        # Files of one source root import alike.
        asked = {(self._layout.start(path), name): path for path, name in imports}
        return set[str]().union(*(self._led(unit, name, path) for (_, name), path in asked.items())) - {unit}

    def _led(self, unit: str, name: Name, near: str) -> set[str]:
        path = self._layout.find(b".".join(name).decode(), near)
        if path is None:
            # Several have it that are as near as each other.
            return set()
        if not self._layout.is_shared(path):
            return {self._layout.unit(path)}
        return set[str]().union(
            *(self._below[root].get(name, ()) for root in self._roots[unit].intersection(self._below))
        )


def names_in(data: bytes, names: Mapping[bytes, Sequence[Name]]) -> Iterator[Name]:
    """Those of some names, given by their first parts, that an import statement may name."""
    text = _CONTINUED.sub(b" ", data) if b"\\" in data else data
    if b"\r" in text:
        text = text.replace(b"\r", b"\n")
    for first, rest in _imported(text):
        if first in names:
            words = frozenset(_WORD.findall(rest))
            yield from (name for name in names[first] if words.issuperset(name[1:]))


def _quoted(data: bytes, names: Mapping[bytes, Sequence[Name]]) -> Iterator[Name]:
    """Those of some names that stand in quotes, by themselves or with more parts behind them."""
    for text in _QUOTED.findall(data):
        parts = tuple(text.split(b"."))
        yield from (name for name in names.get(parts[0], ()) if parts[: len(name)] == name)


def _imported(text: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The first parts of the modules that statements import from, each with the rest of its statement."""
    for word in _IMPORT.finditer(text):
        start, end = word.span()
        rest = _REST.match(text, end)
        after = rest.group() if rest else b""
        _, is_from, module = text[text.rfind(b"\n", 0, start) + 1 : start].rpartition(b"from")
        if is_from:
            first, _, inner = module.strip().partition(b".")
            yield first, inner + b" " + after
        else:
            for each in after.split(b","):
                if found := _WORD.search(each):
                    yield found.group(), each[found.end() :]


def reach(paths: Iterable[str], layout: Layout) -> frozenset[str]:
    """The roots that absolute imports in some files may be looked for in."""
    starts = {layout.start(path): path for path in paths}
    return frozenset().union(*(layout.reachable_roots(path) for path in starts.values()))


def names_below(roots: Collection[str], paths: Iterable[str], layout: Layout) -> dict[str, set[Name]]:
    """For each root what an import must name to reach one of these files: all up to the first package on the way."""
    found: dict[str, set[Name]] = defaultdict(set)
    for path in paths:
        folder = path
        while folder not in ("", "/"):
            folder, slash, _ = folder.rpartition("/")
            folder = folder or slash
            if folder in roots and (name := _name(path, folder, layout)):
                found[folder].add(name)
    return found


def _name(path: str, root: str, layout: Layout) -> Name | None:
    before = f"{root}/" if root not in ("", "/") else root
    parts: list[str] = []
    if path == before + "__init__.py":
        return None
    for part in path[len(before) :].removesuffix(".py").split("/"):
        if not part.isidentifier():
            return None
        parts.append(part)
        if layout.is_file(f"{before}{'/'.join(parts)}/__init__.py"):
            break
    return tuple(part.encode() for part in parts)


def by_first(names: Iterable[Name]) -> dict[bytes, list[Name]]:
    """Names by their first parts."""
    found: dict[bytes, list[Name]] = defaultdict(list)
    for name in sorted(names):
        found[name[0]].append(name)
    return dict(found)
