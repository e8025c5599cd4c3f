"""Code as text, broken into lines the way formatters do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WIDTH = 88


@dataclass(frozen=True)
class Call:
    """`head(item, item)`: on one line, or with each item on a line of its own."""

    head: str
    items: tuple[str | Call, ...]
    opening: str = "("
    closing: str = ")"

    def flat(self) -> str:
        items = ", ".join(item if isinstance(item, str) else item.flat() for item in self.items)
        return f"{self.head}{self.opening}{items}{self.closing}"


@dataclass(frozen=True)
class Page:
    """Where lines are broken: what one indent is, and how far in the first line stands."""

    unit: str
    depth: int

    def fits(self, level: int, text: str) -> bool:
        return self.depth + level * len(self.unit.expandtabs(4)) + len(text) <= WIDTH

    def line(self, level: int, text: str) -> str:
        return self.unit * level + text

    def call(self, call: Call, level: int, after: str = "", before: str = "") -> list[str]:
        """A call from a level on, `before` on its first line and `after` on its last."""
        flat = f"{before}{call.flat()}{after}"
        if self.fits(level, flat) or not call.items:
            return [self.line(level, flat)]
        return [
            self.line(level, f"{before}{call.head}{call.opening}"),
            *self.items(call, level + 1),
            self.line(level, f"{call.closing}{after}"),
        ]

    def items(self, call: Call, level: int) -> Iterator[str]:
        """What stands between the brackets of a call that is broken into lines."""
        for item in call.items:
            if isinstance(item, str):
                yield self.line(level, f"{item},")
            else:
                yield from self.call(item, level, after=",")

    def chain(self, first: Call, others: Sequence[Call], level: int) -> list[str]:
        """`first(...).other(...)`; with two others or more each has lines of its own."""
        flat = "".join(one.flat() for one in (first, *others))
        if self.fits(level, flat):
            return [self.line(level, flat)]
        if len(others) > 1:
            return [line for one in (first, *others) for line in self.call(one, level)]
        lines = [self.line(level, f"{first.head}("), *self.items(first, level + 1)]
        if not others:
            return [*lines, self.line(level, ")")]
        return [*lines, *self.call(others[0], level, before=")")]

    def executed(self, execute: str, statement: Sequence[Call], level: int) -> list[str]:
        """`await session.execute(select(...))`."""
        first, *others = statement
        flat = f"{execute}({''.join(one.flat() for one in statement)})"
        if self.fits(level, flat):
            return [self.line(level, flat)]
        return [self.line(level, f"{execute}("), *self.chain(first, others, level + 1), self.line(level, ")")]

    def one_row(self, before: str, execute: str, statement: Sequence[Call]) -> str:
        """`before(await session.execute(select(...))).one()`."""
        flat = f"{before}({execute}({''.join(one.flat() for one in statement)})).one()"
        if self.fits(0, flat):
            return flat
        return "\n".join([f"{before}(", *self.executed(execute, statement, 1), ").one()"])

    def as_dict(self, name: str, execute: str, statement: Sequence[Call]) -> str:
        """`name = {value: number for value, number in await session.execute(select(...))}`."""
        flat = "".join(one.flat() for one in statement)
        line = f"{name} = {{value: number for value, number in {execute}({flat})}}"
        if self.fits(0, line):
            return line
        inner = self.executed(f"for value, number in {execute}", statement, 1)
        return "\n".join([f"{name} = {{", self.line(1, "value: number"), *inner, "}"])
