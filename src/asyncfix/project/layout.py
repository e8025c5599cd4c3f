"""Which file a dotted name is, as code in another file imports it.

A name is looked for in the roots near the importing file first: the folder above its top package, the `src` of
`[tool.asyncfix]`, and every folder from there up to the repository's, with what their pyproject.toml and setup.cfg
declare. Only a name that is in none of these has the repository walked, once, for the roots of its other projects.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from asyncfix.errors import FileTrouble
from asyncfix.project.paths import between, in_common, is_importable, lies_in, parent, respelled, slashed, ups
from asyncfix.project.roots import Roots
from asyncfix.project.tree import Tree
from asyncfix.project.units import Units

_SHARED_PACKAGE = re.compile(rb"\bextend_path\b|\bdeclare_namespace\b")
_CLASS_BASES = re.compile(rb"^[ \t]*class[ \t]+\w+[ \t]*(?:\[[^\]\n]*\])?[ \t]*\(([^)]*)\)", re.MULTILINE)
_WORD = re.compile(rb"[A-Za-z_]\w*")

FEW = 2_000
"""So many files of a repository are searched sooner than it is found out which of them have to do with each other."""


def named_as_bases(data: bytes) -> set[str]:
    """The last parts of the names that a file's classes have as bases."""
    bases = (match.group(1) for match in _CLASS_BASES.finditer(data))
    return {word.decode() for each in bases for word in _WORD.findall(each)}


