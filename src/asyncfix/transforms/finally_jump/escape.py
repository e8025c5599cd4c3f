"""The jumps that leave a `finally`, each with what it gets out of and what it makes vanish."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from asyncfix.project import Module, flow


@dataclass(frozen=True)
class Escape:
    """One `break`, `continue` or `return` that leaves a `finally`.

    `statement` is the try statement whose `finally` it leaves, the innermost where it leaves several.
    """

    module: Module
    at: flow.Placed
    jump: flow.Jump
    left: tuple[flow.Frame, ...]

    @property
    def statement(self) -> flow.Try:
        node = self.left[0].node
        assert isinstance(node, (ast.Try, ast.TryStar))
        return node

    @property
    def scope(self) -> flow.Scope:
        return self.at.scope

    @property
    def word(self) -> str:
        return type(self.jump).__name__.lower()

    @property
    def line(self) -> int:
        return self.jump.lineno

    @cached_property
    def loop(self) -> flow.Frame | None:
        """The body of the loop that a `break` or `continue` belongs to."""
        return flow.loop_of(self.jump, self.at.frames())

    @cached_property
    def exits(self) -> list[flow.Placed]:
        """The other jumps out of the try statement: taken, they reach the `finally` and vanish there."""
        return list(flow.exits(self.statement))

    @cached_property
    def lost_returns(self) -> list[flow.Placed]:
        return [found for found in self.exits if isinstance(found.statement, ast.Return)]

    @cached_property
    def lost_loop_jumps(self) -> list[flow.Placed]:
        """The `break` and `continue` of the try statement that this jump overrides with another meaning."""
        return [
            found
            for found in self.exits
            if not isinstance(found.statement, ast.Return) and type(found.statement) is not type(self.jump)
        ]

    @cached_property
    def lost_raises(self) -> list[ast.Raise]:
        """The `raise` statements that nothing in the try statement catches before the jump discards them."""
        guarded = bool(self.statement.handlers)
        return [
            found.statement
            for found in flow.within(self.statement)
            if isinstance(found.statement, ast.Raise) and _reaches_finally(list(found.frames()), guarded)
        ]

    @cached_property
    def broad_handler(self) -> ast.ExceptHandler | None:
        """The handler that takes every `Exception`, if there is one."""
        return next((h for h in self.statement.handlers if _is_broad(self.module, h.type)), None)

    @property
    def takes_everything(self) -> bool:
        """Whether a handler takes `BaseException` too, so that only handlers can still raise."""
        kinds = (handler.type for handler in self.statement.handlers)
        return any(kind is None or "BaseException" in _names(self.module, kind) for kind in kinds)

    @cached_property
    def raises_again(self) -> bool:
        """Whether a handler, or the `else`, holds a `raise`: an exception that was discarded, and would get out."""
        return any(
            isinstance(found.statement, ast.Raise) and list(found.frames())[-1].field in ("handlers", "orelse")
            for found in flow.within(self.statement)
        )

    @cached_property
    def yields(self) -> bool:
        """Whether the try statement itself hands control out with `yield`."""
        inside = ast.Module(self.statement.body, [])
        return flow.is_generator(inside)


def escapes(module: Module) -> Iterator[Escape]:
    """Every jump of a module that leaves a `finally`, at any depth, in source order."""
    for at in flow.placed(module.tree):
        jump = at.statement
        if isinstance(jump, (ast.Return, ast.Break, ast.Continue)):
            left = tuple(frame for frame in flow.leaves(jump, at.frames()) if frame.field == "finalbody")
            if left:
                yield Escape(module, at, jump, left)


def _reaches_finally(frames: list[flow.Frame], guarded: bool) -> bool:
    *inner, outermost = frames
    if any(isinstance(frame.node, (ast.Try, ast.TryStar)) and frame.field == "body" for frame in inner):
        return False
    if any(isinstance(frame.node, (ast.With, ast.AsyncWith)) for frame in inner):
        return False
    return outermost.field in ("handlers", "orelse") or (outermost.field == "body" and not guarded)


def _is_broad(module: Module, kind: ast.expr | None) -> bool:
    return kind is None or bool({"Exception", "BaseException"} & _names(module, kind))


def _names(module: Module, kind: ast.expr) -> set[str]:
    match kind:
        case ast.Tuple(elts=kinds):
            return set().union(*(_names(module, one) for one in kinds))
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            # What `except A, B:` is masked as on a Python that does not know it.
            return _names(module, left) | _names(module, right)
        case _:
            return {(module.dotted(kind) or "").removeprefix("builtins.")}
