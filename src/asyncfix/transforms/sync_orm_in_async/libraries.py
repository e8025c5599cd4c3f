"""What functions of Django and of its companions do with querysets and requests."""

from __future__ import annotations

import ast
import dataclasses
from typing import TYPE_CHECKING

from asyncfix.frameworks import django
from asyncfix.transforms.sync_orm_in_async import (
    builtin_functions,
    caching,
    evaluation,
    forms,
    formsets,
    models,
    querying,
    relations,
)
from asyncfix.transforms.sync_orm_in_async.kinds import (
    LOADS_USER,
    Atomic,
    Awaitable,
    Class,
    Connection,
    Function,
    Held,
    Instance,
    Library,
    Listed,
    ManagerOf,
    Paginator,
    Query,
    Request,
    Session,
    Threaded,
    User,
    Value,
)

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.calls import Call
    from asyncfix.transforms.sync_orm_in_async.walk import Walk

_CACHE = "django.core.cache.cache."
_GET_USER_MODEL = django.names("django.contrib.auth.get_user_model")
_GET_MODEL = django.names("django.apps.apps.get_model")


def is_wrapper(function: Value | None) -> bool:
    return isinstance(function, Library) and function.dotted in django.WRAPPERS


def wrapped(walk: Walk, node: ast.Call) -> Value | None:
    """`sync_to_async(f)`. Where its argument is a call that runs a query, that call runs here and now."""
    if not node.args:
        return Library("asgiref.sync.sync_to_async")
    first = node.args[0]
    before = len(walk.operations)
    function = walk.value(first)
    noted = walk.operations[before:]
    if isinstance(first, ast.Call) and noted and noted[-1].node is first and noted[-1].form == "call":
        walk.operations[-1] = dataclasses.replace(noted[-1], node=node, form="unwrapped")
        return Threaded(Function(walk.module, ast.parse("lambda: None", mode="eval").body))  # type: ignore[arg-type]
    return Threaded(function)


def called(walk: Walk, dotted: str, call: Call) -> Value | None:
    """What calling a library's function gives; the query that it runs is noted."""
    top, _, name = dotted.partition(".")
    if top == "builtins":
        return builtin_functions.builtin(walk, name, call)
    if dotted in django.SHORTCUTS:
        return _shortcut(walk, dotted, call)
    if dotted.startswith(_CACHE):
        return caching.called(walk, dotted.removeprefix(_CACHE), call)
    if dotted in django.TEMPLATES:
        return _rendered(walk, call)
    if dotted in django.ATOMIC:
        return Atomic()
    if dotted in django.FORM_FACTORIES:
        return formsets.factory(walk, dotted.rpartition(".")[2], call)
    if dotted in django.TRANSACTION_FUNCTIONS or dotted == django.ON_COMMIT:
        walk.note(call.node, "call", "uses the connection")
        return None
    if dotted in _GET_USER_MODEL:
        found = models.user_model(walk.project, walk.module)
        return Class(found) if found else None
    if dotted in _GET_MODEL:
        return _model(walk, call)
    if dotted in django.LAZY_USERS and isinstance(call.first(), Request):
        walk.note(call.node, "call", LOADS_USER, a_name=("aget_user", (5, 0)), a_module="django.contrib.auth")
        user = models.user_model(walk.project, walk.module)
        return Instance(user) if user else None
    if dotted in django.ASYNC_SESSION_LOADERS and isinstance(first := call.first(), Request):
        walk.learn(first.identity, "session")
    if (sync := django.SYNC_OF_ASYNC.get(dotted)) is not None:
        if sync.endswith("prefetch_related_objects"):
            _prefetched(walk, call)
        return Awaitable(_given(walk, sync.rpartition(".")[2], call))
    return Connection() if dotted == "django.db.connections" else builtin_functions.called(walk, dotted, call)


def _model(walk: Walk, call: Call) -> Value | None:
    texts = [each.value for each in call.node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    app, _, name = ".".join(texts).rpartition(".")
    found = models.model_named(walk.project, walk.module, name, app) if name else None
    return Class(found) if found else None


# Django


def _shortcut(walk: Walk, dotted: str, call: Call) -> Value | None:
    name = dotted.rpartition(".")[2]
    a_name = django.ASYNC_FUNCTIONS.get(dotted)
    module = dotted.rpartition(".")[0]
    what = {"get_object_or_404": "fetches a row", "get_list_or_404": "fetches rows"}.get(name, "runs queries")
    walk.note(call.node, "call", what, a_name=a_name, a_module=module if a_name else "")
    if name in ("login", "logout"):
        match call.first():
            case Request(identity=identity):
                walk.learn(identity, "session")
            case _:
                pass
    if name == "prefetch_related_objects":
        _prefetched(walk, call)
    return _given(walk, name, call)


def _given(walk: Walk, name: str, call: Call) -> Value | None:
    """What a shortcut gives."""
    row = _row_of(call.first())
    match name:
        case "get_object_or_404":
            return row
        case "get_list_or_404":
            return Listed(row)
        case "authenticate" | "get_user":
            user = models.user_model(walk.project, walk.module)
            return Instance(user) if user else None
        case _:
            return None


def _prefetched(walk: Walk, call: Call) -> None:
    """`prefetch_related_objects(books, "tags")`: from here on the books have their tags."""
    match call.node.args, call.first():
        case [ast.Name(id=name), *_], Listed(element=Instance() as row):
            loaded = row.loaded.plus(*querying.texts(call.node))
            walk.state.names[name] = Listed(dataclasses.replace(row, loaded=loaded))
        case [ast.List(elts=elements) | ast.Tuple(elts=elements), *_], _:
            for each in elements:
                if isinstance(each, ast.Name) and isinstance(one := walk.name(each.id), Instance):
                    loaded = one.loaded.plus(*querying.texts(call.node))
                    walk.state.names[each.id] = dataclasses.replace(one, loaded=loaded)
        case _:
            pass


def _row_of(found: Value | None) -> Value | None:
    match found:
        case Class(info=info):
            return Instance(info)
        case ManagerOf(model=model) if model:
            return Instance(model)
        case Query(model=model, loaded=loaded) if model:
            return Instance(model, loaded)
        case _:
            return None


def _rendered(walk: Walk, call: Call) -> Value | None:
    """A template that is given a queryset or the user evaluates it, as far as one can tell from here."""
    held = [found for one in call.all() for found in (one.values if isinstance(one, Held) else (one,))]
    fetched = [
        found
        for found in held
        if (isinstance(found, Query | User | Session | Paginator) and not _is_known(walk, found))
        or _has_relations(walk, found)
        or forms.asks_when_shown(walk, found)
    ]
    if fetched:
        walk.note(call.node, "call", "renders a template that may query")
    return None


def _has_relations(walk: Walk, found: Value | None) -> bool:
    """Whether a template may follow relations of an instance."""
    if not isinstance(found, Instance):
        return False
    names = [field.name for field in models.fields(walk.project, found.model).values() if field.kind != "column"]
    names += relations.reverses(walk.project, found.model, walk.module)
    return any(not found.loaded.has(name) for name in names)


def _is_known(walk: Walk, found: Query | User | Session | Paginator) -> bool:
    match found:
        case Query():
            return evaluation.has_rows(walk, found)
        case Paginator():
            return not isinstance(found.query, Query) or walk.knows(found.identity, "rows")
        case User():
            return walk.knows(found.identity, "user")
        case _:
            return walk.knows(found.identity, "session")
