"""A run is carried out: what speaks against it, the workers, and what comes after them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from typing import Any, NamedTuple

from asyncfix import __version__, git
from asyncfix.batch import engines, identity
from asyncfix.batch.place import Place
from asyncfix.batch.settings import Chosen, fingerprint
from asyncfix.batch.worker import Task
from asyncfix.errors import UsageError
from asyncfix.ledger import claims, results, runs

Counts = Mapping[str, int]
MOST_NAMED = 20


class Wanted(NamedTuple):
    """How a run is to be carried out. `limit` is a number of shards, `jobs` one of workers; None: all there are."""

    mode: str = "inplace"
    jobs: int | None = None
    limit: int | None = None
    verify: str | None = None
    verify_seconds: float | None = None
    baseline: bool = True
    keep_going: bool = False
    allow_dirty: bool = False
    allow_no_vcs: bool = False
    force: bool = False
    scheduler: str | None = None


def refuse(place: Place, run: runs.Run, wanted: Wanted) -> None:
    """Raise `UsageError` where what is to be written could not be brought back, or branched off from."""
    if wanted.mode != "inplace" and run.base_commit is None:
        raise UsageError(f"--mode {wanted.mode} needs a git repository with a commit to start from")
    if run.base_commit is None and not wanted.allow_no_vcs:
        why = "the repository has no commit yet" if place.checkout.has_git else "there is no git repository here"
        raise UsageError(
            f"{why}, so only asyncfix's own ledger could bring the files back; pass --allow-no-vcs if that is enough"
        )
    if run.base_commit is not None and not wanted.allow_dirty:
        dirty = git.uncommitted(results.paths(place.ledger, run.id, waiting=True))
        if dirty:
            names = "".join(f"\n  {path}" for path in dirty[:MOST_NAMED])
            more = f"\n  and {len(dirty) - MOST_NAMED} more" if len(dirty) > MOST_NAMED else ""
            raise UsageError(
                f"files that would be changed have uncommitted changes:{names}{more}\n"
                "Commit or stash them, or pass --allow-dirty. Nothing was changed."
            )


def changed_since(place: Place, run: runs.Run) -> list[str]:
    """What differs from when a run was planned, as sentences."""
    said = []
    if run.tool_version != __version__:
        said.append(f"the plan was made by asyncfix {run.tool_version}, this is {__version__}")
    settings = Chosen.of_json(run.settings).settings(place.checkout.root)
    if run.config_sha != fingerprint(settings, results.paths(place.ledger, run.id)):
        said.append("the configuration has changed since the plan was made")
    return [f"{one}: shards that are not done are analysed as it is now" for one in said]


def carry_out(place: Place, run: runs.Run, wanted: Wanted, watch: Callable[[Counts, Counts], None]) -> None:
    """Do the shards of a run that are not done. Raises `LedgerError`, `UsageError` and `engines.WorkerFailed`."""
    claims.free_dead(place.ledger, run.id, identity.is_dead)
    waiting = claims.waiting(place.ledger, run.id)
    if not waiting:
        return
    last = None if wanted.limit is None else waiting[: wanted.limit][-1]
    task = Task(
        ledger=place.ledger.url,
        run=run.id,
        root=place.checkout.root,
        mode=wanted.mode,
        verify=wanted.verify,
        verify_seconds=wanted.verify_seconds,
        baseline=wanted.baseline,
        last=last,
        failures=claims.failures(place.ledger, run.id),
        keep_going=wanted.keep_going,
        allow_dirty=wanted.allow_dirty,
        force=wanted.force,
    )

    def tell() -> None:
        now = runs.tally(place.ledger, run.id)
        watch(now.shards, now.files)

    many = len(waiting) if wanted.limit is None else min(len(waiting), wanted.limit)
    with _engine(place, wanted, many) as (executor, start, workers):
        engines.work(executor, start, [task] * workers, tell)


@contextlib.contextmanager
def _engine(
    place: Place, wanted: Wanted, shards: int
) -> Iterator[tuple[Executor, Callable[[str], dict[str, Any]], int]]:
    from asyncfix.run import default_jobs

    if wanted.scheduler is None:
        workers = min(wanted.jobs or default_jobs(), shards)
        with engines.local(workers) as (executor, start):
            yield executor, start, workers
    else:
        with engines.cluster(wanted.scheduler, place.ledger.url) as (executor, start, workers):
            yield executor, start, min(wanted.jobs or workers, shards)
