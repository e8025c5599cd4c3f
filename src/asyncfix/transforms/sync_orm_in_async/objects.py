"""What methods of sessions and views give, and which of them run a query."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from asyncfix.frameworks import django
from asyncfix.transforms.sync_orm_in_async import classes, effects, forms
from asyncfix.transforms.sync_orm_in_async.kinds import (
    LOADS_SESSION,
    Awaitable,
    Class,
    Instance,
    ManagerOf,
    Object,
    Plain,
    Query,
    Session,
    Value,
)

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.calls import Call
    from asyncfix.transforms.sync_orm_in_async.walk import Walk


def of_session(walk: Walk, owner: Session, name: str, call: Call) -> Value | None:
    if name in ("__setitem__", "__getitem__", "__delitem__", "__contains__"):
        walk.note(call.node, "call", LOADS_SESSION)
        walk.learn(owner.identity, "session")
        return None
    if name == "aset" or (name.startswith("a") and name[1:] in django.ASYNC_SESSION):
        walk.learn(owner.identity, "session")
        return Awaitable(None)
    is_loaded = walk.knows(owner.identity, "session")
    if name in django.SESSION_WRITES or (name in django.SESSION and not is_loaded):
        walk.note(call.node, "call", LOADS_SESSION, a_name=django.ASYNC_SESSION.get(name))
        walk.learn(owner.identity, "session")
    return Plain() if name in ("get", "pop") else None


def of_object(walk: Walk, owner: Object, name: str, call: Call) -> Value | None:
    role = classes.role(walk.project, owner.info)
    if role == "view" and name in django.VIEW_QUERIES:
        walk.note(call.node, "call", "fetches a row")
        model = _model_of_view(walk, owner.info)
        return Instance(model) if model else None
    if role == "view" and name == "get_context_data" and _is_paginated(walk, owner.info):
        walk.note(call.node, "call", "counts rows")
        return None
    if role == "view" and name == "get_queryset":
        model = _model_of_view(walk, owner.info)
        return Query(model) if model else None
    if role == "client":
        return _of_client(walk, name, call)
    return forms.called(walk, owner, name, call) if forms.is_form(walk, owner.info) else None


def _is_paginated(walk: Walk, info: classes.ClassInfo) -> bool:
    found = classes.member(walk.project, info, "paginate_by")
    value = classes.assigned(found.node) if found else None
    return value is not None and not (isinstance(value, ast.Constant) and value.value is None)


def _of_client(walk: Walk, name: str, call: Call) -> Value | None:
    """The test client runs what answers its requests in the thread that it is called in."""
    if name in django.TEST_REQUESTS:
        walk.note(call.node, "call", "runs a view")
    elif name in django.ASYNC_TEST_CLIENT:
        walk.note(call.node, "call", LOADS_SESSION, a_name=django.ASYNC_TEST_CLIENT[name])
    return None


def _model_of_view(walk: Walk, info: classes.ClassInfo) -> classes.ClassInfo | None:
    for name in ("model", "queryset"):
        found = classes.member(walk.project, info, name)
        if found is not None and found.owner.module is not None:
            match effects.class_value(walk, found.owner, classes.assigned(found.node)):
                case Class(info=model) if classes.role(walk.project, model) == "model":
                    return model
                case Query(model=model) | ManagerOf(model=model):
                    return model
                case _:
                    pass
    return None
