"""What a run of `batch` came to, as plain values: the ledger makes them, reports and exports read them.

Paths are relative to the run's root, with forward slashes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

ShardStatus = Literal["pending", "claimed", "written", "verified", "reverting", "reverted", "failed", "conflict"]
FileStatus = Literal["pending", "unchanged", "intent", "written", "reverted", "conflict", "error", "crashed"]

FAILED: tuple[ShardStatus, ...] = ("failed", "reverted")
"""Of shards with an `error`: those that `undo` has reverted have none."""


class FindingRow(NamedTuple):
    """A finding of the plan, and what became of it. Lines and columns are 1-based."""

    rule: str
    line: int
    column: int
    end_line: int
    end_column: int
    symbol: str
    message: str
    safety: Literal["safe", "unsafe"] | None
    is_fixed: bool
    kept_because: str | None
    notes: tuple[str, ...] = ()


class FileRow(NamedTuple):
    """A file of a shard. `before` and `after` are bytes of a file that changes, else None."""

    path: str
    status: FileStatus
    findings: tuple[FindingRow, ...] = ()
    before: bytes | None = None
    after: bytes | None = None
    error: str | None = None


class ShardRow(NamedTuple):
    """Files that are migrated, verified and taken back together. `verify_exit` is None where nothing was run."""

    number: int
    key: str
    owner: str
    status: ShardStatus
    files: tuple[FileRow, ...] = ()
    attempt: int = 0
    seconds: float | None = None
    verify_exit: int | None = None
    verify_output: str = ""
    was_failing: bool = False
    error: str | None = None
    ref: str | None = None
    """The branch that was made of it; `ref_commit` is what it was made as."""
    ref_commit: str | None = None


class RunSummary(NamedTuple):
    """A run: where it was planned, with what, and its shards in order. `created` is ISO 8601 in UTC."""

    run: int
    root: str
    base_commit: str | None
    tool_version: str
    created: str
    files_looked: int
    shards: tuple[ShardRow, ...] = ()
    unread: Mapping[str, str] = {}
    """Files that could not be read or parsed: the reason by path."""
    left: Mapping[str, tuple[FileRow, ...]] = {}
    """By owner, the files in no shard: they have findings, and none that is to be fixed."""
