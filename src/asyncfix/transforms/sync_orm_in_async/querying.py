"""What the methods of managers and querysets give, and which of them run a query."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from asyncfix.frameworks import django
from asyncfix.project.names import dotted_name
from asyncfix.transforms.sync_orm_in_async import classes, effects, models
from asyncfix.transforms.sync_orm_in_async.kinds import (
    LOADS_USER,
    Awaitable,
    Function,
    Instance,
    Keyed,
    Listed,
    Loaded,
    ManagerOf,
    Plain,
    Query,
    Tupled,
    User,
    Value,
)

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.calls import Call
    from asyncfix.transforms.sync_orm_in_async.walk import Walk

AT_RUN_TIME = "?"
"""The name of a method that `getattr` takes from a variable."""

_WHAT = {
    "count": "counts rows",
    "exists": "asks whether there are rows",
    "create": "writes a row",
    "bulk_create": "writes rows",
    "bulk_update": "writes rows",
    "update": "writes rows",
    "delete": "deletes rows",
}


def called(walk: Walk, owner: ManagerOf | Query, name: str, call: Call) -> Value | None:
    """What a method of a manager or queryset gives; the query that it runs is noted."""
    query = as_query(walk, owner)
    if name == AT_RUN_TIME:
        walk.note(call.node, "call", "may run a query", reason="which method is called is only known at run time")
        return None
    if name in django.EVALUATING and not _is_no_op(walk, owner, query, name, call):
        _note(walk, owner, name, call)
        return _evaluated(walk, query, name, call)
    if name in django.EVALUATING:
        return _evaluated(walk, query, name, call)
    if isinstance(owner, ManagerOf) and owner.is_related and name in django.RELATED_WRITES:
        a_name = django.ASYNC_RELATED.get(name)
        walk.note(call.node, "call", "writes relations", a_name=a_name)
        return Plain()
    if name in django.LAZY | django.VALUES | {"raw", "iterator", "get_queryset", "db_manager", "using"}:
        return _lazy(walk, owner, query, name, call)
    return _of_special_managers(walk, owner, query, name, call)


def _of_special_managers(walk: Walk, owner: ManagerOf | Query, query: Query, name: str, call: Call) -> Value | None:
    lineage = classes.lineage(walk.project, owner.cls) if owner.cls else ()
    dotted = {each.dotted for each in lineage}
    row = Instance(query.model) if query.model else None
    if dotted & _USER_MANAGERS and name in django.USER_MANAGER:
        walk.note(call.node, "call", "writes a row", a_name=django.ASYNC_USER_MANAGER.get(name))
        return row
    if dotted & _USER_MANAGERS and name.removeprefix("a") in django.USER_MANAGER:
        return Awaitable(row)
    if query.model is not None and query.model.dotted == django.CONTENT_TYPE and name in django.CONTENT_TYPES:
        walk.note(call.node, "call", "fetches a content type")
        return row
    if query.model is not None and query.model.dotted == django.SITE and name == "get_current":
        walk.note(call.node, "call", "fetches a row")
        return row
    sync = name.removeprefix("a") if name.startswith("a") else ""
    if sync in django.EVALUATING:
        return Awaitable(_evaluated(walk, query, sync, call))
    if sync == "iterator":
        return query.fresh(is_iterator=True)
    return Awaitable(None) if sync in django.RELATED_WRITES else None


_USER_MANAGERS = django.names(
    "django.contrib.auth.models.UserManager django.contrib.auth.models.BaseUserManager"
    " django.contrib.auth.base_user.BaseUserManager"
)


def as_query(walk: Walk, owner: ManagerOf | Query) -> Query:
    """The queryset that a manager's method works on: what its `get_queryset` returns, where it has one of its own."""
    if isinstance(owner, Query):
        return owner
    loaded = owner.below.plus(owner.known) if owner.known else owner.below
    match _own_queryset(walk, owner):
        case Query(cls=cls) as query:
            return replace(query, model=query.model or owner.model, cls=cls or owner.cls, loaded=_both(loaded, query))
        case _:
            return Query(owner.model, owner.cls, loaded)


def _both(loaded: Loaded, query: Query) -> Loaded:
    return replace(query.loaded, paths=query.loaded.paths | loaded.paths)


def _own_queryset(walk: Walk, owner: ManagerOf) -> Value | None:
    found = classes.member(walk.project, owner.cls, "get_queryset") if owner.cls else None
    if found is None or found.owner.module is None or not isinstance(found.node, ast.FunctionDef):
        return None
    function = Function(found.owner.module, found.node, owner, cls=found.owner)
    return effects.of(walk, function, effects.NO_ARGUMENTS).result


def _is_no_op(walk: Walk, owner: ManagerOf | Query, query: Query, name: str, call: Call) -> bool:
    if query.is_empty and name not in ("create", "get_or_create", "update_or_create", "bulk_create"):
        return True
    if name in ("in_bulk", "bulk_create") and call.node.args and _is_empty_display(call.node.args[0]):
        return True
    # `first()` of rows that have no order asks again, by their keys; `last()` turns the order round.
    is_ordered = query.is_ordered or models.is_ordered(walk.project, query.model)
    if name not in django.CACHED_AFTERWARDS and not (name == "first" and is_ordered):
        return False
    if isinstance(owner, Query):
        return owner.is_done or walk.knows(owner.identity, "rows")
    return owner.is_prefetched


