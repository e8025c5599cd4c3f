"""Formsets, and the classes that Django's factories make: the forms of one are made of rows when first asked for."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from asyncfix.frameworks import django
from asyncfix.transforms.sync_orm_in_async import classes, forms
from asyncfix.transforms.sync_orm_in_async.classes import ClassInfo
from asyncfix.transforms.sync_orm_in_async.kinds import (
    Class,
    FormSet,
    FormSetClass,
    Instance,
    Listed,
    Object,
    Plain,
    Query,
    Value,
)

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.calls import Call
    from asyncfix.transforms.sync_orm_in_async.walk import Form, Walk

FETCHES = "makes forms of rows"


def factory(walk: Walk, name: str, call: Call) -> Value | None:
    """The class that `modelform_factory(Book, ...)` and its like make."""
    if name == "formset_factory":
        form = call.first()
        return FormSetClass(form.info, "plain") if isinstance(form, Class) else None
    info = _model_form(walk, call, skipping=1 if name == "inlineformset_factory" else 0)
    if info is None:
        return None
    match name:
        case "modelform_factory":
            return Class(info)
        case "modelformset_factory":
            return FormSetClass(info, "queryset")
        case _:
            return FormSetClass(info, "instance")


def _model_form(walk: Walk, call: Call, skipping: int) -> ClassInfo | None:
    """The form that a factory makes, as a class that a project would write: a `Meta` over that of `form=`."""
    match call.positional[skipping:]:
        case [Class() as model, *rest] if classes.role(walk.project, model.info) == "model":
            given = rest[0] if rest else call.named.get("form")
        case _:
            return None
    above = given.info if isinstance(given, Class) else classes.library_class(walk.project, django.MODEL_FORM)
    body: list[ast.stmt] = [_assignment("model", call.node.args[skipping])]
    body += [_assignment(each.arg, each.value) for each in call.node.keywords if each.arg in _OF_META]
    meta = ast.ClassDef(name="Meta", bases=[], keywords=[], body=body, decorator_list=[])
    node = ast.ClassDef(name=f"{model.info.name}Form", bases=[], keywords=[], body=[meta], decorator_list=[])
    return classes.made_class(walk.project, walk.module, node, above)


_OF_META = ("fields", "exclude", "widgets")


def _assignment(name: str | None, value: ast.expr) -> ast.stmt:
    return ast.Assign(targets=[ast.Name(name or "", ast.Store())], value=value)


def made(cls: FormSetClass, call: Call) -> FormSet:
    """A formset; it has rows unless it is given none."""
    rows = call.named.get(cls.rows_from)
    match cls.rows_from, rows:
        case "plain", _:
            has_rows = False
        case "queryset", Query(is_empty=is_empty):
            has_rows = not is_empty
        case "instance", _:
            has_rows = isinstance(rows, Instance)
        case _:
            has_rows = "queryset" not in call.named
    return FormSet(cls.form, has_rows=has_rows, is_of_models=cls.rows_from != "plain")


def read(walk: Walk, owner: FormSet, name: str, node: ast.expr) -> Value | None:
    """What an attribute of a formset is; the query that this runs is noted."""
    if name == "errors" and not walk.knows(owner.identity, "valid"):
        _validated(walk, owner, node, "value")
    elif name in django.FORMSET_FORMS:
        fetched(walk, owner, node, "value")
        return Listed(Object(owner.form))
    return None


def fetched(walk: Walk, owner: FormSet, node: ast.expr, form: Form) -> Value:
    """The forms of a formset are made, which fetches their rows once; what they are is returned."""
    if owner.has_rows and not walk.knows(owner.identity, "forms"):
        walk.note(node, form, FETCHES)
        walk.learn(owner.identity, "forms")
    return Object(owner.form)


def called(walk: Walk, owner: FormSet, name: str, call: Call) -> Value | None:
    """What a method of a formset gives; the query that it runs is noted."""
    match name:
        case "is_valid" | "full_clean":
            _validated(walk, owner, call.node, "call")
        case "save" if owner.is_of_models:
            walk.note(call.node, "call", "writes rows" if call.constant("commit") is not False else FETCHES)
        case "total_form_count" | "initial_form_count":
            fetched(walk, owner, call.node, "call")
        case _ if name in django.FORM_TEXTS and forms.asks_when_shown(walk, owner):
            walk.note(call.node, "call", forms.SHOWS)
            walk.learn(owner.identity, "forms")
        case _:
            return None
    return Plain()


def _validated(walk: Walk, owner: FormSet, node: ast.expr, form: Form) -> None:
    if walk.knows(owner.identity, "valid"):
        return
    if owner.has_rows or forms.validates_with_queries(walk, owner.form):
        walk.note(node, form, "validates forms against the database")
    walk.learn(owner.identity, "valid")
    walk.learn(owner.identity, "forms")
