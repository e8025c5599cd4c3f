"""What calls give, and which of them run a query."""

from __future__ import annotations

import ast
import dataclasses
from typing import TYPE_CHECKING

from asyncfix.frameworks import django
from asyncfix.transforms.sync_orm_in_async import (
    attributes,
    classes,
    effects,
    forms,
    formsets,
    libraries,
    models,
    objects,
    querying,
    serializers,
)
from asyncfix.transforms.sync_orm_in_async.effects import Arguments
from asyncfix.transforms.sync_orm_in_async.kinds import (
    Awaitable,
    BoundField,
    Class,
    Connection,
    Cursor,
    FormSet,
    FormSetClass,
    Function,
    Instance,
    Keyed,
    Library,
    Listed,
    Loaded,
    ManagerOf,
    Method,
    Object,
    Paginator,
    Partial,
    Plain,
    Query,
    Request,
    Serializer,
    Session,
    Super,
    Threaded,
    Tupled,
    Value,
)

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.walk import Walk


class Call:
    """A call that is read: its node, and what it hands over."""

    def __init__(self, walk: Walk, node: ast.Call, *, skipping: int = 0) -> None:
        self.node = node
        self.positional = [_argument(walk, each) for each in node.args[skipping:]]
        self.named = {each.arg: walk.value(each.value) for each in node.keywords if each.arg is not None}
        for each in node.keywords:
            if each.arg is None:
                walk.value(each.value)
        self.is_known = not any(isinstance(each, ast.Starred) for each in node.args) and all(
            each.arg is not None for each in node.keywords
        )

    @property
    def given(self) -> Arguments:
        return Arguments(tuple(self.positional), tuple(self.named.items()), self.is_known)

    def first(self) -> Value | None:
        return self.positional[0] if self.positional else None

    def all(self) -> list[Value | None]:
        return [*self.positional, *self.named.values()]

    def constant(self, name: str) -> object:
        node = next((each.value for each in self.node.keywords if each.arg == name), None)
        return node.value if isinstance(node, ast.Constant) else None


def _argument(walk: Walk, node: ast.expr) -> Value | None:
    return walk.value(node)


def value(walk: Walk, node: ast.Call) -> Value | None:
    """What a call gives; what it runs is noted."""
    if isinstance(node.func, ast.Name) and node.func.id == "super" and not node.args:
        return _super(walk)
    function = walk.value(node.func)
    if libraries.is_wrapper(function):
        return libraries.wrapped(walk, node)
    if isinstance(function, Library) and function.dotted in django.THREADS:
        return _in_thread(walk, node, 0)
    if isinstance(node.func, ast.Attribute) and node.func.attr in django.EXECUTORS and function is None:
        return _in_thread(walk, node, 1 if node.func.attr == "run_in_executor" else 0)
    call = Call(walk, node)
    if isinstance(node.func, ast.Attribute) and (function is None or isinstance(function, Method)):
        _of_loops_and_lists(walk, node.func, call)
    return of(walk, function, call)


def _of_loops_and_lists(walk: Walk, func: ast.Attribute, call: Call) -> None:
    """Methods that nothing is known of but their names: callbacks of the event loop, lists that are extended."""
    match func.attr:
        case "add_done_callback" | "call_soon" | "call_soon_threadsafe":
            _called_back(walk, call, 0)
        case "call_later" | "call_at":
            _called_back(walk, call, 1)
        case "extend":
            if isinstance(query := call.first(), Query):
                libraries.consumed(walk, call, query)
        case _:
            pass


def _called_back(walk: Walk, call: Call, index: int) -> None:
    function = call.positional[index] if index < len(call.positional) else None
    if not isinstance(function, Function) or function.is_async:
        return
    for operation in effects.operations(walk, function):
        walk.operations.append(dataclasses.replace(operation, reason="the event loop calls this function itself"))


def _super(walk: Walk) -> Value | None:
    if walk.cls is None or not isinstance(walk.node, ast.FunctionDef | ast.AsyncFunctionDef):
        return None
    first = walk.node.args.args[0].arg if walk.node.args.args else ""
    bound = walk.state.names.get(first)
    return Super(bound, walk.cls) if bound is not None else None


def _in_thread(walk: Walk, node: ast.Call, index: int) -> Value | None:
    """`asyncio.to_thread(f, ...)`: what it runs is no operation here."""
    functions = [walk.value(each) for each in node.args[: index + 1]]
    function = functions[-1] if len(functions) > index else None
    return aside(walk, function, Call(walk, node, skipping=index + 1))


def aside(walk: Walk, function: Value | None, call: Call) -> Value | None:
    """What awaiting a call gives that runs in a thread."""
    with walk.aside():
        found = of(walk, function, call)
    return Awaitable(found)


def of(walk: Walk, function: Value | None, call: Call) -> Value | None:
    """What calling a value gives."""
    match function:
        case Function():
            return _of_function(walk, function, call)
        case Class(info=info):
            return _constructed(walk, info, call)
        case Library(dotted=dotted):
            return libraries.called(walk, dotted, call)
        case Threaded(function=inner):
            return aside(walk, inner, call)
        case Partial(function=inner):
            return of(walk, inner, call) if inner is not None else None
        case Method(owner=owner, name=name):
            return _of_method(walk, owner, name, call)
        case FormSetClass():
            return formsets.made(function, call)
        case _:
            return None


