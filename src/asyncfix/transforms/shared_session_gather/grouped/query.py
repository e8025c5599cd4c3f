"""A statement taken apart: one aggregate, what it selects from, and its conditions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from asyncfix.transforms.shared_session_gather.grouped.expressions import (
    Expressions,
    Models,
    NotGroupable,
    is_literal,
)
from asyncfix.transforms.shared_session_gather.grouped.reading import Reading, select_of
from asyncfix.transforms.shared_session_gather.grouped.surroundings import Surroundings
from asyncfix.transforms.shared_session_gather.grouped.terms import key

_OF_ONE = frozenset({"func.count", "func.sum", "func.avg", "func.min", "func.max"})


class Step(NamedTuple):
    """A method of the statement that says what it selects from: `.select_from(User)`, `.join(...)`."""

    method: str
    args: tuple[ast.expr, ...]
    keywords: tuple[ast.keyword, ...]


@dataclass(frozen=True, eq=False)
class Aggregate:
    """`func.count(distinct(User.email))`, maybe in `func.coalesce(..., 0)`.

    `counted` is the expression that a `case` goes around, None for `func.count()`; `call` is the aggregate's own call.
    """

    whole: ast.expr
    call: ast.Call
    counted: ast.expr | None

    @property
    def is_count(self) -> bool:
        """Whether it counts: its value is never None."""
        return isinstance(self.call.func, ast.Attribute) and self.call.func.attr == "count"


@dataclass(frozen=True, eq=False)
class Query:
    """A statement that can be one column of a larger one."""

    reading: Reading
    select: ast.expr
    """What makes the statement: `select`, or `sa.select`."""
    aggregate: Aggregate
    steps: tuple[Step, ...]
    conditions: tuple[ast.expr, ...]
    left: ast.expr | None
    """The mapped class that has to be named as the one that is selected from, as with a join."""
    models: Models = field(default_factory=frozenset)


def query(around: Surroundings, reading: Reading) -> Query:
    """The query that an awaitable executes. Raises `NotGroupable`."""
    selected = select_of(reading.statement)
    expressions = Expressions(around)
    match selected:
        case ast.Call(func=function, args=[aggregated], keywords=[]) if around.library(function) == "select":
            aggregate = _aggregate(around, expressions, aggregated)
        case _:
            raise NotGroupable
    steps: list[Step] = []
    conditions: list[ast.expr] = []
    equalities: list[ast.keyword] = []
    for method, call in reversed(list(_calls(reading.statement, selected))):
        match method:
            case "where" | "filter" if call.args and not call.keywords:
                conditions += call.args
            case "filter_by" if call.keywords and not call.args:
                equalities += call.keywords
            case "select_from" | "join" | "outerjoin" if call.args:
                steps.append(Step(method, tuple(call.args), tuple(call.keywords)))
            case _:
                raise NotGroupable
    made = _From(around, expressions, aggregate, steps)
    conditions += made.compared(equalities)
    models = made.models(conditions)
    return Query(reading, selected.func, aggregate, tuple(steps), tuple(conditions), made.left, models)


def _calls(statement: ast.expr, selected: ast.Call) -> Iterator[tuple[str, ast.Call]]:
    while statement is not selected:
        assert isinstance(statement, ast.Call)
        assert isinstance(statement.func, ast.Attribute)
        yield statement.func.attr, statement
        statement = statement.func.value


def _aggregate(around: Surroundings, expressions: Expressions, whole: ast.expr) -> Aggregate:
    match whole:
        case ast.Call(func=ast.Attribute(value=inner, attr="label"), args=[ast.Constant()], keywords=[]):
            # The results are told apart by their places.
            return _aggregate(around, expressions, inner)
        case ast.Call(func=function, args=[inner, literal], keywords=[]) if around.library(
            function
        ) == "func.coalesce" and is_literal(literal):
            made = _plain(around, expressions, inner)
            return Aggregate(whole, made.call, made.counted)
        case _:
            return _plain(around, expressions, whole)


def _plain(around: Surroundings, expressions: Expressions, call: ast.expr) -> Aggregate:
    match call:
        case ast.Call(func=function, args=[], keywords=[]) if around.library(function) == "func.count":
            return Aggregate(call, call, None)
        case ast.Call(func=function, args=[counted], keywords=[]) if around.library(function) in _OF_ONE:
            inner = _without_distinct(around, counted)
            is_one = isinstance(inner, ast.Constant) and type(inner.value) is int and inner is counted
            if is_one and around.library(function) == "func.count":
                return Aggregate(call, call, counted)
            expressions.column(inner)
            return Aggregate(call, call, inner)
        case _:
            raise NotGroupable


def _without_distinct(around: Surroundings, node: ast.expr) -> ast.expr:
    match node:
        case ast.Call(func=function, args=[inner], keywords=[]) if around.library(function) in (
            "distinct",
            "func.distinct",
        ):
            return inner
        case ast.Call(func=ast.Attribute(value=inner, attr="distinct"), args=[], keywords=[]):
            return inner
        case _:
            return node


class _From:
    """What a statement selects from, where that is told without a doubt."""

    def __init__(self, around: Surroundings, expressions: Expressions, aggregate: Aggregate, steps: list[Step]) -> None:
        self._around = around
        self._expressions = expressions
        counted = aggregate.counted
        self._counted = expressions.operand(counted) if counted is not None else frozenset()
        self._owner = _owner_of(around, counted) if counted is not None else None
        self._named = next((step.args[0] for step in steps if step.method == "select_from"), None)
        self._has_joins = any(step.method != "select_from" for step in steps)
        self._joined = {self._step(step, is_first=step is steps[0]) for step in steps}
        self.left = self._owner if self._has_joins and self._named is None else None
        if self._has_joins and self._named is None and (self._owner is None or len(self._counted) != 1):
            raise NotGroupable

    def _step(self, step: Step, *, is_first: bool) -> ast.ClassDef:
        match step:
            case Step("select_from", (entity,), ()) if is_first:
                return self._model(entity)
            case Step("join" | "outerjoin", (entity, *conditions), keywords) if all(map(_is_flag, keywords)):
                for condition in conditions:
                    self._expressions.predicate(condition)
                return self._model(entity)
            case _:
                raise NotGroupable

    def _model(self, entity: ast.expr) -> ast.ClassDef:
        model = self._around.model(entity)
        if model is None:
            raise NotGroupable
        return model

    def compared(self, equalities: list[ast.keyword]) -> list[ast.expr]:
        """The conditions that `filter_by(name=value)` stands for."""
        if not equalities:
            return []
        entity = self._named or self._owner
        if entity is None or self._has_joins or any(keyword.arg is None for keyword in equalities):
            raise NotGroupable
        return [_equality(entity, keyword) for keyword in equalities]

    def models(self, conditions: list[ast.expr]) -> Models:
        """The mapped classes of the statement: one, or those that it joins by name."""
        met = self._counted.union(*(self._expressions.predicate(condition) for condition in conditions))
        if not self._has_joins:
            every = met | self._joined
            if len(every) != 1:
                raise NotGroupable
            return frozenset(every)
        known = self._joined | ({self._model(self.left)} if self.left is not None else set())
        if not met <= known or len(known) < 2:
            raise NotGroupable
        return frozenset(known)


def _is_flag(keyword: ast.keyword) -> bool:
    return keyword.arg in ("isouter", "full") and isinstance(keyword.value, ast.Constant)


def _owner_of(around: Surroundings, node: ast.expr) -> ast.expr | None:
    """The mapped class as it is named in an expression of its columns."""
    named = (inner.value for inner in ast.walk(node) if isinstance(inner, ast.Attribute))
    return next((owner for owner in named if around.model(owner)), None)


def _equality(entity: ast.expr, keyword: ast.keyword) -> ast.expr:
    column = ast.Attribute(entity, str(keyword.arg), ast.Load())
    if isinstance(keyword.value, ast.Constant) and keyword.value.value is None:
        return ast.Call(ast.Attribute(column, "is_", ast.Load()), [keyword.value], [])
    return ast.Compare(column, [ast.Eq()], [keyword.value])


def common_key(query: Query, session: int) -> str:
    """What queries must have in common to be one."""
    steps = [
        key(list(step.args)) + step.method + "".join(ast.dump(one) for one in step.keywords) for step in query.steps
    ]
    left = ast.dump(query.left) if query.left is not None else ""
    models = sorted(str(id(model)) for model in query.models)
    return "\n".join([str(session), key(query.select), left, *models, "", *steps])
