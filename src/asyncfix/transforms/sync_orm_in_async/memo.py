"""What is known of calls: each is worked out once, and those that call each other until they agree.

A call that is met again while it is worked out is taken to do what is assumed of it: nothing at first. What rests on
such an assumption is kept as long as that may still come true. If it does not, everything that rests on it is worked
out once more, on what was found out by then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from asyncfix.project import Project

DEPTH = 40
"""Calls are followed so far, one function twice."""
LINES = 30_000
"""As many lines of called functions are read for one asynchronous function."""

_SURE, _CUT = DEPTH + 1, -1


@dataclass(eq=False)
class _Open:
    """A question that is being answered, at a `place` on the stack.

    `rests_on` is the lowest place whose assumption the answer rests on, `_SURE` if there is none, `_CUT` if something
    was left out; `first` is the number of tentative answers before it.
    """

    key: Hashable
    node: object
    place: int
    assumed: Any
    first: int
    rests_on: int = _SURE
    was_asked: bool = False
    is_shaken: bool = False


class Memo:
    """Answers by their questions, for one project."""

    def __init__(self) -> None:
        self._sure: dict[Hashable, Any] = {}
        self._tentative: dict[Hashable, tuple[Any, int]] = {}
        self._order: list[Hashable] = []
        """The questions with tentative answers, as they came."""
        self._guesses: dict[Hashable, Any] = {}
        self._stack: list[_Open] = []
        self._open: Counter[object] = Counter()
        self._lines = LINES

    def begin(self) -> None:
        """From here on another asynchronous function is read: what was too much for the last one may not be for it."""
        if not self._stack:
            self._lines = LINES
            self._tentative.clear()
            self._order.clear()
            self._guesses.clear()

    def answer(self, key: Hashable, node: object, nothing: Any, work: Callable[[], Any], *, lines: int = 0) -> Any:
        """The answer to a question about a node, which `work` finds; `nothing` where it is not known.

        `lines` are those that are read for it.
        """
        if key in self._sure:
            return self._sure[key]
        if key in self._tentative:
            found, rests_on = self._tentative[key]
            self._rest_on(rests_on)
            return found
        if (same := self._under_way(key, node)) is not None:
            same.was_asked = True
            self._rest_on(same.place)
            return same.assumed
        if self._is_too_much(lines):
            return nothing
        return self._worked_out(key, node, nothing, work)

    def alone(self, node: object, nothing: Any, work: Callable[[], Any], *, lines: int = 0) -> Any:
        """The same where the answer holds for this once; `nothing` inside itself."""
        if (same := self._under_way(node, node)) is not None:
            self._rest_on(same.place)
            return nothing
        if self._is_too_much(lines):
            return nothing
        with self._opened(node, node, nothing) as one:
            found = work()
        self._settle(one)
        return found

    def _is_too_much(self, lines: int) -> bool:
        self._lines -= lines
        if len(self._stack) < DEPTH and self._lines >= 0:
            return False
        self._rest_on(_CUT)
        return True

    def _under_way(self, key: Hashable, node: object) -> _Open | None:
        if not self._open[node]:
            return None
        same = [one for one in self._stack if one.node == node]
        exact = next((one for one in same if one.key == key), None)
        return exact or (same[-1] if len(same) > 1 else None)

    def _rest_on(self, place: int) -> None:
        if self._stack:
            self._stack[-1].rests_on = min(self._stack[-1].rests_on, place)

    @contextmanager
    def _opened(self, key: Hashable, node: object, assumed: Any) -> Iterator[_Open]:
        one = _Open(key, node, len(self._stack), assumed, len(self._order))
        self._stack.append(one)
        self._open[node] += 1
        try:
            yield one
        except BaseException:
            self._forget(one.first)
            raise
        finally:
            self._stack.pop()
            self._open[node] -= 1

    def _worked_out(self, key: Hashable, node: object, nothing: Any, work: Callable[[], Any]) -> Any:
        with self._opened(key, node, self._guesses.get(key, nothing)) as one:
            found = work()
            if one.rests_on == one.place and self._is_otherwise(one, found):
                self._forget(one.first)
                one.assumed, one.rests_on = found, _SURE
                found = work()
        if one.rests_on < one.place:
            if one.rests_on >= 0 and self._is_otherwise(one, found):
                self._stack[one.rests_on].is_shaken = True
            self._tentative[key] = found, one.rests_on
            self._order.append(key)
        else:
            self._sure[key] = found
        self._settle(one)
        return found

    def _is_otherwise(self, one: _Open, found: Any) -> bool:
        """Whether something rests on an assumption that did not come true."""
        return one.is_shaken or (one.was_asked and bool(found != one.assumed))

    def _settle(self, one: _Open) -> None:
        """What rests on a question that is answered is sure now, or rests on what that one rests on."""
        if one.rests_on < one.place:
            self._rest_on(one.rests_on)
        waiting = self._order[one.first :]
        del self._order[one.first :]
        for key in waiting:
            found, rests_on = self._tentative[key]
            if min(rests_on, one.rests_on) >= one.place:
                del self._tentative[key]
                self._sure[key] = found
            else:
                self._tentative[key] = found, min(rests_on, one.rests_on)
                self._order.append(key)

    def _forget(self, first: int) -> None:
        """Drop the tentative answers after the first ones; they are guesses from now on."""
        for key in self._order[first:]:
            self._guesses[key] = self._tentative.pop(key)[0]
        del self._order[first:]


def of(project: Project) -> Memo:
    """The memo of a project."""
    memo: Memo = project.known.setdefault(("django memo", None), Memo())
    return memo