def _of_function(walk: Walk, function: Function, call: Call) -> Value | None:
    effect = effects.of(walk, function, call.given)
    if effect.evaluates and not function.is_async:
        walk.note(call.node, "call", effect.what, related=effect.related)
    return effect.result


def _constructed(walk: Walk, info: classes.ClassInfo, call: Call) -> Value | None:
    match classes.role(walk.project, info):
        case "model":
            names = frozenset(name for name, found in call.named.items() if found is not None)
            return Instance(info, Loaded(names, is_unknown=not call.is_known))
        case "manager":
            return ManagerOf(None, info)
        case "queryset":
            first = call.first()
            return Query(first.info if isinstance(first, Class) else None, info)
        case "paginator":
            first = call.first() if call.positional else call.named.get("object_list")
            return Paginator(first)
        case "serializer":
            return serializers.made(info, call)
        case "form" | "modelform" | "user-form":
            if "instance" in call.named and forms.constructor_queries(walk, info):
                walk.note(call.node, "call", "reads many-to-many relations")
            return Object(info)
        case _:
            return _object(walk, info, call)


def _object(walk: Walk, info: classes.ClassInfo, call: Call) -> Value | None:
    if info.node is None:
        return Object(info)
    found = classes.member(walk.project, info, "__init__")
    made = Object(info)
    if found is not None and found.owner.module and isinstance(found.node, ast.FunctionDef):
        function = Function(found.owner.module, found.node, made, cls=found.owner)
        effect = effects.of(walk, function, call.given)
        if effect.evaluates:
            walk.note(call.node, "call", effect.what, related=effect.related)
    return made


# Methods


def _of_method(walk: Walk, owner: Value, name: str, call: Call) -> Value | None:
    match owner:
        case ManagerOf() | Query():
            return querying.called(walk, owner, name, call)
        case Instance():
            return _of_instance(walk, owner, name, call)
        case Session():
            return objects.of_session(walk, owner, name, call)
        case Object():
            return objects.of_object(walk, owner, name, call)
        case Request(identity=identity):
            walk.learn(identity, "session")
            model = models.user_model(walk.project, walk.module)
            return Awaitable(Instance(model) if model else None)
        case Class(info=info):
            return ManagerOf(None, info)
        case Connection():
            return _of_connection(walk, name, call)
        case Cursor():
            walk.note(call.node, "call", "uses a cursor")
            return owner if name == "execute" else Plain()
        case Paginator():
            return _of_paginator(walk, owner, name, call)
        case FormSet():
            return formsets.called(walk, owner, name, call)
        case Serializer():
            return serializers.called(walk, owner, name, call)
        case BoundField():
            return _shown(walk, name, call)
        case _:
            return _of_container(walk, owner, name, call)


def _shown(walk: Walk, name: str, call: Call) -> Value:
    if name in django.FIELD_TEXTS:
        walk.note(call.node, "call", forms.SHOWS)
    return Plain()


def _of_connection(walk: Walk, name: str, call: Call) -> Value | None:
    # Each thread has a connection of its own: the other thread has to be the one that asks for it.
    walk.note(call.node, "value", "opens a cursor" if name == "cursor" else "uses the connection")
    return Cursor() if name == "cursor" else None


def _of_paginator(walk: Walk, owner: Paginator, name: str, call: Call) -> Value | None:
    query = owner.query
    if owner.is_page or name not in django.PAGINATOR or not isinstance(query, Query):
        return None
    attributes.count_rows(walk, owner, call.node, "call")
    return Paginator(query.fresh(), is_page=True)


def _of_container(walk: Walk, owner: Value, name: str, call: Call) -> Value | None:
    match owner, name:
        case Keyed(element=element), "get" | "pop":
            return element
        case Keyed(element=element), "values":
            return Listed(element)
        case Keyed(element=element), "items":
            return Listed(Tupled((Plain(), element)))
        case Listed(element=element), "pop":
            return element
        case Listed(), "copy":
            return owner
        case Plain(), "join":
            if isinstance(first := call.first(), Query):
                libraries.consumed(walk, call, first)
            return Plain()
        case Plain(), "format":
            libraries.shown(walk, call)
            return Plain()
        case _:
            return Plain() if isinstance(owner, Plain) else None


def _of_instance(walk: Walk, owner: Instance, name: str, call: Call) -> Value | None:
    model = owner.model
    a_name = django.ASYNC_INSTANCE.get(name)
    if name in django.INSTANCE:
        if name == "full_clean" and not models.has_unique_or_foreign(walk.project, model):
            return None
        walk.note(call.node, "call", _WHAT.get(name, "runs a query"), a_name=a_name)
        return None
    if name in django.ON_FOREIGN_KEYS or name in django.ON_UNIQUE_FIELDS:
        if models.has_unique_or_foreign(walk.project, model):
            walk.note(call.node, "call", "validates against the database")
        return None
    if name in django.USER_METHODS:
        if not walk.knows(owner.identity, "permissions"):
            walk.note(call.node, "call", "loads permissions", a_name=django.ASYNC_USER.get(name))
            walk.learn(owner.identity, "permissions")
        return Plain()
    if name.startswith(django.NEIGHBOURS):
        walk.note(call.node, "call", "fetches a row")
        return Instance(model)
    return Awaitable(None) if name.removeprefix("a") in django.ASYNC_INSTANCE else None


_WHAT = {
    "save": "writes a row",
    "save_base": "writes a row",
    "delete": "deletes rows",
    "refresh_from_db": "fetches a row",
    "full_clean": "validates against the database",
}
