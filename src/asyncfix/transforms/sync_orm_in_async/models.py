"""What the models of a project have: relations both ways, managers, unique columns."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from asyncfix.frameworks import django
from asyncfix.project import External, Module, Project, Symbol
from asyncfix.project.names import dotted_name
from asyncfix.transforms.sync_orm_in_async.classes import (
    ClassInfo,
    assigned,
    class_at,
    class_of,
    classes_named,
    library_class,
    lineage,
    own_members,
    role,
)

Kind = Literal["one", "many", "generic", "column"]

AUTH = "django.contrib.auth.models"


@dataclass(frozen=True, eq=False)
class Field:
    """A column or a relation. `owner` is the class whose body has it; `kind` says what reading it gives."""

    name: str
    kind: Kind
    owner: ClassInfo
    call: ast.Call | None = None
    is_one_to_one: bool = False
    library_target: str = ""

    def keyword(self, name: str) -> ast.expr | None:
        return next((each.value for each in self.call.keywords if each.arg == name), None) if self.call else None

    @property
    def is_unique(self) -> bool:
        return self.is_one_to_one or any(_is_true(self.keyword(name)) for name in ("unique", "primary_key"))

    @property
    def is_editable(self) -> bool:
        """Whether the forms of the model have it."""
        if self.call is None or self.kind == "generic" or ast.unparse(self.call.func).endswith("AutoField"):
            return False
        editable = self.keyword("editable")
        return not isinstance(editable, ast.Constant) or bool(editable.value)

    @property
    def is_nullable(self) -> bool:
        return _is_true(self.keyword("null"))


@dataclass(frozen=True)
class Manager:
    """A manager that a model has: its class, or the queryset's that it was made of; None for Django's own."""

    cls: ClassInfo | None


def _is_true(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def fields(project: Project, model: ClassInfo) -> dict[str, Field]:
    """The fields of a model and of the models above it, by name."""
    key = ("django fields", model)
    if key not in project.known:
        found: dict[str, Field] = {}
        for each in reversed(lineage(project, model)):
            found |= {field.name: field for field in _own_fields(project, each)}
        project.known[key] = found
    result: dict[str, Field] = project.known[key]
    return result


def _own_fields(project: Project, info: ClassInfo) -> Iterator[Field]:
    if info.dotted in (f"{AUTH}.User", f"{AUTH}.AbstractUser", f"{AUTH}.PermissionsMixin"):
        yield Field("groups", "many", info, library_target=f"{AUTH}.Group")
        yield Field("user_permissions", "many", info, library_target=f"{AUTH}.Permission")
        yield Field(
            "username", "column", info, ast.Call(ast.Name("x"), [], [ast.keyword("unique", ast.Constant(True))])
        )
    if info.dotted == f"{AUTH}.Group":
        yield Field("permissions", "many", info, library_target=f"{AUTH}.Permission")
    if info.dotted == f"{AUTH}.Permission":
        yield Field("content_type", "one", info, library_target="django.contrib.contenttypes.models.ContentType")
    if info.module is None:
        return
    for name, nodes in own_members(project, info).items():
        value = assigned(nodes[-1])
        if isinstance(value, ast.Call) and (last := _field_class(project, info.module, value.func)):
            yield _field(name, last, info, value)


def _field(name: str, last: str, owner: ClassInfo, call: ast.Call) -> Field:
    if last in django.FORWARD:
        return Field(name, "one", owner, call, is_one_to_one=last in django.ONE_TO_ONE)
    if last in django.TO_MANY | django.GENERIC_MANY:
        return Field(name, "many", owner, call)
    return Field(name, "generic" if last in django.GENERIC else "column", owner, call)


def _field_class(project: Project, module: Module, func: ast.expr) -> str | None:
    """The last name of a field's class, as Django or another library calls it."""
    name = dotted_name(func)
    meaning = project.resolve(module, name) if name else None
    seen = 0
    while isinstance(meaning, Symbol) and seen < 5:
        seen += 1
        match meaning.nodes:
            case (*_, ast.ClassDef(bases=[ast.Name() | ast.Attribute() as first, *_])):
                above = dotted_name(first)
                meaning = project.resolve(meaning.module, above) if above else None
            case _:
                return None
    if not isinstance(meaning, External):
        return None
    last = meaning.dotted.rpartition(".")[2]
    is_field = last.endswith(("Field", "Key")) or last == "GenericRelation"
    return last if is_field else None


def target(project: Project, field: Field) -> ClassInfo | None:
    """The model that a relation leads to."""
    if field.library_target:
        return library_class(project, field.library_target)
    if field.call is None or field.owner.module is None:
        return None
    node = field.call.args[0] if field.call.args else field.keyword("to")
    return model_of(project, field.owner.module, node, field.owner)


def model_of(
    project: Project, module: Module, node: ast.expr | None, owner: ClassInfo | None = None
) -> ClassInfo | None:
    """The model that an argument names: a class, a text, a setting."""
    match node:
        case ast.Constant(value="self"):
            return owner
        case ast.Constant(value=str(text)):
            app, _, name = text.rpartition(".")
            return model_named(project, module, name, app)
        case ast.Attribute(attr="AUTH_USER_MODEL"):
            return user_model(project, module)
        case ast.Call(func=ast.Name(id="get_user_model") | ast.Attribute(attr="get_user_model")):
            return user_model(project, module)
        case ast.Name() | ast.Attribute():
            name = dotted_name(node) or ""
            meaning = project.resolve(module, name)
            found = class_of(project, meaning)
            if found is None and isinstance(meaning, Symbol) and meaning.nodes:
                return model_of(project, meaning.module, _call_in(meaning.nodes[-1]))
            return found if found and role(project, found) == "model" else None
        case _:
            return None


