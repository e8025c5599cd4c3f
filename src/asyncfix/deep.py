"""Room for deeply nested code: a thread with a big stack and a high recursion limit."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

T = TypeVar("T")

STACK_BYTES = 512 * 1024 * 1024
RECURSION_LIMIT = 100_000


class _Depth:
    """The recursion limit and the stack size of new threads, which belong to the whole process.

    Calls may overlap, in several threads or one inside another: the limit goes back when the last one ends.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._before = 0

    @contextlib.contextmanager
    def raised(self) -> Iterator[None]:
        with self._lock:
            if not self._inside:
                self._before = sys.getrecursionlimit()
                sys.setrecursionlimit(max(self._before, RECURSION_LIMIT))
            self._inside += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside -= 1
                if not self._inside:
                    sys.setrecursionlimit(self._before)

    def started(self, function: Callable[[], None]) -> threading.Thread:
        with self._lock:
            size = threading.stack_size(STACK_BYTES)
            try:
                thread = threading.Thread(target=function, name="asyncfix-deep-stack", daemon=True)
                thread.start()
            finally:
                threading.stack_size(size)
        return thread


_DEPTH = _Depth()


def with_deep_stack(function: Callable[[], T]) -> T:
    """Call `function` in a thread with 512 MB of stack; return what it returns, raise what it raises.

    The memory is virtual until it is used. A sum of 900 terms overflows LibCST on the ordinary stack.
    """
    results: list[T] = []
    raised: list[BaseException] = []

    def call() -> None:
        try:
            results.append(function())
        except BaseException as exc:
            raised.append(exc)

    with _DEPTH.raised():
        _DEPTH.started(call).join()
    if raised:
        raise raised[0]
    return results[0]
