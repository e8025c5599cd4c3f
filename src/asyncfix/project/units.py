"""Which parts of a repository have to do with each other, told by the import statements in their text.

A part is a unit (see `Layout.unit`): a folder of top-level packages, or a project without packages. In doubt two
units have to do with each other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncfix.project.layout import Layout

Name = tuple[bytes, ...]
"""`("a", "b")` stands for `a.b`, and for `b` out of `a`."""

# A literal to begin with lets `re` skip what is no import.
_IMPORT = re.compile(rb"import\b")
_REST = re.compile(rb"[^\n(]*(?:\([^)]*)?")
_WORD = re.compile(rb"\w+")
_CONTINUED = re.compile(rb"\\\r?\n")


class Units:
    """The units of some files of one repository; `read` gives the bytes of a file, None where it cannot be read."""

    def __init__(self, paths: Sequence[str], layout: Layout, read: Callable[[str], bytes | None]) -> None:
        self._paths = paths
        self._layout = layout
        self._read = read
        self._by_unit: dict[str, list[str]] = defaultdict(list)
        for path in paths:
            self._by_unit[layout.unit(path)].append(path)
        self._roots: dict[str, frozenset[str]] = {}
        self._below: dict[str, dict[str, set[Name]]] = {}
        self._leading: dict[tuple[str, str], bool] = {}
        self._related: dict[str, tuple[str, ...]] = {}

    def related(self, unit: str) -> tuple[str, ...]:
        """The files of a unit, and of those that it imports from or that import from it, at first or second hand."""
        if unit not in self._related:
            units = self._connected(unit)
            paths = tuple(path for path in self._paths if self._layout.unit(path) in units)
            self._related |= dict.fromkeys(units, paths)
        return self._related[unit]

    def _connected(self, unit: str) -> set[str]:
        found, waiting = {unit}, [unit]
        while waiting:
            one = waiting.pop()
            new = {other for other in self._by_unit.keys() - found if self._leads(one, other)}
            new |= {other for other in self._by_unit.keys() - found - new if self._leads(other, one)}
            found |= new
            waiting += new
        return found

    def _leads(self, unit: str, other: str) -> bool:
        """Whether an import statement in a unit may lead into another."""
        if (unit, other) not in self._leading:
            self._leading[unit, other] = self._imports(unit, other)
        return self._leading[unit, other]

    def _imports(self, unit: str, other: str) -> bool:
        below = self._names_of(other)
        names = by_first({name for root in self._reach(unit) & below.keys() for name in below[root]})
        return bool(names) and any(
            any(first in data for first in names) and any(True for _ in names_in(data, names))
            for path in self._by_unit[unit]
            if (data := self._read(path)) is not None
        )

    def _reach(self, unit: str) -> frozenset[str]:
        if unit not in self._roots:
            self._roots[unit] = reach(self._by_unit[unit], self._layout)
        return self._roots[unit]

    def _names_of(self, unit: str) -> dict[str, set[Name]]:
        if unit not in self._below:
            roots = frozenset().union(*map(self._reach, self._by_unit))
            self._below[unit] = names_below(roots, self._by_unit[unit], self._layout)
        return self._below[unit]


def names_in(data: bytes, names: Mapping[bytes, Sequence[Name]]) -> Iterator[Name]:
    """Those of some names, given by their first parts, that an import statement may name."""
    text = _CONTINUED.sub(b" ", data) if b"\\" in data else data
    if b"\r" in text:
        text = text.replace(b"\r", b"\n")
    for first, rest in _imported(text):
        if first in names:
            words = frozenset(_WORD.findall(rest))
            yield from (name for name in names[first] if words.issuperset(name[1:]))


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
