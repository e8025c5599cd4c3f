"""What the schemas of django-ninja read of the rows that a route returns."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from asyncfix.project.names import dotted_name
from asyncfix.transforms.sync_orm_in_async import attributes, classes, evaluation, forms
from asyncfix.transforms.sync_orm_in_async.classes import ClassInfo
from asyncfix.transforms.sync_orm_in_async.kinds import Instance, Listed, ManagerOf, Query, Tupled, Value

if TYPE_CHECKING:
    from asyncfix.project import Module
    from asyncfix.transforms.sync_orm_in_async.walk import Walk

_LISTS = ("list", "List")
_MOST_NESTED = 4


def response_of(module: Module, decorators: list[ast.expr]) -> ast.expr | None:
    """What the decorators of a route of django-ninja say that it returns."""
    if not any(dotted.partition(".")[0] == "ninja" for dotted in module.imported.values()):
        return None
    keywords = [each for decorator in decorators if isinstance(decorator, ast.Call) for each in decorator.keywords]
    return next((each.value for each in keywords if each.arg == "response"), None)


def returned(walk: Walk, statement: ast.Return, found: Value | None) -> None:
    """A route returns something: a list is made of a queryset, and a schema reads what it has fields for."""
    response, node = walk.response, statement.value
    if response is None or node is None:
        return
    match node, found, response:
        case ast.Tuple(elts=[ast.Constant(value=status), value]), Tupled(elements=(_, second)), ast.Dict():
            pairs = zip(response.keys, response.values, strict=True)
            told = (each for key, each in pairs if isinstance(key, ast.Constant) and key.value == status)
            response, node, found = next(told, None), value, second
        case _, _, ast.Dict(values=[only]):
            response = only
        case _:
            pass
    is_list = isinstance(response, ast.Subscript) and (dotted_name(response.value) or "").rpartition(".")[2] in _LISTS
    row = evaluation.element_of(found) if isinstance(found, Query) else found
    row = row.element if isinstance(row, Listed) else row
    schema = _schema(walk, walk.module, response)
    missing = next(_missing(walk, schema, row, 0), None) if schema and isinstance(row, Instance) else None
    if missing is not None:
        reason = f"the schema reads `{missing}` after the function has returned: fetch it with the row"
        walk.note(statement, "value", "has a schema follow relations", reason=reason)
    if is_list and isinstance(found, Query):
        evaluation.elements(walk, node, found)


def _schema(walk: Walk, module: Module, node: ast.expr | None) -> ClassInfo | None:
    """The class of the project in an annotation, behind lists and what may be missing."""
    match node:
        case ast.Subscript(slice=inner):
            return _schema(walk, module, inner)
        case ast.BinOp(left=left, right=right):
            return _schema(walk, module, left) or _schema(walk, module, right)
        case ast.Name() | ast.Attribute():
            return classes.class_of(walk.project, walk.project.resolve(module, dotted_name(node) or ""))
        case _:
            return None


def _missing(walk: Walk, schema: ClassInfo, row: Instance, depth: int) -> Iterator[str]:
    """The fields of a schema that are not there when it reads a row."""
    for name, inner in _fields(walk, schema):
        with walk.aside() as inside:
            found = attributes.of(walk, row, name, ast.Name(name, ast.Load()))
        is_many = isinstance(found, ManagerOf) and not found.is_prefetched
        if inside or is_many or (isinstance(found, Query) and not evaluation.has_rows(walk, found)):
            yield name
        elif inner is not None and isinstance(found, Instance) and depth < _MOST_NESTED:
            yield from _missing(walk, inner, found, depth + 1)


def _fields(walk: Walk, schema: ClassInfo) -> Iterator[tuple[str, ClassInfo | None]]:
    """The fields of a schema by the names that it reads, with the schemas that they are shown by."""
    for each in classes.lineage(walk.project, schema):
        members = classes.own_members(walk.project, each)
        for name, nodes in members.items():
            match nodes[-1]:
                case ast.AnnAssign(annotation=annotation, value=None) if f"resolve_{name}" not in members:
                    yield name, _schema(walk, each.module, annotation) if each.module else None
                case _:
                    pass
    meta = forms.meta_names(walk, schema, "fields")
    model = forms.model_of(walk, schema)
    if model is not None:
        from asyncfix.transforms.sync_orm_in_async import models

        many = (field.name for field in models.fields(walk.project, model).values() if field.kind == "many")
        yield from ((name, None) for name in many if name in meta)
