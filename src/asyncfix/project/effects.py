"""What running code does, as far as the rules asked to know."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from asyncfix.project.flow import Function as FunctionNode
    from asyncfix.project.module import Module
    from asyncfix.project.values import Coroutine, Instance, Task, Value


class Place(NamedTuple):
    """A node in a file."""

    module: Module
    node: ast.AST

    @property
    def line(self) -> int:
        return int(getattr(self.node, "lineno", 1))

    def __str__(self) -> str:
        return f"{self.module.path}:{self.line}"


Kind = Literal["use", "wait", "meet", "poll", "endless", "context", "opaque"]
"""`use`: a library's object that must not be used by two at once is used. `wait`: something else is waited for, such as
the network. `meet`: an object through which tasks wait for each other. `poll`: a loop that sleeps until something has
changed. `endless`: a loop that may have no end. `context`: a context variable is set, or the current task asked for.
`opaque`: something unknown gets the object."""


class Event(NamedTuple):
    """One thing that happens. `chain` are the calls that lead to it, `guards` the locks held meanwhile.

    `detail` is the name of the method or function. Not `certain` is what happens for only some of the objects that
    an expression may stand for.
    """

    kind: Kind
    subject: Instance | None
    detail: str
    place: Place
    chain: tuple[Place, ...] = ()
    guards: frozenset[Instance] = frozenset()
    certain: bool = True


@dataclass(slots=True)
class Run:
    """What happens while an awaitable, or a call, runs; `reaches` are the functions that it enters."""

    events: list[Event] = field(default_factory=list)
    reaches: dict[ast.AST, tuple[Module, FunctionNode]] = field(default_factory=dict)
    value: Value | None = None
    is_resolved: bool = True


class Member(NamedTuple):
    """One of the awaitables that run together; `handed` is the expression that handed it over, if there is one.

    `many` says that there is one per iteration of a loop that began at the serial number `since`.
    """

    awaitable: Coroutine | Task | None
    handed: ast.expr | None
    run: Run
    many: bool
    since: int


class Together(NamedTuple):
    """Awaitables that a call lets run at the same time. `form` is the primitive's word.

    Not `is_whole` is a call that does not show all that it hands over, such as one of a `functools.partial`. `by` is
    the primitive in the function that a call hands them on to.
    """

    form: str
    call: ast.Call
    members: list[Member]
    is_whole: bool = True
    by: Place | None = None


class Sought(Exception):
    """The function that one wanted to see called is called: `given` are its parameters."""

    def __init__(self, given: dict[str, Value]) -> None:
        super().__init__()
        self.given = given
