"""A working tree of a worker's own, in which one shard after the other is verified."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from asyncfix.batch import repository as repositories
from asyncfix.batch.worktrees import worktree


@dataclass(frozen=True)
class Tree:
    """A checkout of a run's base commit; `folder` is where the run's root is in it."""

    folder: str

    @staticmethod
    @contextlib.contextmanager
    def made(root: str, commit: str) -> Iterator[Tree]:
        """A tree that is removed at the end. Raises `UsageError`."""
        with worktree(root, commit) as folder:
            yield Tree(folder)

    @contextlib.contextmanager
    def holding(self, files: Mapping[str, bytes]) -> Iterator[None]:
        """The tree with these files in it; at the end all that git tracks is as it was."""
        for path, data in files.items():
            Path(self.folder, path).write_bytes(data)
        try:
            yield
        finally:
            repositories.find(self.folder).git("reset", "--quiet", "--hard")
