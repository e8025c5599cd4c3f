"""What the rewrites get to know: one place that lets awaitables over one session run together."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Literal, NamedTuple

from asyncfix.project import Module, flow
from asyncfix.rule import Edit, Import

Form = Literal["gather", "task-group", "tasks", "wait", "as-completed"]
"""How they run together: `gather()`; asyncio's TaskGroup or anyio's task group; `create_task()` or
`ensure_future()` and a later await, by itself; `asyncio.wait()`; `as_completed()`."""


@dataclass(frozen=True, eq=False)
class Awaitable:
    """One awaitable of a site, or one per iteration."""

    node: ast.expr
    """What makes the coroutine: the `f(s)` of `gather(f(s))`, `*[f(s) for ...]`, `tasks.append(create_task(f(s)))`,
    `tg.create_task(f(s))`, and of `c = f(s)` where a variable was handed over. For `start_soon(f, s)`, and for
    `*map(f, xs)`, where nothing of that kind is written, the call that does it."""
    handed: ast.expr
    """What the site got: the argument of gather (an `ast.Starred` where it has a star), an element of the list that
    `wait` or `as_completed` got, or the call that starts it (`tg.create_task(...)`, `tg.start_soon(...)`)."""
    started: ast.Call | None
    """The `create_task(...)` or `ensure_future(...)` around `node`, a task group's own too; None for a coroutine."""
    many: bool
    """Whether there is one per iteration of a comprehension, a generator, a `map` or a loop."""
    uses: frozenset[int]
    """The sessions that running it uses, as numbers: one number is one session. Empty for others."""
    reaches: tuple[tuple[Module, flow.Function], ...] = ()
    """The project's functions that running it may enter."""
    is_resolved: bool = True
    """Whether everything that it calls is known; if not, it may do more than `reaches` tells."""


@dataclass(frozen=True, eq=False)
class Site:
    """One finding's code. `at` is the statement of `call`, with the scopes and suites around it."""

    module: Module
    at: flow.Placed
    form: Form
    call: ast.Call
    """The `gather(...)`, `wait(...)`, `as_completed(...)`, `TaskGroup()` or `create_task_group()` call; with "tasks"
    the first `create_task(...)` or `ensure_future(...)`."""
    awaitables: tuple[Awaitable, ...]
    """In the order in which they are handed over. With "tasks" those that are started, then those awaited meanwhile."""

    @property
    def scope(self) -> flow.Scope:
        """The function that the site is in."""
        return self.at.scope


class Rewriting(NamedTuple):
    """How a site is rewritten: what its `Fix` will hold, and notes for the user, each a sentence without a full
    stop."""

    edits: tuple[Edit, ...]
    notes: tuple[str, ...] = ()
    wanted: tuple[Import, ...] = ()
    unneeded: tuple[str, ...] = ()
    introduces: frozenset[str] = frozenset()
    drops_comments: tuple[str, ...] = ()
