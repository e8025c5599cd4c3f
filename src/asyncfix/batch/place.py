"""Where a command works: a checkout, its ledger, and the run that is meant."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.batch import checkout as checkouts
from asyncfix.batch.checkout import Checkout
from asyncfix.errors import UsageError
from asyncfix.ledger import Ledger, opened, place_of, results, runs

_PLAN_FIRST = "nothing is planned here; `asyncfix batch plan` makes a plan, `asyncfix batch run` also carries it out"


class Place(NamedTuple):
    """A checkout, whose root is the current folder while the place is open, and the ledger."""

    checkout: Checkout
    ledger: Ledger

    def latest(self) -> runs.Run:
        """The run of the last plan. Raises `UsageError` if there is none, or another project's."""
        found = runs.latest(self.ledger)
        if found is None:
            raise UsageError(_PLAN_FIRST)
        checkouts.refuse_foreign(self.checkout, found.root, found.base_commit)
        return found

    def refuse_moved(self, run: runs.Run) -> None:
        """Raise `UsageError` unless the checkout is as it was planned, or holds nothing but the run's own changes."""
        written = results.written(self.ledger, run.id)
        checkouts.refuse_other(self.checkout, run.root, run.base_commit, written)


@contextlib.contextmanager
def place(ledger: str | None, *, create: bool, missing: str = _PLAN_FIRST) -> Iterator[Place]:
    """The place of the current folder.

    Raises `LedgerError`, and `UsageError` with what is said of a `missing` ledger unless one may be made.
    """
    checkout = checkouts.here()
    held = opened(place_of(ledger, checkout.root), create=create)
    if held is None:
        raise UsageError(missing)
    with contextlib.chdir(checkout.root):
        try:
            yield Place(checkout, held)
        finally:
            held.close()
