"""Shards are claimed, leases kept, and writes fenced off from those who have lost theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, and_, case, func, or_, select, update

from asyncfix.batch.summary import FAILED
from asyncfix.ledger.opening import Ledger
from asyncfix.ledger.schema import SHARD

LEASE = 60.0
"""Seconds that a claim lasts without a sign of life."""

HELD = ("claimed", "reverting")


class LeaseLost(Exception):
    """Somebody else has claimed the shard since; what it is now is theirs to say."""


class Claim(NamedTuple):
    """A shard in somebody's hands. `was_reverting` tells that it was being put back when its worker died."""

    shard: int
    number: int
    key: str
    owner: str
    worker: str
    attempt: int
    was_reverting: bool
    was_failing: bool
    error: str | None = None


def claim(ledger: Ledger, run: int, worker: str, last: int | None = None) -> Claim | None:
    """The first shard of a run that is to be done, for this worker; None if there is none up to the number `last`."""
    now = ledger.now()
    abandoned = and_(SHARD.c.status.in_(HELD), SHARD.c.lease_until < now)
    waiting = select(SHARD.c.id).where(SHARD.c.run_id == run, or_(SHARD.c.status == "pending", abandoned))
    if last is not None:
        waiting = waiting.where(SHARD.c.number <= last)
    first = waiting.order_by(SHARD.c.number).limit(1).with_for_update(skip_locked=True).scalar_subquery()
    taken = (
        update(SHARD)
        .where(SHARD.c.id == first)
        .values(
            status=case((SHARD.c.status == "reverting", "reverting"), else_="claimed"),
            claimed_by=worker,
            lease_until=now + LEASE,
            attempt=SHARD.c.attempt + 1,
        )
        .returning(*_CLAIMED)
    )
    with ledger.writing() as connection:
        row = connection.execute(taken).one_or_none()
    return None if row is None else _claim(row, worker)


def take(ledger: Ledger, run: int, number: int, worker: str) -> Claim | None:
    """One shard that is done, or that nobody works on any longer, to be put back; None if it is not so."""
    now = ledger.now()
    idle = or_(SHARD.c.status.not_in(("pending", *HELD)), and_(SHARD.c.status.in_(HELD), SHARD.c.lease_until < now))
    taken = (
        update(SHARD)
        .where(SHARD.c.run_id == run, SHARD.c.number == number, idle)
        .values(status="reverting", claimed_by=worker, lease_until=now + LEASE, attempt=SHARD.c.attempt + 1, error=None)
        .returning(*_CLAIMED)
    )
    with ledger.writing() as connection:
        row = connection.execute(taken).one_or_none()
    return None if row is None else _claim(row, worker)


_CLAIMED = (
    SHARD.c.id,
    SHARD.c.number,
    SHARD.c.key,
    SHARD.c.owner,
    SHARD.c.attempt,
    SHARD.c.status,
    SHARD.c.was_failing,
    SHARD.c.error,
)


def _claim(row: Row[Any], worker: str) -> Claim:
    return Claim(
        shard=row.id,
        number=row.number,
        key=row.key,
        owner=row.owner,
        worker=worker,
        attempt=row.attempt,
        was_reverting=row.status == "reverting",
        was_failing=row.was_failing,
        error=row.error,
    )


def extend(ledger: Ledger, held: Claim) -> bool:
    """Keep a claim alive; False if it is no longer ours."""
    with ledger.writing() as connection:
        return _changed(connection, held, lease_until=ledger.now() + LEASE)


def fence(connection: Connection, held: Claim, **values: Any) -> None:
    """Change a claimed shard, in a transaction that must not happen if the claim is lost. Raises `LeaseLost`."""
    if not _changed(connection, held, **values):
        raise LeaseLost


def _changed(connection: Connection, held: Claim, **values: Any) -> bool:
    ours = (SHARD.c.id == held.shard, SHARD.c.claimed_by == held.worker, SHARD.c.attempt == held.attempt)
    changed = connection.execute(update(SHARD).where(*ours, SHARD.c.status.in_(HELD)).values(**values))
    return changed.rowcount == 1


@contextmanager
def fenced(ledger: Ledger, held: Claim, **values: Any) -> Iterator[Connection]:
    """A transaction that changes a claimed shard and what goes with it. Raises `LeaseLost`."""
    with ledger.writing() as connection:
        fence(connection, held, **values)
        yield connection


def free_dead(ledger: Ledger, run: int, is_dead: Callable[[str], bool]) -> int:
    """Free the shards of workers that are known to be dead, without waiting for their leases; how many."""
    now = ledger.now()
    with ledger.reading() as connection:
        holders = _holders(connection, run, now)
    dead = [holder for holder in holders if is_dead(holder)]
    if not dead:
        return 0
    mine = (SHARD.c.run_id == run, SHARD.c.status.in_(HELD), SHARD.c.claimed_by.in_(dead))
    with ledger.writing() as connection:
        return connection.execute(update(SHARD).where(*mine).values(lease_until=0.0)).rowcount


def _holders(connection: Connection, run: int, now: float) -> list[str]:
    query = select(SHARD.c.claimed_by).where(SHARD.c.run_id == run, SHARD.c.status.in_(HELD)).distinct()
    return [str(holder) for (holder,) in connection.execute(query.where(SHARD.c.lease_until >= now))]


def holders(ledger: Ledger, run: int) -> list[str]:
    """The workers whose claims on a run's shards have not run out."""
    with ledger.reading() as connection:
        return _holders(connection, run, ledger.now())


def waiting(ledger: Ledger, run: int) -> list[int]:
    """The numbers of the shards that are not done, claimed ones among them, in order."""
    query = select(SHARD.c.number).where(SHARD.c.run_id == run, SHARD.c.status.in_(("pending", *HELD)))
    with ledger.reading() as connection:
        return list(connection.execute(query.order_by(SHARD.c.number)).scalars())


def failures(ledger: Ledger, run: int) -> int:
    """How many shards have failed, or were put back since their verification did."""
    query = select(func.count()).where(SHARD.c.run_id == run, SHARD.c.status.in_(FAILED), SHARD.c.error.is_not(None))
    with ledger.reading() as connection:
        return connection.execute(query).scalar_one()
