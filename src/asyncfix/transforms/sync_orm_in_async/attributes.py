"""What reading an attribute gives, and whether that asks the database."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from asyncfix.frameworks import django
from asyncfix.project import External
from asyncfix.project.names import dotted_name
from asyncfix.transforms.sync_orm_in_async import (
    classes,
    effects,
    forms,
    formsets,
    instances,
    meanings,
    models,
    querying,
    serializers,
)
from asyncfix.transforms.sync_orm_in_async.classes import ClassInfo
from asyncfix.transforms.sync_orm_in_async.kinds import (
    LOADS_USER,
    Awaitable,
    BoundField,
    Class,
    Connection,
    Cursor,
    FormSet,
    Function,
    Held,
    Instance,
    Keyed,
    Library,
    Listed,
    ManagerOf,
    Method,
    Object,
    Paginator,
    Part,
    Plain,
    Query,
    Request,
    Scope,
    Serializer,
    Session,
    Super,
    User,
    Value,
)

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.walk import Form, Walk


def read(walk: Walk, node: ast.Attribute) -> Value | None:
    """The value of an attribute that is read; a query that this runs is noted."""
    path = dotted_name(node)
    if path is not None and path in walk.state.names:
        return walk.state.names[path]
    if isinstance(node.value, ast.Name) and path is not None and path in walk.around and node.value.id not in walk.own:
        return walk.around[path]
    owner = walk.value(node.value)
    if not isinstance(node.ctx, ast.Load):
        return None
    return of(walk, owner, node.attr, node)


def of(walk: Walk, owner: Value | None, name: str, node: ast.expr) -> Value | None:
    """What a name of a value is, read by an expression."""
    match owner:
        case Library(dotted=dotted):
            return meanings.of_meaning(walk.project, External(f"{dotted}.{name}"))
        case Part(module=module):
            found = meanings.named(walk.project, module, name)
            if found is None and module.path.endswith("__init__.py"):
                below = walk.project.module(f"{walk.project.name_of(module)}.{name}", module.path)
                return Part(below) if below else None
            return found
        case Instance():
            return instances.read(walk, owner, name, node)
        case Class(info=info):
            return _of_class(walk, info, name)
        case ManagerOf() | Query():
            return _of_query(walk, owner, name, node)
        case Object():
            return _of_object(walk, owner, name, node)
        case User():
            return _of_user(walk, owner, name, node)
        case _:
            return _of_rest(walk, owner, name, node)


def _of_rest(walk: Walk, owner: Value | None, name: str, node: ast.expr) -> Value | None:
    match owner:
        case Request():
            return _of_request(walk, owner, name)
        case Session():
            return Plain() if name in django.SESSION_SAFE else Method(owner, name)
        case Super(owner=bound, above=above):
            return _of_super(walk, bound, above, name)
        case Listed() | Keyed() | Plain() | Scope() | Held() | Awaitable():
            return Method(owner, name)
        case BoundField():
            return Method(owner, name)
        case Serializer():
            found = serializers.read(walk, owner, name, node)
            return found if found is not None else Method(owner, name)
        case FormSet():
            found = formsets.read(walk, owner, name, node)
            return found if found is not None else Method(owner, name)
        case Connection():
            if name == "introspection":
                return Connection(is_introspection=True)
            is_method = owner.is_introspection or name in django.CONNECTION_METHODS
            return Method(owner, name) if is_method else None
        case Cursor():
            return Method(owner, name) if name in django.CURSOR_METHODS else Plain()
        case Paginator():
            return _of_paginator(walk, owner, name, node)
        case _:
            return None


def _of_request(walk: Walk, owner: Request, name: str) -> Value | None:
    match name:
        case "user":
            return User(models.user_model(walk.project, walk.module), identity=owner.identity)
        case "session" if _has_database_sessions(walk):
            return Session(identity=owner.identity)
        case "auser":
            return Method(owner, name)
        case _:
            return None


def _of_paginator(walk: Walk, owner: Paginator, name: str, node: ast.expr) -> Value | None:
    if name in django.PAGINATOR_PROPERTIES and isinstance(owner.query, Query) and not owner.is_page:
        count_rows(walk, owner, node, "value")
        return Plain()
    return owner.query if name == "object_list" else Method(owner, name)


def count_rows(walk: Walk, owner: Paginator, node: ast.expr, form: Form) -> None:
    """A paginator counts its rows once."""
    if not walk.knows(owner.identity, "count"):
        walk.note(node, form, "counts rows")
        walk.learn(owner.identity, "count")


def _has_database_sessions(walk: Walk) -> bool:
    key = ("django session engine", walk.project.surroundings(walk.module.path))
    if key not in walk.project.known:
        engines = list(models.settings_of(walk.project, walk.module, "SESSION_ENGINE"))
        quiet = ("signed_cookies", "backends.cache", "backends.file")
        walk.project.known[key] = not any(engine.endswith(quiet) for engine in engines)
    return bool(walk.project.known[key])


def default_manager(walk: Walk, model: ClassInfo | None) -> ClassInfo | None:
    if model is None:
        return None
    found = models.managers(walk.project, model)
    return next(iter(found.values())).cls if found else None


def bound(walk: Walk, owner: Value, found: classes.Member, node: ast.expr) -> Value | None:
    """What a class binds a name to, read through an instance."""
    module = found.owner.module
    if module is None:
        return None
    match found.node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            function = effects.decorated(walk.project, Function(module, found.node, owner, cls=found.owner))
            if effects.is_property(found.node) and isinstance(function, Function):
                effect = effects.of(walk, function, effects.NO_ARGUMENTS)
                if effect.evaluates:
                    walk.note(node, "value", effect.what, related=effect.related)
                return effect.result
            return function
        case ast.ClassDef():
            return Class(classes.class_at(walk.project, module, found.node))
        case _:
            value = classes.assigned(found.node)
            if value is None:
                match found.node:
                    case ast.AnnAssign(annotation=annotation):
                        return meanings.annotated(walk.project, module, annotation)
                    case _:
                        return None
            return effects.class_value(walk, found.owner, value)


# Classes


def _of_class(walk: Walk, info: ClassInfo, name: str) -> Value | None:
    project = walk.project
    match classes.role(project, info):
        case "model":
            if name in django.MANAGERS_OF_A_CLASS:
                return ManagerOf(info, default_manager(walk, info))
            managers = models.managers(project, info)
            if name in managers:
                return ManagerOf(info, managers[name].cls)
            if name in ("DoesNotExist", "MultipleObjectsReturned", "_meta"):
                return Plain()
        case "queryset" | "manager" if name in ("as_manager", "from_queryset"):
            return Method(Class(info), name)
        case _:
            pass
    found = classes.member(project, info, name)
    if found is None or found.owner.module is None:
        return None
    match found.node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() as node:
            owner = Class(info) if meanings.has_decorator(node, "classmethod") else None
            return effects.decorated(walk.project, Function(found.owner.module, node, owner, cls=found.owner))
        case ast.ClassDef():
            return Class(classes.class_at(project, found.owner.module, found.node))
        case _:
            return effects.class_value(walk, found.owner, classes.assigned(found.node))


def _of_super(walk: Walk, bound: Value, above: ClassInfo, name: str) -> Value | None:
    found = classes.member(walk.project, above, name, above=True)
    if found is not None and found.owner.module and isinstance(found.node, ast.FunctionDef | ast.AsyncFunctionDef):
        return effects.decorated(walk.project, Function(found.owner.module, found.node, bound, cls=found.owner))
    if isinstance(bound, Instance | ManagerOf | Query):
        return Method(bound, name)
    return Method(bound, name) if isinstance(bound, Object) else None


# Managers and querysets


def _of_query(walk: Walk, owner: ManagerOf | Query, name: str, node: ast.expr) -> Value | None:
    if owner.cls is not None:
        found = classes.member(walk.project, owner.cls, name)
        if found is not None:
            is_of_rows = isinstance(owner, ManagerOf) and classes.role(walk.project, found.owner) == "queryset"
            return bound(walk, querying.as_query(walk, owner) if is_of_rows else owner, found, node)
    match name:
        case "model":
            return Class(owner.model) if owner.model else None
        case "query" | "db" | "ordered" | "_hints":
            return Plain()
        case _:
            return Method(owner, name)


# Objects


def _of_object(walk: Walk, owner: Object, name: str, node: ast.expr) -> Value | None:
    info = owner.info
    if name == "__class__":
        return Class(info)
    role = classes.role(walk.project, info)
    if role == "view" and name == "request":
        return Request(identity=("request", owner.identity))
    if forms.is_form(walk, info) and name in ("errors", "cleaned_data", "instance"):
        return forms.read(walk, owner, name, node)
    found = classes.member(walk.project, info, name)
    if found is not None:
        return bound(walk, owner, found, node)
    stored = effects.stored_in(walk, info, name)
    if stored is not None:
        return stored
    if name == "scope" and _is_consumer(walk, info):
        model = models.user_model(walk.project, walk.module)
        return Scope(Instance(model, identity=(owner.identity, "scope")) if model else None)
    if role == "test" and name == "client":
        return Object(classes.library_class(walk.project, django.TEST_CLIENT))
    return Method(owner, name) if role is not None else None


def _is_consumer(walk: Walk, info: ClassInfo) -> bool:
    """Whether a class is one of Channels' consumers, by what its bases are called in the library."""
    for each in classes.lineage(walk.project, info):
        for base in each.node.bases if each.node is not None and each.module is not None else ():
            meaning = walk.project.resolve(each.module, dotted_name(base) or "") if each.module else None
            if isinstance(meaning, External) and meaning.dotted.startswith("channels."):
                return True
    return False


def _of_user(walk: Walk, owner: User, name: str, node: ast.expr) -> Value | None:
    if not walk.knows(owner.identity, "user"):
        walk.note(node, "value", LOADS_USER)
        walk.learn(owner.identity, "user")
    if owner.model is None:
        return None
    return instances.read(walk, Instance(owner.model, identity=(owner.identity, "user")), name, node)
