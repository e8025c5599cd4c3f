"""Who uses which session: the functions that run awaitables together, looked at one by one."""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from asyncfix.frameworks import asyncio, python, sqlalchemy
from asyncfix.project import Module, Project, flow
from asyncfix.project.effects import Event, Member, Together
from asyncfix.project.entries import enter
from asyncfix.project.interpreter import Interpreter, TooMuch
from asyncfix.project.values import Branch, Branches, Coroutine, Instance, Task
from asyncfix.transforms.shared_session_gather.candidates import candidates

LIBRARY = python.LIBRARY | asyncio.LIBRARY | sqlalchemy.LIBRARY


class Use(NamedTuple):
    """A session that an awaitable uses, and how; `how` is one event of those."""

    session: Instance
    how: Event


@dataclass(eq=False)
class User:
    """One awaitable as it stands in the code, with what it does; several of one place are one."""

    member: Member
    node: ast.expr
    many: bool
    uses: list[Use] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)


@dataclass(eq=False)
class Clash:
    """Awaitables that run together, some of them over one session."""

    at: flow.Placed
    together: Together
    users: list[User]
    sessions: list[Instance]
    is_certain: bool


def clashes(module: Module, project: Project) -> Iterator[Clash]:
    """The places of a module where awaitables that run together use one session, in source order."""
    for place in candidates(module, project):
        yield from _in_function(module, project, place)


def _in_function(module: Module, project: Project, place: flow.Placed) -> Iterator[Clash]:
    """The clashes in one function, which is run as its callers would."""
    node = place.statement
    assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    run = Interpreter(project, LIBRARY, frozenset({node}))
    # What was found until it is too much is true all the same.
    with contextlib.suppress(TooMuch):
        enter(run, module, [*place.scopes[1:], node])
    found: dict[ast.AST, Clash] = {}
    places = _statements(module, node) if run.together else {}
    for together in run.together:
        clash = _clash(run, together, places.get(together.call))
        if clash is not None and together.call in found:
            _join(found[together.call], clash)
        elif clash is not None:
            found[together.call] = clash
    yield from sorted(_places(list(found.values())), key=lambda clash: clash.together.call.lineno)


def _clash(run: Interpreter, together: Together, at: flow.Placed | None) -> Clash | None:
    users = _users(run, together)
    sessions: list[Instance] = []
    is_certain, is_told = False, True
    for session in {use.session: None for user in users for use in user.uses}:
        using = [(member, how) for user in users for member in user.members if (how := _how(member, session))]
        pairs = _colliding(session, using)
        if pairs:
            sessions.append(session)
            is_certain = is_certain or any(_certain(one) and _certain(other) for one, other in pairs)
            # One that only may use it: in turn or not, nobody knows.
            is_told = is_told and all(any(event.kind == "use" for event in how) for _, how in using)
    if not sessions or at is None:
        return None
    for user in users:
        user.uses = [use for use in user.uses if use.session in sessions]
    return Clash(at, together, users, sessions, is_certain and is_told)


def _colliding(
    session: Instance, using: Sequence[tuple[Member, Sequence[Event]]]
) -> list[tuple[Sequence[Event], Sequence[Event]]]:
    """How two of those that use a session use it, for all that may do so at the same time, one of many with itself."""
    return [
        (how, other_how)
        for index, (one, how) in enumerate(using)
        for other, other_how in using[index + (not _repeats(session, one)) :]
        if not _exclude(one, other) and _meet(one, how, other, other_how)
    ]


def _repeats(session: Instance, member: Member) -> bool:
    """Whether the iterations that an awaitable stands for share a session."""
    return member.many and session.born <= member.since


def _exclude(one: Member, other: Member) -> bool:
    """Whether two awaitables are made in branches of which only one is taken."""
    if one.many or other.many:
        return False
    theirs = dict(_branches(other))
    if any(theirs.get(node, index) != index for node, index in _branches(one)):
        return True
    return not _past(one).isdisjoint(_branches(other)) or not _past(other).isdisjoint(_branches(one))


