"""Serial numbers, by which an interpreter tells what was made before from what was made since."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncfix.project.values import Instance

_EARLIEST = -1_000_000_000


class Clock:
    """The serial numbers of one interpreter: of two objects the later one has the higher number.

    Those of what was there before the code that is looked at are negative.
    """

    def __init__(self) -> None:
        self._serial = 0
        self._before_all = 0
        self._early = _EARLIEST
        self._owner: int | None = None

    def tick(self) -> int:
        """A new serial number."""
        self._serial += 1
        return self._serial

    def now(self) -> int:
        """The serial number of what was made last."""
        if self._before_all:
            return self._early if self._owner is None else self._owner
        return self._serial

    def birth(self) -> int:
        """The serial number of an object that is made now."""
        if not self._before_all:
            return self.tick()
        if self._owner is None:
            self._early += 1
        return self.now()

    @contextmanager
    def made_with(self, value: Instance | None) -> Iterator[None]:
        """What is made in here came into being with an object, or, with None, for itself."""
        owner, self._owner = self._owner, value.born if value is not None and value.born > 0 else None
        try:
            yield
        finally:
            self._owner = owner

    def stop(self) -> None:
        """What is made from here on was there before the code that is looked at."""
        self._before_all += 1

    def go_on(self) -> None:
        """The end of what `stop` began."""
        self._before_all -= 1
