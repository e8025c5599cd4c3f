"""Why awaiting in turn would not be the same: awaitables that need each other, never end, or lose what they overlap."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from asyncfix.project import Module, Project, flow
from asyncfix.project.effects import Event, Kind
from asyncfix.project.managers import UNKNOWN_LOCK
from asyncfix.project.values import External, Instance
from asyncfix.transforms.shared_session_gather.users import Clash, User, shared_locks


def reason(clash: Clash, *, force_sequential: bool) -> str | None:
    """Why a clash is only reported, None when nothing that its awaitables do speaks against awaiting them in turn."""
    using = [user for user in clash.users if user.uses]
    reasons = (
        _hidden(clash),
        _uncertain(clash),
        _meeting(clash.users),
        _locked(using),
        _endless(using),
        _polling(using),
        _context(using),
        None if force_sequential else _waiting(using),
    )
    return next(filter(None, reasons), None)


def _events(users: Sequence[User]) -> Iterator[tuple[User, Event]]:
    for user in users:
        for member in user.members:
            for event in member.run.events:
                yield user, event


def _hidden(clash: Clash) -> str | None:
    by = clash.together.by
    if by is not None:
        return f"they are handed on and run together at {by}, which others may call, too; await them in turn instead"
    if clash.together.is_whole:
        return None
    return "the call goes through functools.partial, which holds some of its arguments"


def _uncertain(clash: Clash) -> str | None:
    if clash.is_certain:
        return None
    opaque = next((use.how for user in clash.users for use in user.uses if use.how.kind == "opaque"), None)
    if opaque is not None:
        return f"what {opaque.place} hands the session to is not known to asyncfix"
    return "only some of the objects that may be meant here use the session"


def _meeting(users: Sequence[User]) -> str | None:
    met: dict[object, set[ast.expr]] = {}
    first: dict[object, Event] = {}
    for user, event in _events(users):
        if event.kind == "meet" and event.subject is not None:
            key = _meeting_place(event.subject)
            met.setdefault(key, set()).add(user.node)
            first.setdefault(key, event)
    many = {user.node for user in users if user.many}
    for key, nodes in met.items():
        if len(nodes) > 1 or nodes & many:
            kind = _kind(first[key].subject, "an object").rpartition(".")[2]
            line = first[key].place.line
            return f"they wait for each other through one {kind} (line {line}): in turn they would hang"
    return None


def _meeting_place(subject: Instance) -> object:
    """What is the same for two objects that may be one."""
    kind = _kind(subject)
    if kind.startswith("asyncio.Stream"):
        # The two ends of a connection are one.
        return "streams"
    # By its annotation alone it may be that of another.
    return kind if subject.is_symbolic else subject


def _kind(subject: Instance | None, otherwise: str = "") -> str:
    """The dotted name of an object's class, where that is a library's."""
    return subject.cls.dotted if subject is not None and isinstance(subject.cls, External) else otherwise


def _locked(users: Sequence[User]) -> str | None:
    held: dict[Instance, set[ast.expr]] = {}
    for user in users:
        for member in user.members:
            for event in member.run.events:
                if event.kind != "use":
                    continue
                if UNKNOWN_LOCK in event.guards:
                    return f"what is held around {event.place} may be a lock, which asyncfix does not know"
                for lock in shared_locks(member, event.guards):
                    held.setdefault(lock, set()).add(user.node)
    many = {user.node for user in users if user.many}
    if any(len(holders) > 1 or holders & many for holders in held.values()):
        return "a lock keeps some of their uses apart and not others; hold it around every use, or await in turn"
    return None


def _first(users: Sequence[User], kind: Kind) -> Event | None:
    return next((event for _, event in _events(users) if event.kind == kind), None)


def _endless(users: Sequence[User]) -> str | None:
    event = _first(users, "endless")
    if event is None:
        return None
    return f"one of them may never end ({event.detail}, {event.place}): those after it would not run"


def _polling(users: Sequence[User]) -> str | None:
    event = _first(users, "poll")
    if event is None:
        return None
    return f"one of them waits until something has changed ({event.place}), which another may have to do meanwhile"


def _context(users: Sequence[User]) -> str | None:
    event = _first(users, "context")
    if event is None:
        return None
    return f"{event.detail} at {event.place} acts on the task it runs in; awaited in turn, that is the caller's"


def _waiting(users: Sequence[User]) -> str | None:
    event = _first(users, "wait")
    if event is None:
        return None
    return (
        f"it also waits for {event.detail} ({event.place}), which would be done one after the other; gather that"
        " first and use the session afterwards, or open a session for each task (`force-sequential` awaits in turn"
        " all the same)"
    )


def caught_as_group(module: Module, project: Project, at: flow.Placed) -> str | None:
    """Why a task group stays when a caller expects the ExceptionGroup that it raises."""
    name = at.scope.name if isinstance(at.scope, (ast.FunctionDef, ast.AsyncFunctionDef)) else ""
    for word in ("ExceptionGroup", "BaseExceptionGroup"):
        for other in project.mentioning(word, module.path):
            if other is not module and re.search(rf"\b{name}\b", other.text):
                return f"{other.path} calls {name}() and knows of ExceptionGroup, which would not be raised any longer"
    return None
