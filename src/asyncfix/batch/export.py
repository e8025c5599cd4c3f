"""What a run changed as branches and patches. The working tree, the index and HEAD stay as they are.

Git does the work: one `fast-import` stream makes all commits, one `update-ref` transaction makes all branches or none.
No hook is run, commits are not signed, nothing is pushed.
"""

from __future__ import annotations

import os
import re
import shlex
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from asyncfix.batch import repository as repositories
from asyncfix.batch import storing
from asyncfix.batch.committing import Draft, Stored, imported
from asyncfix.batch.repository import Entry, Repository, complaint
from asyncfix.errors import FileTrouble, UsageError
from asyncfix.writing import TEMP_SUFFIX

_MERGE_TREE = (2, 38)
_WELL_FORMED = re.compile(r"[A-Za-z0-9_][\w-]*(?:/[A-Za-z0-9_][\w-]*)*", re.ASCII)
_PLAIN_PATCH = (
    "--no-ext-diff --no-textconv --binary --full-index --src-prefix=a/ --dst-prefix=b/ --no-color --no-relative"
    " --no-attach --no-thread --no-signoff --no-cover-letter --no-to --no-cc --no-add-header --no-numbered --no-notes"
).split()
"""A patch that `git am` takes, whatever the user's configuration says of diffs and mails."""

_DATED = re.compile(rb"^(?:From [0-9a-f]{40,64} |Date: )[^\n]*\n", re.MULTILINE)
"""The lines of a patch's head that are others for each commit of the same change."""


class Commit(NamedTuple):
    """A commit to be, on a branch of its own: `files` are new bytes by path, relative to the root."""

    branch: str
    subject: str
    body: str
    files: Mapping[str, bytes]


class Exported(NamedTuple):
    """A branch that was made, the hash of its commit, and how many files that changes."""

    branch: str
    commit: str
    files: int


class Conflict(NamedTuple):
    """A branch that cannot be merged as it is: the files, relative to the repository, or what git said."""

    branch: str
    paths: tuple[str, ...]
    error: str | None = None


def branches(
    root: str, base_commit: str, commits: Sequence[Commit], *, force: bool = False, ours: Collection[str] = ()
) -> list[Exported]:
    """Make a branch with one commit on top of `base_commit` for each of `commits`: all of them, or none.

    Modes and links stay: what is changed under the path of a symbolic link is the file that it leads to. The bytes
    stored are those that `git add` would store. Author and committer are the user's, as for `git commit`. Branches of
    these names are replaced that are at one of `ours`, commits of an earlier export, and with `force` all, unless they
    are checked out. Raises `UsageError` and leaves everything as it was where a name is no branch's, a branch is there
    already, a file is not in the base commit, or git fails.
    """
    if not commits:
        return []
    repository = repositories.find(root)
    existing = _checked(repository, [commit.branch for commit in commits], None if force else ours)
    made = _made(repository, base_commit, commits)
    _point(repository, [one.branch for one in made], [one.commit for one in made], existing)
    return made


def unnamed(root: str, base_commit: str, commits: Sequence[Commit]) -> list[Exported]:
    """As `branches`, but no branch is made: nothing leads to the commits, and git forgets them in time."""
    return _made(repositories.find(root), base_commit, commits) if commits else []


def _made(repository: Repository, base_commit: str, commits: Sequence[Commit]) -> list[Exported]:
    base = repository.commit(base_commit)
    author, committer = (_identity(repository, who) for who in ("AUTHOR", "COMMITTER"))
    files = _to_store(repository, base, commits)
    drafts = [Draft(_message(commit), stored) for commit, stored in zip(commits, files, strict=True)]
    hashes = imported(repository, base, b"author %s\ncommitter %s\n" % (author, committer), drafts)
    return [
        Exported(commit.branch, hash_, len(stored))
        for commit, hash_, stored in zip(commits, hashes, files, strict=True)
    ]


def heads(repository: Repository) -> dict[str, str]:
    """The commits of the branches, by name."""
    told = repository.git("for-each-ref", "--format=%(refname) %(objectname)", "refs/heads/").decode(errors="replace")
    return {
        name.removeprefix("refs/heads/"): hash_
        for name, _, hash_ in (line.partition(" ") for line in told.splitlines())
    }


