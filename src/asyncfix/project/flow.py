"""Control flow inside one scope: where statements stand, what leaves a statement, what runs after it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

Scope = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
Function = ast.FunctionDef | ast.AsyncFunctionDef
Loop = ast.For | ast.AsyncFor | ast.While
Try = ast.Try | ast.TryStar
Jump = ast.Return | ast.Break | ast.Continue

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_OPAQUE = (*_SCOPES, ast.Lambda)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_JUMPS = (ast.Return, ast.Break, ast.Continue)
_LEAVES = frozenset({ast.Name, ast.Constant})


@dataclass(frozen=True, slots=True)
class Frame:
    """One step from a scope down to a statement: the compound statement and which of its suites it is in.

    `suite` is the statement list itself; `parent` is None for the scope's own body.
    """

    parent: Frame | None
    node: ast.stmt
    field: str
    suite: list[ast.stmt]

    def up(self) -> Iterator[Frame]:
        """This frame and those around it, from the inside out."""
        frame: Frame | None = self
        while frame is not None:
            yield frame
            frame = frame.parent


@dataclass(frozen=True, slots=True)
class Placed:
    """A statement, the scopes around it from the module inwards, and the frames up to the innermost one."""

    statement: ast.stmt
    scopes: tuple[Scope, ...]
    frame: Frame | None
    suite: list[ast.stmt]

    @property
    def scope(self) -> Scope:
        """The function, class or module that the statement belongs to."""
        return self.scopes[-1]

    @property
    def symbol(self) -> str:
        """The dotted name of the enclosing functions and classes, "" at module level."""
        return ".".join(scope.name for scope in self.scopes if not isinstance(scope, ast.Module))

    def frames(self) -> Iterator[Frame]:
        """The suites around the statement, from the inside out."""
        return self.frame.up() if self.frame else iter(())


def suites(node: ast.stmt) -> Iterator[tuple[str, list[ast.stmt]]]:
    """The statement lists of a compound statement, in source order, with the names of their fields."""
    match node:
        case ast.Try() | ast.TryStar():
            yield "body", node.body
            for handler in node.handlers:
                yield "handlers", handler.body
            yield "orelse", node.orelse
            yield "finalbody", node.finalbody
        case ast.Match():
            for case in node.cases:
                yield "cases", case.body
        case ast.If() | ast.For() | ast.AsyncFor() | ast.While():
            yield "body", node.body
            yield "orelse", node.orelse
        case ast.With() | ast.AsyncWith():
            yield "body", node.body
        case _:
            pass


def placed(tree: ast.Module) -> Iterator[Placed]:
    """Every statement of a module, those of nested scopes included, in source order."""
    yield from _placed((tree,), tree.body, None)


def _placed(scopes: tuple[Scope, ...], suite: list[ast.stmt], frame: Frame | None) -> Iterator[Placed]:
    for statement in suite:
        yield Placed(statement, scopes, frame, suite)
        if isinstance(statement, _SCOPES):
            yield from _placed((*scopes, statement), statement.body, None)
            continue
        for field, inner in suites(statement):
            yield from _placed(scopes, inner, Frame(frame, statement, field, inner))


def within(statement: ast.stmt) -> Iterator[Placed]:
    """The statements inside one compound statement, nested scopes left out; frames end at `statement`."""
    for field, inner in suites(statement):
        for found in _placed((), inner, Frame(None, statement, field, inner)):
            if not found.scopes:
                yield found


def loop_of(jump: Jump, frames: Iterator[Frame]) -> Frame | None:
    """The loop body among these frames that a `break` or `continue` belongs to; None for `return`."""
    if isinstance(jump, ast.Return):
        return None
    return next((frame for frame in frames if frame.field == "body" and is_loop(frame.node)), None)


def leaves(jump: Jump, frames: Iterator[Frame]) -> Iterator[Frame]:
    """The frames that a jump gets out of, from the inside out, its own loop's frame left out."""
    for frame in frames:
        if not isinstance(jump, ast.Return) and frame.field == "body" and is_loop(frame.node):
            return
        yield frame


def exits(statement: Try) -> Iterator[Placed]:
    """The jumps in the body, handlers and `else` of a try statement that leave the whole statement."""
    for found in within(statement):
        jump = found.statement
        if isinstance(jump, _JUMPS):
            passed = list(leaves(jump, found.frames()))
            if passed and passed[-1].parent is None and passed[-1].field != "finalbody":
                yield found


def breaks(suite: list[ast.stmt]) -> bool:
    """Whether a suite holds a `break` of a loop around it."""
    probe = ast.Try(body=suite, handlers=[], orelse=[], finalbody=[])
    return any(isinstance(found.statement, ast.Break) for found in exits(probe))


def is_loop(node: ast.AST) -> bool:
    return isinstance(node, _LOOPS)


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below one, in no order to speak of; twice as fast as what `ast` has for it."""
    found: list[ast.AST] = []
    if node.__class__ in _LEAVES:
        return found
    for name in node._fields:
        if name != "ctx":
            value = getattr(node, name, None)
            if value.__class__ is list:
                found += [one for one in value if isinstance(one, ast.AST)]
            elif isinstance(value, ast.AST):
                found.append(value)
    return found


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """A node and all below it, in no order to speak of."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += children(one)


def own_nodes(scope: Scope) -> Iterator[ast.AST]:
    """Every node of a scope's body without those of functions, classes and lambdas inside it."""
    waiting: list[ast.AST] = list(scope.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _OPAQUE):
            waiting += children(node)


def is_generator(scope: Scope) -> bool:
    return any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in own_nodes(scope))


def completes(suite: list[ast.stmt]) -> bool:
    """Whether control may run off the end of a suite; true when in doubt."""
    return all(_may_complete(statement) for statement in suite)


def _may_complete(statement: ast.stmt) -> bool:
    match statement:
        case ast.Return() | ast.Raise() | ast.Break() | ast.Continue():
            return False
        case ast.If(body=body, orelse=orelse):
            return completes(body) or completes(orelse)
        case ast.Try() | ast.TryStar():
            return completes(statement.finalbody) and try_completes(statement)
        case _:
            # A `with` may swallow the exception that cut its body short, so it completes as far as we know.
            return True


def try_completes(statement: Try) -> bool:
    """Whether control may get past a try statement, were it not for its `finally`; true when in doubt."""
    main = completes(statement.body) and completes(statement.orelse)
    return main or any(completes(handler.body) for handler in statement.handlers)


def names_in(node: ast.AST) -> set[str]:
    """Every plain name that occurs in a node, nested scopes included: read, bound, declared or imported."""
    found: set[str] = set()
    for inner in ast.walk(node):
        match inner:
            case ast.Name(id=name) | ast.arg(arg=name):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                found.update(names)
            case ast.alias(name=name, asname=asname):
                found.add(asname or name.partition(".")[0])
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                found.add(name)
            case ast.MatchMapping(rest=str(name)):
                found.add(name)
            case _:
                pass
    return found


def free_name(wanted: str, taken: set[str]) -> str:
    """`wanted`, or `wanted_2`, `wanted_3` and so on: the first that is not taken."""
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}_{number}"
    return name
