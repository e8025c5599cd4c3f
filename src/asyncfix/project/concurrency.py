"""What runs at the same time: tasks that were started and not awaited yet, and awaitables handed over together."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from asyncfix.project import running
from asyncfix.project.effects import Member, Place, Run, Together
from asyncfix.project.frames import Frame
from asyncfix.project.values import UNKNOWN, Coroutine, Function, Instance, Opaque, Task, Value, alternatives

if TYPE_CHECKING:
    from asyncfix.project.interpreter import Interpreter

Handed = Sequence[tuple[Value, ast.expr | None]]
"""Awaitables, each with the expression that handed it over, None where there is none."""


def start(run: Interpreter, coroutine: Value, node: ast.expr, group: Instance | None = None) -> Value:
    """A task for a coroutine."""
    if not isinstance(node, ast.Call):
        return UNKNOWN
    frame = run.frame
    run.changes += 1
    branches, past = tuple(frame.branches), frozenset(frame.left.difference(frame.branches))
    task = Task(coroutine, node, frame, tuple(frame.loops), frame.since, group, branches=branches, past=past)
    frame.pending.append(task)
    return task


def await_(run: Interpreter, value: Value, node: ast.expr) -> Value:
    """`await value`, in the frame that is under way."""
    done = running.run_of(run, value)
    frame = run.frame
    awaited = [one for one in alternatives(value) if isinstance(one, Task)]
    for task in awaited:
        task.is_awaited = True
    _overlap(run, done, value, node, awaited)
    frame.pending = [task for task in frame.pending if task not in awaited]
    running.merge(run, done)
    return done.value or UNKNOWN


def _overlap(run: Interpreter, done: Run, value: Value, node: ast.expr, awaited: list[Task]) -> None:
    """Tasks that have been started run while something else is awaited."""
    frame = run.frame
    frame.pending = [task for task in frame.pending if not _is_elsewhere(frame, task)]
    if not frame.pending or not is_watched(run):
        return
    # Of several that may be meant by what is awaited there is only one.
    members = [_member(run, frame, task) for task in frame.pending if task not in awaited[1:]]
    if not awaited:
        coroutine = value if isinstance(value, Coroutine) else None
        members.append(Member(coroutine, node, done, many=False, since=run.clock.now()))
    group = frame.pending[0].group
    if group is not None and group.origin and isinstance(group.origin.node, ast.Call):
        run.together.append(Together("task-group", group.origin.node, members))
    else:
        run.together.append(Together("tasks", frame.pending[0].node, members))


def leave(run: Interpreter, manager: Value) -> None:
    """The end of a `with`: a task group waits for its tasks."""
    for one in alternatives(manager):
        if isinstance(one, Instance):
            tasks = [task for task in run.frame.pending if task.group is one]
            gathered(run, "task-group", one.origin.node if one.origin else None, [(task, None) for task in tasks])
            for task in tasks:
                running.merge(run, running.run_of(run, task))
            # Those of branches that do not lead here are nobody's concern any longer.
            run.frame.pending = [task for task in run.frame.pending if task.group is not one]


def leave_function(run: Interpreter) -> None:
    """The end of a function: nobody has waited for its tasks; those of a group are waited for where the group is."""
    left = [task for task in run.frame.pending if task.group is None]
    if left and is_watched(run):
        gathered(run, "tasks", left[0].node, [(task, None) for task in left])
    if len(run.frames) > 1:
        outer = run.frames[-2]
        handed = [task for task in run.frame.pending if task.group and task.group.born <= run.frame.since]
        outer.pending += [_of_outer(task, outer) for task in handed]


def _of_outer(task: Task, outer: Frame) -> Task:
    """A task of a group that its function was handed, as one that the calling function has started."""
    loops = (*outer.loops, *task.loops)
    since = outer.since if task.loops else task.since
    return replace(task, maker=outer, loops=loops, since=since, branches=(*outer.branches, *task.branches))


def gathered(run: Interpreter, form: str, call: ast.AST | None, awaitables: Handed) -> None:
    """These run together from here on, and nothing of them is pending any longer."""
    frame = run.frame
    awaitables = [(awaitable, handed) for awaitable, handed in awaitables if not _is_elsewhere(frame, awaitable)]
    begun = run.clock.now()
    members = [_member(run, frame, awaitable, handed) for awaitable, handed in awaitables]
    given = [awaitable for awaitable, _ in awaitables]
    frame.pending = [task for task in frame.pending if task not in given]
    if is_watched(run) and isinstance(call, ast.Call) and members:
        run.together.append(Together(form, call, members, call not in run.partly))
    elif members and call is not None:
        _handed_on(run, call, awaitables, begun)


def _is_elsewhere(frame: Frame, awaitable: Value) -> bool:
    """Whether an awaitable was made in a branch of a frame that does not lead here."""
    if not isinstance(awaitable, (Coroutine, Task)) or awaitable.maker is not frame:
        return False
    return any(branch in frame.left and branch not in frame.branches for branch in awaitable.branches)


def _handed_on(run: Interpreter, call: ast.AST, awaitables: Handed, begun: int) -> None:
    """Note for a watched frame that a function which it calls runs its awaitables together, from `begun` on."""
    index = next((index for index, frame in enumerate(run.frames) if frame.scope.node in run.watched), None)
    if index is None or index + 1 >= len(run.frames):
        return
    watched, helper = run.frames[index], run.frames[index + 1]
    outer = helper.scope.parent
    if not isinstance(helper.call, ast.Call) or outer is None or not outer.is_module:
        # What stands in the same function is looked at there.
        return
    members = [
        member._replace(since=begun) if wraps and not wraps.loops else member
        for value, handed in awaitables
        for member, wraps in _given_on(run, value, handed, watched, helper)
    ]
    if members:
        run.changes += 1
        run.together.append(Together("handed-on", helper.call, members, by=Place(run.here(), call)))


def _given_on(
    run: Interpreter, value: Value, handed: ast.expr | None, watched: Frame, helper: Frame
) -> Iterator[tuple[Member, Coroutine | None]]:
    """What a frame has given a helper of an awaitable that this runs: itself, or what it awaits in one of its own.

    With it comes the helper's own, under whose locks it runs.
    """
    coroutine = value.coroutine if isinstance(value, Task) else value
    if _comes_from(value, watched, helper):
        yield _member(run, watched, value, handed), None
    elif isinstance(coroutine, Coroutine):
        done = running.run_of(run, value)
        arguments = [one for argument in coroutine.arguments.values() for one in alternatives(argument)]
        wrapped = next((one for one in arguments if _comes_from(one, watched, helper)), None)
        given = [one.node for one in helper.given if isinstance(one, Function)]
        if wrapped is not None:
            yield _member(run, watched, wrapped, handed)._replace(run=done, since=coroutine.since), coroutine
        elif any(node in done.reaches for node in given):
            yield _member(run, watched, value, handed), None


def _comes_from(value: Value, watched: Frame, helper: Frame) -> bool:
    """Whether an awaitable is of a frame's own making, or made by what it called from a function it was given."""
    match value:
        case Coroutine(maker=maker, callee=callee) | Task(maker=maker, coroutine=Coroutine(callee=callee)):
            return maker is watched or any(callee is one for one in helper.given)
        case _:
            return False


def _member(run: Interpreter, frame: Frame, awaitable: Value, handed: ast.expr | None = None) -> Member:
    """One of those that run together, seen from a frame."""
    done = running.run_of(run, awaitable)
    for one in alternatives(awaitable):
        match one:
            case Opaque(since=since):
                return Member(None, handed, done, _is_many(run, frame, one), since)
            case Coroutine(since=since) | Task(since=since):
                many = _is_many(run, frame, one) or (one.is_batched and one.maker is frame)
                return Member(one, handed, done, many, since)
            case _:
                pass
    return Member(None, handed, done, many=False, since=run.clock.now())


def _is_many(run: Interpreter, frame: Frame, one: Coroutine | Task | Opaque) -> bool:
    """Whether there is one per iteration of a loop that the frame is not in any longer."""
    if frame is not run.frame and one.maker is not frame:
        return bool(one.loops)
    return one.maker is frame and not set(one.loops) <= set(frame.loops)


def is_watched(run: Interpreter) -> bool:
    """Whether the frame under way is of a function that one wants to hear of."""
    return run.frame.scope.node in run.watched
