"""What git knows of files: where a repository begins, and what it could not give back."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence

from asyncfix.errors import FileTrouble

_MOST_ARGUMENTS = 30_000
"""Characters: what a command line may hold on Windows. `git status` takes no list of paths from a file."""


def uncommitted(paths: Sequence[str]) -> list[str]:
    """Those of the files that git could not give back: modified, staged, untracked or ignored ones.

    They come as they were given, in that order; what lies in no git repository is not among them. Symbolic
    links stand for what they lead to. Git is asked once for each repository, with no regard to the environment
    of a hook (GIT_DIR, GIT_INDEX_FILE). Without a git program the answer is empty. Raises `FileTrouble` with the
    repository's path where git refuses to answer, as it does for a repository that belongs to someone else.
    """
    in_root: dict[str, dict[str, str]] = {}
    for path in paths:
        real = os.path.realpath(path).replace(os.sep, "/")
        root = git_root(os.path.dirname(real))
        if root is not None:
            in_root.setdefault(root, {})[path] = real[len(root) :]
    found: set[str] = set()
    for root, files in in_root.items():
        unsaved = _unsaved(root, list(files.values()))
        found.update(path for path, file in files.items() if not unsaved.isdisjoint(_with_parents(file)))
    return [path for path in paths if path in found]


def _with_parents(path: str) -> Iterator[str]:
    """A relative path and its parents; those end in a slash, as git gives whole folders."""
    yield path
    yield from (path[: slash.end()] for slash in re.finditer("/", path))


def _unsaved(root: str, files: Sequence[str]) -> set[str]:
    """What `git status` says about a repository's files, and perhaps about others; relative to its root."""
    import subprocess

    command = ["git", "--no-optional-locks", "--literal-pathspecs", "-C", root, "status", "--porcelain=v1", "-z"]
    command += ["--untracked-files=all", "--ignored=matching", "--no-renames", "--ignore-submodules=all", "--"]
    if sum(map(len, files)) + len(files) <= _MOST_ARGUMENTS:
        command += files
    try:
        answer = subprocess.run(command, capture_output=True, env=environment(), check=False)
    except OSError:
        return set()
    if answer.returncode and b"not a git repository" not in answer.stderr:
        said = os.fsdecode(answer.stderr).strip().partition("\n")[0]
        raise FileTrouble(root, f"git cannot say what is uncommitted: {said}")
    return {os.fsdecode(entry[3:]) for entry in answer.stdout.split(b"\0") if entry}


def environment() -> dict[str, str]:
    """The environment for a git that works on the repository it is told, in its own words."""
    # A hook runs with GIT_DIR and GIT_INDEX_FILE set, which would answer for another repository or index.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    config = {name: value for name, value in os.environ.items() if name.startswith(("GIT_CONFIG", "GIT_EXEC"))}
    return {**kept, **config, "LC_ALL": "C"}


def git_root(folder: str) -> str | None:
    """The nearest of `folder` (a real path) and its parents that has a `.git` entry, ending in a slash."""
    while not os.path.lexists(folder + "/.git"):
        folder, below = os.path.dirname(folder), folder
        if folder == below:
            return None
    return folder.rstrip("/") + "/"
