"""Why awaiting in turn would not be the same: awaitables that need each other, never end, or lose what they overlap."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from asyncfix.project import Module, Project, flow
from asyncfix.project.effects import Event
from asyncfix.transforms.shared_session_gather.users import Clash, User


def reason(clash: Clash, *, force_sequential: bool) -> str | None:
    """Why a clash is only reported, None when nothing that its awaitables do speaks against awaiting them in turn."""
    using = [user for user in clash.users if user.uses]
    return next(
        (
            said
            for said in (
                _hidden(clash),
                _uncertain(clash),
                _meeting(clash.users),
                _locked(using),
                _endless(using),
                _polling(using),
                _context(using),
                None if force_sequential else _waiting(using),
            )
            if said
        ),
        None,
    )


def _events(users: Sequence[User]) -> Iterator[tuple[User, Event]]:
    for user in users:
        for member in user.members:
            for event in member.run.events:
                yield user, event


def _hidden(clash: Clash) -> str | None:
    by = clash.together.by
    if by is not None:
        where = f"{by.module.path}:{by.line}"
        return f"they are handed on and run together at {where}, which others may call, too; await them in turn instead"
    if clash.together.is_whole:
        return None
    return "the call goes through functools.partial, which holds some of its arguments"


def _uncertain(clash: Clash) -> str | None:
    if clash.is_certain:
        return None
    opaque = [event for user in clash.users for use in user.uses for event in [use.how] if event.kind == "opaque"]
    if opaque:
        place = opaque[0].place
        return f"what {place.module.path}:{place.line} hands the session to is not known to asyncfix"
    return "only some of the objects that may be meant here use the session"


def _meeting(users: Sequence[User]) -> str | None:
    met: dict[object, set[int]] = {}
    names: dict[object, Event] = {}
    for user, event in _events(users):
        if event.kind == "meet" and event.subject is not None:
            # The two ends of a connection are one.
            kind = getattr(event.subject.cls, "dotted", "")
            subject: object = event.subject
            if kind.startswith("asyncio.Stream"):
                subject = "streams"
            elif event.subject.is_symbolic:
                # By its annotation alone it may be that of another.
                subject = kind
            met.setdefault(subject, set()).add(id(user.node))
            names.setdefault(subject, event)
    many = {user.node for user in users if user.many}
    for what_for, meeting in met.items():
        if len(meeting) > 1 or any(id(node) in meeting for node in many):
            what = names[what_for]
            kind = getattr(what.subject and what.subject.cls, "dotted", "an object").rpartition(".")[2]
            return f"they wait for each other through one {kind} (line {what.place.line}): in turn they would hang"
    return None


def _locked(users: Sequence[User]) -> str | None:
    held: dict[object, set[int]] = {}
    for user, event in _events(users):
        if event.kind == "use":
            for lock in event.guards:
                if getattr(lock.cls, "dotted", "") == "<perhaps a lock>":
                    where = f"{event.place.module.path}:{event.place.line}"
                    return f"what is held around {where} may be a lock, which asyncfix does not know"
                held.setdefault(lock, set()).add(id(user.node))
    many = {id(user.node) for user in users if user.many}
    if any(len(holders) > 1 or holders & many for holders in held.values()):
        return "a lock keeps some of their uses apart and not others; hold it around every use, or await in turn"
    return None


def _endless(users: Sequence[User]) -> str | None:
    for _, event in _events(users):
        if event.kind == "endless":
            where = f"{event.place.module.path}:{event.place.line}"
            return f"one of them may never end ({event.detail}, {where}): those after it would not run"
    return None


def _polling(users: Sequence[User]) -> str | None:
    for _, event in _events(users):
        if event.kind == "poll":
            where = f"{event.place.module.path}:{event.place.line}"
            return f"one of them waits until something has changed ({where}), which another may have to do meanwhile"
    return None


def _context(users: Sequence[User]) -> str | None:
    for _, event in _events(users):
        if event.kind == "context":
            where = f"{event.place.module.path}:{event.place.line}"
            return f"{event.detail} at {where} acts on the task it runs in; awaited in turn, that is the caller's"
    return None


def _waiting(users: Sequence[User]) -> str | None:
    for _, event in _events(users):
        if event.kind == "wait":
            where = f"{event.place.module.path}:{event.place.line}"
            return (
                f"it also waits for {event.detail} ({where}), which would be done one after the other; gather that"
                " first and use the session afterwards, or open a session for each task (`force-sequential` awaits"
                " in turn all the same)"
            )
    return None


def caught_as_group(module: Module, project: Project, at: flow.Placed) -> str | None:
    """Why a task group stays when a caller expects the ExceptionGroup that it raises."""
    name = at.scope.name if isinstance(at.scope, (ast.FunctionDef, ast.AsyncFunctionDef)) else ""
    for word in ("ExceptionGroup", "BaseExceptionGroup"):
        for other in project.mentioning(word, module.path):
            if other is not module and re.search(rf"\b{name}\b", other.text):
                return f"{other.path} calls {name}() and knows of ExceptionGroup, which would not be raised any longer"
    return None
