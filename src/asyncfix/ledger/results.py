"""What becomes of the files of a shard: intents before anything is written, results after."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, or_, select, update

from asyncfix.batch.summary import FileStatus, FindingRow
from asyncfix.ledger.blobs import get_all, put_all, sha
from asyncfix.ledger.claims import Claim, fenced
from asyncfix.ledger.opening import Ledger
from asyncfix.ledger.runs import findings_by_file, put_findings
from asyncfix.ledger.schema import FILE, FINDING, SHARD


class FileState(NamedTuple):
    """A file of a shard as the ledger knows it. `after` and `before` are SHA-256 values."""

    id: int
    path: str
    unit: int
    status: FileStatus
    before: str
    after: str | None
    error: str | None


class Outcome(NamedTuple):
    """What a look at a file came to: `before` and `after` are its bytes if it is to be written, else None."""

    file: int
    status: FileStatus
    findings: tuple[FindingRow, ...] = ()
    before: bytes | None = None
    after: bytes | None = None
    error: str | None = None


def files_of(ledger: Ledger, shard: int) -> list[FileState]:
    """The files of a shard, by path."""
    columns = FILE.c.id, FILE.c.path, FILE.c.unit, FILE.c.status, FILE.c.sha_before, FILE.c.sha_after, FILE.c.error
    query = select(*columns).where(FILE.c.shard_id == shard).order_by(FILE.c.path)
    with ledger.reading() as connection:
        return [FileState(*row) for row in connection.execute(query)]


class Kept(NamedTuple):
    """Where the result of a shard is: in the checkout, on a branch with this commit, or in the ledger alone."""

    in_place: bool
    ref: str | None
    ref_commit: str | None


def shard(ledger: Ledger, shard: int) -> Kept:
    """Where the result of a shard is."""
    query = select(SHARD.c.in_place, SHARD.c.ref, SHARD.c.ref_commit).where(SHARD.c.id == shard)
    with ledger.reading() as connection:
        return Kept(*connection.execute(query).one())


def published(ledger: Ledger, run: int, refs: Mapping[int, tuple[str, str]]) -> None:
    """Write down the branch and the commit that was made of each of these shards, by number."""
    statement = update(SHARD).where(SHARD.c.run_id == run, SHARD.c.number == bindparam("shard"))
    rows = [{"shard": number, "branch": branch, "commit": commit} for number, (branch, commit) in refs.items()]
    if rows:
        with ledger.writing() as connection:
            connection.execute(statement.values(ref=bindparam("branch"), ref_commit=bindparam("commit")), rows)


def paths(ledger: Ledger, run: int, *, waiting: bool = False) -> list[str]:
    """The files of a run's shards, or of those alone that wait for their turn."""
    query = select(FILE.c.path).where(FILE.c.run_id == run, FILE.c.shard_id.is_not(None)).order_by(FILE.c.path)
    if waiting:
        query = query.join(SHARD, SHARD.c.id == FILE.c.shard_id)
        query = query.where(SHARD.c.status == "pending", FILE.c.status == "pending")
    with ledger.reading() as connection:
        return list(connection.execute(query).scalars())


def contents(ledger: Ledger, names: Collection[str]) -> Mapping[str, bytes]:
    """The bytes behind these SHA-256 values."""
    with ledger.reading() as connection:
        return get_all(connection, names)


def findings_of(ledger: Ledger, shard: int) -> Mapping[int, Sequence[FindingRow]]:
    """The findings of a shard's files, by the id of the file."""
    query = select(FINDING).join(FILE, FILE.c.id == FINDING.c.file_id).where(FILE.c.shard_id == shard)
    with ledger.reading() as connection:
        return findings_by_file(connection, query)


def written(ledger: Ledger, run: int) -> Mapping[str, str]:
    """The SHA-256 of the files that a run has written, by path."""
    query = select(FILE.c.path, FILE.c.sha_after).where(FILE.c.run_id == run, FILE.c.sha_after.is_not(None))
    with ledger.reading() as connection:
        return {path: name for path, name in connection.execute(query) if name is not None}


