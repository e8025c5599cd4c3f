"""Runs are planned, found again and told of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, delete, exists, func, insert, or_, select

from asyncfix.batch.summary import FileRow, FindingRow, RunSummary, ShardRow
from asyncfix.ledger.blobs import get_all
from asyncfix.ledger.opening import Ledger
from asyncfix.ledger.schema import BLOB, FILE, FINDING, RUN, SHARD

KEPT = 50
"""Runs of each kind that a ledger remembers."""


class Run(NamedTuple):
    """What is known of a run, but for its shards. `settings` are those that its workers need."""

    id: int
    kind: str
    root: str
    base_commit: str | None
    config_sha: str
    tool_version: str
    created_at: float
    settings: Mapping[str, Any]
    files_looked: int
    unread: Mapping[str, str]


class PlannedFile(NamedTuple):
    """A file with findings. Files of one `unit` are written together or not at all."""

    path: str
    unit: int
    size: int
    sha: str
    findings: tuple[FindingRow, ...]
    owner: str = ""


class PlannedShard(NamedTuple):
    """Files that are migrated, verified and taken back together."""

    key: str
    owner: str
    files: tuple[PlannedFile, ...]


def record(ledger: Ledger, run: Run, shards: Sequence[PlannedShard], left: Sequence[PlannedFile] = ()) -> int:
    """Write a plan in one transaction; the number that the run gets. That of `run` itself is not looked at."""
    values = {**run._asdict(), "unread": dict(run.unread), "settings": dict(run.settings)}
    del values["id"]
    with ledger.writing() as connection:
        (number,) = connection.execute(insert(RUN).values(**values)).inserted_primary_key or (0,)
        ids = _shards_recorded(connection, number, shards)
        files = [(shard, file) for shard, planned in zip(ids, shards, strict=True) for file in planned.files]
        _files_recorded(connection, number, [*files, *((None, file) for file in left)])
        _forget_old(connection, run.kind)
    return int(number)


def _forget_old(connection: Connection, kind: str) -> None:
    """Forget all runs of a kind but the last `KEPT`, and the bytes that no run needs any longer."""
    query = select(RUN.c.id).where(RUN.c.kind == kind).order_by(RUN.c.id.desc())
    old = connection.execute(query.offset(KEPT)).scalars().all()
    if not old:
        return
    connection.execute(delete(FINDING).where(FINDING.c.file_id.in_(select(FILE.c.id).where(FILE.c.run_id.in_(old)))))
    for table, column in ((FILE, FILE.c.run_id), (SHARD, SHARD.c.run_id), (RUN, RUN.c.id)):
        connection.execute(delete(table).where(column.in_(old)))
    needed = exists().where(or_(FILE.c.sha_before == BLOB.c.sha, FILE.c.sha_after == BLOB.c.sha))
    connection.execute(delete(BLOB).where(~needed))


def _shards_recorded(connection: Connection, run: int, shards: Sequence[PlannedShard]) -> list[int]:
    if not shards:
        return []
    rows = [
        {"run_id": run, "number": number, "key": shard.key, "owner": shard.owner, "status": "pending"}
        for number, shard in enumerate(shards, start=1)
    ]
    connection.execute(insert(SHARD), rows)
    return list(connection.execute(select(SHARD.c.id).where(SHARD.c.run_id == run).order_by(SHARD.c.number)).scalars())


def _files_recorded(connection: Connection, run: int, files: Sequence[tuple[int | None, PlannedFile]]) -> None:
    rows = [
        {
            "run_id": run,
            "shard_id": shard,
            "unit": file.unit,
            "owner": file.owner,
            "path": file.path,
            "status": "unchanged" if shard is None else "pending",
            "size": file.size,
            "sha_before": file.sha,
        }
        for shard, file in files
    ]
    if not rows:
        return
    connection.execute(insert(FILE), rows)
    ids = {row[0]: row[1] for row in connection.execute(select(FILE.c.path, FILE.c.id).where(FILE.c.run_id == run))}
    put_findings(connection, ((ids[file.path], finding) for _, file in files for finding in file.findings))


def put_findings(connection: Connection, findings: Iterable[tuple[int, FindingRow]]) -> None:
    """Write findings, each with the id of its file."""
    rows = [{**finding._asdict(), "notes": list(finding.notes), "file_id": file} for file, finding in findings]
    if rows:
        connection.execute(insert(FINDING), rows)


def latest(ledger: Ledger, kind: str = "batch") -> Run | None:
    """The run that was recorded last."""
    with ledger.reading() as connection:
        row = connection.execute(select(RUN).where(RUN.c.kind == kind).order_by(RUN.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else Run(*row)


def find(ledger: Ledger, run: int) -> Run | None:
    """A run by its number."""
    with ledger.reading() as connection:
        row = connection.execute(select(RUN).where(RUN.c.id == run)).one_or_none()
    return None if row is None else Run(*row)


def numbers(ledger: Ledger, kind: str) -> list[int]:
    """The runs of a kind, the last one first."""
    with ledger.reading() as connection:
        return list(connection.execute(select(RUN.c.id).where(RUN.c.kind == kind).order_by(RUN.c.id.desc())).scalars())


class Tally(NamedTuple):
    """How far a run is: its shards and files by status."""

    shards: Mapping[str, int]
    files: Mapping[str, int]


def tally(ledger: Ledger, run: int) -> Tally:
    """How far a run is, from two counts that no worker waits for."""
    shards = select(SHARD.c.status, func.count()).where(SHARD.c.run_id == run).group_by(SHARD.c.status)
    files = select(FILE.c.status, func.count()).where(FILE.c.run_id == run, FILE.c.shard_id.is_not(None))
    with ledger.reading() as connection:
        return Tally(
            {row[0]: row[1] for row in connection.execute(shards)},
            {row[0]: row[1] for row in connection.execute(files.group_by(FILE.c.status))},
        )


def summary(ledger: Ledger, run: Run, *, contents: bool = True) -> RunSummary:
    """All of a run, as the reports read it; without `contents` no file's bytes are read."""
    with ledger.reading() as connection:
        shards = connection.execute(select(SHARD).where(SHARD.c.run_id == run.id).order_by(SHARD.c.number)).all()
        files = connection.execute(select(FILE).where(FILE.c.run_id == run.id).order_by(FILE.c.path)).all()
        findings = select(FINDING).join(FILE, FILE.c.id == FINDING.c.file_id).where(FILE.c.run_id == run.id)
        found = findings_by_file(connection, findings)
        wanted = {sha for file in files if file.sha_after for sha in (file.sha_before, file.sha_after)}
        blobs = get_all(connection, wanted) if contents else {}
    rows: defaultdict[int | None, list[FileRow]] = defaultdict(list)
    left: defaultdict[str, list[FileRow]] = defaultdict(list)
    for file in files:
        row = _file(file, found.get(file.id, ()), blobs)
        (left[file.owner] if file.shard_id is None else rows[file.shard_id]).append(row)
    return RunSummary(
        run=run.id,
        root=run.root,
        base_commit=run.base_commit,
        tool_version=run.tool_version,
        created=datetime.fromtimestamp(run.created_at, UTC).isoformat(timespec="seconds"),
        files_looked=run.files_looked,
        shards=tuple(_shard(shard, rows[shard.id]) for shard in shards),
        unread=run.unread,
        left={owner: tuple(those) for owner, those in left.items()},
    )


def findings_by_file(connection: Connection, query: Select[Any]) -> Mapping[int, Sequence[FindingRow]]:
    """The findings that a query over their table selects, by the id of the file, in the order of their places."""
    found: defaultdict[int, list[FindingRow]] = defaultdict(list)
    for row in connection.execute(query.order_by(FINDING.c.file_id, FINDING.c.line, FINDING.c.column)):
        fields = {name: getattr(row, name) for name in FindingRow._fields}
        found[row.file_id].append(FindingRow(**{**fields, "notes": tuple(row.notes)}))
    return found


def _file(row: Row[Any], findings: Sequence[FindingRow], blobs: Mapping[str, bytes]) -> FileRow:
    before, after = (blobs.get(sha) if row.sha_after else None for sha in (row.sha_before, row.sha_after))
    return FileRow(row.path, row.status, tuple(findings), before, after, row.error)


def _shard(row: Row[Any], files: Sequence[FileRow]) -> ShardRow:
    shared = {name: getattr(row, name) for name in ShardRow._fields if name != "files"}
    return ShardRow(**shared, files=tuple(files))
