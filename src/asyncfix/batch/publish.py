"""The shards of a run as commits: what is in them, and what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from asyncfix.batch import export, repository, sharding
from asyncfix.batch.summary import FileRow, RunSummary, ShardRow
from asyncfix.errors import UsageError
from asyncfix.ledger import Ledger, results

_DONE = ("written", "verified", "conflict")
Per = Literal["owner", "shard"]
MOST_REASONS = 200
"""Lines that the message of a commit has for the changes in it."""


def commits(summary: RunSummary, per: Per) -> list[tuple[export.Commit, tuple[ShardRow, ...]]]:
    """The commits of what a run has written, each with the shards in it."""
    names = _names(summary, per)
    groups: dict[str, list[ShardRow]] = {}
    for shard in summary.shards:
        if shard.status in _DONE and _written(shard):
            groups.setdefault(names[shard.number], []).append(shard)
    return [(_commit(summary, name, shards), tuple(shards)) for name, shards in groups.items()]


def _names(summary: RunSummary, per: Per) -> dict[int, str]:
    """What the commits of shards are called, by number: after the shard, or after its owners, in whatever order."""
    if per == "shard":
        return {shard.number: shard.key for shard in summary.shards}
    owners = {frozenset(shard.owner.split()): shard.owner for shard in reversed(summary.shards)}
    held = dict(zip(owners, sharding.keys(list(owners.values())), strict=True))
    return {shard.number: held[frozenset(shard.owner.split())] for shard in summary.shards}


def branches(ledger: Ledger, root: str, summary: RunSummary, per: Per, *, force: bool) -> list[export.Exported]:
    """Make a branch for each commit, and write down which; `root` is that of this checkout.

    Those that are there already, for the same shards as they are now, stay as they are, also with what somebody has
    added to them, unless with `force`. Raises `UsageError`.
    """
    made = commits(summary, per)
    if not made:
        return []
    held = export.heads(repository.find(root))
    known = {} if force else _shards_of_branches(summary)
    stays = {commit.branch: commit.branch in held and known.get(commit.branch) == shards for commit, shards in made}
    new = [one for one in made if not stays[one[0].branch]]
    ours = {shard.ref_commit for shard in summary.shards if shard.ref_commit}
    exported = export.branches(root, _base(summary), [commit for commit, _ in new], force=force, ours=ours)
    results.published(ledger, summary.run, _refs(exported, [shards for _, shards in new]))
    named = {one.branch: one for one in exported}
    return [
        named.get(commit.branch) or export.Exported(commit.branch, held[commit.branch], len(commit.files))
        for commit, _ in made
    ]


def left_over(root: str, summary: RunSummary, exported: Sequence[export.Exported]) -> list[str]:
    """The branches of an earlier export that is none of these: it was cut in another way, and `undo` forgets them."""
    earlier = dict.fromkeys(shard.ref for shard in summary.shards if shard.ref)
    now = {one.branch for one in exported}
    held = export.heads(repository.find(root)) if earlier.keys() - now else {}
    return [branch for branch in earlier if branch in held and branch not in now]


def _shards_of_branches(summary: RunSummary) -> dict[str, tuple[ShardRow, ...]]:
    """What an earlier export has made: the shards on each branch, in order."""
    found: dict[str, tuple[ShardRow, ...]] = {}
    for shard in summary.shards:
        if shard.ref:
            found[shard.ref] = (*found.get(shard.ref, ()), shard)
    return found


def _refs(exported: Sequence[export.Exported], shards: Sequence[Sequence[ShardRow]]) -> dict[int, tuple[str, str]]:
    return {
        shard.number: (one.branch, one.commit) for one, held in zip(exported, shards, strict=True) for shard in held
    }


def patches(root: str, summary: RunSummary, per: Per, folder: str, *, force: bool) -> list[str]:
    """Write a patch for each commit into a folder; the paths. No branch is made. Raises `UsageError`, `FileTrouble`."""
    wanted = [commit for commit, _ in commits(summary, per)]
    if not wanted:
        return []
    made = export.unnamed(root, _base(summary), wanted)
    return export.patches(root, {one.branch: one.commit for one in made}, folder, force=force)


def _base(summary: RunSummary) -> str:
    if summary.base_commit is None:
        raise UsageError("the run was planned outside of git, or before the first commit; branches start from a commit")
    return summary.base_commit


def forget(root: str, branch: str, commit: str) -> str | None:
    """Remove a branch; why it stays, where it has moved on or is checked out."""
    held = repository.find(root)
    if export.heads(held).get(branch, commit) != commit:
        return "is no longer as it was made"
    if branch in export.checked_out(held):
        return "is checked out"
    held.ask("update-ref", "-d", f"refs/heads/{branch}", commit)
    return None


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
