"""What the attributes and methods of a model's instances give, and which of them run a query."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from asyncfix.frameworks import django
from asyncfix.transforms.sync_orm_in_async import attributes, classes, models, relations
from asyncfix.transforms.sync_orm_in_async.classes import ClassInfo
from asyncfix.transforms.sync_orm_in_async.kinds import (
    Awaitable,
    Class,
    Instance,
    Listed,
    Loaded,
    ManagerOf,
    Method,
    Plain,
    Value,
)

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.calls import Call
    from asyncfix.transforms.sync_orm_in_async.walk import Walk


def read(walk: Walk, owner: Instance, name: str, node: ast.expr) -> Value | None:
    model = owner.model
    if name == "__class__":
        return Class(model)
    if name in ("pk", "id", "_state", "_meta", "DoesNotExist", "MultipleObjectsReturned"):
        return Plain()
    field = models.fields(walk.project, model).get(name)
    if field is not None:
        return _of_field(walk, owner, field, node)
    found = classes.member(walk.project, model, name)
    if found is not None:
        return attributes.bound(walk, owner, found, node)
    if (key := _column_of(walk, model, name)) is not None:
        _read_column(walk, owner, {name, key.name}, key, node)
        return Plain()
    reverse = relations.reverses(walk.project, model, walk.module).get(name)
    if reverse is not None:
        return _of_reverse(walk, owner, name, reverse, node)
    if f"={name}" in owner.loaded.paths:
        return Listed(None)
    is_method = name in django.INSTANCE | django.ON_FOREIGN_KEYS | django.ON_UNIQUE_FIELDS | django.USER_METHODS
    is_method |= model.dotted == django.CONTENT_TYPE and name in django.OF_CONTENT_TYPE
    if is_method or name.startswith(django.NEIGHBOURS) or name.removeprefix("a") in django.ASYNC_INSTANCE:
        return Method(owner, name)
    return None


def _loaded(walk: Walk, owner: Instance, relation: str) -> Loaded:
    """What came along with an instance, without a relation that it has lost since."""
    if not walk.has_lost(owner.identity, relation):
        return owner.loaded
    return Loaded(only=owner.loaded.only, deferred=owner.loaded.deferred)


def _of_field(walk: Walk, owner: Instance, field: models.Field, node: ast.expr) -> Value | None:
    loaded, name = _loaded(walk, owner, field.name), field.name
    match field.kind:
        case "column":
            _read_column(walk, owner, {name}, field, node)
            return Plain()
        case "many":
            goal = models.target(walk.project, field)
            is_prefetched = loaded.has(name)
            return ManagerOf(
                goal,
                attributes.default_manager(walk, goal),
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


def _column_of(walk: Walk, model: ClassInfo, name: str) -> models.Field | None:
    """The foreign key that has a column of this name: `author` for `author_id`."""
    field = models.fields(walk.project, model).get(name.removesuffix("_id"))
    return field if field is not None and field.kind == "one" and name.endswith("_id") else None


def _read_column(walk: Walk, owner: Instance, names: set[str], field: models.Field, node: ast.expr) -> None:
    loaded = owner.loaded
    is_missing = (loaded.only is not None and not names & loaded.only) or bool(names & loaded.deferred)
    is_key = isinstance(field.keyword("primary_key"), ast.Constant)
    if is_missing and not is_key and not any(walk.knows(owner.identity, name) for name in names):
        _note_read(
            walk, owner, field.name if field.kind == "column" else f"{field.name}_id", node, "loads a deferred column"
        )


def _same(owner: Instance, name: str, goal: ClassInfo | None, loaded: Loaded) -> Value | None:
    # The same object every time, so that what is known of it is kept.
    return Instance(goal, loaded, identity=(owner.identity, name)) if goal is not None else None


def _note_read(walk: Walk, owner: Instance, name: str, node: ast.expr, what: str) -> None:
    walk.note(node, "value", what)
    walk.learn(owner.identity, name)


def _of_reverse(walk: Walk, owner: Instance, name: str, reverse: relations.Reverse, node: ast.expr) -> Value | None:
    loaded = _loaded(walk, owner, name)
    if reverse.field.is_one_to_one:
        if not loaded.has(name) and not walk.knows(owner.identity, name):
            _note_read(walk, owner, name, node, "follows a relation")
        return _same(owner, name, reverse.model, loaded.below(name).plus(reverse.field.name))
    return ManagerOf(
        reverse.model,
        attributes.default_manager(walk, reverse.model),
        is_related=True,
        known=reverse.field.name if reverse.field.kind == "one" else None,
        is_prefetched=loaded.has(name),
        below=loaded.below(name),
    )


# Methods


def called(walk: Walk, owner: Instance, name: str, call: Call) -> Value | None:
    model = owner.model
    a_name = django.ASYNC_INSTANCE.get(name)
    if name in django.INSTANCE:
        if name == "full_clean" and not models.has_unique_or_foreign(walk.project, model):
            return None
        walk.note(call.node, "call", _WHAT.get(name, "runs a query"), a_name=a_name)
        _forgets(walk, owner, name, call)
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
    if name in django.OF_CONTENT_TYPE:
        return _of_content_type(walk, name, call)
    _forgets(walk, owner, name.removeprefix("a"), call)
    return Awaitable(None) if name.removeprefix("a") in django.ASYNC_INSTANCE else None


def _of_content_type(walk: Walk, name: str, call: Call) -> Value | None:
    if name == "get_object_for_this_type":
        walk.note(call.node, "call", "fetches a row")
    return None


def _forgets(walk: Walk, owner: Instance, name: str, call: Call) -> None:
    """An instance that is fetched anew has its relations no more: all of them, or those that `fields` names."""
    if name != "refresh_from_db":
        return
    lost = relations.names_of(walk.project, owner.model, walk.module)
    wanted = (each.value for each in call.node.keywords if each.arg == "fields")
    match next(wanted, call.node.args[1] if len(call.node.args) > 1 else None):
        case None:
            pass
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            lost &= {str(each.value) for each in elements if isinstance(each, ast.Constant)}
        case _:
            return
    walk.forget(owner.identity, {*lost, "text"})
    match call.node.func:
        case ast.Attribute(value=node) | ast.Call(args=[ast.Attribute(value=node)]):
            walk.drop_paths(node, lost)
        case _:
            pass


_WHAT = {
    "save": "writes a row",
    "save_base": "writes a row",
    "delete": "deletes rows",
    "refresh_from_db": "fetches a row",
    "full_clean": "validates against the database",
}
