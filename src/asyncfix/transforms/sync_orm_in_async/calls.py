"""What calls give, and which of them run a query."""

from __future__ import annotations

import ast
import dataclasses
from typing import TYPE_CHECKING

from asyncfix.frameworks import django
from asyncfix.transforms.sync_orm_in_async import (
    attributes,
    builtin_functions,
    classes,
    containers,
    effects,
    entering,
    evaluation,
    forms,
    formsets,
    instances,
    libraries,
    models,
    objects,
    querying,
    serializers,
)
from asyncfix.transforms.sync_orm_in_async.effects import Arguments
from asyncfix.transforms.sync_orm_in_async.kinds import (
    LOADS_USER,
    Awaitable,
    BoundField,
    Class,
    Connection,
    Cursor,
    FormSet,
    FormSetClass,
    Function,
    Generator,
    Held,
    Instance,
    Keyed,
    Library,
    Listed,
    Loaded,
    ManagerOf,
    Managing,
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
    User,
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
    def may_hold_rows(self) -> bool:
        """Whether rows may be among the arguments that are not known; data classes of web frameworks hold none."""
        return not self.is_known and not all(
            _is_plain_data(each.value) for each in self.node.keywords if each.arg is None
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


def _is_plain_data(node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="model_dump" | "dict" | "json")):
            return True
        case _:
            return False


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
        _of_loops_and_lists(walk, node.func.attr, function, call)
    return of(walk, function, call)


def _of_loops_and_lists(walk: Walk, name: str, method: Method | None, call: Call) -> None:
    """Methods that nothing is known of but their names: callbacks of the event loop, lists that are extended.

    Much has an `update`: only that of containers is known to iterate.
    """
    match name:
        case "add_done_callback" | "call_soon" | "call_soon_threadsafe":
            _called_back(walk, call, 0)
        case "call_later" | "call_at":
            _called_back(walk, call, 1)
        case "update" if method is None or not isinstance(method.owner, Listed | Keyed | Held):
            pass
        case "extend" | "extendleft" | "writerows" | "update":
            if isinstance(query := call.first(), Query):
                builtin_functions.consumed(walk, call, query)
        case _ if name in django.ASSERTIONS:
            for query in call.positional:
                if isinstance(query, Query):
                    builtin_functions.consumed(walk, call, query)
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
        case Managing(function=inner):
            made = effects.of(walk, inner, call.given).result
            return entering.managed_by(inner.node, made) if isinstance(made, Generator) else None
        case Threaded(function=inner):
            return aside(walk, inner, call)
        case Partial(function=inner):
            return of(walk, inner, call) if inner is not None else None
        case Method(owner=owner, name=name):
            return _of_method(walk, owner, name, call)
        case FormSetClass():
            return formsets.made(function, call)
        case Object() | Instance():
            return evaluation.special(walk, function, "__call__", call.node, "call", *call.positional)
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
            _given_to_model(walk, info, call)
            names = frozenset(name for name, found in call.named.items() if found is not None)
            return Instance(info, Loaded(names, is_unknown=call.may_hold_rows))
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


def _given_to_model(walk: Walk, info: classes.ClassInfo, call: Call) -> None:
    """A model whose relation is given a lazy user asks what it is."""
    relations = {field.name for field in models.fields(walk.project, info).values() if field.kind == "one"}
    for name, found in call.named.items():
        if isinstance(found, User) and name in relations and not walk.knows(found.identity, "user"):
            walk.note(call.node, "call", LOADS_USER)
            walk.learn(found.identity, "user")


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
            return instances.called(walk, owner, name, call)
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
            return containers.called(walk, owner, name, call)


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
