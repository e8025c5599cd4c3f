"""Signs of life of a worker that holds a shard."""

from __future__ import annotations

import threading
from types import TracebackType

from asyncfix.errors import LedgerError
from asyncfix.ledger import Ledger, claims


class Heartbeat:
    """Keeps a claim alive as long as its block runs. A ledger that does not answer is asked again at the next beat."""

    def __init__(self, ledger: Ledger, held: claims.Claim) -> None:
        self._ledger = ledger
        self._held = held
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="asyncfix-heartbeat", daemon=True)

    def __enter__(self) -> Heartbeat:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._end.wait(claims.LEASE / 4):
            try:
                if not claims.extend(self._ledger, self._held):
                    return  # Lost: the next write of the worker will find that out.
            except LedgerError:
                continue