def _is_empty_display(node: ast.expr) -> bool:
    return isinstance(node, ast.List | ast.Tuple) and not node.elts


def _note(walk: Walk, owner: ManagerOf | Query, name: str, call: Call) -> None:
    a_name = django.ASYNC_QUERY.get(name)
    if isinstance(owner, ManagerOf) and owner.is_related:
        a_name = django.ASYNC_RELATED.get(name, a_name)
    default = "fetches a row" if name in django.ONE | django.PAIRS else "runs a query"
    walk.note(call.node, "call", _WHAT.get(name, default), a_name=a_name)


def _evaluated(walk: Walk, query: Query, name: str, call: Call) -> Value | None:
    for node in [*call.node.args, *(each.value for each in call.node.keywords)]:
        _user_is_loaded(walk, node)
    row = row_of(query)
    if name in django.ONE:
        if name == "create" and isinstance(row, Instance):
            return Instance(row.model, replace(row.loaded.plus(*_given(call)), is_unknown=call.may_hold_rows))
        return row
    if name in django.PAIRS:
        return Tupled((row, Plain()))
    if name in django.MANY:
        return Listed(row)
    return Keyed(row) if name in django.BY_KEY else Plain()


def _user_is_loaded(walk: Walk, node: ast.expr) -> None:
    path = dotted_name(node)
    if path is not None and path.endswith(".user"):
        with walk.aside():
            found = walk.value(node)
        if isinstance(found, User):
            walk.learn(found.identity, "user")


def row_of(query: Query) -> Value | None:
    from asyncfix.transforms.sync_orm_in_async.evaluation import element_of

    return element_of(query)


def _given(call: Call) -> Iterator[str]:
    return (name for name, found in call.named.items() if found is not None)


def _lazy(walk: Walk, owner: ManagerOf | Query, query: Query, name: str, call: Call) -> Value | None:
    if any(isinstance(found, User) and not walk.knows(found.identity, "user") for found in call.all()):
        # The lazy user is asked for its key while the query is built.
        walk.note(call.node, "call", LOADS_USER)
        _users_loaded(walk, call)
    is_prefetched = isinstance(owner, ManagerOf) and owner.is_prefetched
    match name:
        case "all" | "get_queryset":
            return query.fresh(is_empty=query.is_empty) if not is_prefetched else _done(query)
        case "none":
            return query.fresh(is_empty=True)
        case "db_manager":
            return owner
        case "using" if isinstance(owner, ManagerOf):
            return query.fresh()
        case "raw":
            return Query(query.model, None, Loaded())
        case "iterator":
            return query.fresh(is_iterator=True)
        case "filter" if _filters_by_nothing(call):
            return query.fresh(is_empty=True)
        case _ if name in django.VALUES:
            return query.fresh(is_values=True)
        case _:
            return _with_relations(query, name, call)


def _done(query: Query) -> Query:
    return Query(query.model, query.cls, query.loaded, is_done=True)


def _users_loaded(walk: Walk, call: Call) -> None:
    for found in call.all():
        if isinstance(found, User):
            walk.learn(found.identity, "user")


def _filters_by_nothing(call: Call) -> bool:
    return any((each.arg or "").endswith("__in") and _is_empty_display(each.value) for each in call.node.keywords)


def _with_relations(query: Query, name: str, call: Call) -> Query:
    loaded = query.loaded
    named = frozenset(texts(call.node))
    match name:
        case "select_related":
            if not call.node.args:
                return query.fresh(loaded=Loaded(loaded.paths, loaded.only, loaded.deferred, all_required=True))
            return query.fresh(loaded=loaded.plus(*named))
        case "prefetch_related":
            return query.fresh(loaded=loaded.plus(*named), has_prefetch=True)
        case "only":
            return query.fresh(loaded=Loaded(loaded.paths, named | {"pk", "id"}, loaded.deferred))
        case "order_by":
            return query.fresh(is_ordered=bool(call.node.args))
        case "defer":
            return query.fresh(loaded=Loaded(loaded.paths, loaded.only, loaded.deferred | named))
        case _:
            return query.fresh(is_empty=query.is_empty)


def texts(node: ast.Call) -> Iterator[str]:
    """The relations that arguments name; those of a `Prefetch` to an attribute go by `=attribute`."""
    for each in node.args:
        match each:
            case ast.Constant(value=str(text)):
                yield text
            case ast.Call(args=[ast.Constant(value=str(text)), *_], keywords=keywords):
                attribute = next((one.value for one in keywords if one.arg == "to_attr"), None)
                match attribute:
                    case ast.Constant(value=str(name)):
                        yield f"={name}"
                    case _:
                        yield text
            case _:
                pass
