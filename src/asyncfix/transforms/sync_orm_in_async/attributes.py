"""What reading an attribute gives, and whether that asks the database."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from asyncfix.frameworks import django
from asyncfix.project import External
from asyncfix.project.names import dotted_name
from asyncfix.transforms.sync_orm_in_async import classes, effects, forms, formsets, meanings, models, serializers
from asyncfix.transforms.sync_orm_in_async.classes import ClassInfo
from asyncfix.transforms.sync_orm_in_async.kinds import (
    LOADS_USER,
    BoundField,
    Class,
    Connection,
    Cursor,
    FormSet,
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
    Part,
    Plain,
    Query,
    Request,
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
            return _of_instance(walk, owner, name, node)
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
        case Listed() | Keyed() | Plain():
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


# Instances


def _of_instance(walk: Walk, owner: Instance, name: str, node: ast.expr) -> Value | None:
    model = owner.model
    if name in ("pk", "id", "_state", "_meta", "DoesNotExist", "MultipleObjectsReturned", "__class__"):
        return Plain()
    field = models.fields(walk.project, model).get(name)
    if field is not None:
        return _of_field(walk, owner, field, node)
    found = classes.member(walk.project, model, name)
    if found is not None:
        return _bound(walk, owner, found, node)
    reverse = models.reverses(walk.project, model, walk.module).get(name)
    if reverse is not None:
        return _of_reverse(walk, owner, name, reverse, node)
    if owner.loaded.has(f"={name}"):
        return Listed(None)
    is_method = name in django.INSTANCE | django.ON_FOREIGN_KEYS | django.ON_UNIQUE_FIELDS | django.USER_METHODS
    if is_method or name.startswith(django.NEIGHBOURS) or name.removeprefix("a") in django.ASYNC_INSTANCE:
        return Method(owner, name)
    return None


def _of_field(walk: Walk, owner: Instance, field: models.Field, node: ast.expr) -> Value | None:
    loaded, name = owner.loaded, field.name
    match field.kind:
        case "column":
            is_missing = (loaded.only is not None and name not in loaded.only) or name in loaded.deferred
            is_key = isinstance(field.keyword("primary_key"), ast.Constant)
            if is_missing and not is_key and not walk.knows(owner.identity, name):
                _note_read(walk, owner, name, node, "loads a deferred column")
            return Plain()
        case "many":
            goal = models.target(walk.project, field)
            is_prefetched = loaded.has(name)
            return ManagerOf(
                goal,
                default_manager(walk, goal),
                is_related=True,
                is_prefetched=is_prefetched,
                below=loaded.below(name),
            )
        case _:
            goal = models.target(walk.project, field) if field.kind == "one" else None
            is_there = loaded.has(name) or (loaded.all_required and not field.is_nullable and field.kind == "one")
            if not is_there and not walk.knows(owner.identity, name):
                _note_read(walk, owner, name, node, "follows a relation")
            return _same(owner, name, goal, loaded.below(name))


def _same(owner: Instance, name: str, goal: ClassInfo | None, loaded: Loaded) -> Value | None:
    # The same object every time, so that what is known of it is kept.
    return Instance(goal, loaded, identity=(owner.identity, name)) if goal is not None else None


def _note_read(walk: Walk, owner: Instance, name: str, node: ast.expr, what: str) -> None:
    walk.note(node, "value", what)
    walk.learn(owner.identity, name)


def _of_reverse(walk: Walk, owner: Instance, name: str, reverse: models.Reverse, node: ast.expr) -> Value | None:
    if reverse.field.is_one_to_one:
        if not owner.loaded.has(name) and not walk.knows(owner.identity, name):
            _note_read(walk, owner, name, node, "follows a relation")
        return _same(owner, name, reverse.model, owner.loaded.below(name).plus(reverse.field.name))
    return ManagerOf(
        reverse.model,
        default_manager(walk, reverse.model),
        is_related=True,
        known=reverse.field.name if reverse.field.kind == "one" else None,
        is_prefetched=owner.loaded.has(name),
        below=owner.loaded.below(name),
    )


def default_manager(walk: Walk, model: ClassInfo | None) -> ClassInfo | None:
    if model is None:
        return None
    found = models.managers(walk.project, model)
    return next(iter(found.values())).cls if found else None


def _bound(walk: Walk, owner: Value, found: classes.Member, node: ast.expr) -> Value | None:
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
            return _bound(walk, owner, found, node)
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
    role = classes.role(walk.project, info)
    if role == "view" and name == "request":
        return Request(identity=("request", owner.identity))
    if forms.is_form(walk, info) and name in ("errors", "cleaned_data", "instance"):
        return forms.read(walk, owner, name, node)
    found = classes.member(walk.project, info, name)
    if found is not None:
        return _bound(walk, owner, found, node)
    stored = effects.stored_in(walk, info, name)
    if stored is not None:
        return stored
    return Method(owner, name) if role is not None else None


def _of_user(walk: Walk, owner: User, name: str, node: ast.expr) -> Value | None:
    if not walk.knows(owner.identity, "user"):
        walk.note(node, "value", LOADS_USER)
        walk.learn(owner.identity, "user")
    if owner.model is None:
        return None
    return _of_instance(walk, Instance(owner.model, identity=(owner.identity, "user")), name, node)
