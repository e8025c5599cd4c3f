"""What functions of Python, of Django and of its companions do with querysets and requests."""

from __future__ import annotations

import ast
import dataclasses
from typing import TYPE_CHECKING

from asyncfix.frameworks import django
from asyncfix.transforms.sync_orm_in_async import caching, effects, evaluation, forms, formsets, models, querying
from asyncfix.transforms.sync_orm_in_async.kinds import (
    LOADS_USER,
    Atomic,
    Class,
    Connection,
    Cursor,
    FormSet,
    Function,
    Held,
    Instance,
    Library,
    Listed,
    ManagerOf,
    Method,
    Paginator,
    Partial,
    Plain,
    Query,
    Request,
    Session,
    Threaded,
    Tupled,
    User,
    Value,
)

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.calls import Call
    from asyncfix.transforms.sync_orm_in_async.walk import Walk

_FETCHING = django.names("list tuple set frozenset dict sorted sum max min any all len bool")
_SHOWING = django.names("str repr print format ascii")
_ITERATING = django.names("iter enumerate zip map filter reversed next")
_RESPONSES = django.names("django.http.HttpResponse django.http.response.HttpResponse pickle.dumps copy.copy")
_CACHE = "django.core.cache.cache."
_CHAINS = django.names("itertools.chain itertools.islice")
_PARTIALS = django.names("functools.partial functools.partialmethod")
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
        return _builtin(walk, name, call)
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
    return Connection() if dotted == "django.db.connections" else _of_python(walk, dotted, call)


def _of_python(walk: Walk, dotted: str, call: Call) -> Value | None:
    """What a function gives that does the same with whatever it is handed."""
    if dotted in _PARTIALS:
        return Partial(call.first())
    if dotted in _CHAINS:
        return Listed(next(iter([evaluation.elements(walk, *pair) for pair in _pairs(call)]), None))
    if dotted == "contextlib.closing":
        return first if isinstance(first := call.first(), Cursor) else None
    if dotted == "functools.reduce" and isinstance(rows := (call.positional[1:2] or [None])[0], Query):
        consumed(walk, call, rows)
    if dotted in _RESPONSES and isinstance(query := call.first(), Query):
        consumed(walk, call, query)
    return None


def _pairs(call: Call) -> list[tuple[ast.expr, Value | None]]:
    return [pair for pair in zip(call.node.args, call.positional, strict=False) if not isinstance(pair[0], ast.Starred)]


def _model(walk: Walk, call: Call) -> Value | None:
    texts = [each.value for each in call.node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    app, _, name = ".".join(texts).rpartition(".")
    found = models.model_named(walk.project, walk.module, name, app) if name else None
    return Class(found) if found else None


# Python


def _builtin(walk: Walk, name: str, call: Call) -> Value | None:
    first = call.first()
    if name in ("getattr", "hasattr"):
        return _attribute_by_text(walk, name, call)
    if name in _FETCHING:
        return _fetched(walk, name, call)
    if name in _SHOWING:
        shown(walk, call, is_text=name not in ("repr", "ascii"))
        return Plain()
    if name in _ITERATING:
        return _iterated(walk, name, call)
    if name == "isinstance" and isinstance(first, User) and not walk.knows(first.identity, "user"):
        walk.note(call.node, "call", LOADS_USER)
        walk.learn(first.identity, "user")
    return Plain() if name in ("int", "float", "isinstance", "abs", "round", "type", "id", "range", "open") else None


def _attribute_by_text(walk: Walk, name: str, call: Call) -> Value | None:
    from asyncfix.transforms.sync_orm_in_async import attributes

    match call.node.args:
        case [_, ast.Constant(value=str(text)), *_]:
            owner = call.first()
            with walk.aside() as inside:
                found = attributes.of(walk, owner, text, call.node)
            if any(one.node is call.node for one in inside):
                walk.note(call.node, "call", inside[-1].what)
            return found if name == "getattr" else Plain()
        case [_, _, *_] if isinstance(found := call.first(), ManagerOf | Query):
            return Method(found, querying.AT_RUN_TIME)
        case _:
            return None


def consumed(walk: Walk, call: Call, query: Query) -> Value | None:
    """A queryset is fetched by the call that it is handed to."""
    return evaluation.rows_of(walk, call.node, query, "call")


def _fetched(walk: Walk, name: str, call: Call) -> Value | None:
    element: Value | None = None
    runs_key = _key_runs_queries(walk, call)
    for node, found in _pairs(call):
        match found:
            case Query():
                element = consumed(walk, call, found)
            case User() if name == "bool":
                evaluation.read_user(walk, call.node, found, form="call")
            case Paginator() | FormSet():
                element = evaluation.forms_or_rows(walk, call.node, found, "call")
            case _ if name not in ("bool", "len"):
                element = evaluation.elements(walk, node, found)
            case _:
                pass
    if runs_key:
        walk.note(call.node, "call", runs_key)
    if name in ("list", "tuple", "set", "frozenset", "sorted"):
        return Listed(element)
    if name in ("max", "min"):
        return element
    return None if name == "dict" else Plain()


def shown(walk: Walk, call: Call, *, is_text: bool = True) -> None:
    """What a call is given is made text, or code by `repr`, which shows no choices and leaves users unloaded."""
    for found in call.all():
        if is_text or isinstance(found, Query):
            evaluation.shown(walk, call.node, found, "call")


def _key_runs_queries(walk: Walk, call: Call) -> str:
    """Whether the key function of `sorted` and its like runs a query on an element, and which."""
    key = call.named.get("key")
    if not isinstance(key, Function):
        return ""
    with walk.aside():
        element = None
        if call.positional:
            match call.positional[0]:
                case Query() as query:
                    element = evaluation.element_of(query)
                case Listed(element=found):
                    element = found
                case _:
                    pass
    effect = effects.of(walk, key, effects.Arguments((element,)))
    return effect.what if effect.evaluates else ""


def _iterated(walk: Walk, name: str, call: Call) -> Value | None:
    elements = []
    for number, found in enumerate(call.positional):
        node = call.node.args[number]
        if isinstance(node, ast.Starred) or (name in ("map", "filter") and number == 0):
            continue
        if name == "next" and isinstance(found, Query):
            continue
        elements.append(evaluation.elements(walk, node, found))
    match name:
        case "enumerate":
            return Listed(Tupled((Plain(), elements[0] if elements else None)))
        case "zip":
            return Listed(Tupled(tuple(elements)))
        case "next":
            return elements[0] if elements else None
        case "map":
            return Listed(None)
        case _:
            return Listed(elements[0] if elements else None)


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
    row = _row_of(call.first())
    if name == "prefetch_related_objects":
        _prefetched(walk, call)
    match name:
        case "get_object_or_404":
            return row
        case "get_list_or_404":
            return Listed(row)
        case "authenticate":
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
    names += models.reverses(walk.project, found.model, walk.module)
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
