"""What is said of a clash: how many, over what, how that is known, and where each of them uses it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.frameworks import sqlalchemy
from asyncfix.project.values import Class, External, Instance
from asyncfix.rule import Related
from asyncfix.transforms.shared_session_gather.users import Clash, User


def message(clash: Clash) -> str:
    """The finding's sentences."""
    users = [user for user in clash.users if user.uses]
    count = f"{len(users)} awaitables" if len(users) > 1 else "awaitables of one kind"
    session = clash.sessions[0]
    return (
        f"{count} use one {_kind(session)} ({_how_known(session)}) at the same time;"
        " this fails with 'provisioning a new connection' when the pool is cold, and the error may show up as"
        " IllegalStateChangeError in close(), which is only its symptom; no speed is lost by awaiting in turn"
    )


def _kind(session: Instance) -> str:
    match session.cls:
        case Class(node=node):
            return node.name
        case External(dotted=dotted) if dotted == sqlalchemy.SCOPED:
            return "async_scoped_session"
        case External(dotted=dotted):
            return dotted.rpartition(".")[2]


def _how_known(session: Instance) -> str:
    if session.origin is None:
        return "by its type"
    line = getattr(session.origin.node, "lineno", None)
    place = f"{session.origin.module.path}:{line}" if line else session.origin.module.path
    return f"{session.origin.said} at {place}"


def related(clash: Clash) -> Iterator[Related]:
    """Where each awaitable uses the session."""
    for user in clash.users:
        if user.uses:
            yield _used_at(user)


def _used_at(user: User) -> Related:
    how = user.uses[0].how
    via = "".join(f", via {place}" for place in how.chain[1:][-1:])
    said = f"uses it: {how.detail}()" if how.detail else "hands it on"
    if isinstance(user.node, ast.Call):
        said = f"`{ast.unparse(user.node.func)}(...)` {said}"
    return Related(how.place.module.path, how.place.line, f"{said}{via}")
