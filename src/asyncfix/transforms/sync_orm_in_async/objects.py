"""What methods of sessions and views give, and which of them run a query."""

from __future__ import annotations

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
    if role == "view" and name == "get_queryset":
        model = _model_of_view(walk, owner.info)
        return Query(model) if model else None
    return forms.called(walk, owner, name, call) if forms.is_form(walk, owner.info) else None


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
