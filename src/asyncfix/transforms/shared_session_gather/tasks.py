"""Tasks by themselves: `t = create_task(F)`, and `await t` further down in the same suite.

    users = asyncio.create_task(load_users(session))    loaded = await load_users(session)
    rooms = asyncio.create_task(load_rooms(session))    rooms = await load_rooms(session)
    loaded = await users                                return loaded, rooms
    return loaded, await rooms

A task first runs at the first `await` after its start. What stands in between has to be plain code, so it makes no
difference that each coroutine is now awaited where its task was started, in the order of the starts.
"""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from asyncfix.project import flow
from asyncfix.rule import LINE, Refused
from asyncfix.transforms.shared_session_gather import starts
from asyncfix.transforms.shared_session_gather.held import Held, Read, held
from asyncfix.transforms.shared_session_gather.meanwhile import meanwhile
from asyncfix.transforms.shared_session_gather.reads import is_certain, is_collected, refuse_lost_reads
from asyncfix.transforms.shared_session_gather.scoping import Names
from asyncfix.transforms.shared_session_gather.site import Awaitable, Rewriting, Site
from asyncfix.transforms.shared_session_gather.starts import Anchored


@dataclass(frozen=True, eq=False)
class Started:
    """The tasks of a site that go in turn, all started in statements of one suite."""

    site: Site
    names: Names
    suite: list[ast.stmt]
    chained: list[Awaitable]
    calls: list[ast.Call]
    beside: frozenset[ast.AST]
    """The awaits of tasks that go on running beside these."""

    def position(self, node: ast.AST) -> int | None:
        """Which statement of the suite a node stands in."""
        around = {id(one) for one in (node, *self.names.up(node))}
        return next((i for i, one in enumerate(self.suite) if id(one) in around), None)


def tasks_in_turn(site: Site) -> Rewriting:
    """The rewriting of tasks that are awaited one by one. Raises `Refused`."""
    try:
        return _in_suite(site, site.at.suite)
    except Refused:
        # Tasks that are started in a loop are awaited after it.
        for frame in site.at.frames():
            if not isinstance(frame.node, ast.For):
                break
            with contextlib.suppress(Refused):
                return _in_suite(site, starts.function_names(site).suite(frame.node))
        raise


def _in_suite(site: Site, suite: list[ast.stmt]) -> Rewriting:
    started = started_tasks(site, suite)
    found = held(started.names, started.calls, entered=entered(site))
    notes = [note for call in started.calls for note in starts.check_start(site, started.names, call)]
    last = _last_read(started, found)
    refuse_lost_reads(started.names, found, site.at.frames())
    copies = _checked(started, found, last)
    moved = _moved_targets(started, found)
    edits = [*_edits(started, found, moved), *starts.copy_edits(site, copies)]
    return Rewriting(
        starts.merged_edits(site.module.path, edits),
        tuple(dict.fromkeys(notes)),
        unneeded=(*unneeded(started.calls), *found.annotation_names),
    )


def unneeded(calls: Iterable[ast.Call]) -> tuple[str, ...]:
    """The names whose imports may go with calls."""
    return tuple(dict.fromkeys(name for call in calls for name in starts.imported_by(call)))


def entered(site: Site) -> list[flow.Function]:
    return [function for one in site.awaitables for _, function in one.reaches]


def started_tasks(site: Site, suite: list[ast.stmt]) -> Started:
    """The tasks that share a session, if all of them are started in one suite. Raises `Refused`."""
    names = starts.function_names(site)
    chains, others = starts.split(site.awaitables)
    if len(chains) != 1:
        raise Refused("the tasks use several sessions, which go on side by side; put those of each into one coroutine")
    (chained,) = chains
    calls = [one.started for one in chained if one.started is not None]
    if not calls:
        raise Refused("none of the tasks is started here")
    beside = frozenset(one for other in others if other.started for one in _awaits_of(names, other.started))
    started = Started(site, names, suite, chained, calls, beside)
    for call in calls:
        _refuse_position(started, call)
    first = started.position(calls[0])
    assert first is not None
    for other in others:
        place = started.position(other.handed) if other.handed in names.parents else None
        if place is None or place >= first or other.started is None:
            raise Refused(
                f"line {other.node.lineno}: this runs beside the tasks and does not use their session; in turn it "
                "would have to wait. Start it before them"
            )
    return started


def _awaits_of(names: Names, call: ast.Call) -> Iterator[ast.Await]:
    """Where the variable that a task is assigned to is awaited."""
    match names.parents.get(call):
        case ast.Assign(targets=[ast.Name() as target]) | ast.AnnAssign(target=ast.Name() as target):
            for use in names.uses(names.variable(target)):
                if isinstance(awaited := names.parents[use], ast.Await):
                    yield awaited
        case _:
            pass


def _refuse_position(started: Started, call: ast.Call) -> None:
    for outer in started.names.up(call):
        is_compound = isinstance(outer, ast.stmt) and any(True for _ in flow.suites(outer))
        if outer is started.names.function or (is_compound and not isinstance(outer, (ast.For, ast.If))):
            break
        if outer in started.suite:
            return
    raise Refused(f"line {call.lineno}: a task is started in another block than the first")


