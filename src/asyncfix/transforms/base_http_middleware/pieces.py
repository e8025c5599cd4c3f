"""What the new code is made of: statements that stay, and lines that are new, in the order in which they will stand."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Spelling:
    """The names of the new code, none of which the old one uses for something else."""

    scope: str
    receive: str
    send: str
    message: str
    headers: str
    cookies: str
    response: str
    started: str
    app: str
    received: str
    record: str
    replay: str
    ended: str
    quote: str
    """What the file puts around its strings."""

    @property
    def arguments(self) -> str:
        return f"{self.scope}, {self.receive}"


@dataclass(frozen=True, eq=False)
class Kept:
    """A statement as it stands. `suites` are the new contents of its suites, in source order; None leaves it whole."""

    statement: ast.stmt
    suites: tuple[Sequence[Piece], ...] | None = None


@dataclass(frozen=True, eq=False)
class Line:
    """New statements, from their text; comments and blank lines of the statement they stand for go along."""

    text: str
    instead_of: ast.stmt | None = None


@dataclass(frozen=True, eq=False)
class Answer:
    """`return R`: R is sent through `send`, under a name where it has none. `leaves` says that a `return` follows."""

    statement: ast.Return
    name: str | None
    call: str
    leaves: bool


@dataclass(frozen=True, eq=False)
class Gone:
    """A statement that goes; its comments stay."""

    statement: ast.stmt


@dataclass(frozen=True, eq=False)
class Wrapper:
    """A `send` that does something when the response starts.

    It does `before`, says in the variable `started` that the response has started, where there is one, does `after`,
    and hands the message to `send`. `response` is the name that stands for the response in its statements.
    """

    name: str
    send: str
    message: str
    before: Sequence[Piece]
    after: Sequence[Piece]
    nonlocals: Sequence[str]
    response: str | None = None
    headers: str | None = None
    cookies: str | None = None
    started: str | None = None
    globals: Sequence[str] = ()


@dataclass(frozen=True, eq=False)
class Define:
    """The definition of a wrapper."""

    wrapper: Wrapper


Piece = Kept | Line | Answer | Gone | Define
