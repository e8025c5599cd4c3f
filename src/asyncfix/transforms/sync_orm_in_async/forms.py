"""What forms do to the database: by validating, by being made for a row, and by showing choices that are rows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from asyncfix.frameworks import django
from asyncfix.project import External
from asyncfix.project.names import dotted_name
from asyncfix.transforms.sync_orm_in_async import classes, effects, models
from asyncfix.transforms.sync_orm_in_async.classes import ClassInfo
from asyncfix.transforms.sync_orm_in_async.kinds import BoundField, FormSet, Function, Instance, Object, Plain, Value

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.calls import Call
    from asyncfix.transforms.sync_orm_in_async.walk import Walk

SHOWS = "shows choices that are rows"
_ROLES: tuple[django.Role, ...] = ("form", "modelform", "user-form")
_CHOICES = ("ModelChoiceField", "ModelMultipleChoiceField")


def is_form(walk: Walk, info: ClassInfo) -> bool:
    return classes.role(walk.project, info) in _ROLES


# What a form asks for


def model_of(walk: Walk, info: ClassInfo) -> ClassInfo | None:
    """The model that the `Meta` of a class names."""
    found = classes.meta_member(walk.project, info, "model")
    if found is None or found.owner.module is None:
        return None
    return models.model_of(walk.project, found.owner.module, classes.assigned(found.node))


def validates_with_queries(walk: Walk, form: ClassInfo) -> bool:
    """Whether `is_valid()` asks the database."""
    if classes.role(walk.project, form) == "user-form" or _choices_declared(walk, form):
        return True
    if any(_cleans_with_queries(walk, form, name) for name in _cleaning(walk, form)):
        return True
    return any(field.is_unique or field.kind in ("one", "many") for field in _model_fields(walk, form))


def _cleaning(walk: Walk, form: ClassInfo) -> set[str]:
    """The names of the methods by which a form validates in its own way: `clean`, and `clean_<field>` of its fields."""
    names = {name for each in classes.lineage(walk.project, form) for name in classes.own_members(walk.project, each)}
    fields = names | {field.name for field in _model_fields(walk, form)}
    return names & {"clean", *(f"clean_{name}" for name in fields)}


def _cleans_with_queries(walk: Walk, form: ClassInfo, name: str) -> bool:
    found = classes.member(walk.project, form, name)
    if found is None or found.owner.module is None or not isinstance(found.node, ast.FunctionDef):
        return False
    function = Function(found.owner.module, found.node, Object(form), cls=found.owner)
    return effects.of(walk, function, effects.NO_ARGUMENTS).evaluates


def constructor_queries(walk: Walk, form: ClassInfo) -> bool:
    """Whether `ModelForm(data, instance=...)` reads the many-to-many relations of the instance."""
    return any(field.kind == "many" for field in _model_fields(walk, form))


def asks_when_shown(walk: Walk, found: Value | None) -> bool:
    """Whether a form, a field of one or a formset fetches rows in order to show itself."""
    match found:
        case BoundField():
            return True
        case Object(info=info) if is_form(walk, info):
            return bool(_choices_shown(walk, info))
        case FormSet(form=info):
            return bool(_choices_shown(walk, info)) or (found.has_rows and not walk.knows(found.identity, "forms"))
        case _:
            return False


def _choices_shown(walk: Walk, form: ClassInfo) -> set[str]:
    """The fields of a form that show rows to choose from; none where its `__init__` may replace them."""
    if replaces_fields(walk, form):
        return set()
    declared = _choices_declared(walk, form)
    plain = {name for name, call in declared.items() if not any(each.arg == "widget" for each in call.keywords)}
    of_model = {field.name for field in _model_fields(walk, form) if field.kind in ("one", "many")}
    return (plain | of_model) - meta_names(walk, form, "widgets")


def replaces_fields(walk: Walk, form: ClassInfo) -> bool:
    """Whether the `__init__` of a class may take fields away."""
    found = classes.member(walk.project, form, "__init__")
    nodes = list(ast.walk(found.node)) if found else []
    return any(isinstance(node, ast.Delete) for node in nodes) or any(
        isinstance(node, ast.Attribute) and node.attr in ("widget", "pop") for node in nodes
    )


def _choices_declared(walk: Walk, form: ClassInfo) -> dict[str, ast.Call]:
    """The fields in the body of a form, and of those above it, whose choices are rows."""
    found: dict[str, ast.Call] = {}
    for each in reversed(classes.lineage(walk.project, form)):
        for name, call in declared(walk, each):
            meaning = walk.project.resolve(each.module, dotted_name(call.func) or "") if each.module else None
            found.pop(name, None)
            if isinstance(meaning, External) and meaning.dotted.endswith(_CHOICES):
                found[name] = call
    return found


def declared(walk: Walk, form: ClassInfo) -> Iterator[tuple[str, ast.Call]]:
    """The calls in the body of a class that make what is bound to a name."""
    for name, nodes in classes.own_members(walk.project, form).items():
        value = classes.assigned(nodes[-1])
        if isinstance(value, ast.Call):
            yield name, value


def _model_fields(walk: Walk, form: ClassInfo) -> Iterator[models.Field]:
    """The fields of its model that a ModelForm has and does not declare itself."""
    model = model_of(walk, form) if classes.role(walk.project, form) == "modelform" else None
    if model is None:
        return
    chosen = meta_names(walk, form, "fields")
    left_out = meta_names(walk, form, "exclude")
    left_out |= {name for each in classes.lineage(walk.project, form) for name, _ in declared(walk, each)}
    for field in models.fields(walk.project, model).values():
        is_wanted = not chosen or field.name in chosen
        if is_wanted and field.is_editable and field.name not in left_out:
            yield field


def meta_names(walk: Walk, form: ClassInfo, name: str) -> set[str]:
    """The texts in a list, or the keys of a dictionary, in the `Meta` of a form."""
    found = classes.meta_member(walk.project, form, name)
    elements: list[ast.expr | None] = []
    match classes.assigned(found.node) if found else None:
        case ast.List(elts=elts) | ast.Tuple(elts=elts) | ast.Set(elts=elts):
            elements = [*elts]
        case ast.Dict(keys=keys):
            elements = keys
        case _:
            pass
    return {each.value for each in elements if isinstance(each, ast.Constant) and isinstance(each.value, str)}


# What is read of a form, and called


def read(walk: Walk, owner: Object, name: str, node: ast.expr) -> Value | None:
    """An attribute of a form that Django gives it."""
    if name == "errors":
        validated(walk, owner, node, "value")
    if name == "instance":
        model = model_of(walk, owner.info)
        return Instance(model, identity=(owner.identity, "instance")) if model else None
    return None


def validated(walk: Walk, owner: Object, node: ast.expr, form: Literal["call", "value"]) -> None:
    """A form is validated, once."""
    if validates_with_queries(walk, owner.info) and not walk.knows(owner.identity, "valid"):
        walk.note(node, form, "validates a form against the database")
        walk.learn(owner.identity, "valid")


def field_of(walk: Walk, owner: Object, index: ast.expr) -> Value | None:
    """`form["author"]`."""
    match index:
        case ast.Constant(value=str(name)) if name in _choices_shown(walk, owner.info):
            return BoundField()
        case _:
            return None


def called(walk: Walk, owner: Object, name: str, call: Call) -> Value | None:
    """What a method of a form gives; the query that it runs is noted."""
    match name:
        case "is_valid" | "full_clean":
            validated(walk, owner, call.node, "call")
            return Plain()
        case "save" if classes.role(walk.project, owner.info) in ("modelform", "user-form"):
            model = model_of(walk, owner.info)
            if call.constant("commit") is not False:
                walk.note(call.node, "call", "writes a row")
            return Instance(model) if model else None
        case "save_m2m":
            walk.note(call.node, "call", "writes many-to-many relations")
            return None
        case "get_user":
            user = models.user_model(walk.project, walk.module)
            return Instance(user) if user else None
        case _ if name in django.FORM_TEXTS and asks_when_shown(walk, owner):
            walk.note(call.node, "call", SHOWS)
            return Plain()
        case _:
            return None
