"""What plain `apply` keeps in the ledger, so that `undo` can put it back: the intents before, the results after."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from hashlib import sha256

from asyncfix import __version__
from asyncfix.batch import checkout as checkouts
from asyncfix.batch import identity
from asyncfix.batch.inplace import States
from asyncfix.batch.plan import finding_row
from asyncfix.batch.summary import FindingRow
from asyncfix.engine import Plan
from asyncfix.errors import FileTrouble, LedgerError
from asyncfix.ledger import claims, opened, place_of, results, runs
from asyncfix.ledger.results import FileState, Outcome


class Record:
    """The run of one `apply`: one shard, in which each plan is a unit. Nothing is written before it is on the disk."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        """Keep the bytes of all files that the plans change. Raises `LedgerError`."""
        checkout = checkouts.here()
        try:
            ledger = opened(place_of(None, checkout.root))
        except LedgerError as error:
            raise LedgerError(f"{error}; or pass --no-undo. Nothing was changed") from None
        assert ledger is not None
        self._root = checkout.root
        self._ledger = ledger
        self._states: States = []
        run = runs.record(ledger, _run(checkout), [self._shard(plans)])
        held = claims.claim(ledger, run, identity.me())
        assert held is not None
        self._held = held
        files = results.files_of(ledger, held.shard)
        results.intend(ledger, held, self._outcomes(plans, files), in_place=True)
        self._ids = {file.path: file.id for file in files}

    def _path(self, path: str) -> str:
        absolute = os.path.abspath(path)
        relative = os.path.relpath(absolute, self._root)
        outside = relative == ".." or relative.startswith(f"..{os.sep}")
        return (absolute if outside else relative).replace(os.sep, "/")

    def _shard(self, plans: Sequence[Plan]) -> runs.PlannedShard:
        files = (
            runs.PlannedFile(self._path(change.path), unit, len(change.before), sha256(change.before).hexdigest(), ())
            for unit, plan in enumerate(plans)
            for change in plan.changes
        )
        return runs.PlannedShard("apply", "", tuple(files))

    def _outcomes(self, plans: Sequence[Plan], files: Sequence[FileState]) -> list[Outcome]:
        changes = {self._path(change.path): change for plan in plans for change in plan.changes}
        rows: defaultdict[str, list[FindingRow]] = defaultdict(list)
        for finding in (finding for plan in plans for finding in plan.fixed):
            rows[self._path(finding.path)].append(finding_row(finding, is_fixed=True))
        return [
            Outcome(file.id, "intent", tuple(rows[file.path]), changes[file.path].before, changes[file.path].after)
            for file in files
        ]

    def tell(self, plan: Plan, troubles: Sequence[FileTrouble]) -> None:
        """A plan is written, or is not, for these reasons."""
        for change in plan.changes:
            file = self._ids[self._path(change.path)]
            self._states.append((file, "error", troubles[0].message) if troubles else (file, "written", None))

    def close(self) -> None:
        """Write down what was told. Raises `LedgerError`."""
        written = any(status == "written" for _, status, _ in self._states)
        results.settle(self._ledger, self._held, "written" if written else "failed", self._states)
        self._ledger.close()


def _run(checkout: checkouts.Checkout) -> runs.Run:
    return runs.Run(
        id=0,
        kind="apply",
        root=checkout.root,
        base_commit=checkout.commit,
        config_sha="",
        tool_version=__version__,
        created_at=time.time(),
        settings={},
        files_looked=0,
        unread={},
    )


def recorded(plans: Sequence[Plan], write: Callable[[Plan], list[FileTrouble]]) -> list[list[FileTrouble]]:
    """Write plans, having kept what puts them back; what went wrong with each. Raises `LedgerError`."""
    record = Record([plan for plan in plans if plan.changes])
    done = []
    for plan in plans:
        troubles = write(plan)
        record.tell(plan, troubles)
        done.append(troubles)
    record.close()
    return done