def _branches(member: Member) -> Branches:
    """The branches that an awaitable was made and started in."""
    match member.awaitable:
        case Task(branches=started, coroutine=Coroutine(branches=made)):
            return (*started, *made)
        case Task(branches=found) | Coroutine(branches=found):
            return found
        case _:
            return ()


def _past(member: Member) -> frozenset[Branch]:
    return member.awaitable.past if isinstance(member.awaitable, Task) else frozenset()


def _how(member: Member, session: Instance) -> list[Event]:
    """What an awaitable does with a session."""
    return [event for event in member.run.events if event.subject is session and event.kind in ("use", "opaque")]


def _certain(events: Sequence[Event]) -> bool:
    """Whether one of these is sure to be a use."""
    return any(event.kind == "use" and event.certain for event in events)


def _meet(one: Member, events: Sequence[Event], other: Member, others: Sequence[Event]) -> bool:
    """Whether two uses can be under way together: no lock keeps them apart."""
    return any(
        not (shared_locks(one, first.guards) & shared_locks(other, second.guards))
        for first in events
        for second in others
    )


def shared_locks(member: Member, locks: frozenset[Instance]) -> frozenset[Instance]:
    """Those of some locks that the iterations which an awaitable stands for do not each make for themselves."""
    return frozenset(lock for lock in locks if not member.many or lock.born <= member.since)


def _users(run: Interpreter, together: Together) -> list[User]:
    """The awaitables as they stand in the code, each with the shared objects that it uses."""
    by_node: dict[ast.AST, User] = {}
    for member in together.members:
        node = _node_of(member)
        if node is not None:
            user = by_node.setdefault(node, User(member, node, member.many))
            user.many = user.many or member.many or bool(user.members)
            user.members.append(member)
            user.uses += _uses(run, member)
    return list(by_node.values())


def _uses(run: Interpreter, member: Member) -> Iterator[Use]:
    for event in member.run.events:
        session = event.subject
        if session is None or event.kind not in ("use", "opaque"):
            continue
        if event.kind == "use" or sqlalchemy.is_shared(run, session):
            yield Use(session, event)


def _node_of(member: Member) -> ast.expr | None:
    """What makes the coroutine, or starts the task, or else what was handed over."""
    match member.awaitable:
        case Task(coroutine=Coroutine(node=node)) | Coroutine(node=node):
            return node
        case Task(node=node):
            return node
        case _:
            return member.handed


def _statements(module: Module, function: flow.Function) -> dict[ast.AST, flow.Placed]:
    """For each call of a function the smallest statement that it stands in."""
    found: dict[ast.AST, flow.Placed] = {}
    for inner in flow.placed(module.tree):
        if inner.scope is function:
            # What stands in a statement inside another comes later, and counts.
            found |= {node: inner for node in flow.walk(inner.statement) if isinstance(node, ast.Call)}
    return found


def _join(one: Clash, other: Clash) -> None:
    """What two passes over one call have found, together."""
    for user in other.users:
        known = next((mine for mine in one.users if mine.node is user.node), None)
        if known is None:
            one.users.append(user)
        else:
            known.many = known.many or user.many
            known.uses += user.uses
            known.members += user.members
    one.sessions += [session for session in other.sessions if session not in one.sessions]
    one.is_certain = one.is_certain or other.is_certain


def _places(found: list[Clash]) -> list[Clash]:
    """The places to report: tasks that meet several times are one, that of the first."""
    result: list[Clash] = []
    for clash in found:
        nodes = {user.node for user in clash.users if user.uses}
        same = next(
            (
                known
                for known in result
                if "tasks" in (clash.together.form, known.together.form)
                and nodes & {user.node for user in known.users if user.uses}
            ),
            None,
        )
        if same is None:
            result.append(clash)
        elif same.together.form == "tasks" and clash.together.form != "tasks":
            result[result.index(same)] = clash
            _join(clash, same)
        else:
            _join(same, clash)
    return result
