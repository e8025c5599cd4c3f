"""The files of a project, opened on demand."""

from __future__ import annotations

from collections.abc import Callable

from asyncfix.project.module import Module


class Project:
    """Modules by path. `open_module` makes one, reading its bytes from wherever the caller keeps them.

    It is asked once a path; what it raises (`FileTrouble`) passes through.
    """

    def __init__(self, open_module: Callable[[str], Module]) -> None:
        self._open = open_module
        self._modules: dict[str, Module] = {}

    def at(self, path: str) -> Module:
        """The module of a path."""
        if path not in self._modules:
            self._modules[path] = self._open(path)
        return self._modules[path]
