"""The relations of a project's models from their other side, by the names that they have there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from asyncfix.project import Module, Project
from asyncfix.transforms.sync_orm_in_async.classes import ClassInfo, bases, class_at, library_class, lineage, role
from asyncfix.transforms.sync_orm_in_async.models import AUTH, Field, fields, meta_is, target, user_model


@dataclass(frozen=True)
class Reverse:
    """A relation from the other side: the model that has the field."""

    model: ClassInfo
    field: Field


def reverses(project: Project, model: ClassInfo, near: Module) -> dict[str, Reverse]:
    """The relations of other models to this one, by the names that they have here."""
    pairs = _all_relations(project, near)
    above = set(lineage(project, model))
    found = {name: found for goal, name, found in pairs if goal in above}
    return found | _of_django(project, model, near) if model.dotted else found


def _of_django(project: Project, model: ClassInfo, near: Module) -> dict[str, Reverse]:
    """The relations of Django's own models to one of them."""
    user = user_model(project, near)
    group, permission = library_class(project, f"{AUTH}.Group"), library_class(project, f"{AUTH}.Permission")
    match model.dotted.removeprefix(f"{AUTH}."):
        case "Group":
            names = {"user_set": user}
        case "Permission":
            names = {"user_set": user, "group_set": group}
        case "django.contrib.contenttypes.models.ContentType":
            names = {"permission_set": permission}
        case _:
            names = {}
    return {name: Reverse(other, Field("", "many", other)) for name, other in names.items() if other is not None}


def names_of(project: Project, model: ClassInfo, near: Module) -> set[str]:
    """The names of all relations of a model, those of others to it among them."""
    own = {field.name for field in fields(project, model).values() if field.kind != "column"}
    return own | set(reverses(project, model, near))


def _all_relations(project: Project, near: Module) -> list[tuple[ClassInfo, str, Reverse]]:
    key = ("django relations", project.surroundings(near.path))
    if key not in project.known:
        project.known[key] = []
        words = ("ForeignKey", "OneToOneField", "ManyToManyField")
        modules = {module.path: module for word in words for module in project.mentioning(word, near.path)}
        project.known[key] = [pair for module in modules.values() for pair in _relations_in(project, module)]
    found: list[tuple[ClassInfo, str, Reverse]] = project.known[key]
    return found


def _relations_in(project: Project, module: Module) -> Iterator[tuple[ClassInfo, str, Reverse]]:
    for node in module.tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        info = class_at(project, module, node)
        if role(project, info) != "model":
            continue
        for field in fields(project, info).values():
            goal = target(project, field) if field.kind in ("one", "many") else None
            name = _reverse_name(info, field) if goal is not None else None
            if goal is not None and name:
                yield goal, name, Reverse(info, field)
        for parent in _parents(project, info):
            link = Field(f"{parent.name.lower()}_ptr", "one", info, is_one_to_one=True)
            yield parent, info.name.lower(), Reverse(info, link)


def _parents(project: Project, info: ClassInfo) -> Iterator[ClassInfo]:
    """The models whose tables a model adds its own to: from a row of theirs one gets to its own by a query."""
    if meta_is(project, info, "proxy") or meta_is(project, info, "abstract"):
        return
    for parent in bases(project, info):
        if parent.node is not None and role(project, parent) == "model" and not meta_is(project, parent, "abstract"):
            yield parent


def _reverse_name(info: ClassInfo, field: Field) -> str | None:
    match field.keyword("related_name"):
        case ast.Constant(value=str(text)):
            name = text.replace("%(class)s", info.name.lower())
            return None if name.endswith("+") or "%" in name else name
        case None:
            return info.name.lower() if field.is_one_to_one else f"{info.name.lower()}_set"
        case _:
            return None
