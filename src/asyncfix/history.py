"""What git knows of a repository's past: where two commits parted, and what has changed since.

A repository is given as the path of its root. Where git cannot answer, `UsageError` is raised with a remedy.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable

from asyncfix.errors import UsageError
from asyncfix.git import environment


def merge_base(root: str, ref: str) -> str:
    """The commit at which HEAD and `ref` parted."""
    top = os.fsdecode(_asked(root, "rev-parse", "--show-toplevel")).removesuffix("\n")
    if os.path.realpath(top) != os.path.realpath(root):
        # As for an empty `.git` inside another repository.
        raise UsageError(f"{root}: git takes {top} for the repository that it lies in; repair its `.git`, or remove it")
    ours = _commit(root, "HEAD")
    if ours is None:
        raise UsageError(f"{root}: has no commit yet, so there is no telling what changed since {ref}; commit first")
    theirs = _commit(root, ref)
    if theirs is None:
        raise UsageError(_unknown(root, ref))
    found = _ask(root, "merge-base", theirs, ours)
    if found.returncode == 0:
        return os.fsdecode(found.stdout).strip()
    if _is_shallow(root):
        raise UsageError(
            f"{root}: is a shallow clone, which does not reach back to where HEAD and {ref} parted;"
            " run `git fetch --unshallow`, or `git fetch --deepen=100` until it does"
        )
    raise UsageError(f"{root}: HEAD and {ref} have no commit in common; name a commit that HEAD comes from")


def is_submodule(root: str, path: str) -> bool:
    """Whether the repository has a submodule at a path."""
    return _asked(root, "ls-files", "--stage", "-z", "--", path).startswith(b"160000 ")


def recorded(root: str, commit: str, path: str) -> str | None:
    """The commit of the submodule at a path that a commit of the repository around it names; None if it names none."""
    # The line of a submodule: `160000 commit <hash>\t<path>`.
    listed = _asked(root, "ls-tree", "-z", commit, "--", path).split(b"\0")[0].split()
    return listed[2].decode() if len(listed) > 3 and listed[1] == b"commit" else None


def has_commit(root: str, commit: str) -> bool:
    return _commit(root, commit) is not None


def changes(root: str, commit: str) -> bytes:
    """What `git diff` says of the work tree since a commit, without lines of context; renames are followed.

    The plumbing command keeps to what it is told, whatever is configured for people: prefixes, colours, order.
    """
    options = ["--patch", "--unified=0", "--inter-hunk-context=0", "--find-renames", "--no-color", "--text"]
    options += [
        "--full-index",
        "--no-ext-diff",
        "--no-textconv",
        "--ignore-submodules=all",
        "--src-prefix=a/",
        "--dst-prefix=b/",
    ]
    return _asked(root, "diff-index", *options, commit, "--")


def blobs(root: str, names: Iterable[str]) -> dict[str, bytes]:
    """The contents of files as git keeps them, by their hashes; without those that it does not have."""
    answer = _ask(root, "cat-file", "--batch", given="".join(f"{name}\n" for name in names).encode()).stdout
    found, at = {}, 0
    while at < len(answer):
        # `<hash> blob <size>` and the content, or `<hash> missing`.
        head, at = answer[at : answer.index(b"\n", at)].split(), answer.index(b"\n", at) + 1
        if head[-1].isdigit():
            size = int(head[-1])
            found[head[0].decode()] = answer[at : at + size]
            at += size + 1
    return found


def tracked(root: str) -> frozenset[str]:
    """The files in the repository's index, relative to its root."""
    return frozenset(map(os.fsdecode, _asked(root, "ls-files", "-z").split(b"\0")))


def _unknown(root: str, ref: str) -> str:
    said = f"{root}: git knows no commit {ref!r}"
    if _is_shallow(root):
        return f"{said}; this is a shallow clone: fetch that one first, with its history (`git fetch --unshallow`)"
    return f"{said}; name a branch, a tag or a commit, and fetch it first if it is not here"


def _commit(root: str, name: str) -> str | None:
    # What begins with a dash would be taken for an option, and not every git has `--end-of-options`.
    if name.startswith("-") or not name.strip() or "\0" in name:
        return None
    # In two steps: `:/text` takes all that follows for the text.
    named = os.fsdecode(_ask(root, "rev-parse", "--verify", "--quiet", name).stdout).strip()
    # A name such as `^main` comes back with its sign.
    if not named.isalnum():
        return None
    answer = _ask(root, "rev-parse", "--verify", "--quiet", f"{named}^{{commit}}")
    return os.fsdecode(answer.stdout).strip() if answer.returncode == 0 else None


def _is_shallow(root: str) -> bool:
    return _ask(root, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"


def _asked(root: str, *arguments: str) -> bytes:
    answer = _ask(root, *arguments)
    if answer.returncode:
        said = os.fsdecode(answer.stderr).strip().partition("\n")[0] or f"it ended with {answer.returncode}"
        raise UsageError(f"{root}: git cannot say what has changed: {said}")
    return answer.stdout


def _ask(root: str, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = ["git", "--no-optional-locks", "--literal-pathspecs", "-c", "core.quotePath=false", "-C", root]
    try:
        return subprocess.run([*command, *arguments], input=given, capture_output=True, env=environment(), check=False)
    except OSError as error:
        why = "is not there" if isinstance(error, FileNotFoundError) else f"cannot run: {error.strerror}"
        raise UsageError(f"--since asks git what has changed, and that program {why}; install it first") from None
