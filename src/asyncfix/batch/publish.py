"""The shards of a run as commits: what is in them, and what they say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from asyncfix.batch import export, repository
from asyncfix.batch.summary import FileRow, RunSummary, ShardRow
from asyncfix.errors import UsageError
from asyncfix.ledger import Ledger, results

_DONE = ("written", "verified", "conflict")
Per = Literal["owner", "shard"]
MOST_REASONS = 200
"""Lines that the message of a commit has for the changes in it."""


def commits(summary: RunSummary, per: Per) -> list[tuple[export.Commit, tuple[ShardRow, ...]]]:
    """The commits of what a run has written, each with the shards in it."""
    done = [
        shard for shard in summary.shards if shard.status in ("written", "verified", "conflict") and _written(shard)
    ]
    groups: dict[str, list[ShardRow]] = {}
    for shard in done:
        groups.setdefault(shard.key if per == "shard" else _slug(shard.owner), []).append(shard)
    return [(_commit(summary, name, shards), tuple(shards)) for name, shards in groups.items()]


def branches(ledger: Ledger, root: str, summary: RunSummary, per: Per, *, force: bool) -> list[export.Exported]:
    """Make a branch for each commit, and write down which; `root` is that of this checkout. Raises `UsageError`."""
    made = commits(summary, per)
    exported = _made(root, summary, [commit for commit, _ in made], force=force)
    refs = {
        shard.number: (one.branch, one.commit)
        for one, (_, shards) in zip(exported, made, strict=True)
        for shard in shards
    }
    results.published(ledger, summary.run, refs)
    return exported


def patches(root: str, summary: RunSummary, per: Per, folder: str, *, force: bool) -> list[str]:
    """Write a patch for each commit into a folder; the paths. No branch stays. Raises `UsageError`, `FileTrouble`."""
    passing = [
        commit._replace(branch=commit.branch.replace("asyncfix/", "asyncfix-patch/", 1))
        for commit, _ in commits(summary, per)
    ]
    exported = _made(root, summary, passing, force=True)
    try:
        return export.patches(root, [one.branch for one in exported], folder, force=force)
    finally:
        for one in exported:
            forget(root, one.branch, one.commit)


def _made(root: str, summary: RunSummary, wanted: Sequence[export.Commit], *, force: bool) -> list[export.Exported]:
    if not wanted:
        return []
    if summary.base_commit is None:
        raise UsageError("the run was planned outside of git, or before the first commit; branches start from a commit")
    return export.branches(root, summary.base_commit, wanted, force=force)


def forget(root: str, branch: str, commit: str) -> None:
    """Remove a branch, unless it has moved on."""
    repository.find(root).ask("update-ref", "-d", f"refs/heads/{branch}", commit)


def _written(shard: ShardRow) -> list[FileRow]:
    return [file for file in shard.files if file.status == "written" and file.after is not None]


def _commit(summary: RunSummary, name: str, shards: Sequence[ShardRow]) -> export.Commit:
    rows = [file for shard in shards for file in _written(shard)]
    rules = Counter(finding.rule for file in rows for finding in file.findings if finding.is_fixed)
    subject = f"Fix {', '.join(sorted(rules)) or 'asynchronous code'} in {name}"
    return export.Commit(
        branch=f"asyncfix/{summary.run}/{name}",
        subject=subject,
        body="\n".join(_reasons(rows)),
        files={file.path: file.after for file in rows if file.after is not None},
    )


def _reasons(rows: Sequence[FileRow]) -> Iterator[str]:
    said = [
        f"{file.path}:{finding.line}: {finding.rule}: {finding.message}"
        for file in rows
        for finding in file.findings
        if finding.is_fixed
    ]
    yield from said[:MOST_REASONS]
    if len(said) > MOST_REASONS:
        yield f"and {len(said) - MOST_REASONS} more"


def _slug(owner: str) -> str:
    """An owner as part of a branch's name."""
    return re.sub(r"[^\w.-]+", "-", owner.replace("@", "")).strip("-.") or "no-owner"
