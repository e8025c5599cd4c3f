"""A git repository as exports see it: where it is, what a commit holds, and git's answers or its complaint."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from asyncfix.errors import UsageError
from asyncfix.git import environment

_QUIETLY = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.splitIndex": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "submodule.recurse": "false",
}
"""What a user's configuration must not add to our commands: hooks, daemons, a clean-up in the background."""

_IDENTITY = ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL")
_LINK, _SUBMODULE = "120000", "160000"
_MOST_LINKS = 40


class Entry(NamedTuple):
    """What a commit holds at a path: the mode as git writes it, and the object."""

    mode: str
    hash: str


@dataclass(frozen=True)
class Repository:
    """The repository that holds a root. `prefix` is the root's path in it: "" or one that ends in a slash."""

    top: str
    prefix: str
    folder: str
    """The `.git` folder of this working tree."""

    def ask(
        self, *arguments: str, given: bytes | None = None, settings: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """Run git at the top of the working tree; `settings` are environment variables."""
        return _run(self.top, arguments, given, settings)

    def git(self, *arguments: str, given: bytes | None = None, settings: Mapping[str, str] | None = None) -> bytes:
        """What git answers. Raises `UsageError` with its complaint."""
        answer = self.ask(*arguments, given=given, settings=settings)
        if answer.returncode:
            raise UsageError(f"{self.top}: `git {_named(arguments)}` failed: {complaint(answer.stderr)}")
        return answer.stdout

    def commit(self, name: str) -> str:
        """The full hash of a commit. Raises `UsageError` where the repository does not have it."""
        answer = (
            self.ask("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}") if name[:1] not in ("", "-") else None
        )
        if answer is None or answer.returncode:
            raise UsageError(
                f"{self.top}: there is no commit `{name}` here (in a shallow clone: `git fetch --unshallow`)"
            )
        return os.fsdecode(answer.stdout).strip()

    def version(self) -> tuple[int, ...]:
        """Git's version, as far as it is numbers."""
        words = os.fsdecode(self.git("version")).split()
        return tuple(int(part) for part in words[2].split(".")[:2] if part.isdigit())


def find(root: str) -> Repository:
    """The repository of a folder. Raises `UsageError` without git, outside of a working tree, or where git refuses."""
    return Repository(
        *(_told(root, question) for question in ("--show-toplevel", "--show-prefix", "--absolute-git-dir"))
    )


def _told(root: str, question: str) -> str:
    answer = _run(root, ("rev-parse", question))
    if answer.returncode:
        raise UsageError(f"{root}: branches and patches need a git repository: {complaint(answer.stderr)}")
    return os.fsdecode(answer.stdout).removesuffix("\n")


def command(*arguments: str) -> list[str]:
    """A git command that no hook and no daemon takes part in."""
    return ["git", *(word for name, value in _QUIETLY.items() for word in ("-c", f"{name}={value}")), *arguments]


def surroundings(settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for `command`: without a hook's repository, with the identity that a CI job sets."""
    names = (*_IDENTITY, "GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE")
    identity = {name: os.environ[name] for name in names if name in os.environ}
    return {**environment(), **identity, **(settings or {})}


def _run(
    folder: str, arguments: tuple[str, ...], given: bytes | None = None, settings: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            command(*arguments),
            cwd=folder,
            input=given,
            stdin=subprocess.DEVNULL if given is None else None,
            capture_output=True,
            env=surroundings(settings),
            check=False,
        )
    except FileNotFoundError as error:
        missing = "the folder is not there" if error.filename == folder else "git is not installed, or not on the PATH"
        raise UsageError(f"{folder}: {missing}") from None
    except OSError as error:
        raise UsageError(f"{folder}: git cannot be run there: {error.strerror or error}") from None


def _named(arguments: Sequence[str]) -> str:
    """Which of git's commands the arguments call: the first behind settings."""
    return arguments[2] if arguments[0] == "-c" else arguments[0]


def complaint(stderr: bytes) -> str:
    """The sentence of what git wrote to standard error: without hints and warnings, on one line."""
    lines = [line.strip() for line in stderr.decode(errors="backslashreplace").splitlines()]
    said = [line for line in lines if line and not line.startswith(("hint:", "warning:"))]
    named = [line for line in said if line.startswith(("fatal:", "error:"))]
    return (
        " ".join(line.removeprefix("fatal: ").removeprefix("error: ") for line in (named or said)[:3])
        or "no reason given"
    )


def tree(repository: Repository, commit: str) -> dict[str, Entry]:
    """All entries of a commit by path, relative to the repository."""
    return dict(_entries(repository.git("ls-tree", "-r", "-z", "--full-tree", commit)))


def _entries(listing: bytes) -> Iterator[tuple[str, Entry]]:
    for line in listing.split(b"\0")[:-1]:
        facts, _, path = line.partition(b"\t")
        mode, _, hash_ = facts.decode().split(" ")
        yield os.fsdecode(path), Entry(mode, hash_)


def real_path(repository: Repository, entries: Mapping[str, Entry], path: str) -> str:
    """Where a commit has the file of a path: links are followed, as writing follows them.

    Raises `UsageError` for a path that the commit does not have, or has in a submodule.
    """
    seen = path
    for _ in range(_MOST_LINKS):
        found = entries.get(seen)
        if found is not None and found.mode not in (_LINK, _SUBMODULE):
            return seen
        above = next((at for at in _with_parents(seen) if at in entries), None)
        if above is None:
            break
        if entries[above].mode != _LINK:
            raise UsageError(f"{path}: lies in the submodule `{above}`; run asyncfix in there")
        target = os.fsdecode(repository.git("cat-file", "blob", entries[above].hash))
        seen = os.path.normpath(os.path.join(os.path.dirname(above), target) + seen[len(above) :]).replace(os.sep, "/")
    raise UsageError(
        f"{path}: is not in the commit that the run began with; commit it and plan again, or take "
        "its shard out with `asyncfix batch undo SHARD`"
    )


def _with_parents(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition("/")[0]