class Layout:
    """The files of a tree by the names under which they are imported. Nothing is read before it is asked for."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._roots = Roots(tree)
        self._extended: dict[int, dict[str, tuple[str, ...]]] = {}
        self._found: dict[tuple[str, str], str | None] = {}
        self._tops: dict[tuple[str, str], tuple[str, ...]] = {}
        self._projects: dict[tuple[str, str], tuple[str, ...]] = {}
        self._neighbours: dict[str, frozenset[str]] = {}
        self._sets: dict[int, tuple[tuple[str, ...], frozenset[str]]] = {}
        self._related: dict[tuple[str, str], tuple[str, ...]] = {}
        self._shared: dict[str, bool] = {}
        self._lines: dict[str, tuple[str, ...]] = {}
        self._grouped: dict[int, dict[str, list[str]]] = {}
        self._parts: dict[tuple[str, ...], Units] = {}
        self._respelled: dict[tuple[str, int], tuple[str, ...]] = {}
        self._units: dict[str, str] = {}
        self._reachable: dict[str, frozenset[str]] = {}
        self._others: dict[str, Mapping[str, tuple[str, ...]]] = {}

    # What the index asks

    def find(self, dotted: str, near: str) -> str | None:
        """The path of the project's file that code in the file `near` imports as `dotted`, if there is one."""
        key = (self.start(near), dotted)
        if key not in self._found:
            self._found[key] = self._search(*key)
        return self._found[key]

    def owns(self, dotted: str, near: str) -> bool:
        """Whether the first part of a dotted name is a module or a package with an `__init__.py` of the project."""
        return self.find(dotted.partition(".")[0], near) is not None

    def start(self, path: str) -> str:
        """The source root of a file: the folder above its top package, its own folder where it is in none."""
        return self._roots.start(path)

    def name(self, path: str) -> str:
        """The dotted name of a file as seen from its source root."""
        inside = path[len(slashed(self.start(path))) :]
        parts = inside.rpartition(".")[0].split("/")
        return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)

    def package(self, path: str, level: int) -> str | None:
        """The dotted name of the package that a relative import of so many dots starts from.

        "" for the folder of the repository itself, None above that.
        """
        start = self.start(path)
        folder = next(islice(self.folders(path), level - 1, None), None)
        if folder is None:
            return None
        if folder != start and lies_in(folder, start):
            return folder[len(slashed(start)) :].replace("/", ".")
        # A relative import proves a package where there is no `__init__.py`.
        return folder.rpartition("/")[2] if folder != self._roots.repository(start)[0] else ""

    def folders(self, path: str) -> Iterator[str]:
        """The folders from a file's own up to that of its repository."""
        folder: str | None = parent(path)
        top = self._roots.repository(self.start(path))[0]
        while folder is not None:
            yield folder
            folder = None if folder == top else self._roots.up(folder)

    def files(self, near: str) -> tuple[str, ...]:
        """The Python files of a file's repository, or of its source root where ignore rules leave that out."""
        start = self.start(near)
        top = self._roots.repository(start)[0]
        key = (top, start)
        if key not in self._projects:
            self._projects[key] = self._project_files(start, top)
        return self._projects[key]

    def related(self, near: str) -> tuple[str, ...]:
        """Those of a file's repository that may name what the file defines, or the other way round.

        All of a small repository; of another those of the file's unit, of what it imports and of what imports it.
        Where nothing says that it is one repository, the units in it are strangers unless one lies in the other.
        """
        key = (self.start(near), self.unit(near))
        if key not in self._related:
            self._related[key] = self._related_to(near)
        return self._related[key]

    def _related_to(self, near: str) -> tuple[str, ...]:
        paths = self.files(near)
        if len(paths) <= FEW:
            return paths
        if not self._roots.repository(self.start(near))[1]:
            return self._in_line(paths, self.unit(near))
        if paths not in self._parts:
            self._parts[paths] = Units(paths, self, self.bytes_of)
        return self._parts[paths].related(self.unit(near)) or paths

    def _in_line(self, paths: Sequence[str], unit: str) -> tuple[str, ...]:
        """The files of a unit, and of those around it and inside it."""
        if unit not in self._lines:
            found = [each for own, each in self._by_unit(paths).items() if lies_in(own, unit) or lies_in(unit, own)]
            self._lines[unit] = tuple(sorted(path for each in found for path in each))
        return self._lines[unit]

    def _by_unit(self, paths: Sequence[str]) -> Mapping[str, Sequence[str]]:
        # `files` keeps them: their identity tells them from others.
        if id(paths) not in self._grouped:
            grouped = self._grouped[id(paths)] = defaultdict(list)
            for path in paths:
                grouped[self.unit(path)].append(path)
        return self._grouped[id(paths)]

    def _project_files(self, start: str, top: str) -> tuple[str, ...]:
        whole = self._respelled_below(top, start)
        return whole if _holds(whole, slashed(start)) else self._roots.files_below(start)

    def neighbours(self, near: str) -> frozenset[str]:
        """The Python files of a file's repository and of its source root."""
        start = self.start(near)
        if start not in self._neighbours:
            whole, files = self._respelled_below(self._roots.repository(start)[0], start), self.files(near)
            self._neighbours[start] = self._set(whole) if files is whole else self._set(whole) | self._set(files)
        return self._neighbours[start]

    def _set(self, paths: tuple[str, ...]) -> frozenset[str]:
        # By identity: a tuple of thousands of paths is slow to hash.
        if id(paths) not in self._sets:
            self._sets[id(paths)] = paths, frozenset(paths)
        return self._sets[id(paths)][1]

    def _respelled_below(self, folder: str, start: str) -> tuple[str, ...]:
        whole = self._roots.files_below(folder)
        # Of what stands near only the number of its `..` counts.
        key = folder, ups(start)
        if ups(folder) > key[1] and key not in self._respelled:
            self._respelled[key] = tuple(respelled(path, start) for path in whole)
        return self._respelled.get(key, whole)

    def extended(self, near: str) -> Mapping[str, tuple[str, ...]]:
        """The files of near's project that name a class among the bases of another, by the last part of its name.

        A text search over all files, done once: subclasses are asked for more often than anything else.
        """
        related = self.related(near)
        # By identity: a tuple of thousands of paths is slow to hash.
        key = id(related)
        if key not in self._extended:
            found: dict[str, list[str]] = {}
            for path in related:
                for name in self._named_as_bases(path):
                    found.setdefault(name, []).append(path)
            self._extended[key] = {name: tuple(paths) for name, paths in found.items()}
        return self._extended[key]

    def _named_as_bases(self, path: str) -> set[str]:
        try:
            return named_as_bases(self._tree.read(path))
        except FileTrouble:
            return set()

    def repository(self, near: str) -> str:
        """The folder of a file's repository."""
        return self._roots.repository(self.start(near))[0]

    def unit(self, path: str) -> str:
        """The folder of the code that a file belongs to: the one above the topmost package that it lies in.

        For a file in no package that of its project, or of the repository where no project is nearer.
        """
        folder = parent(path)
        if folder not in self._units:
            self._units[folder] = self._unit_of(path)
        return self._units[folder]

    def _unit_of(self, path: str) -> str:
        project = topmost = None
        is_reached = True
        for each in self.folders(path):
            if is_reached and self._tree.is_file(slashed(each) + "__init__.py"):
                topmost = each
            # No import leads from a package through such a folder to what lies below it.
            is_reached = is_reached and is_importable(each)
            if project is None and self._roots.is_project(each):
                project = each
        if topmost is not None:
            return self._roots.above_packages(topmost)
        return self._roots.repository(self.start(path))[0] if project is None else project

    def reachable_roots(self, path: str) -> frozenset[str]:
        """All the roots that a file's absolute imports may be looked for in."""
        start = self.start(path)
        if start not in self._reachable:
            others = {root for roots in self._other_roots(start).values() for root in roots}
            self._reachable[start] = frozenset({*self._roots.near(start), *(respelled(root, start) for root in others)})
        return self._reachable[start]

    def is_file(self, path: str) -> bool:
        """Whether the tree has a file."""
        return self._tree.is_file(path)

    def is_shared(self, path: str) -> bool:
        """Whether a file is that of a package which says that other folders hold parts of it too."""
        if path not in self._shared:
            self._shared[path] = path.endswith("__init__.py") and self._is_shared(path)
        return self._shared[path]

    def bytes_of(self, path: str) -> bytes | None:
        """The bytes of a file, None where there is none that can be read."""
        try:
            return self._tree.read(path) if self._tree.is_file(path) else None
        except FileTrouble:
            return None

    # Names

    def _search(self, start: str, dotted: str) -> str | None:
        parts = dotted.split(".")
        if not all(parts):
            return None
        roots = self._holding(start, parts[0])
        if not roots and parts[0] in sys.stdlib_module_names:
            return None
        for root in roots:
            path, is_settled = self._below(root, parts)
            if path or is_settled:
                return path and respelled(path, start)
        return self._elsewhere(start, parts)

    def _elsewhere(self, start: str, parts: Sequence[str]) -> str | None:
        """The file in another root of the repository, if one root is the nearest that has it."""
        if parts[0] in sys.stdlib_module_names:
            return None
        near = self._roots.near(start)
        roots = {respelled(root, start) for root in self._other_roots(start).get(parts[0], ())}.difference(near)
        paths = {path: in_common(root, start) for root in roots if (path := self._below(root, parts)[0])}
        best = [path for path, depth in paths.items() if depth == max(paths.values())]
        return best[0] if len(best) == 1 else None

    def _holding(self, start: str, top: str) -> tuple[str, ...]:
        """The near roots that hold a module, a package or a folder of a name."""
        key = (start, top)
        if key not in self._tops:
            tree = self._tree
            self._tops[key] = tuple(
                root
                for root in self._roots.near(start)
                if tree.is_folder(path := slashed(root) + top) or tree.is_file(path + ".py")
            )
        return self._tops[key]

    def _below(self, root: str, parts: Sequence[str]) -> tuple[str | None, bool]:
        """The file of a name in one root, and whether a package on the way says that no other root counts."""
        path = root
        for number, part in enumerate(parts, start=1):
            path = slashed(path) + part
            init = path + "/__init__.py"
            if self._tree.is_file(init):
                if number == len(parts):
                    return init, True
                if not self._is_shared(init):
                    found, _ = self._below(path, parts[number:])
                    return found, True
            elif self._tree.is_file(path + ".py"):
                return (path + ".py" if number == len(parts) else None), True
            elif not self._tree.is_folder(path):
                return None, False
        return None, False

    def _is_shared(self, init: str) -> bool:
        """Whether a package says that other folders hold parts of it too."""
        try:
            return bool(_SHARED_PACKAGE.search(self._tree.read(init)))
        except FileTrouble:
            return False

    def _other_roots(self, start: str) -> Mapping[str, tuple[str, ...]]:
        """The roots of all projects of a repository, by the names of what lies in them."""
        top, is_marked = self._roots.repository(start)
        if not is_marked:
            return {}
        if top not in self._others:
            self._others[top] = self.roots_by_name(top)
        return self._others[top]

    def roots_by_name(self, top: str) -> Mapping[str, tuple[str, ...]]:
        """The roots of the projects below a repository's folder, by the names of what lies in them."""
        paths = self._roots.files_below(top)
        folders = {folder for path in paths for folder in between(path, top)}
        roots = {root for folder in folders for root in self._roots.project_roots(folder)}
        found: dict[str, set[str]] = defaultdict(set)
        for path in {*folders, *paths} - {top}:
            folder = parent(path)
            if folder in roots:
                found[path[len(slashed(folder)) :].partition(".")[0]].add(folder)
        return {name: tuple(sorted(holding)) for name, holding in found.items()}


def _holds(paths: Sequence[str], below: str) -> bool:
    """Whether one of some sorted paths begins with the folder `below`."""
    index = bisect_left(paths, below)
    if index < len(paths) and paths[index].startswith(below):
        return True
    # Paths with `..` that were respelled may be in another order.
    return any(path.startswith(below) for path in paths)