def intend(ledger: Ledger, held: Claim, outcomes: Sequence[Outcome], **shard: Any) -> None:
    """Write down what will be done to the files, and their bytes, before any of it is done. Raises `LeaseLost`.

    One durable transaction, in which the claim is still ours.
    """
    with fenced(ledger, held, **({"claimed_by": held.worker} | shard)) as connection:
        put_all(connection, (data for one in outcomes for data in (one.before, one.after) if data is not None))
        _put_outcomes(connection, outcomes)


def _put_outcomes(connection: Any, outcomes: Sequence[Outcome]) -> None:
    if not outcomes:
        return
    known = update(FILE).where(FILE.c.id == bindparam("file"))
    written = [one for one in outcomes if one.before is not None and one.after is not None]
    if written:
        statement = known.values(sha_before=bindparam("before"), sha_after=bindparam("after"))
        rows = [{"file": one.file, "before": sha(one.before or b""), "after": sha(one.after or b"")} for one in written]
        connection.execute(statement, rows)
    set_files(connection, [(one.file, one.status, one.error) for one in outcomes])
    connection.execute(delete(FINDING).where(FINDING.c.file_id.in_([one.file for one in outcomes])))
    put_findings(connection, ((one.file, finding) for one in outcomes for finding in one.findings))


def set_files(connection: Any, states: Iterable[tuple[int, FileStatus, str | None]]) -> None:
    """Write the status of files, and what went wrong with them."""
    statement = (
        update(FILE).where(FILE.c.id == bindparam("file")).values(status=bindparam("now"), error=bindparam("why"))
    )
    rows = [{"file": file, "now": status, "why": error} for file, status, error in states]
    if rows:
        connection.execute(statement, rows)


def settle(
    ledger: Ledger, held: Claim, status: str, files: Iterable[tuple[int, FileStatus, str | None]] = (), **shard: Any
) -> None:
    """Write down what became of a claimed shard and its files, in one transaction. Raises `LeaseLost`."""
    with fenced(ledger, held, status=status, **shard) as connection:
        set_files(connection, files)


def retried(ledger: Ledger, run: int, shards: Collection[int] | None) -> list[int]:
    """Make shards pending again that did not come out well, of these numbers, or of all; the numbers of those that are.

    A shard that somebody took back by `undo` is retried when it is named.
    """
    troubled = select(FILE.c.shard_id).where(FILE.c.run_id == run, FILE.c.status.in_(_UNDONE))
    ended = (
        SHARD.c.run_id == run,
        SHARD.c.status.in_(_ENDED),
        or_(SHARD.c.status == "failed", SHARD.c.id.in_(troubled)),
    )
    query = select(SHARD.c.id, SHARD.c.number).where(*ended).order_by(SHARD.c.number)
    if shards is None:
        query = query.where(or_(SHARD.c.status != "reverted", SHARD.c.error.is_not(None)))
    else:
        query = query.where(SHARD.c.number.in_(list(shards)))
    fresh = {"status": "pending", "error": None, "claimed_by": None, "lease_until": 0.0}
    with ledger.writing() as connection:
        found = connection.execute(query.order_by(SHARD.c.number)).all()
        ids = [row.id for row in found]
        connection.execute(update(SHARD).where(SHARD.c.id.in_(ids)).values(**fresh, ref=None))
        again = update(FILE).where(FILE.c.shard_id.in_(ids), FILE.c.status.in_(_UNDONE))
        connection.execute(again.values(status="pending", error=None, sha_after=None))
    return [row.number for row in found]


_ENDED = ("written", "verified", "reverted", "failed", "conflict")
_UNDONE = ("conflict", "error", "crashed", "reverted")
"""Files that are looked at again when their shard is retried."""
