"""Where the files of a project lie: on the disk, or in memory.

Paths have forward slashes; "" is the root of the tree, for the disk the current folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from asyncfix.errors import FileTrouble

MOST_FOLDERS = 20_000
"""A walk of the disk enters no more folders than this: who has a pyproject.toml in the home folder has only that."""

Excluded = Callable[[str, bool], bool]


class Tree(Protocol):
    """Files and folders by path."""

    def is_file(self, path: str) -> bool: ...

    def is_folder(self, path: str) -> bool: ...

    def python_files(self, folder: str) -> Iterable[str]:
        """All Python files below a folder that no ignore rule leaves out, sorted."""

    def read(self, path: str) -> bytes:
        """The bytes of a file. Raises `FileTrouble`."""


class MemoryTree:
    """The tree of a mapping from relative paths to bytes; there is nothing above its root."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self._contents = contents
        self._folders = {folder for path in contents for folder in _folders_of(path)}

    def is_file(self, path: str) -> bool:
        return path in self._contents

    def is_folder(self, path: str) -> bool:
        return path in self._folders

    def python_files(self, folder: str) -> Iterable[str]:
        return sorted(path for path in self._contents if _is_python(path) and _lies_below(path, folder))

    def read(self, path: str) -> bytes:
        if path not in self._contents:
            raise FileTrouble(path, "no such file or folder")
        return self._contents[path]


class DiskTree:
    """The disk, with the files of `given` laid over it; `excluded` is that of `files.find`.

    What is a file or a folder is asked once a path. Folders above the root of the file system are none.
    """

    def __init__(self, given: Mapping[str, bytes] | None = None, excluded: Excluded = lambda *_: False) -> None:
        self._given = given or {}
        self._given_folders = {folder for path in self._given for folder in _folders_of(path)}
        self._excluded = excluded
        self._files: dict[str, bool] = {}
        self._folders: dict[str, bool] = {}

    def is_file(self, path: str) -> bool:
        known = self._files.get(path)
        if known is None:
            known = self._files[path] = path in self._given or os.path.isfile(path)
        return known

    def is_folder(self, path: str) -> bool:
        known = self._folders.get(path)
        if known is None:
            is_there = not _is_above_all(path) and os.path.isdir(path or ".")
            known = self._folders[path] = is_there or path in self._given_folders
        return known

    def python_files(self, folder: str) -> Iterable[str]:
        from asyncfix import files

        entered = 0

        def excluded(path: str, is_folder: bool) -> bool:
            nonlocal entered
            entered += is_folder
            return entered > MOST_FOLDERS or self._excluded(path, is_folder)

        found, _ = files.find([folder or "."], excluded=excluded, asked=self.asked)
        given = (path for path in self._given if _is_python(path) and _lies_below(path, folder))
        return sorted({*(one.path for one in found), *given})

    def read(self, path: str) -> bytes:
        from asyncfix import files

        return self._given[path] if path in self._given else files.read(path)

    def asked(self, path: str) -> None:
        """Told what `python_files` looks at: each folder, and each `.gitignore`."""


def _folders_of(path: str) -> Iterable[str]:
    while path:
        path = path.rpartition("/")[0]
        yield path


def _is_python(path: str) -> bool:
    return path.endswith((".py", ".pyw"))


def _lies_below(path: str, folder: str) -> bool:
    return not folder or path.startswith(folder if folder.endswith("/") else folder + "/")


def _is_above_all(path: str) -> bool:
    ups = path.count("..")
    return path == "/".join([".."] * ups) and ups > os.getcwd().rstrip(os.sep).count(os.sep)
