"""What serializers of Django REST framework and adrf do to the database: by validating, saving and showing rows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asyncfix.frameworks import django
from asyncfix.project import External
from asyncfix.project.names import dotted_name
from asyncfix.transforms.sync_orm_in_async import classes, effects, forms, models
from asyncfix.transforms.sync_orm_in_async.classes import ClassInfo
from asyncfix.transforms.sync_orm_in_async.kinds import (
    Awaitable,
    Function,
    Instance,
    Listed,
    Loaded,
    ManagerOf,
    Object,
    Plain,
    Query,
    Serializer,
    Value,
)

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.calls import Call
    from asyncfix.transforms.sync_orm_in_async.walk import Walk

_MOST_NESTED = 4
_ONE_KEY = django.names("PrimaryKeyRelatedField HyperlinkedRelatedField")
_RELATED = _ONE_KEY | django.names("SlugRelatedField StringRelatedField ManyRelatedField")


@dataclass(frozen=True)
class Field:
    """A field in the body of a serializer: what it is of a library, or the project's serializer that it is."""

    name: str
    call: ast.Call
    library: str = ""
    nested: ClassInfo | None = None

    @property
    def path(self) -> list[str]:
        """The attributes that are read of an instance, one of the other."""
        source = self.keyword("source")
        return str(source.value).split(".") if isinstance(source, ast.Constant) else [self.name]

    def keyword(self, name: str) -> ast.expr | None:
        return next((each.value for each in self.call.keywords if each.arg == name), None)

    def has(self, name: str) -> bool:
        node = self.keyword(name)
        return isinstance(node, ast.Constant) and node.value is True


def made(info: ClassInfo, call: Call) -> Serializer:
    return Serializer(info, call.positional[0] if call.positional else call.named.get("instance"))


def read(walk: Walk, owner: Serializer, name: str, node: ast.expr) -> Value | None:
    """What an attribute of a serializer is; the query that this runs is noted."""
    if name == "data" and not walk.knows(owner.identity, "data"):
        if _shows_with_queries(walk, owner.info, _shown(walk, owner), 0):
            walk.note(node, "value", "shows rows that are to be fetched")
        walk.learn(owner.identity, "data")
    return None


def called(walk: Walk, owner: Serializer, name: str, call: Call) -> Value | None:
    """What a method of a serializer gives; the query that it runs is noted."""
    match name:
        case "is_valid":
            if _validates_with_queries(walk, owner.info, 0) and not walk.knows(owner.identity, "valid"):
                walk.note(call.node, "call", "validates against the database")
            walk.learn(owner.identity, "valid")
            return Plain()
        case "save":
            if _saves(walk, owner.info):
                walk.note(call.node, "call", "writes a row")
            walk.learn(owner.identity, "saved")
            return _saved(walk, owner.info)
        case "asave":
            return Awaitable(_saved(walk, owner.info))
        case _:
            return None


def _shown(walk: Walk, owner: Serializer) -> Value | None:
    return _saved(walk, owner.info) if walk.knows(owner.identity, "saved") else owner.instance


def _saved(walk: Walk, info: ClassInfo) -> Instance | None:
    """The row that was saved: it has the rows that it was made of."""
    model = _model_of(walk, info)
    if model is None:
        return None
    own = (field.name for field in models.fields(walk.project, model).values() if field.kind == "one")
    return Instance(model, Loaded(frozenset(own)))


def _model_of(walk: Walk, info: ClassInfo) -> ClassInfo | None:
    lineage = classes.lineage(walk.project, info)
    return forms.model_of(walk, info) if any(each.dotted in django.MODEL_SERIALIZERS for each in lineage) else None


def _fields(walk: Walk, info: ClassInfo) -> dict[str, Field]:
    """The fields in the body of a serializer and of those above it."""
    found: dict[str, Field] = {}
    for each in reversed(classes.lineage(walk.project, info)):
        for name, call in forms.declared(walk, each):
            meaning = walk.project.resolve(each.module, dotted_name(call.func) or "") if each.module else None
            nested = classes.class_of(walk.project, meaning)
            if nested and classes.role(walk.project, nested) == "serializer":
                found[name] = Field(name, call, nested=nested)
            elif isinstance(meaning, External):
                found[name] = Field(name, call, library=meaning.dotted.rpartition(".")[2])
    return found


# Rows that are shown


def _shows_with_queries(walk: Walk, info: ClassInfo, found: Value | None, depth: int) -> bool:
    """Whether `.data` asks the database."""
    match found:
        case Query():
            return not (found.is_done or found.is_empty or walk.knows(found.identity, "rows"))
        case ManagerOf(model=ClassInfo() as model):
            return not found.is_prefetched or _follows(walk, info, Instance(model, found.below), depth)
        case Listed(element=Instance() as row):
            return _follows(walk, info, row, depth)
        case Instance():
            return _follows(walk, info, found, depth)
        case _:
            return False


