"""A worker: claim a shard, do it, say so, until there is none left. The ledger is the queue; engines only start more.

`python -m asyncfix.batch.worker` reads a `Task` as one line of JSON and works until it is done, or until its standard
input ends: whoever started it is gone then, and so is the worker. What it leaves unfinished is in the ledger.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

from asyncfix import __version__, planning, run
from asyncfix.batch import checkout as checkouts
from asyncfix.batch import identity
from asyncfix.batch.heartbeat import Heartbeat
from asyncfix.batch.settings import Chosen
from asyncfix.batch.shards import Work
from asyncfix.batch.verify import Verifier
from asyncfix.errors import AsyncfixError, LedgerError, UsageError
from asyncfix.ledger import Ledger, claims, opened, results, runs

_BUG = "this is a bug in asyncfix"


class Task(NamedTuple):
    """What a worker is told: plain values, so that they go to any process on any machine.

    `last` is the number of the last shard that may be begun, and `failures` are those of earlier runs: another one ends
    the work unless `keep_going`.
    """

    ledger: str
    run: int
    root: str
    mode: str = "inplace"
    verify: str | None = None
    verify_seconds: float | None = None
    baseline: bool = True
    last: int | None = None
    failures: int = 0
    keep_going: bool = False
    allow_dirty: bool = False
    force: bool = False
    version: str = __version__

    def as_json(self) -> str:
        return json.dumps(self._asdict())

    @staticmethod
    def of_json(text: str) -> Task:
        return Task(**json.loads(text))


def work(task: Task, verifier: Verifier | None = None) -> int:
    """Do shards of a run until there is nothing to do for this worker; how many they were.

    Raises `LedgerError` where the ledger cannot be used, and `UsageError` where checkout or asyncfix are other ones.
    """
    if task.version != __version__:
        raise UsageError(
            f"{socket.gethostname()} has asyncfix {__version__}, and {task.version} started the run; "
            "install the same version on all machines"
        )
    with contextlib.ExitStack() as stack:
        stack.enter_context(_inside(os.environ.get("ASYNCFIX_ROOT") or task.root))
        checkout = checkouts.here()
        stack.enter_context(contextlib.chdir(checkout.root))
        ledger = opened(task.ledger)
        assert ledger is not None
        stack.callback(ledger.close)
        return _Worker(task, ledger, checkout, verifier or Verifier()).work()


@contextlib.contextmanager
def _inside(root: str) -> Iterator[None]:
    try:
        change = contextlib.chdir(root)
        change.__enter__()
    except OSError as error:
        raise UsageError(
            f"{root}: {(error.strerror or str(error)).lower()} on {socket.gethostname()}; "
            "a worker on another machine works at the same path, or where its ASYNCFIX_ROOT says"
        ) from None
    with contextlib.ExitStack() as stack:
        stack.push(change)
        yield


class _Worker:
    def __init__(self, task: Task, ledger: Ledger, checkout: checkouts.Checkout, verifier: Verifier) -> None:
        self._task = task
        self._ledger = ledger
        self._checkout = checkout
        self._verifier = verifier
        self._me = identity.me()

    def work(self) -> int:
        recorded = runs.find(self._ledger, self._task.run)
        if recorded is None:
            raise LedgerError(f"{self._ledger.place}: there is no run {self._task.run} in this ledger")
        written = results.written(self._ledger, recorded.id)
        checkouts.refuse_other(self._checkout, recorded.root, recorded.base_commit, written)
        chosen = Chosen.of_json(recorded.settings)
        settings = chosen.settings(self._checkout.root)
        done = 0
        with contextlib.ExitStack() as stack:
            shared = Work(
                ledger=self._ledger,
                run=recorded,
                root=self._checkout.root,
                task=self._task,
                sources=run.Sources(settings),
                choice=planning.Choice(chosen.unsafe),
                verifier=self._verifier,
                stack=stack,
            )
            while held := self._next():
                self._do(shared, held)
                done += 1
        return done

    def _next(self) -> claims.Claim | None:
        task = self._task
        if not task.keep_going and claims.failures(self._ledger, task.run) > task.failures:
            return None
        held = claims.claim(self._ledger, task.run, self._me, task.last)
        if held is None and claims.free_dead(self._ledger, task.run, identity.is_dead):
            held = claims.claim(self._ledger, task.run, self._me, task.last)
        return held

    def _do(self, shared: Work, held: claims.Claim) -> None:
        start = time.monotonic()
        with Heartbeat(self._ledger, held):
            try:
                shared.do(held, lambda: time.monotonic() - start)
            except claims.LeaseLost:
                return  # Whoever claimed the shard since says what it is now.
            except LedgerError:
                raise
            except AsyncfixError as error:
                self._give_up(held, str(error))
            except Exception as error:
                self._give_up(held, f"{_BUG}: {type(error).__name__}: {error}")

    def _give_up(self, held: claims.Claim, said: str) -> None:
        with contextlib.suppress(claims.LeaseLost):
            results.settle(self._ledger, held, "failed", error=said)


def main() -> None:
    """Work as the first line of standard input says; one line of JSON on standard output says how that ended."""
    task = Task.of_json(_first_line())
    verifier = Verifier()
    threading.Thread(target=_end_with_input, args=(verifier,), daemon=True).start()
    answer: dict[str, Any]
    try:
        answer = {"done": work(task, verifier)}
    except AsyncfixError as error:
        answer = {"error": str(error)}
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
    # Threads that watch need not be waited for.
    os._exit(0)


# Standard input is read without its buffer: a thread that waits in there holds its lock, for ever in a forked child.


def _first_line() -> str:
    line = b""
    while not line.endswith(b"\n") and (byte := os.read(0, 1)):
        line += byte
    return line.decode()


def _end_with_input(verifier: Verifier) -> None:
    while os.read(0, 1024):
        pass
    verifier.stop()
    os._exit(1)


if __name__ == "__main__":
    main()
