"""The folder that a run works in: where it begins, its commit, and whether it is the one that was planned."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from asyncfix.errors import UsageError
from asyncfix.git import environment, git_root

LEDGER_FOLDER = ".asyncfix"


class Checkout(NamedTuple):
    """A root, a real path without a final slash, and its HEAD: None without git, or before the first commit."""

    root: str
    commit: str | None
    has_git: bool

    def relative(self, path: str) -> str:
        """A path as the ledger knows it; raises `UsageError` for one outside of the root."""
        real = os.path.join(os.path.realpath(os.path.dirname(os.path.abspath(path))), os.path.basename(path))
        if os.path.basename(path) in ("", ".", ".."):
            real = os.path.realpath(path)
        relative = os.path.relpath(real, self.root).replace(os.sep, "/")
        if relative == ".." or relative.startswith("../"):
            raise UsageError(
                f"{path}: lies outside of {self.root}; a run stays in one repository: change to the one that is meant"
            )
        return relative


def here() -> Checkout:
    """The checkout of the current folder: its git repository, else the nearest folder above with a ledger, else it."""
    folder = os.path.realpath(os.getcwd())
    root = git_root(folder.replace(os.sep, "/"))
    if root is None:
        return Checkout(_with_ledger(folder) or folder, None, has_git=False)
    root = root.rstrip("/") or "/"
    commit = _asked(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    return Checkout(root, commit.strip() if commit else None, has_git=True)


def _with_ledger(folder: str) -> str | None:
    while not os.path.isfile(os.path.join(folder, LEDGER_FOLDER, "ledger.db")):
        folder, below = os.path.dirname(folder), folder
        if folder == below:
            return None
    return folder


def _asked(root: str, *arguments: str) -> str | None:
    """What git answers; None where it does not."""
    command = ["git", "--no-optional-locks", "-C", root, *arguments]
    try:
        answer = subprocess.run(command, capture_output=True, env=environment(), check=False)
    except OSError:
        return None
    return os.fsdecode(answer.stdout) if answer.returncode == 0 else None


def knows(checkout: Checkout, commit: str) -> bool:
    """Whether a commit is in the checkout's repository."""
    return _asked(checkout.root, "cat-file", "-e", f"{commit}^{{commit}}") is not None


def is_shallow(checkout: Checkout) -> bool:
    return (_asked(checkout.root, "rev-parse", "--is-shallow-repository") or "").strip() == "true"


def changed_since(checkout: Checkout, commit: str) -> Sequence[str]:
    """The files, relative to the root, in which HEAD differs from a commit."""
    said = _asked(checkout.root, "diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", commit, "HEAD", "--")
    return [path for path in (said or "").split("\0") if path]


def refuse_foreign(checkout: Checkout, root: str, base: str | None) -> None:
    """Raise `UsageError` unless a run, planned in the folder `root` at the commit `base`, is of this project."""
    if os.path.realpath(root) != checkout.root and (base is None or not _has(checkout, base)):
        raise UsageError(_unknown(checkout, base) if base else f"{_FOREIGN.format(root)}; {_ELSEWHERE}")


_FOREIGN = "the ledger is that of another folder, {}"
_ELSEWHERE = "give --ledger another place"


def _has(checkout: Checkout, commit: str) -> bool:
    return checkout.commit == commit or (checkout.commit is not None and knows(checkout, commit))


def _unknown(checkout: Checkout, base: str) -> str:
    why = "; the clone is shallow: `git fetch --unshallow` may bring it" if is_shallow(checkout) else ""
    return (
        f"the plan was made at commit {base[:12]}, which this repository does not have{why}; plan again, "
        f"or, if the ledger is that of another project, {_ELSEWHERE}"
    )


def refuse_other(checkout: Checkout, root: str, base: str | None, written: Mapping[str, str]) -> None:
    """Raise `UsageError` unless the checkout is the one that was planned, or holds nothing but the run's own changes.

    `base` is the commit of the plan, `root` its folder; `written` has the SHA-256 of what the run wrote, by path.
    """
    refuse_foreign(checkout, root, base)
    if base is not None and checkout.commit != base:
        if not _has(checkout, base):
            raise UsageError(_unknown(checkout, base))
        _refuse_moved(checkout, base, written)


def _refuse_moved(checkout: Checkout, base: str, written: Mapping[str, str]) -> None:
    changed = changed_since(checkout, base)
    now = _committed(checkout, [path for path in changed if path in written])
    strange = [path for path in changed if path not in written or written[path] != now.get(path)]
    if strange:
        more = f" and {len(strange) - 1} more" if len(strange) > 1 else ""
        raise UsageError(
            f"the checkout is at commit {(checkout.commit or '')[:12]} and the plan was made at {base[:12]}; "
            f"they differ in {strange[0]}{more}. Check that commit out, or plan again with `asyncfix batch plan`"
        )


def _committed(checkout: Checkout, paths: Sequence[str]) -> dict[str, str]:
    """The SHA-256 of what HEAD has at these paths, relative to the root of the repository."""
    asked = "".join(f"HEAD:{path}\n" for path in paths if "\n" not in path)
    command = ["git", "-C", checkout.root, "cat-file", "--batch"]
    answer = subprocess.run(command, input=os.fsencode(asked), capture_output=True, env=environment(), check=False)
    found, rest = {}, answer.stdout
    for path in (path for path in paths if "\n" not in path):
        header, _, rest = rest.partition(b"\n")
        if header.endswith(b" missing"):
            continue
        size = int(header.rpartition(b" ")[2])
        found[path] = sha256(rest[:size]).hexdigest()
        rest = rest[size + 1 :]
    return found