def _follows(walk: Walk, info: ClassInfo, row: Instance, depth: int) -> bool:
    """Whether a serializer reads something of a row that has not come along."""
    if depth >= _MOST_NESTED or forms.replaces_fields(walk, info):
        return False
    own = _fields(walk, info)
    chosen = forms.meta_names(walk, info, "fields")
    if any(_shows(walk, info, field, row, depth) for field in own.values() if not chosen or field.name in chosen):
        return True
    model = _model_of(walk, info)
    if model is None or classes.meta_member(walk.project, info, "depth"):
        return False
    names = chosen or models.fields(walk.project, model).keys() - forms.meta_names(walk, info, "exclude")
    return any(_reads(walk, row, [name], by_key=True) for name in names - own.keys())


def _shows(walk: Walk, info: ClassInfo, field: Field, row: Instance, depth: int) -> bool:
    if field.has("write_only"):
        return False
    if field.library == "SerializerMethodField":
        given = field.keyword("method_name")
        name = given.value if isinstance(given, ast.Constant) else f"get_{field.name}"
        return _does(walk, info, str(name), row)
    if field.nested is None:
        return _reads(walk, row, field.path, by_key=field.library in _ONE_KEY)
    found, asks = _value_of(walk, row, field.path)
    return asks or _shows_with_queries(walk, field.nested, found, depth + 1)


def _does(walk: Walk, info: ClassInfo, name: str, *given: Value | None) -> bool:
    """Whether a method of a serializer runs a query."""
    found = classes.member(walk.project, info, name)
    if found is None or found.owner.module is None or not isinstance(found.node, ast.FunctionDef):
        return False
    function = Function(found.owner.module, found.node, Object(info), cls=found.owner)
    return effects.of(walk, function, effects.Arguments(given)).evaluates


def _reads(walk: Walk, row: Instance, path: list[str], *, by_key: bool) -> bool:
    """Whether showing an attribute asks the database; with `by_key` a foreign key shows its column."""
    field = models.fields(walk.project, row.model).get(path[0])
    if by_key and len(path) == 1 and field is not None and field.kind == "one":
        return False
    found, asks = _value_of(walk, row, path)
    return asks or (isinstance(found, ManagerOf) and not found.is_prefetched)


def _value_of(walk: Walk, row: Instance, path: list[str]) -> tuple[Value | None, bool]:
    """What an attribute of a row is, and whether reading it runs a query."""
    from asyncfix.transforms.sync_orm_in_async import attributes

    found: Value | None = row
    facts = set(walk.state.facts)
    with walk.aside() as inside:
        for name in path:
            found = attributes.of(walk, found, name, _NOWHERE) if name != "*" else found
    walk.state.facts = facts
    return found, bool(inside)


_NOWHERE = ast.Name("row", ast.Load())


# Validating and saving


def _validates_with_queries(walk: Walk, info: ClassInfo, depth: int) -> bool:
    own = _fields(walk, info)
    if any(_validates(walk, field, depth) for field in own.values()):
        return True
    if any(_does(walk, info, name) for name in _validators(walk, info)):
        return True
    model = _model_of(walk, info)
    if model is None or forms.replaces_fields(walk, info):
        return False
    chosen, left_out = forms.meta_names(walk, info, "fields"), {*own, *_read_only(walk, info)}
    return any(
        (field.is_unique or field.kind in ("one", "many")) and field.is_editable
        for field in models.fields(walk.project, model).values()
        if (not chosen or field.name in chosen) and field.name not in left_out
    )


def _read_only(walk: Walk, info: ClassInfo) -> set[str]:
    names = ("exclude", "read_only_fields", "extra_kwargs")
    return set[str]().union(*(forms.meta_names(walk, info, name) for name in names))


def _validates(walk: Walk, field: Field, depth: int) -> bool:
    if field.has("read_only"):
        return False
    if field.nested is not None:
        return depth < _MOST_NESTED and _validates_with_queries(walk, field.nested, depth + 1)
    return field.library in _RELATED and field.keyword("queryset") is not None


def _validators(walk: Walk, info: ClassInfo) -> Iterator[str]:
    for each in classes.lineage(walk.project, info):
        yield from (name for name in classes.own_members(walk.project, each) if name.startswith("validate"))


def _saves(walk: Walk, info: ClassInfo) -> bool:
    return _model_of(walk, info) is not None or any(_does(walk, info, name) for name in ("create", "update"))
