"""Tasks in variables that a gather waits for: each coroutine is awaited where its task was started.

    a = create_task(load_users(session))       users = await load_users(session)
    b = create_task(load_rooms(session))       rooms = await load_rooms(session)
    users, rooms = await gather(a, b)

The targets move up to the starts, so there must not be anything in between that could tell.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asyncfix.rule import LINE, Refused
from asyncfix.transforms.shared_session_gather import starts
from asyncfix.transforms.shared_session_gather.arguments import Part
from asyncfix.transforms.shared_session_gather.meanwhile import meanwhile
from asyncfix.transforms.shared_session_gather.site import Rewriting, Site
from asyncfix.transforms.shared_session_gather.starts import Anchored
from asyncfix.transforms.shared_session_gather.targets import are_one_by_one, targets_of
from asyncfix.transforms.shared_session_gather.tasks import Started, started_tasks, unneeded
from asyncfix.transforms.shared_session_gather.waiting import where_started

Move = tuple[ast.Call, ast.Assign, str | None]
"""The call that starts a task, its statement, and the name that the result goes by; None for none."""


def moved_up(site: Site, awaited: ast.Await, parts: Sequence[Part]) -> Rewriting | None:
    """The rewriting of a gather of such variables; None where it got others, or where this is not the same."""
    arguments = [one for one in site.call.args if isinstance(one, ast.Name)]
    if site.call.keywords or len(arguments) != len(site.call.args) or len(arguments) != len(site.awaitables):
        return None
    if any(one.started is None or one.many for one in site.awaitables):
        return None
    try:
        return _moved_up(site, arguments, parts)
    except Refused:
        return where_started(site, awaited)


def _moved_up(site: Site, arguments: Sequence[ast.Name], parts: Sequence[Part]) -> Rewriting:
    started = started_tasks(site, site.at.suite)
    moves = _moves(started, arguments, _new_names(site, parts))
    if "#" in site.module.source(site.at.statement) or starts.comments_with(site, started.suite, site.at.statement):
        raise Refused("a comment stands with the gather that would go")
    notes = [note for call in started.calls for note in starts.check_start(site, started.names, call)]
    _check_between(started)
    edits = list(_edits(started, moves))
    return Rewriting(
        starts.merged_edits(site.module.path, edits),
        tuple(dict.fromkeys(notes)),
        unneeded=unneeded([site.call, *started.calls]),
    )


def _new_names(site: Site, parts: Sequence[Part]) -> list[str | None]:
    """What the results go by, in the order of the arguments. Raises `Refused`."""
    statement = site.at.statement
    if isinstance(statement, ast.Expr):
        return [None for _ in parts]
    targets = targets_of(statement) or ()
    names = [target.id for target in targets if isinstance(target, ast.Name)]
    if len(set(names)) != len(parts) or len(names) != len(targets) or not are_one_by_one(site, targets, parts):
        raise Refused("the targets cannot move up")
    return list(names)


def _moves(started: Started, arguments: Sequence[ast.Name], new: Sequence[str | None]) -> list[Move]:
    """Where each result goes. Raises `Refused` where a variable, or a target, means more than its task."""
    names, place = started.names, started.suite.index(started.site.at.statement)
    first = started.position(started.calls[0]) or 0
    between = started.suite[first : place + 1]
    moves: list[Move] = []
    for call in started.calls:
        match names.parents[call]:
            case ast.Assign(targets=[ast.Name() as target]) as start if start in started.suite[:place]:
                pass
            case _:
                raise Refused(f"line {call.lineno}: the task is not assigned to a variable")
        given = [index for index, one in enumerate(arguments) if names.variable(one) == names.variable(target)]
        if len(given) != 1 or not names.is_private(names.variable(target)):
            raise Refused(f"line {call.lineno}: the task is not handed over once")
        moves.append((call, start, new[given[0]]))
    own = {node for _, start, _ in moves for node in ast.walk(start.targets[0])} | set(arguments)
    own |= set(ast.walk(started.site.at.statement))
    tasks = {target.id for _, start, _ in moves for target in start.targets if isinstance(target, ast.Name)}
    kept = {name for _, start, name in moves if name == getattr(start.targets[0], "id", None)}
    wanted = tasks | {name for _, _, name in moves if name}
    for node in ast.walk(names.function):
        if not isinstance(node, ast.Name) or node.id not in wanted or node in own:
            continue
        is_between = any(names.holds(one, node) for one in between)
        if is_between or (node.id in tasks and node.id not in kept):
            raise Refused(f"line {node.lineno}: `{node.id}` is used for more than the gather")
    return moves


def _check_between(started: Started) -> None:
    names, place = started.names, started.suite.index(started.site.at.statement)
    tasks = [
        names.variable(target)
        for call in started.calls
        if isinstance(start := names.parents[call], ast.Assign) and isinstance(target := start.targets[0], ast.Name)
    ]
    check = meanwhile(started.site, names, started.chained, started.calls, (), tasks)
    check.check(started.suite[started.position(started.calls[0]) or 0 : place], started.calls[0])


def _edits(started: Started, moves: Sequence[Move]) -> Iterator[Anchored]:
    module = started.site.module
    yield from starts.awaits(started.site, started.names, started.calls)
    for _, start, name in moves:
        yield module.anchor(start), starts.assigned_to(name)
    yield module.anchor(started.site.at.statement, LINE), starts.removed