def _checked(repository: Repository, names: Sequence[str], ours: Collection[str] | None) -> dict[str, str]:
    """The hashes of the branches that exist, of those named; all of them may be replaced if `ours` is None.

    Raises `UsageError` for what cannot be made.
    """
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise UsageError(f"two commits are to be on the branch {_some(twice)}")
    wrong = [name for name in names if not _is_branch_name(repository, name)]
    if wrong:
        raise UsageError(f"git does not allow this name for a branch: {_some(wrong)}")
    held = heads(repository)
    existing = {name: held[name] for name in names if name in held}
    others = [] if ours is None else [name for name, hash_ in existing.items() if hash_ not in ours]
    if others:
        raise UsageError(
            f"exists already: {_some(others)}; delete what is not needed, or replace it by "
            "`asyncfix batch export --force`"
        )
    in_use = [name for name in checked_out(repository) if name in existing]
    if in_use:
        raise UsageError(f"is checked out and cannot be replaced: {_some(in_use)}; switch to another branch first")
    return existing


def _is_branch_name(repository: Repository, name: str) -> bool:
    # Most names are plain; asking git takes milliseconds for each. `@{-1}` and the like it answers with another name.
    if _WELL_FORMED.fullmatch(name) and name != "HEAD":
        return True
    if "\0" in name or name in ("@", "HEAD"):
        return False
    answer = repository.ask("check-ref-format", "--branch", name)
    return answer.returncode == 0 and os.fsdecode(answer.stdout).removesuffix("\n") == name


def checked_out(repository: Repository) -> Iterator[str]:
    """The branches that the repository's working trees are on."""
    for line in repository.git("worktree", "list", "--porcelain").decode(errors="replace").splitlines():
        if line.startswith("branch refs/heads/"):
            yield line.removeprefix("branch refs/heads/")


def _identity(repository: Repository, who: str) -> bytes:
    """Name, e-mail address and time as a commit has them. Raises `UsageError` where git would have to guess."""
    answer = repository.ask("-c", "user.useConfigOnly=true", "var", f"GIT_{who}_IDENT")
    if answer.returncode:
        remedy = '`git config user.name "..."` and `git config user.email "..."`'
        raise UsageError(f"{repository.top}: git does not know whose commits these are; tell it with {remedy}")
    return answer.stdout.removesuffix(b"\n")


def _to_store(repository: Repository, base: str, commits: Sequence[Commit]) -> list[list[Stored]]:
    entries = repositories.tree(repository, base)
    placed = [_placed(repository, entries, commit) for commit in commits]
    objects: list[dict[str, str]] = [{} for _ in commits]
    for numbers in _rounds(placed):
        together = {path: data for number in numbers for path, data in placed[number].items()}
        found = storing.converted(repository, entries, together)
        for number in numbers:
            objects[number] = {path: found[path] for path in placed[number] if path in found}
    return [
        [Stored(path, entries[path].mode, known.get(path, data)) for path, data in sorted(files.items())]
        for files, known in zip(placed, objects, strict=True)
    ]


def _rounds(placed: Sequence[Mapping[str, bytes]]) -> list[list[int]]:
    """The commits' numbers, in as few sets as first fit makes of them in which no two commits change one file."""
    rounds: list[tuple[set[str], list[int]]] = []
    for number, files in enumerate(placed):
        held = next((one for one in rounds if one[0].isdisjoint(files)), None)
        if held is None:
            held = (set(), [])
            rounds.append(held)
        held[0].update(files)
        held[1].append(number)
    return [numbers for _, numbers in rounds]


def _placed(repository: Repository, entries: Mapping[str, Entry], commit: Commit) -> dict[str, bytes]:
    """The bytes of a commit's files by their path in the repository, links followed."""
    placed: dict[str, bytes] = {}
    for path, data in commit.files.items():
        real = repositories.real_path(repository, entries, repository.prefix + path)
        if placed.setdefault(real, data) != data:
            raise UsageError(f"{path}: leads to a file that the same commit gives another content")
    return placed


def _message(commit: Commit) -> bytes:
    subject = " ".join(commit.subject.split())
    text = f"{subject}\n\n{commit.body.strip()}".strip() + "\n"
    return text.replace("\0", "\\0").encode(errors="backslashreplace")


def _point(repository: Repository, names: Sequence[str], hashes: Sequence[str], existing: Mapping[str, str]) -> None:
    """Make all branches, or none. One that came or moved meanwhile fails it."""
    none = "0" * len(hashes[0])
    lines = [
        f"update refs/heads/{name} {hash_} {existing.get(name, none)}\n"
        for name, hash_ in zip(names, hashes, strict=True)
    ]
    reason = "asyncfix batch export"
    repository.git("update-ref", "--create-reflog", "-m", reason, "--stdin", given=os.fsencode("".join(lines)))


