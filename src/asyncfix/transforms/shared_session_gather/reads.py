"""Which results are read for certain once their tasks have run, and which may be read though nothing was assigned."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from asyncfix.project import flow
from asyncfix.rule import Refused
from asyncfix.transforms.shared_session_gather.held import Held, Read
from asyncfix.transforms.shared_session_gather.scoping import COMPREHENSIONS, Names, Variable

_EXHAUSTING = frozenset("dict frozenset list max min set sorted sum tuple".split())
"""Functions that take all that their first argument gives."""


def refuse_lost_reads(names: Names, found: Held, frames: Iterable[flow.Frame]) -> None:
    """Raise `Refused` where a result may be read though nothing was assigned, since an error was handled."""
    for frame in frames:
        if not isinstance(frame.node, (ast.Try, ast.TryStar)) or frame.field not in ("body", "orelse"):
            continue
        safe = [*frame.node.body, *frame.node.orelse]
        for read in found.reads:
            inside = any(one in safe for one in names.up(read.node))
            if not inside and (frame.node.handlers or _is_in(names, read, frame.node.finalbody)):
                raise Refused(
                    f"line {read.node.lineno}: the result is read where an error may have been handled before"
                )


def _is_in(names: Names, read: Read, suite: Sequence[ast.stmt]) -> bool:
    return any(one in suite for one in names.up(read.node))


def is_certain(names: Names, read: Read, suite: Sequence[ast.stmt], found: Held) -> bool:
    """Whether a read happens, outside any `try`, whenever control gets to its statement in a suite, once per task."""
    inner: ast.AST = read.node
    for outer in names.up(read.node):
        if inner in suite:
            return True
        match outer:
            case ast.expr() | ast.keyword() | ast.FormattedValue():
                if not _evaluates(names, outer, inner):
                    return False
            case ast.comprehension() | ast.Return() | ast.Expr() | ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                pass
            case ast.Raise() | ast.Assert():
                pass
            case ast.If(test=test):
                if inner is not test:
                    return False
            case ast.For(iter=iterable, target=target):
                held_here = any(
                    isinstance(one, ast.Name) and names.variable(one) in found.variables for one in ast.walk(target)
                )
                leaves = any(
                    isinstance(one, (ast.Break, ast.Continue, ast.Raise, ast.Return)) for one in ast.walk(outer)
                )
                if inner is not iterable and (leaves or not held_here):
                    return False
            case _:
                return False
        inner = outer
    return False


def _evaluates(names: Names, outer: ast.AST, inner: ast.AST) -> bool:
    match outer:
        case ast.Lambda():
            return False
        case ast.GeneratorExp():
            return len(outer.generators) == 1 and not outer.generators[0].ifs and _is_exhausted(names, outer)
        case ast.IfExp(test=test):
            return inner is test
        case ast.BoolOp(values=[first, *_]):
            return inner is first
        case ast.ListComp() | ast.SetComp() | ast.DictComp():
            return len(outer.generators) == 1 and not outer.generators[0].ifs
        case _:
            return True


def _is_exhausted(names: Names, generator: ast.GeneratorExp) -> bool:
    """Whether all that a generator expression gives is taken at once: `sum(... for ...)`, `*(... for ...)`."""
    match names.parents[generator]:
        case ast.Starred():
            return True
        case ast.Call(func=ast.Name(id=name), args=[first, *_]):
            return first is generator and name in _EXHAUSTING
        case _:
            return False


def is_collected(names: Names, variable: Variable) -> bool:
    """Whether a task's variable is read only to put it into a list or dictionary of tasks."""
    uses = [names.parents[use] for use in names.uses(variable) if isinstance(use.ctx, ast.Load)]
    return bool(uses) and all(
        isinstance(parent, (ast.List, ast.Tuple, ast.Dict, ast.Call, ast.Assign)) for parent in uses
    )


def is_in_comprehension(names: Names, node: ast.AST) -> int:
    """How many comprehensions a node stands in."""
    return sum(isinstance(one, COMPREHENSIONS) for one in names.up(node))
