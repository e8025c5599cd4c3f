"""Which file a dotted name is: the source roots of a project, found from its own files.

A name is looked for in the roots near the importing file first: the folder above its top package, the `src` of
`[tool.asyncfix]`, and every folder from there up to the repository's, with what their pyproject.toml and setup.cfg
declare. Only a name that is in none of these has the repository walked, once, for the roots of its other projects.
"""

from __future__ import annotations

import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import islice
from typing import Any

from asyncfix.errors import FileTrouble
from asyncfix.project.tree import MemoryTree, Tree

_PROJECT_FILES = ("pyproject.toml", "setup.py", "setup.cfg")
_WILDCARD = re.compile(r"[*?\[]")
_SHARED_PACKAGE = re.compile(rb"\bextend_path\b|\bdeclare_namespace\b")


_CLASS_BASES = re.compile(rb"^[ \t]*class[ \t]+\w+[ \t]*(?:\[[^\]\n]*\])?[ \t]*\(([^)]*)\)", re.MULTILINE)
_WORD = re.compile(rb"[A-Za-z_]\w*")


class Layout:
    """The files of a tree by the names under which they are imported. Nothing is read before it is asked for.

    A tree that has nothing above its root is one project. On the disk a repository is the nearest folder with a
    `.git`, else the topmost one with a pyproject.toml, a setup.py or a setup.cfg.
    """

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._extended: dict[str, dict[str, tuple[str, ...]]] = {}
        self._starts: dict[str, str] = {}
        self._repositories: dict[str, tuple[str, bool]] = {}
        self._roots: dict[str, tuple[str, ...]] = {}
        self._declared: dict[str, tuple[str, ...]] = {}
        self._tables: dict[str, dict[str, Any]] = {}
        self._found: dict[tuple[str, str], str | None] = {}
        self._tops: dict[tuple[str, str], tuple[str, ...]] = {}
        self._files: dict[str, tuple[str, ...]] = {}
        self._projects: dict[tuple[str, str], tuple[str, ...]] = {}
        self._neighbours: dict[str, frozenset[str]] = {}
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
        folder = _parent(path)
        if folder not in self._starts:
            self._starts[folder] = self._above_packages(folder)
        return self._starts[folder]

    def name(self, path: str) -> str:
        """The dotted name of a file as seen from its source root."""
        inside = path[len(_slashed(self.start(path))) :]
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
        if folder != start and _lies_in(folder, start):
            return folder[len(_slashed(start)) :].replace("/", ".")
        # A relative import proves a package where there is no `__init__.py`.
        return folder.rpartition("/")[2] if folder != self._repository(start)[0] else ""

    def folders(self, path: str) -> Iterator[str]:
        """The folders from a file's own up to that of its repository."""
        folder: str | None = _parent(path)
        top = self._repository(self.start(path))[0]
        while folder is not None:
            yield folder
            folder = None if folder == top else self._up(folder)

    def files(self, near: str) -> tuple[str, ...]:
        """The Python files of a file's repository, or of its source root where ignore rules leave that out."""
        start = self.start(near)
        top = self._repository(start)[0]
        key = (top, start)
        if key not in self._projects:
            self._projects[key] = self._project_files(start, top)
        return self._projects[key]

    def _project_files(self, start: str, top: str) -> tuple[str, ...]:
        whole = self._respelled_below(top, start)
        below = _slashed(start)
        return whole if any(path.startswith(below) for path in whole) else self._files_below(start)

    def neighbours(self, near: str) -> frozenset[str]:
        """The Python files of a file's repository and of its source root."""
        start = self.start(near)
        if start not in self._neighbours:
            whole = self._respelled_below(self._repository(start)[0], start)
            self._neighbours[start] = frozenset({*whole, *self.files(near)})
        return self._neighbours[start]

    def _respelled_below(self, folder: str, start: str) -> tuple[str, ...]:
        whole = self._files_below(folder)
        return tuple(_respelled(path, start) for path in whole) if _ups(folder) > _ups(start) else whole

    def extended(self, near: str) -> Mapping[str, tuple[str, ...]]:
        """The files of near's project that name a class among the bases of another, by the last part of its name.

        A text search over all files, done once: subclasses are asked for more often than anything else.
        """
        key = self.repository(near)
        if key not in self._extended:
            found: dict[str, list[str]] = {}
            for path in self.files(near):
                for name in self._named_as_bases(path):
                    found.setdefault(name, []).append(path)
            self._extended[key] = {name: tuple(paths) for name, paths in found.items()}
        return self._extended[key]

    def _named_as_bases(self, path: str) -> set[str]:
        try:
            data = self._tree.read(path)
        except FileTrouble:
            return set()
        bases = (match.group(1) for match in _CLASS_BASES.finditer(data))
        return {word.decode() for each in bases for word in _WORD.findall(each)}

    def repository(self, near: str) -> str:
        """The folder of a file's repository."""
        return self._repository(self.start(near))[0]

    def unit(self, path: str) -> str:
        """The folder of the code that a file belongs to: the one above the topmost package that it lies in.

        For a file in no package that of its project, or of the repository where no project is nearer.
        """
        folder = _parent(path)
        if folder not in self._units:
            self._units[folder] = self._unit_of(path)
        return self._units[folder]

    def reachable_roots(self, path: str) -> frozenset[str]:
        """All the roots that a file's absolute imports may be looked for in."""
        start = self.start(path)
        if start not in self._reachable:
            others = {root for roots in self._other_roots(start).values() for root in roots}
            self._reachable[start] = frozenset({*self.roots(start), *(_respelled(root, start) for root in others)})
        return self._reachable[start]

    def is_file(self, path: str) -> bool:
        return self._tree.is_file(path)

    def _unit_of(self, path: str) -> str:
        project = topmost = None
        is_importable = True
        for each in self.folders(path):
            if is_importable and self._tree.is_file(_slashed(each) + "__init__.py"):
                topmost = each
            # No import leads from a package through such a folder to what lies below it.
            is_importable = is_importable and each.rpartition("/")[2].isidentifier()
            if project is None and any(self._tree.is_file(_slashed(each) + name) for name in _PROJECT_FILES):
                project = each
        if topmost is not None:
            return self._above_packages(topmost)
        return self._repository(self.start(path))[0] if project is None else project

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
                return path and _respelled(path, start)
        return self._elsewhere(start, parts)

    def _elsewhere(self, start: str, parts: Sequence[str]) -> str | None:
        """The file in another root of the repository, if one root is the nearest that has it."""
        if parts[0] in sys.stdlib_module_names:
            return None
        near = self.roots(start)
        roots = {_respelled(root, start) for root in self._other_roots(start).get(parts[0], ())}.difference(near)
        paths = {path: _shared(root, start) for root in roots if (path := self._below(root, parts)[0])}
        best = [path for path, shared in paths.items() if shared == max(paths.values())]
        return best[0] if len(best) == 1 else None

    def _holding(self, start: str, top: str) -> tuple[str, ...]:
        """The near roots that hold a module, a package or a folder of a name."""
        key = (start, top)
        if key not in self._tops:
            tree = self._tree
            self._tops[key] = tuple(
                root
                for root in self.roots(start)
                if tree.is_folder(path := _slashed(root) + top) or tree.is_file(path + ".py")
            )
        return self._tops[key]

    def _below(self, root: str, parts: Sequence[str]) -> tuple[str | None, bool]:
        """The file of a name in one root, and whether a package on the way says that no other root counts."""
        path = root
        for number, part in enumerate(parts, start=1):
            path = _slashed(path) + part
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

    # Roots

    def roots(self, start: str) -> tuple[str, ...]:
        """The near roots, the nearest first, of the files whose source root is `start`."""
        if start not in self._roots:
            self._roots[start] = tuple(dict.fromkeys(self._near(start)))
        return self._roots[start]

    def _near(self, start: str) -> Iterator[str]:
        yield start
        top = self._repository(start)[0]
        above = list(self._upwards(start, top))
        for folder in above:
            table = _table(self._pyproject(folder), "tool", "asyncfix")
            if table is not None:
                yield from self._configured(folder, table)
                break
        for folder in above:
            yield from self.declared(folder)
            yield folder

    def _upwards(self, start: str, top: str) -> Iterator[str]:
        folder: str | None = start
        while folder is not None:
            yield folder
            folder = None if folder == top else self._up(folder)

    def _configured(self, folder: str, table: dict[str, Any]) -> Iterator[str]:
        for pattern in _texts(table.get("src")):
            wanted = _joined(folder, pattern).split("/")
            number = next((number for number, part in enumerate(wanted) if _WILDCARD.search(part)), None)
            if number is None:
                yield "/".join(wanted)
                continue
            below = self._files_below("/".join(wanted[:number]))
            for candidate in sorted({one for path in below for one in _folders_above(path)}):
                parts = candidate.split("/")
                if len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted)):
                    yield candidate

    def declared(self, folder: str) -> tuple[str, ...]:
        """The roots that a folder's own project files declare, `src` among them; none without such files."""
        if folder not in self._declared:
            is_project = any(self._tree.is_file(_slashed(folder) + name) for name in _PROJECT_FILES)
            names = [*_declared_in(self._pyproject(folder)), *self._declared_in_setup(folder)] if is_project else []
            found = [_joined(folder, name) for name in names]
            if is_project and self._tree.is_folder(_slashed(folder) + "src"):
                found.append(_slashed(folder) + "src")
            self._declared[folder] = tuple(dict.fromkeys(found))
        return self._declared[folder]

    def _declared_in_setup(self, folder: str) -> Iterator[str]:
        path = _slashed(folder) + "setup.cfg"
        if not self._tree.is_file(path):
            return
        import configparser

        parser = configparser.ConfigParser(interpolation=None, strict=False)
        try:
            parser.read_string(self._tree.read(path).decode())
        except (FileTrouble, UnicodeDecodeError, configparser.Error):
            return
        for line in parser.get("options", "package_dir", fallback="").splitlines():
            package, equals, place = line.partition("=")
            if equals and not package.strip():
                yield place.strip()

    def _pyproject(self, folder: str) -> dict[str, Any]:
        if folder not in self._tables:
            self._tables[folder] = self._read_pyproject(_slashed(folder) + "pyproject.toml")
        return self._tables[folder]

    def _read_pyproject(self, path: str) -> dict[str, Any]:
        if not self._tree.is_file(path):
            return {}
        import tomllib

        try:
            return tomllib.loads(self._tree.read(path).decode())
        except (FileTrouble, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
            return {}

    # The repository

    def _other_roots(self, start: str) -> Mapping[str, tuple[str, ...]]:
        """The roots of all projects of a repository, by the names of what lies in them."""
        top, is_marked = self._repository(start)
        if not is_marked:
            return {}
        if top not in self._others:
            self._others[top] = self._by_name(top)
        return self._others[top]

    def _by_name(self, top: str) -> Mapping[str, tuple[str, ...]]:
        paths = self._files_below(top)
        folders = {folder for path in paths for folder in _between(path, top)}
        roots = {root for folder in folders for root in self._project_roots(folder)}
        found: dict[str, set[str]] = defaultdict(set)
        for path in {*folders, *paths} - {top}:
            folder = _parent(path)
            if folder in roots:
                found[path[len(_slashed(folder)) :].partition(".")[0]].add(folder)
        return {name: tuple(sorted(holding)) for name, holding in found.items()}

    def _project_roots(self, folder: str) -> tuple[str, ...]:
        if not any(self._tree.is_file(_slashed(folder) + name) for name in _PROJECT_FILES):
            return ()
        table = _table(self._pyproject(folder), "tool", "asyncfix") or {}
        return (*self._configured(folder, table), *self.declared(folder), folder)

    def _files_below(self, folder: str) -> tuple[str, ...]:
        if folder not in self._files:
            self._files[folder] = tuple(self._tree.python_files(folder))
        return self._files[folder]

    def _repository(self, start: str) -> tuple[str, bool]:
        """The folder of the repository, and whether anything says that it is one."""
        if start not in self._repositories:
            self._repositories[start] = self._repository_of(start)
        return self._repositories[start]

    def _repository_of(self, start: str) -> tuple[str, bool]:
        topmost = None
        folder: str | None = start
        while folder is not None:
            below = _slashed(folder)
            if self._tree.is_folder(below + ".git") or self._tree.is_file(below + ".git"):
                return folder, True
            if any(self._tree.is_file(below + name) for name in _PROJECT_FILES):
                topmost = folder
            folder = self._up(folder)
        if isinstance(self._tree, MemoryTree):
            return "", True
        if topmost is not None:
            return topmost, True
        return ("" if not start.startswith(("/", "..")) and ":" not in start else start), False

    def _above_packages(self, folder: str) -> str:
        while self._tree.is_file(_slashed(folder) + "__init__.py"):
            above = self._up(folder)
            if above is None or not folder.rpartition("/")[2].isidentifier():
                break
            folder = above
        return folder

    def _up(self, folder: str) -> str | None:
        """The folder above one, None above the root of the tree or of the disk."""
        if not folder or folder == ".." or folder.endswith("/.."):
            above = folder + "/.." if folder else ".."
            return above if self._tree.is_folder(above) else None
        return None if folder == "/" or re.fullmatch(r"\w:/?", folder) else _parent(folder)


def _declared_in(pyproject: dict[str, Any]) -> Iterator[str]:
    """The folders of packages that a pyproject.toml names plainly: setuptools, poetry and hatch."""
    setuptools = _table(pyproject, "tool", "setuptools") or {}
    places = setuptools.get("package-dir")
    if isinstance(places, dict):
        yield from _texts([places.get("")])
    yield from _texts((_table(setuptools, "packages", "find") or {}).get("where"))
    packages = (_table(pyproject, "tool", "poetry") or {}).get("packages")
    if isinstance(packages, list):
        yield from _texts([each.get("from") for each in packages if isinstance(each, dict)])
    hatch = _table(pyproject, "tool", "hatch", "build") or {}
    for table in (hatch, _table(hatch, "targets", "wheel") or {}):
        yield from (_parent(path) for path in _texts(table.get("packages")))
        sources = table.get("sources")
        yield from _texts(list(sources) if isinstance(sources, dict) else sources)


def _table(value: object, *keys: str) -> dict[str, Any] | None:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else None


def _texts(value: object) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _parent(path: str) -> str:
    """The folder of a path: "" for a relative one without a slash, "/" for what lies at the top of the disk."""
    folder, slash, _ = path.rpartition("/")
    return folder or slash


def _slashed(folder: str) -> str:
    return folder if not folder or folder.endswith("/") else folder + "/"


def _lies_in(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(_slashed(folder))


def _folders_above(path: str) -> Iterator[str]:
    while path and path != "/":
        path = _parent(path)
        yield path


def _between(path: str, top: str) -> Iterator[str]:
    """The folders from that of a path up to `top`, which it lies in."""
    while path != top:
        path = _parent(path)
        yield path


def _joined(folder: str, below: str) -> str:
    """A folder with a relative path, of the kind that stands in a configuration file, put to it."""
    parts = folder.split("/") if folder else []
    for part in below.replace("\\", "/").split("/"):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts) or ("/" if folder.startswith("/") else "")


def _shared(one: str, other: str) -> int:
    """How many folders two paths have in common at their beginning."""
    both = os.path.abspath(one), os.path.abspath(other)
    return os.path.commonpath(both).count(os.sep) if both[0][:1] == both[1][:1] else 0


def _respelled(path: str, near: str) -> str:
    """A path that goes up from the current folder and down into it again, without that detour.

    Only what `near` itself does not do: files are spelled as a run from the same folder spells them.
    """
    ups, kept = _ups(path), _ups(near)
    if ups <= kept:
        return path
    parts, above = path.split("/")[ups:], _current_folder()
    while ups > kept and len(above) >= ups and parts[0] == above[-ups]:
        del parts[0]
        ups -= 1
    return "/".join([".."] * ups + parts)


def _ups(path: str) -> int:
    parts = path.split("/")
    return next((number for number, part in enumerate(parts) if part != ".."), len(parts))


@lru_cache(maxsize=1)
def _parts_of(folder: str) -> list[str]:
    return folder.replace(os.sep, "/").strip("/").split("/")


def _current_folder() -> list[str]:
    return _parts_of(os.getcwd())
