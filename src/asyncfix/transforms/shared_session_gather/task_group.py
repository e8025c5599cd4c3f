"""Task groups: `x = tg.create_task(F)` becomes `x = await F`, and the group goes, unless others run in it too.

    async with asyncio.TaskGroup() as tg:           users = await load_users(session)
        users = tg.create_task(load_users(session)) rooms = await load_rooms(session)
        rooms = tg.create_task(load_rooms(session)) return users, rooms
    return users.result(), rooms.result()

With `tg.create_task(fetch())` among them the group stays: what uses no session is started first, and the rest is
awaited in turn in the group's body.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asyncfix.project import flow
from asyncfix.rule import Refused
from asyncfix.transforms.shared_session_gather import starts
from asyncfix.transforms.shared_session_gather.held import Held, held
from asyncfix.transforms.shared_session_gather.meanwhile import Meanwhile, meanwhile
from asyncfix.transforms.shared_session_gather.reads import refuse_lost_reads
from asyncfix.transforms.shared_session_gather.scoping import CALLABLES, Names
from asyncfix.transforms.shared_session_gather.site import Awaitable, Rewriting, Site
from asyncfix.transforms.shared_session_gather.starts import Anchored

if TYPE_CHECKING:
    import libcst as cst

    from asyncfix.rule import Rewrite

_STARTS = {"create_task", "start_soon"}
_SWALLOWS = {"CancelScope", "fail_after", "fail_at", "move_on_after", "move_on_at", "suppress", "timeout", "timeout_at"}
_ENDS = {"begin", "begin_nested", "transaction"}
_EXCLUDES = re.compile("lock|mutex|sem|limit|condition", re.IGNORECASE)
_PLAIN = "what a callee raises arrives as it is, no longer inside an ExceptionGroup"


@dataclass(frozen=True, eq=False)
class _Group:
    """An `async with` that opens a task group under a name."""

    site: Site
    names: Names
    statement: ast.AsyncWith
    index: int
    """Which of the items of the `async with` it is."""
    variable: ast.Name | None

    @property
    def body(self) -> list[ast.stmt]:
        return self.statement.body


def group_in_turn(site: Site) -> Rewriting:
    """The rewriting of a task group. Raises `Refused`."""
    group = _group(site)
    calls = _calls(group)
    chains, others = starts.split(site.awaitables)
    chained = _chain(chains)
    turned = [call for call in calls if any(one.handed is call for one in chained)]
    if not turned:
        raise Refused("the group itself starts nothing that uses the session")
    notes = [note for call in turned for note in starts.check_start(site, group.names, call)]
    entered = [function for one in site.awaitables for _, function in one.reaches]
    found = held(group.names, turned, entered=entered)
    refuse_lost_reads(group.names, found, _frames(site))
    order = _order(group, calls, turned) if others else None
    check = _checked(group, chained, calls, found)
    edits = [*_value_edits(group, turned, found), *starts.copy_edits(site, check)]
    unneeded: list[str] = []
    if others:
        if order is not None:
            edits.append((site.module.anchor(group.statement), _reordered(order)))
    else:
        notes += [*_plain_errors(group), *_covered(group)]
        edits.append((site.module.anchor(group.statement), _dissolved(group.index)))
        callee = ast.Call(site.call.func, [], [])
        unneeded = [name for call in [callee, *turned] for name in starts.imported_by(call)]
    return Rewriting(
        starts.merged_edits(site.module.path, edits),
        tuple(dict.fromkeys(notes)),
        unneeded=tuple(dict.fromkeys([*unneeded, *found.annotation_names])),
    )


def _group(site: Site) -> _Group:
    names = starts.function_names(site)
    statement = site.at.statement
    if not isinstance(statement, ast.AsyncWith):
        raise Refused("the task group is not opened by an `async with` of its own")
    items = [item.context_expr for item in statement.items]
    if site.call not in items:
        raise Refused("the task group is not opened by an `async with` of its own")
    index = items.index(site.call)
    if site.call.args or site.call.keywords:
        raise Refused("the task group is made with arguments")
    for later in items[index + 1 :]:
        if _last(later) in _SWALLOWS | _ENDS or _EXCLUDES.search(_last(later)):
            raise Refused(f"line {later.lineno}: `{_last(later)}` ends before the tasks do, and would cover them")
    target = statement.items[index].optional_vars
    if target is not None and not isinstance(target, ast.Name):
        raise Refused("the task group is kept somewhere else than in a variable")
    return _Group(site, names, statement, index, target)


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        node = node.func
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _calls(group: _Group) -> list[ast.Call]:
    """The calls that start tasks in the group, in source order."""
    known = {one.handed for one in group.site.awaitables}
    calls: list[ast.Call] = []
    for use in group.names.uses(group.names.variable(group.variable)) if group.variable else []:
        if use is group.variable:
            continue
        if not group.names.holds(group.statement, use):
            _refuse_elsewhere(group, use)
            continue
        calls.append(_start(group, use, known))
    for call in calls:
        _refuse_position(group, call)
    return sorted(calls, key=lambda call: (call.lineno, call.col_offset))


def _refuse_elsewhere(group: _Group, use: ast.Name) -> None:
    withs = [one for one in group.names.up(use) if isinstance(one, ast.AsyncWith)]
    bound = (item.optional_vars for one in withs for item in one.items)
    if not any(isinstance(one, ast.Name) and one.id == use.id for one in bound):
        raise Refused(f"line {use.lineno}: the task group `{use.id}` is used after its block")


def _start(group: _Group, use: ast.Name, known: set[ast.expr]) -> ast.Call:
    method = group.names.parents[use]
    if not isinstance(method, ast.Attribute):
        raise Refused(f"line {use.lineno}: the task group `{use.id}` is handed on")
    call = group.names.parents[method]
    if method.attr not in _STARTS or not isinstance(call, ast.Call) or call.func is not method:
        raise Refused(f"line {use.lineno}: the task group is used through `{use.id}.{method.attr}`")
    if call not in known:
        raise Refused(f"line {use.lineno}: it is not known what `{use.id}.{method.attr}` starts here")
    return call


def _refuse_position(group: _Group, call: ast.Call) -> None:
    for outer in group.names.up(call):
        match outer:
            case _ if outer is group.statement:
                return
            case ast.With() | ast.AsyncWith() | ast.Try() | ast.TryStar() | ast.While() | ast.AsyncFor() | ast.Match():
                raise Refused(f"line {call.lineno}: a task is started inside a `{_word(outer)}` of the group's body")
            case _ if isinstance(outer, CALLABLES):
                raise Refused(f"line {call.lineno}: a task is started by a function inside the group's body")
            case _:
                pass


def _word(node: ast.AST) -> str:
    return type(node).__name__.removeprefix("Async").removesuffix("Star").lower()


def _chain(chains: Sequence[list[Awaitable]]) -> list[Awaitable]:
    if len(chains) != 1:
        raise Refused(
            "the group runs over several sessions, which go on side by side; put those of each into one coroutine"
        )
    return chains[0]


def _frames(site: Site) -> Iterator[flow.Frame]:
    for frame in site.at.frames():
        yield frame
        if isinstance(frame.node, (ast.With, ast.AsyncWith)):
            for item in frame.node.items:
                if _last(item.context_expr) == "suppress":
                    raise Refused("the group stands in a `suppress`, after which results may be missing")


def _checked(group: _Group, chained: Sequence[Awaitable], calls: Sequence[ast.Call], found: Held) -> list[ast.expr]:
    """The iterables to copy. Raises `Refused` for a body that does not come to the same in turn."""
    names = group.names
    turned = [call for call in calls if any(one.handed is call for one in chained)]
    awaits = {names.parents[call] for call in found.awaited_at_once}
    awaits |= {read.node for read in found.reads if isinstance(read.node, ast.Await)}
    awaits |= {names.parents[one.node] for one in chained if one.node in names.parents and one.handed not in calls}
    for read in found.reads:
        if names.holds(group.statement, read.node) and not isinstance(read.node, ast.Await):
            raise Refused(f"line {read.node.lineno}: a result is read while the task may still run")
    known = {one for one in awaits if isinstance(one, ast.Await)}
    check = meanwhile(group.site, names, chained, calls, known, found.variables)
    begin = next(i for i, one in enumerate(group.body) if any(names.holds(one, call) for call in turned))
    suite = group.body[begin:]
    if isinstance(suite[-1], ast.Return):
        _check_return(check, suite.pop())
    check.check(suite, turned[0])
    _refuse_await_of_conditional(group, found)
    return check.copies(suite, turned[0])


def _check_return(check: Meanwhile, statement: ast.stmt) -> None:
    assert isinstance(statement, ast.Return)
    if statement.value is not None:
        check.check([ast.copy_location(ast.Expr(statement.value), statement)], None)


def _refuse_await_of_conditional(group: _Group, found: Held) -> None:
    """In the body an awaited task has a place in the order, which is plain only where nothing depends on a test."""
    for read in found.reads:
        for outer in group.names.up(read.node):
            if outer is group.statement:
                break
            if isinstance(outer, (ast.If, ast.IfExp, ast.BoolOp)) and group.names.holds(group.statement, outer):
                raise Refused(f"line {read.node.lineno}: a task is awaited in the body under a condition")


def _value_edits(group: _Group, turned: Sequence[ast.Call], found: Held) -> Iterator[Anchored]:
    yield from starts.awaits(group.site, group.names, turned)
    yield from starts.read_edits(group.site, group.names, found.reads)
    yield from starts.annotation_edits(group.site, found)


def _plain_errors(group: _Group) -> Iterator[str]:
    """The note on exceptions. Raises `Refused` where the function looks for groups of them."""
    module = group.site.module
    for node in ast.walk(group.names.function):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) if name.endswith("ExceptionGroup"):
                raise Refused(
                    f"line {node.lineno}: the function handles `{name}`, and errors would no longer come in one"
                )
            case ast.Name() if (module.dotted(node) or "").endswith("ExceptionGroup"):
                raise Refused(f"line {node.lineno}: the function handles groups of errors, and errors would come plain")
            case ast.Attribute(value=ast.Name(id=name), attr="exceptions") if name not in module.imported:
                raise Refused(f"line {node.lineno}: the function looks at the `exceptions` of a group")
            case ast.Constant(value="exceptions"):
                raise Refused(f"line {node.lineno}: the function looks at the `exceptions` of a group")
            case _:
                pass
    yield _PLAIN


def _covered(group: _Group) -> Iterator[str]:
    for later in group.statement.items[group.index + 1 :]:
        yield f"`{group.site.module.source(later.context_expr)}` ends after what is awaited, no longer before the tasks"


def _order(group: _Group, calls: Sequence[ast.Call], turned: Sequence[ast.Call]) -> list[int] | None:
    """The body's statements with those that use the session last; None where they are already.

    Raises `Refused` where they cannot be moved.
    """
    names, body = group.names, group.body
    uses = [any(names.holds(one, call) for call in turned) for one in body]
    runs_beside = [any(names.holds(one, call) for call in calls if call not in turned) for one in body]
    begin = uses.index(True)
    for one, mine, theirs in zip(body, uses, runs_beside, strict=True):
        if mine and theirs:
            raise Refused(
                f"line {one.lineno}: one statement starts tasks with the session and without, which go on side by side"
            )
    if not any(runs_beside[begin:]):
        return None
    moved = [i for i in range(begin, len(body)) if uses[i]]
    passed = [i for i in range(begin, len(body)) if not uses[i]]
    for i in moved:
        for k in passed:
            if k > i and _depends(body[i], body[k]):
                raise Refused(
                    f"line {body[k].lineno} belongs between tasks that use the session and others that do not"
                )
    lines = [one.lineno for one in body]
    if len(set(lines)) != len(lines) or lines[0] == group.statement.lineno:
        raise Refused("the tasks that use the session share a line with others")
    if any(isinstance(node, ast.Await) for one in body[begin:] for node in ast.walk(one)) or isinstance(
        body[-1], ast.Return
    ):
        raise Refused("the body awaits while tasks with and without the session run")
    return [*range(begin), *passed, *moved]


def _depends(moved: ast.stmt, passed: ast.stmt) -> bool:
    return bool(_stored(moved) & flow.names_in(passed) or _stored(passed) & flow.names_in(moved))


def _stored(statement: ast.stmt) -> set[str]:
    return {
        node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
    }


def _reordered(order: Sequence[int]) -> Rewrite:
    def rewrite(node: cst.CSTNode) -> cst.CSTNode:
        import libcst as cst

        assert isinstance(node, cst.With)
        assert isinstance(node.body, cst.IndentedBlock)
        assert len(node.body.body) == len(order)
        return node.with_changes(body=node.body.with_changes(body=[node.body.body[i] for i in order]))

    return rewrite


def _dissolved(index: int) -> Rewrite:
    """The statements of the body, or an `async with` of the other items around them."""

    def rewrite(node: cst.CSTNode) -> cst.CSTNode | cst.FlattenSentinel[cst.CSTNode]:
        import libcst as cst

        from asyncfix import nodes

        assert isinstance(node, cst.With)
        items = [*node.items[:index], *node.items[index + 1 :]]
        if items:
            kept = _ended(node, items) if index == len(items) else node.with_changes(items=items)
            return kept.with_changes(leading_lines=[*kept.leading_lines, *nodes.comments_lost(node, kept)])
        body = nodes.opened(node.body)
        around = node.with_changes(leading_lines=[], body=cst.SimpleStatementSuite([cst.Pass()]))
        first, *others = body.statements
        statements = [_without_blank_lines(first), *others]
        last = statements[-1]
        statements[-1] = last.with_changes(leading_lines=[*last.leading_lines, *body.footer])
        statements[0] = nodes.led_by(statements[0], [*node.leading_lines, *nodes.comments_in(around), *body.header])
        return cst.FlattenSentinel(statements)

    return rewrite


def _ended(node: cst.With, items: Sequence[cst.WithItem]) -> cst.With:
    """An `async with` without its last item: what follows the new last one, its own comment too, stays with it."""
    import libcst as cst

    *others, last = items
    mine = last.comma.whitespace_after if isinstance(last.comma, cst.Comma) else None
    closing = node.rpar
    if isinstance(closing, cst.RightParen) and isinstance(mine, cst.ParenthesizedWhitespace):
        before = closing.whitespace_before
        if isinstance(before, cst.ParenthesizedWhitespace) and mine.first_line.comment:
            closing = closing.with_changes(whitespace_before=before.with_changes(first_line=mine.first_line))
    return node.with_changes(items=[*others, last.with_changes(comma=node.items[-1].comma)], rpar=closing)


def _without_blank_lines(
    statement: cst.SimpleStatementLine | cst.BaseCompoundStatement,
) -> cst.SimpleStatementLine | cst.BaseCompoundStatement:
    return statement.with_changes(leading_lines=[line for line in statement.leading_lines if line.comment])
