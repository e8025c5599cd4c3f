"""One activation of a function, while the interpreter runs it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from asyncfix.project.values import Function, Instance, Item, Task, Value

if TYPE_CHECKING:
    from asyncfix.project.scopes import Scope


@dataclass(slots=True, eq=False)
class Frame:
    """One activation of a function.

    `returned` and `yielded` are what it gives back, `pending` the tasks it has started. `guards` is how many locks were
    held when it began, `held` are those that it took itself and held when it yielded. `call` is the call in the frame
    around it, `given` what its parameters were given. `branches` are those that it is in, `left` those that do not
    lead on to the code behind them.
    """

    scope: Scope
    function: Function | None
    returned: list[Value] = field(default_factory=list)
    yielded: list[Item] = field(default_factory=list)
    loops: list[int] = field(default_factory=list)
    since: int = 0
    pending: list[Task] = field(default_factory=list)
    guards: int = 0
    held: tuple[Instance, ...] = ()
    call: ast.AST | None = None
    given: tuple[Value, ...] = ()
    branches: list[tuple[ast.AST, int]] = field(default_factory=list)
    left: set[tuple[ast.AST, int]] = field(default_factory=set)

    @contextmanager
    def branch(self, node: ast.AST, index: int) -> Iterator[None]:
        """What happens in here happens in one of the branches of a node."""
        self.branches.append((node, index))
        try:
            yield
        finally:
            self.branches.pop()
