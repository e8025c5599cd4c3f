"""When `group_by` comes to the same: all conditions compare one column with constants of the column's own type.

A database may find equal what Python does not, such as texts in another case, padded ones, or an enumeration's name;
then the row of a group would not be found under its constant. So the types decide, and texts only count where nothing
speaks of a collation and every database URL of the project is one of SQLite or PostgreSQL.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from asyncfix.project import Module
from asyncfix.transforms.shared_session_gather.grouped.merging import Group
from asyncfix.transforms.shared_session_gather.grouped.surroundings import Column, Surroundings
from asyncfix.transforms.shared_session_gather.grouped.terms import key

_URL = re.compile(rb"\b(?:postgresql|sqlite)(?:\+\w+)?://")
_OTHER_DATABASES = "mysql mariadb aiomysql asyncmy oracle oracledb mssql aioodbc cockroachdb redshift snowflake".split()
_COLLATIONS = "collation collate COLLATE NOCASE nocase create_collation CITEXT citext".split()
_TYPES = {
    "Integer": "int",
    "BigInteger": "int",
    "SmallInteger": "int",
    "INTEGER": "int",
    "BIGINT": "int",
    "SMALLINT": "int",
    "Boolean": "bool",
    "BOOLEAN": "bool",
    "Date": "date",
    "DATE": "date",
    "Uuid": "uuid",
    "String": "str",
    "Text": "str",
    "VARCHAR": "str",
    "TEXT": "str",
    "Unicode": "str",
    "UnicodeText": "str",
}
_ANNOTATIONS = {"int": "int", "bool": "bool", "str": "str", "datetime.date": "date", "uuid.UUID": "uuid"}


@dataclass(frozen=True, eq=False)
class ByValue:
    """The column that rows are grouped by, and the constant of each query."""

    column: ast.expr
    constants: tuple[ast.expr, ...]


def by_value(around: Surroundings, group: Group) -> ByValue | None:
    """How a group can be written with `group_by`, None where that might differ."""
    columns: list[ast.expr] = []
    constants: list[ast.expr] = []
    for own in group.own:
        match own:
            case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
                columns.append(left)
                constants.append(right)
            case _:
                return None
    aggregates = {key(query.aggregate.whole) for query in group.queries}
    if len(aggregates) > 1 or len(set(map(key, columns))) > 1 or len(set(map(key, constants))) < len(constants):
        return None
    column = around.column(columns[0])
    kind = type_of(around, column) if column else None
    if kind is None or not all(_is_of(around, kind, constant) for constant in constants):
        return None
    return ByValue(columns[0], tuple(constants)) if kind != "str" or _texts_are_exact(around) else None


Kind = str | ast.ClassDef
"""The name of a type, or the enumeration."""


def type_of(around: Surroundings, column: Column) -> Kind | None:
    """The type of a column's values, None where it is none of those that matter here, or may be another."""
    module = column.found.owner.module
    if any(True for _ in around.project.mentioning("type_annotation_map", module.path)):
        return None
    match column.found.node:
        case ast.Assign(value=ast.Call() as made):
            return _declared(around, module, made, None)
        case ast.AnnAssign(annotation=annotation, value=ast.Call() as made):
            return _declared(around, module, made, annotation)
        case ast.AnnAssign(annotation=annotation):
            return _annotated(around, module, annotation)
        case _:
            return None


def _declared(around: Surroundings, module: Module, made: ast.Call, annotation: ast.expr | None) -> Kind | None:
    if any(keyword.arg is None or keyword.arg in ("type_", "max_length", "regex") for keyword in made.keywords):
        return None
    if any((keyword.arg or "").startswith("sa_") for keyword in made.keywords):
        return None
    args = [arg for arg in made.args if not isinstance(arg, ast.Constant)]
    if around.library(made.func, module) == "Field":
        return _annotated(around, module, annotation)
    if not args:
        return _annotated(around, module, annotation) if annotation is not None else None
    return _of_sql_type(around, module, args[0])


def _of_sql_type(around: Surroundings, module: Module, node: ast.expr) -> Kind | None:
    match node:
        case ast.Call(func=function, args=[enumeration]) if around.library(function, module) == "Enum":
            return _enumeration(around, module, enumeration)
        case ast.Call(func=function, args=[], keywords=[]):
            return _TYPES.get(around.library(function, module) or "")
        case _:
            return _TYPES.get(around.library(node, module) or "")


def _annotated(around: Surroundings, module: Module, annotation: ast.expr | None) -> Kind | None:
    match annotation:
        case ast.Subscript(value=outer, slice=inner) if _is_wrapper(around, module, outer):
            return _annotated(around, module, inner)
        case ast.BinOp(left=inner, op=ast.BitOr(), right=ast.Constant(value=None)):
            return _annotated(around, module, inner)
        case ast.Name() | ast.Attribute():
            return _ANNOTATIONS.get(module.dotted(annotation) or "") or _enumeration(around, module, annotation)
        case _:
            return None


def _is_wrapper(around: Surroundings, module: Module, node: ast.expr) -> bool:
    return around.library(node, module) == "Mapped" or module.dotted(node) == "typing.Optional"


def _enumeration(around: Surroundings, module: Module, node: ast.expr) -> Kind | None:
    symbol = around.classdef_in(module, node)
    if symbol is None or not around.is_enum(symbol):
        return None
    (found,) = symbol.nodes
    return found if isinstance(found, ast.ClassDef) else None


def _is_of(around: Surroundings, kind: Kind, constant: ast.expr) -> bool:
    """Whether a constant is of exactly the column's type."""
    if isinstance(kind, ast.ClassDef):
        return _is_member(around, kind, constant)
    match constant:
        case ast.Constant(value=value):
            return type(value).__name__ == kind and kind in ("int", "bool", "str")
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int())):
            return kind == "int"
        case ast.Call(func=function, args=args, keywords=[]) if all(isinstance(arg, ast.Constant) for arg in args):
            return (around.module.dotted(function), kind) in {("datetime.date", "date"), ("uuid.UUID", "uuid")}
        case _:
            return False


def _is_member(around: Surroundings, kind: ast.ClassDef, constant: ast.expr) -> bool:
    if not isinstance(constant, ast.Attribute):
        return False
    symbol = around.classdef(constant.value)
    names = [target for one in kind.body if isinstance(one, ast.Assign) for target in one.targets]
    is_there = any(isinstance(name, ast.Name) and name.id == constant.attr for name in names)
    return symbol is not None and symbol.nodes == (kind,) and is_there


def _texts_are_exact(around: Surroundings) -> bool:
    """Whether equal texts are the same texts, as far as the project tells."""
    project, path = around.project, around.module.path
    if any(True for word in [*_OTHER_DATABASES, *_COLLATIONS] for _ in project.mentioning(word, path)):
        return False
    named = [module for word in ("postgresql", "sqlite") for module in project.mentioning(word, path)]
    return any(_URL.search(module.data) and "test" not in module.path for module in named)
