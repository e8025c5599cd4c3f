"""Where absolute imports are looked for: the source roots of a file, and those of its repository's other projects."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from asyncfix.project.declarations import (
    PROJECT_FILES,
    declared_in_pyproject,
    declared_in_setup,
    read_pyproject,
    table,
    texts,
)
from asyncfix.project.paths import folders_above, is_absolute, is_importable, joined, lies_in, parent, slashed, ups
from asyncfix.project.tree import MemoryTree, Tree

_WILDCARD = re.compile(r"[*?\[]")


class Roots:
    """The source roots in a tree. Nothing is read before it is asked for.

    A tree that has nothing above its root is one project. On the disk a repository is the nearest folder with a
    `.git`, else the topmost one with a pyproject.toml, a setup.py or a setup.cfg, else see `_unmarked`.
    """

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._starts: dict[str, str] = {}
        self._repositories: dict[str, tuple[str, bool]] = {}
        self._roots: dict[str, tuple[str, ...]] = {}
        self._declared: dict[str, tuple[str, ...]] = {}
        self._tables: dict[str, dict[str, Any]] = {}
        self._files: dict[str, tuple[str, ...]] = {}

    def start(self, path: str) -> str:
        """The source root of a file: the folder above its top package, its own folder where it is in none."""
        folder = parent(path)
        if folder not in self._starts:
            self._starts[folder] = self.above_packages(folder)
        return self._starts[folder]

    def above_packages(self, folder: str) -> str:
        """The folder above the topmost package that a folder is, or lies in."""
        while self._tree.is_file(slashed(folder) + "__init__.py"):
            above = self.up(folder)
            if above is None or not folder.rpartition("/")[2].isidentifier():
                break
            folder = above
        return folder

    def near(self, start: str) -> tuple[str, ...]:
        """The near roots, the nearest first, of the files whose source root is `start`."""
        if start not in self._roots:
            self._roots[start] = tuple(dict.fromkeys(self._near(start)))
        return self._roots[start]

    def _near(self, start: str) -> Iterator[str]:
        yield start
        top = self.repository(start)[0]
        above = list(self._upwards(start, top))
        for folder in above:
            configured = table(self._pyproject(folder), "tool", "asyncfix")
            if configured is not None:
                yield from self._configured(folder, configured)
                break
        for folder in above:
            yield from self.declared(folder)
            yield folder

    def _upwards(self, start: str, top: str) -> Iterator[str]:
        folder: str | None = start
        while folder is not None:
            yield folder
            folder = None if folder == top else self.up(folder)

    def _configured(self, folder: str, configured: dict[str, Any]) -> Iterator[str]:
        """The roots that the `src` of `[tool.asyncfix]` names."""
        for pattern in texts(configured.get("src")):
            wanted = joined(folder, pattern).split("/")
            number = next((number for number, part in enumerate(wanted) if _WILDCARD.search(part)), None)
            if number is None:
                yield "/".join(wanted)
                continue
            below = self.files_below("/".join(wanted[:number]))
            for candidate in sorted({one for path in below for one in folders_above(path)}):
                parts = candidate.split("/")
                if len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted)):
                    yield candidate

    def declared(self, folder: str) -> tuple[str, ...]:
        """The roots that a folder's own project files declare, `src` among them; none without such files."""
        if folder not in self._declared:
            self._declared[folder] = tuple(dict.fromkeys(self._declared_in(folder)))
        return self._declared[folder]

    def _declared_in(self, folder: str) -> Iterator[str]:
        if self.is_project(folder):
            for name in (*declared_in_pyproject(self._pyproject(folder)), *declared_in_setup(self._tree, folder)):
                yield joined(folder, name)
            if self._tree.is_folder(slashed(folder) + "src"):
                yield slashed(folder) + "src"

    def _pyproject(self, folder: str) -> dict[str, Any]:
        if folder not in self._tables:
            self._tables[folder] = read_pyproject(self._tree, folder)
        return self._tables[folder]

    def project_roots(self, folder: str) -> tuple[str, ...]:
        """The roots of the project that a folder holds; none where it holds none."""
        if not self.is_project(folder):
            return ()
        configured = table(self._pyproject(folder), "tool", "asyncfix") or {}
        return (*self._configured(folder, configured), *self.declared(folder), folder)

    def repository(self, start: str) -> tuple[str, bool]:
        """The folder of the repository, and whether anything says that it is one."""
        if start not in self._repositories:
            self._repositories[start] = self._repository_of(start)
        return self._repositories[start]

    def _repository_of(self, start: str) -> tuple[str, bool]:
        topmost = None
        folder: str | None = start
        while folder is not None:
            below = slashed(folder)
            if self._tree.is_folder(below + ".git") or self._tree.is_file(below + ".git"):
                return folder, True
            if self.is_project(folder):
                topmost = folder
            folder = self.up(folder)
        if isinstance(self._tree, MemoryTree):
            return "", True
        return (self._unmarked(start), False) if topmost is None else (topmost, True)

    def _unmarked(self, start: str) -> str:
        """What takes the place of a repository where nothing marks one: the current folder, where the code lies in it.

        Else the folder above all packages around a root, so that a folder without `__init__.py` belongs to its package.
        However a path is spelled, it is the same folder.
        """
        top = self._above_all_packages(start)
        if not is_absolute(top):
            return top if ups(top) else ""
        here = os.getcwd().replace(os.sep, "/")
        return here if lies_in(top, here) and self.up(here) is not None else top

    def _above_all_packages(self, start: str) -> str:
        """The folder above the topmost package that imports lead from to a root; the root where there is none."""
        found = start
        folder: str | None = start
        while folder is not None:
            above = self.up(folder)
            if above is not None and self._tree.is_file(slashed(folder) + "__init__.py"):
                found = above
            if not is_importable(folder):
                break
            folder = above
        return found

    def is_project(self, folder: str) -> bool:
        """Whether a folder holds a pyproject.toml, a setup.py or a setup.cfg."""
        return any(self._tree.is_file(slashed(folder) + name) for name in PROJECT_FILES)

    def files_below(self, folder: str) -> tuple[str, ...]:
        """The Python files below a folder."""
        if folder not in self._files:
            self._files[folder] = tuple(self._tree.python_files(folder))
        return self._files[folder]

    def up(self, folder: str) -> str | None:
        """The folder above one, None above the root of the tree or of the disk."""
        if not folder or folder == ".." or folder.endswith("/.."):
            above = folder + "/.." if folder else ".."
            return above if self._tree.is_folder(above) else None
        return None if folder == "/" or re.fullmatch(r"\w:/?", folder) else parent(folder)
