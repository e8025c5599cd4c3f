"""Work in processes that may die: a crash or an endless run costs one item, never the others."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Lost:
    """An item whose process died, or ran out of time; `reason` completes "the worker ..."."""

    reason: str


def run(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    jobs: int,
    time_limit: float | None = None,
    kin: Callable[[Item], str] | None = None,
) -> Iterator[tuple[Item, Result | Lost]]:
    """Call `function` on each item in `jobs` child processes; yield each item with its result as it comes in.

    `time_limit` is in seconds for one item. Items of the same `kin` go to one process, which may remember what it
    needs for them all, until another has nothing else to do. An exception of `function` is raised here. Leaving the
    iteration early ends the processes.
    """
    pool: list[_Worker[Item, Result]] = []
    for _ in range(min(jobs, len(items))):
        pool.append(_Worker(function, pool))
    waiting = _Waiting(items, kin, len(pool))
    try:
        while waiting or any(worker.busy for worker in pool):
            for number, worker in enumerate(pool):
                if waiting and not worker.busy:
                    worker.give(waiting.next(number))
            yield from _finished(pool, time_limit)
    finally:
        for worker in pool:
            worker.end()


def _finished(pool: list[_Worker[Item, Result]], time_limit: float | None) -> Iterator[tuple[Item, Result | Lost]]:
    busy = [worker for worker in pool if worker.busy]
    timeout = None
    if time_limit is not None:
        timeout = max(0.0, min(worker.since for worker in busy) + time_limit - time.monotonic())
    ready = set(wait([worker.connection for worker in busy], timeout))
    for worker in busy:
        if worker.connection in ready:
            yield worker.take()
        elif time_limit is not None and time.monotonic() - worker.since >= time_limit:
            yield worker.give_up(f"did not finish within {time_limit:g} seconds")


class _Waiting(Generic[Item]):
    """Items that nobody has begun, by their kin, of which each worker has one in hand; strangers where that is None."""

    def __init__(self, items: Sequence[Item], kin: Callable[[Item], str] | None, workers: int) -> None:
        self._groups: dict[str, deque[Item]] = {}
        for number, item in enumerate(items):
            self._groups.setdefault(kin(item) if kin else str(number), deque()).append(item)
        self._in_hand: list[str | None] = [None] * workers

    def __bool__(self) -> bool:
        return bool(self._groups)

    def next(self, worker: int) -> Item:
        """The item that a worker had best do next; there is one."""
        own = self._in_hand[worker]
        if own not in self._groups:
            own = next((kin for kin in self._groups if kin not in self._in_hand), None)
            self._in_hand[worker] = own
        if own is not None:
            return self._taken(own, deque.popleft)
        # From the far end of what somebody else has in hand, where the two meet last.
        return self._taken(max(self._groups, key=lambda kin: len(self._groups[kin])), deque.pop)

    def _taken(self, kin: str, take: Callable[[deque[Item]], Item]) -> Item:
        item = take(self._groups[kin])
        if not self._groups[kin]:
            del self._groups[kin]
        return item


class _Worker(Generic[Item, Result]):
    """One child process, started anew when it has died."""

    def __init__(self, function: Callable[[Item], Result], pool: Sequence[_Worker[Item, Result]]) -> None:
        self._function = function
        self._pool = pool
        self._items: list[Item] = []
        self.since = 0.0
        self._start()

    def _start(self) -> None:
        context = _context()
        self.connection, theirs = context.Pipe()
        # A forked child has copies of our ends of all pipes: they must go, or our death is no end of file to anyone.
        ours = [self.connection, *(worker.connection for worker in self._pool if worker is not self)]
        inherited = ours if context.get_start_method() == "fork" else []
        self._process = context.Process(target=_serve, args=(self._function, theirs, inherited), daemon=True)  # type: ignore[attr-defined]
        with _interrupts_held():
            self._process.start()
        # Only the child holds its end now, so its death is an end of file here.
        theirs.close()

    @property
    def busy(self) -> bool:
        return bool(self._items)

    def give(self, item: Item) -> None:
        self._items = [item]
        self.since = time.monotonic()
        try:
            self.connection.send((item,))
        except BrokenPipeError:
            self.end()
            self._start()
            self.connection.send((item,))

    def take(self) -> tuple[Item, Result | Lost]:
        try:
            result, raised = self.connection.recv()
        except (EOFError, ConnectionResetError):
            self._process.join()
            return self.give_up(f"died with {_cause(self._process.exitcode)}")
        if raised is not None:
            raise raised
        (item,) = self._items
        self._items = []
        return item, result

    def give_up(self, reason: str) -> tuple[Item, Lost]:
        (item,) = self._items
        self.end()
        self._items = []
        self._start()
        return item, Lost(reason)

    def end(self) -> None:
        """End the process: by closing the pipe when it is idle, by force when it is not."""
        if self.busy:
            self._process.kill()
        self.connection.close()
        self._process.join()


def _context() -> BaseContext:
    # Forked children have everything imported already; where there is no fork they start from nothing.
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() and os.name == "posix" else "spawn"
    return multiprocessing.get_context(method)


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Keep Ctrl-C back until a child has been made; the child never hears of it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(function: Callable[[Any], Any], connection: Connection, inherited: Sequence[Connection]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for one in inherited:
        one.close()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # The parent's end closes when it is done with this process.
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            (item,) = connection.recv()
            try:
                answer: tuple[Any, Exception | None] = (function(item), None)
            except Exception as exc:
                answer = (None, exc)
            connection.send(answer)


def _end_with_parent() -> None:
    """End this process, however busy it is, when its parent has died."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _cause(code: int | None) -> str:
    if code is not None and code < 0:
        try:
            return signal.Signals(-code).name
        except ValueError:
            return f"signal {-code}"
    return f"exit code {code}"
