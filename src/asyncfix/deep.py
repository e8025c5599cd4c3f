"""Room for deeply nested code: a thread with a big stack and a high recursion limit."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

STACK_BYTES = 512 * 1024 * 1024
RECURSION_LIMIT = 100_000


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

    limit, size = sys.getrecursionlimit(), threading.stack_size(STACK_BYTES)
    sys.setrecursionlimit(max(limit, RECURSION_LIMIT))
    try:
        thread = threading.Thread(target=call, name="asyncfix-deep-stack", daemon=True)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
    if raised:
        raise raised[0]
    return results[0]