def _last_read(started: Started, found: Held) -> int:
    """The last statement of the suite that reads a result; every task has to be read for certain up to there."""
    names, last = started.names, 0
    if found.discarded:
        raise Refused(f"line {found.discarded[0].lineno}: nothing awaits this task")
    if found.awaited_at_once:
        raise Refused(f"line {found.awaited_at_once[0].lineno}: this task is awaited at once")
    for variable, kind in found.variables.items():
        if variable in found.origins:
            continue
        reads = found.read_of(variable, names)
        if not reads and kind == "task" and is_collected(names, variable):
            continue
        if not reads:
            raise Refused(f"nothing awaits the task in `{variable.name}`")
        for read in reads:
            last = max(last, _place_of(started, found, read))
        if kind == "task" and len(reads) > 1:
            raise Refused(f"line {reads[1].node.lineno}: the task `{variable.name}` is used more than once")
    return last


def _place_of(started: Started, found: Held, read: Read) -> int:
    place = started.position(read.node)
    if place is None:
        raise Refused(f"line {read.node.lineno}: the task is awaited in another block than the one that starts it")
    if isinstance(read.task, ast.Subscript):
        raise Refused(f"line {read.node.lineno}: a single task of a collection is awaited, perhaps not all of them")
    if not isinstance(read.node, ast.Await):
        raise Refused(f"line {read.node.lineno}: the task's result is read without an `await`")
    if not is_certain(started.names, read, started.suite, found):
        raise Refused(f"line {read.node.lineno}: the task is not awaited in every case, or not as it is")
    return place


def _checked(started: Started, found: Held, last: int) -> list[ast.expr]:
    """The iterables to copy. Raises `Refused` for what may not run between the awaitables."""
    names, first_call = started.names, started.calls[0]
    first = started.position(first_call)
    assert first is not None
    reads = {read.node for read in found.reads}
    meantime = {names.parents.get(one.node) for one in started.chained if one.started is None}
    awaits = {one for one in (*reads, *meantime, *started.beside) if isinstance(one, ast.Await)}
    final = started.suite[last]
    outermost = {
        node
        for node in ast.walk(final)
        if isinstance(node, ast.Await) and any(names.holds(node, read) for read in reads)
    }
    check = meanwhile(started.site, names, started.chained, started.calls, awaits, found.variables)
    check.check(started.suite[first:last], first_call)
    closing = meanwhile(started.site, names, started.chained, started.calls, awaits | outermost, found.variables)
    closing.check_last(final)
    return check.copies(started.suite, first_call)


def _moved_targets(started: Started, found: Held) -> dict[ast.Call, tuple[ast.Assign | ast.Expr, ast.stmt]]:
    """The tasks whose `x = await t` moves up to their start: by the call, that statement and the start's."""
    pairs: dict[ast.Call, tuple[ast.Assign | ast.Expr, ast.stmt]] = {}
    for call in started.calls:
        start = started.names.parents[call]
        match start:
            case ast.Assign(targets=[ast.Name() as target]) | ast.AnnAssign(target=ast.Name() as target, simple=1):
                pass
            case _:
                return {}
        reads = found.read_of(started.names.variable(target), started.names)
        use = started.names.parents[reads[0].node] if len(reads) == 1 else None
        if isinstance(start, ast.Assign) and isinstance(use, (ast.Assign, ast.Expr)) and _may_move(started, start, use):
            pairs[call] = use, start
    order = [started.suite.index(use) for use, _ in pairs.values()]
    return pairs if order == sorted(order) else {}


def _may_move(started: Started, start: ast.Assign, use: ast.Assign | ast.Expr) -> bool:
    names, suite = started.names, started.suite
    comments = starts.comments_with(started.site, suite, use) if use in suite else None
    if comments is None:
        return False
    if comments and starts.comments_with(started.site, suite, start) is None:
        return False
    match use:
        case ast.Expr():
            return True
        case ast.Assign(targets=[ast.Name() as target]):
            variable = names.variable(target)
            between = suite[suite.index(start) : suite.index(use)]
            mentioned = any(names.holds(one, other) for one in between for other in names.uses(variable))
            return names.is_private(variable) and not mentioned
        case _:
            return False


def _edits(
    started: Started, found: Held, moved: dict[ast.Call, tuple[ast.Assign | ast.Expr, ast.stmt]]
) -> Iterator[Anchored]:
    site, names = started.site, started.names
    gone = {use for use, _ in moved.values()}
    yield from starts.awaits(site, names, started.calls)
    yield from starts.read_edits(site, names, [read for read in found.reads if names.statement(read.node) not in gone])
    yield from starts.annotation_edits(site, found)
    for use, start in moved.values():
        target = use.targets[0] if isinstance(use, ast.Assign) else None
        yield site.module.anchor(start), starts.assigned_to(target.id if isinstance(target, ast.Name) else None)
        yield site.module.anchor(use, LINE), starts.removed
        comments = starts.comments_with(site, started.suite, use)
        if comments:
            yield site.module.anchor(start, LINE), starts.led_by_comments(comments)
