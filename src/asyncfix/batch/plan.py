"""A plan: what would change, in which shards, and whose it is. Only the ledger is written."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

from asyncfix import __version__, planning, run
from asyncfix.batch import owners, sharding
from asyncfix.batch.checkout import Checkout
from asyncfix.batch.settings import Chosen, fingerprint
from asyncfix.batch.summary import FindingRow
from asyncfix.errors import FileTrouble
from asyncfix.ledger import Ledger
from asyncfix.ledger.runs import PlannedFile, PlannedShard, Run, record
from asyncfix.rule import Finding


class Made(NamedTuple):
    """A plan that was recorded: the number of its run, and what is to be said about it."""

    run: int
    problems: tuple[str, ...] = ()


def make(
    ledger: Ledger,
    checkout: Checkout,
    looked: run.Looked,
    sources: run.Sources,
    chosen: Chosen,
    *,
    max_files: int,
) -> Made:
    """Record a plan of what a look at files found; paths are relative to the root, which is the current folder.

    Raises `ConfigError` and `LedgerError`.
    """
    known = owners.read(checkout.root)
    draft = _Draft(sources, known)
    choice = planning.Choice(chosen.unsafe)
    groups = planning.groups(looked.findings)
    units, idle = _parted(groups, choice)
    shards = draft.shards(units, checkout.root, chosen.by, max_files)
    left = [file for group in idle for file in draft.files(group, 0)]
    unread = {trouble.path: trouble.message for trouble in (*looked.errors, *draft.troubles)}
    recorded = Run(
        id=0,
        kind="batch",
        root=checkout.root,
        base_commit=checkout.commit,
        config_sha=fingerprint(sources.settings, [file.path for shard in shards for file in shard.files]),
        tool_version=__version__,
        created_at=time.time(),
        settings=chosen.as_json(),
        files_looked=looked.files,
        unread=unread,
    )
    return Made(record(ledger, recorded, shards, left), known.problems)


def _parted(
    groups: Sequence[planning.Group], choice: planning.Choice
) -> tuple[list[planning.Group], list[planning.Group]]:
    """The groups with something to fix, and the others."""
    units: list[planning.Group] = []
    idle: list[planning.Group] = []
    for group in groups:
        (units if any(map(choice, group.findings)) else idle).append(group)
    return units, idle


class _Draft:
    """The files of a plan, read once more for their hashes; `troubles` are those that could not be read."""

    def __init__(self, sources: run.Sources, known: owners.Owners) -> None:
        self._sources = sources
        self._owners = known
        self.troubles: list[FileTrouble] = []

    def shards(self, units: Sequence[planning.Group], root: str, by: sharding.By, max_files: int) -> list[PlannedShard]:
        """The shards of these groups of files."""
        files = {file.path: file for number, unit in enumerate(units) for file in self.files(unit, number)}
        pieces = sharding.cut(
            [unit.paths for unit in units],
            by=by,
            max_files=max_files,
            owner_of=self._owners.of,
            package_of=sharding.package_of(root),
        )
        made = (PlannedShard(one.key, one.owner, tuple(files[p] for p in one.paths if p in files)) for one in pieces)
        return [shard for shard in made if shard.files]

    def files(self, group: planning.Group, number: int) -> Iterator[PlannedFile]:
        """The files of a group; none of them if one cannot be read, since they change together."""
        try:
            contents = {path: self._sources.read(path) for path in group.paths}
        except FileTrouble as trouble:
            self.troubles.append(trouble)
            return
        for path, data in contents.items():
            rows = tuple(finding_row(finding) for finding in group.findings if finding.path == path)
            yield PlannedFile(path, number, len(data), sha256(data).hexdigest(), rows, self._owners.of(path))


def finding_row(finding: Finding, *, is_fixed: bool = False) -> FindingRow:
    """A finding as the ledger keeps it."""
    return FindingRow(
        rule=finding.rule,
        line=finding.span.line,
        column=finding.span.column,
        end_line=finding.span.end_line,
        end_column=finding.span.end_column,
        symbol=finding.symbol,
        message=finding.message,
        safety=finding.fix.safety if finding.fix else None,
        is_fixed=is_fixed,
        kept_because=finding.kept_because,
        notes=finding.notes,
    )
