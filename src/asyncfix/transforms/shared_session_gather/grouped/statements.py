"""The text of a group's one statement, with the names that it needs."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from asyncfix.frameworks import sqlalchemy
from asyncfix.project import flow
from asyncfix.rule import Import
from asyncfix.transforms.shared_session_gather.grouped.by_value import ByValue, type_of
from asyncfix.transforms.shared_session_gather.grouped.layout import Call
from asyncfix.transforms.shared_session_gather.grouped.merging import Group
from asyncfix.transforms.shared_session_gather.grouped.query import Aggregate, Query
from asyncfix.transforms.shared_session_gather.grouped.surroundings import Surroundings
from asyncfix.transforms.shared_session_gather.grouped.terms import key, text

_LOAD = ast.Load()


@dataclass(frozen=True, eq=False)
class Spelling:
    """How `case` and `or_` are spelt beside a `select`, and what has to be imported for that."""

    around: Surroundings
    select: ast.expr
    wanted: dict[str, Import] = field(default_factory=dict)

    def function(self, name: str) -> ast.expr:
        """`case`, or `sa.case` where `select` is `sa.select`."""
        match self.select:
            case ast.Attribute(value=ast.Name() as owner) if self.around.is_library(owner):
                return ast.Attribute(owner, name, _LOAD)
            case _:
                found = self.wanted.setdefault(name, self._import(name))
                return ast.Name(found.bound, _LOAD)

    def _import(self, name: str) -> Import:
        module, package = self.around.module, self.around.package(self.select)
        for bound, dotted in module.imported.items():
            owner, _, imported = dotted.rpartition(".")
            if imported == name and owner in ("sqlalchemy", "sqlmodel") and bound not in self.around.rebound:
                return Import(owner, name, None if bound == name else bound)
        if name in self.around.rebound or name in module.imported:
            taken = flow.names_in(module.tree)
            return Import(package, name, flow.free_name(f"sql_{name.rstrip('_')}", taken))
        return Import(package, name)


def execution(around: Surroundings, group: Group, session: str) -> str:
    """`await self.session.execute`; `session` is the class of the session."""
    first = group.queries[0].reading
    method = first.method
    if method in ("scalar", "scalars"):
        method = "exec" if session == sqlalchemy.SQLMODEL_SESSION else "execute"
    return f"await {text(around.module, first.session)}.{method}"


def one_row(around: Surroundings, group: Group, spelling: Spelling) -> list[Call]:
    """`select(AGG(case((P1, x))), AGG(case((P2, x)))).where(C, or_(P1, P2))`, call by call."""
    spelt = [None if one is None else _spelt(one, spelling) for one in group.own]
    columns = [
        text(around.module, _column(query.aggregate, own, spelling))
        for query, own in zip(group.queries, spelt, strict=True)
    ]
    own = {key(one): text(around.module, one) for one in spelt if one is not None}
    conditions: list[str | Call] = [text(around.module, _spelt(one, spelling)) for one in group.common]
    if None not in group.own:
        conditions.append(Call(text(around.module, spelling.function("or_")), tuple(own.values())))
    return _statement(around, group.queries[0], columns, conditions)


def by_value(around: Surroundings, group: Group, found: ByValue, spelling: Spelling) -> list[Call]:
    """`select(col, AGG).where(C, col.in_([...])).group_by(col)`, call by call."""
    column = text(around.module, found.column)
    constants = tuple(text(around.module, one) for one in found.constants)
    among = Call(f"{column}.in_", constants, "([", "])")
    columns = [column, text(around.module, group.queries[0].aggregate.whole)]
    common = [text(around.module, _spelt(one, spelling)) for one in group.common]
    statement = _statement(around, group.queries[0], columns, [*common, among])
    return [*statement, Call(".group_by", (column,))]


def _statement(around: Surroundings, query: Query, columns: list[str], conditions: list[str | Call]) -> list[Call]:
    calls = [Call(text(around.module, query.select), tuple(columns))]
    if query.left is not None:
        calls.append(Call(".select_from", (text(around.module, query.left),)))
    for step in query.steps:
        args = [text(around.module, arg) for arg in step.args]
        keywords = [f"{one.arg}={text(around.module, one.value)}" for one in step.keywords]
        calls.append(Call(f".{step.method}", (*args, *keywords)))
    if conditions:
        calls.append(Call(".where", tuple(conditions)))
    return calls


def _column(aggregate: Aggregate, own: ast.expr | None, spelling: Spelling) -> ast.expr:
    """The aggregate over the rows of one condition. There is no `else_`: other rows give NULL, which none counts."""
    if own is None:
        return aggregate.whole
    counted = aggregate.counted or ast.Constant(1)
    case = ast.Call(spelling.function("case"), [ast.Tuple([_tested(own, spelling), counted], _LOAD)], [])
    if aggregate.counted is not None:
        return _replaced(aggregate.whole, aggregate.counted, case)
    call = ast.Call(aggregate.call.func, [case], [])
    return call if aggregate.whole is aggregate.call else _replaced(aggregate.whole, aggregate.call, call)


def _spelt(condition: ast.expr, spelling: Spelling) -> ast.expr:
    """What `filter_by(active=True)` stands for, as linters want it: the same SQL as of `User.active == True`.

    A comparison that has no place in the file was made of a `filter_by`; one that is written out stays as it is.
    """
    match condition:
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Constant(value=bool(value))]) if not hasattr(
            condition, "lineno"
        ):
            constant = ast.Call(spelling.function("true" if value else "false"), [], [])
            return ast.Compare(left, [ast.Eq()], [constant])
        case _:
            return condition


def _tested(own: ast.expr, spelling: Spelling) -> ast.expr:
    """A condition as a `case` can have it: unlike `where`, it makes no `active = 1` of a column for SQL Server."""
    column = spelling.around.column(own)
    if column is None or type_of(spelling.around, column) != "bool":
        return own
    return ast.Compare(own, [ast.Eq()], [ast.Call(spelling.function("true"), [], [])])


def _replaced(node: ast.expr, old: ast.expr, new: ast.expr) -> ast.expr:
    """An aggregate with one node in it replaced: it holds calls, their functions and arguments only."""
    if node is old:
        return new
    match node:
        case ast.Call(func=function, args=args, keywords=keywords):
            return ast.Call(_replaced(function, old, new), [_replaced(one, old, new) for one in args], keywords)
        case ast.Attribute(value=value, attr=attr, ctx=context) if isinstance(value, ast.Call) or value is old:
            return ast.Attribute(_replaced(value, old, new), attr, context)
        case _:
            return node


def value_of(found: ByValue, query: Query, place: int) -> ast.expr:
    """What is looked up for one query: `.get(const, d)` without the mapping in front, as a call of `get`."""
    missing = _when_missing(query.aggregate)
    args = [found.constants[place], *([missing] if missing is not None else [])]
    return ast.Call(ast.Name("get", _LOAD), args, [])


def _when_missing(aggregate: Aggregate) -> ast.expr | None:
    """What an aggregate over no rows is; None for None."""
    if aggregate.is_count:
        return ast.Constant(0)
    if aggregate.whole is not aggregate.call and isinstance(aggregate.whole, ast.Call):
        return aggregate.whole.args[1]
    return None


_NAMES = {"count": "counts", "sum": "sums", "avg": "averages", "min": "lowest", "max": "highest"}


def name_for(query: Query) -> str:
    """What to call the mapping from values to such an aggregate."""
    function = query.aggregate.call.func
    return _NAMES[function.attr] if isinstance(function, ast.Attribute) else "numbers"


def needs_default(query: Query) -> bool:
    """Whether `... or d` may make a difference; a count `or 0` is the count."""
    default = query.reading.default
    if default is None:
        return False
    is_zero = isinstance(default, ast.Constant) and type(default.value) is int and default.value == 0
    return not (query.aggregate.is_count and is_zero)