def patches(root: str, commits: Mapping[str, str], folder: str, *, force: bool = False) -> list[str]:
    """Write each of the commits, given by name, as a patch for `git am --keep-cr`; the paths of the files.

    They are called as the names say. The folder is made where it is missing. Raises `UsageError` for a commit that is
    not there and, without `force`, for a file that is there and holds something else; then nothing is written.
    """
    repository = repositories.find(root)
    texts = {
        os.path.normpath(os.path.join(folder, name)): repository.git(
            "format-patch", "-1", "--stdout", *_PLAIN_PATCH, repository.commit(commit)
        )
        for name, commit in zip(_file_names(list(commits)), commits.values(), strict=True)
    }
    held = [path for path, text in texts.items() if not force and _holds_other(path, text)]
    if held:
        raise UsageError(f"exists already: {_some(held)}; choose another folder, or replace the files with --force")
    for path, text in texts.items():
        _write(path, text)
    return list(texts)


def _file_names(names: Sequence[str]) -> list[str]:
    taken: Counter[str] = Counter()
    made = []
    for name in names:
        plain = re.sub(r"[^\w.-]+", "-", name).strip("-.") or "patch"
        taken[plain.casefold()] += 1
        count = taken[plain.casefold()]
        made.append(f"{plain}~{count}.patch" if count > 1 else f"{plain}.patch")
    return made


def _holds_other(path: str, text: bytes) -> bool:
    """Whether a file is there that is not this patch, of whatever commit and time."""
    try:
        return _DATED.sub(b"", Path(path).read_bytes(), 2) != _DATED.sub(b"", text, 2)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise FileTrouble(path, f"cannot be written: {error.strerror or error}") from None


def _write(path: str, text: bytes) -> None:
    """Write a whole file or none of it."""
    half = path + TEMP_SUFFIX
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        Path(half).write_bytes(text)
        os.replace(half, path)
    except OSError as error:
        Path(half).unlink(missing_ok=True)
        raise FileTrouble(path, f"cannot be written: {error.strerror or error}") from None


def target(root: str, main: str) -> str:
    """The commit of the branch that others are to be merged into.

    Raises `UsageError` for a git older than 2.38, which cannot tell conflicts, and for a branch that is not there.
    """
    repository = repositories.find(root)
    version = repository.version()
    if version < _MERGE_TREE:
        have, need = (".".join(map(str, one)) for one in (version, _MERGE_TREE))
        raise UsageError(f"to see conflicts, git {need} or later is needed; this is git {have}")
    return repository.commit(main)


def conflicts(root: str, onto: str, branches: Sequence[str]) -> list[Conflict]:
    """Those of the branches that cannot be merged into the commit `onto`; nothing is merged."""
    repository = repositories.find(root)
    found = (_merged(repository, onto, branch) for branch in branches)
    return [conflict for conflict in found if conflict is not None]


def _merged(repository: Repository, onto: str, branch: str) -> Conflict | None:
    options = ("--write-tree", "--name-only", "--no-messages", "-z")
    answer = repository.ask("merge-tree", *options, onto, repository.commit(branch))
    match answer.returncode:
        case 0:
            return None
        case 1:
            paths = dict.fromkeys(os.fsdecode(path) for path in answer.stdout.split(b"\0")[1:] if path)
            return Conflict(branch, tuple(paths))
        case _:
            return Conflict(branch, (), complaint(answer.stderr))


def remote_of(root: str) -> str | None:
    """The remote to push to: "origin" if there is one of this name, else the first, None without any."""
    remotes = os.fsdecode(repositories.find(root).git("remote")).split()
    return "origin" if "origin" in remotes else next(iter(remotes), None)


def push_lines(root: str, exported: Sequence[Exported], *, target: str | None = None) -> list[str]:
    """The commands that publish the branches, for the user to run: they are printed, never run.

    `target` is the branch to merge into, where the remote is known to take merge or pull requests from the command
    line. Without a remote they are those for one that is called "origin".
    """
    remote = remote_of(root) or "origin"
    url = os.fsdecode(repositories.find(root).ask("remote", "get-url", remote).stdout)
    return [line for one in exported for line in _published(one.branch, remote, url, target)]


def _published(branch: str, remote: str, url: str, target: str | None) -> Iterator[str]:
    name = shlex.quote(branch)
    into = shlex.quote(target) if target else ""
    if target and "gitlab" in url:
        options = f"-o merge_request.create -o merge_request.target={into} "
        yield f"git push {options}{shlex.quote(remote)} {name}"
        return
    yield f"git push {shlex.quote(remote)} {name}"
    if target and "github" in url:
        yield f"gh pr create --fill --base {into} --head {name}"


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"
