"""What forms do to the database."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from asyncfix.project import External
from asyncfix.transforms.sync_orm_in_async import classes, models
from asyncfix.transforms.sync_orm_in_async.classes import ClassInfo
from asyncfix.transforms.sync_orm_in_async.kinds import Object

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.walk import Walk

_CHOICES = ("ModelChoiceField", "ModelMultipleChoiceField")


def model_of(walk: Walk, info: ClassInfo) -> ClassInfo | None:
    """The model of a ModelForm: that of its `Meta`."""
    meta = classes.nested(walk.project, info, "Meta")
    found = classes.member(walk.project, meta, "model") if meta else None
    if found is None or found.owner.module is None:
        return None
    return models.model_of(walk.project, found.owner.module, classes.assigned(found.node))


def validates_with_queries(walk: Walk, form: Object) -> bool:
    """Whether `is_valid()` asks the database."""
    role = classes.role(walk.project, form.info)
    if role == "user-form" or has_choices_of_models(walk, form.info):
        return True
    if role != "modelform":
        return False
    model = model_of(walk, form.info)
    if model is None:
        return False
    chosen = _chosen(walk, form.info)
    return any(
        (field.is_unique or field.kind in ("one", "many")) and (chosen is None or field.name in chosen)
        for field in models.fields(walk.project, model).values()
        if field.kind != "generic"
    )


def constructor_queries(walk: Walk, info: ClassInfo) -> bool:
    """Whether `ModelForm(data, instance=...)` reads the many-to-many relations of the instance."""
    model = model_of(walk, info) if classes.role(walk.project, info) == "modelform" else None
    if model is None:
        return False
    chosen = _chosen(walk, info)
    fields = models.fields(walk.project, model).values()
    return any(
        field.kind == "many" and field.call is not None and (chosen is None or field.name in chosen) for field in fields
    )


def has_choices_of_models(walk: Walk, info: ClassInfo) -> bool:
    """Whether a form has a field whose choices are rows."""
    for each in classes.lineage(walk.project, info):
        if each.module is None:
            continue
        for nodes in classes.own_members(walk.project, each).values():
            value = classes.assigned(nodes[-1])
            if isinstance(value, ast.Call):
                meaning = walk.project.resolve(each.module, classes.dotted(value.func) or "")
                if isinstance(meaning, External) and meaning.dotted.endswith(_CHOICES):
                    return True
    return False


def _chosen(walk: Walk, info: ClassInfo) -> set[str] | None:
    """The fields that a `Meta` names; None for all of them, or where that is not written out."""
    meta = classes.nested(walk.project, info, "Meta")
    found = classes.member(walk.project, meta, "fields") if meta else None
    match classes.assigned(found.node) if found else None:
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            return {each.value for each in elements if isinstance(each, ast.Constant) and isinstance(each.value, str)}
        case _:
            return None