def _call_in(node: ast.stmt) -> ast.expr | None:
    value = assigned(node)
    return value if isinstance(value, ast.Call) else None


def model_named(project: Project, near: Module, name: str, app: str = "") -> ClassInfo | None:
    """The model of a name, that of the same file first; with an app the one whose file lies in a folder of its name."""
    if not name.isidentifier():
        return None
    found = []
    own = class_of(project, project.resolve(near, name)) if not app else None
    if own and role(project, own) == "model":
        return own
    for module in project.mentioning(name, near.path, _definition_of(name)):
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef) and node.name == name:
                info = class_at(project, module, node)
                if role(project, info) == "model":
                    found.append(info)
    if app:
        in_app = [one for one in found if one.module and app in one.module.path.split("/")]
        found = in_app or found
    if not found and app == "auth" and name in ("User", "Group", "Permission"):
        return library_class(project, f"{AUTH}.{name}")
    return found[0] if len(found) == 1 else None


def _definition_of(name: str) -> re.Pattern[bytes]:
    """What finds where a class of a name is defined. It begins with the name: that is rarer than the word before."""
    return re.compile(rb"%b\b(?:(?<=class\s%b)|(?<=class\s\s%b))" % ((name.encode(),) * 3))


def user_model(project: Project, near: Module) -> ClassInfo | None:
    """The model that `AUTH_USER_MODEL` names, Django's own where no file sets it."""
    key = ("django user model", project.surroundings(near.path))
    if key not in project.known:
        project.known[key] = library_class(project, f"{AUTH}.User")
        for text in settings_of(project, near, "AUTH_USER_MODEL"):
            app, _, name = text.rpartition(".")
            project.known[key] = model_named(project, near, name, app)
    found: ClassInfo | None = project.known[key]
    return found


def settings_of(project: Project, near: Module, name: str) -> Iterator[str]:
    """The texts that files of the project assign to a setting."""
    for module in project.mentioning(name, near.path, re.compile(rb"%b[\s\\)]*=" % name.encode())):
        for node in module.tree.body:
            match node:
                case ast.Assign(targets=[ast.Name(id=found)], value=ast.Constant(value=str(text))) if found == name:
                    yield text
                case _:
                    pass


def managers(project: Project, model: ClassInfo) -> dict[str, Manager]:
    """The managers of a model by name: `objects` where it declares none."""
    key = ("django managers", model)
    if key not in project.known:
        found: dict[str, Manager] = {}
        for each in reversed(lineage(project, model)):
            found |= dict(_own_managers(project, each))
        project.known[key] = found or {"objects": Manager(None)}
    result: dict[str, Manager] = project.known[key]
    return result


def _own_managers(project: Project, info: ClassInfo) -> Iterator[tuple[str, Manager]]:
    if info.module is None:
        if info.dotted in (f"{AUTH}.User", f"{AUTH}.AbstractUser"):
            yield "objects", Manager(library_class(project, f"{AUTH}.UserManager"))
        return
    for name, nodes in own_members(project, info).items():
        value = assigned(nodes[-1])
        if isinstance(value, ast.Call) and (found := manager_of(project, info.module, value)):
            yield name, found


def manager_of(project: Project, module: Module, call: ast.Call) -> Manager | None:
    """The manager that a call in a model's body makes, None for other calls."""
    match call.func:
        case ast.Attribute(value=value, attr="as_manager"):
            found = next(classes_named(project, module, value), None)
            return Manager(found) if found and role(project, found) == "queryset" else None
        case ast.Call(func=ast.Attribute(value=value, attr="from_queryset"), args=[queryset, *_]):
            base = next(classes_named(project, module, value), None)
            if base is None or role(project, base) != "manager":
                return None
            # Its methods are those of both; the queryset's are the ones that a project writes.
            both = [*classes_named(project, module, queryset), base]
            return Manager(next((one for one in both if one.node is not None), None))
        case ast.Name() | ast.Attribute():
            found = next(classes_named(project, module, call.func), None)
            if found is not None:
                return Manager(found) if role(project, found) in ("manager", "queryset") else None
            meaning = project.resolve(module, dotted_name(call.func) or "")
            if isinstance(meaning, External) and meaning.dotted.endswith("Manager"):
                return Manager(None)
            return None
        case _:
            return None


def meta_is(project: Project, info: ClassInfo, name: str) -> bool:
    """Whether the `Meta` in a model's own body says that it is something."""
    return any(
        isinstance(node, ast.Assign) and _is_true(node.value) and name in _targets(node)
        for meta in own_members(project, info).get("Meta", ())
        if isinstance(meta, ast.ClassDef)
        for node in meta.body
    )


def has_unique_or_foreign(project: Project, model: ClassInfo) -> bool:
    """Whether validating an instance asks the database: it has unique columns or foreign keys."""
    return any(
        field.is_unique and not _is_true(field.keyword("primary_key")) or field.kind == "one"
        for field in fields(project, model).values()
    ) or _has_constraints(project, model)


def _has_constraints(project: Project, model: ClassInfo) -> bool:
    return bool(meta_names(project, model) & {"constraints", "unique_together"})


def is_ordered(project: Project, model: ClassInfo | None) -> bool:
    """Whether querysets of a model have an order of their own."""
    return model is not None and "ordering" in meta_names(project, model)


def meta_names(project: Project, model: ClassInfo) -> set[str]:
    """The names that the `Meta` of a model and of those above it bind."""
    found: set[str] = set()
    for each in lineage(project, model):
        if each.node is None:
            continue
        for node in each.node.body:
            if isinstance(node, ast.ClassDef) and node.name == "Meta":
                found |= {name for inner in node.body for name in _targets(inner)}
    return found


def _targets(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.Assign):
        yield from (each.id for each in node.targets if isinstance(each, ast.Name))
