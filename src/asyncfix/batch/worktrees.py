"""Working trees for verification: one commit in a folder of its own, with only the folders that are asked for."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from asyncfix.batch import repository as repositories
from asyncfix.batch.repository import Repository

_SPECIAL = re.compile(r"([\\*?\[\] !#])")


@contextlib.contextmanager
def worktree(root: str, commit: str, folders: Sequence[str] = ()) -> Iterator[str]:
    """A working tree of a commit, as the path that stands for `root` in it. It is removed at the end.

    `folders` are relative to `root`; only they are checked out, and the files that lie directly in a folder above one
    of them, where configuration lives. Without any, everything is. Of submodules nothing is. What a killed process left
    behind is removed by the next call on the same machine. Raises `UsageError` where git cannot make it.
    """
    repository = repositories.find(root)
    hash_ = repository.commit(commit)
    _sweep(repository)
    folder = tempfile.mkdtemp(prefix=_prefix(os.getpid()))
    try:
        repository.git("worktree", "add", "--quiet", "--no-checkout", "--detach", folder, hash_)
        made = repositories.find(folder)
        sparse = _patterns([repository.prefix + one.strip("/") for one in folders])
        _check_out(made, sparse)
        yield os.path.join(folder, repository.prefix).rstrip("/")
    finally:
        _remove(repository, folder)


def _check_out(made: Repository, sparse: str) -> None:
    # `git sparse-checkout set` would write extensions.worktreeConfig into the configuration of the user's repository.
    if sparse:
        listed = Path(made.folder, "info", "sparse-checkout")
        listed.parent.mkdir(exist_ok=True)
        listed.write_bytes(os.fsencode(sparse))
    made.git("-c", f"core.sparseCheckout={'true' if sparse else 'false'}", "read-tree", "-m", "-u", "HEAD")


def _patterns(folders: Sequence[str]) -> str:
    """Folders in gitignore's words: all below them, and the files directly in those above them."""
    wanted = {one.strip("/") for one in folders}
    if not wanted or "" in wanted:
        return ""
    above = sorted({parent for one in wanted for parent in _above(one)})
    lines = ["/*", "!/*/"]
    lines += [line for one in above for line in (f"/{_escaped(one)}/", f"!/{_escaped(one)}/*/")]
    lines += [f"/{_escaped(one)}/" for one in sorted(wanted)]
    return "\n".join(lines) + "\n"


def _above(folder: str) -> Iterator[str]:
    while "/" in folder:
        folder = folder.rpartition("/")[0]
        yield folder


def _escaped(folder: str) -> str:
    return _SPECIAL.sub(r"\\\1", folder)


def _prefix(pid: int) -> str:
    machine = hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]
    return f"asyncfix-{machine}-{pid}-"


def _sweep(repository: Repository) -> None:
    """Remove what processes of this machine left behind that are no more."""
    named = re.compile(rf"{_prefix(0).removesuffix('0-')}(\d+)-[^/\\]*")
    for line in repository.git("worktree", "list", "--porcelain").split(b"\n"):
        path = os.fsdecode(line.removeprefix(b"worktree ")) if line.startswith(b"worktree ") else ""
        match = named.fullmatch(os.path.basename(path))
        if match and not _is_running(int(match[1])):
            _remove(repository, path)


def _is_running(pid: int) -> bool:
    if sys.platform == "win32":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _remove(repository: Repository, folder: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    repository.ask("worktree", "remove", "--force", folder)
