"""What comprehensions and generator expressions give."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from asyncfix.transforms.sync_orm_in_async.evaluation import element_of
from asyncfix.transforms.sync_orm_in_async.kinds import (
    Awaitable,
    Generator,
    Keyed,
    Listed,
    Query,
    Value,
)

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.walk import Walk

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def comprehension(walk: Walk, node: Comprehension) -> Value | None:
    from asyncfix.transforms.sync_orm_in_async.walk import State

    kept = dict(walk.state.names)
    first = node.generators[0]
    element = _clause(walk, first)
    with walk.aside() as inside:
        _stored(walk, first.target, element)
        _conditions(walk, first)
        for clause in node.generators[1:]:
            _stored(walk, clause.target, _clause(walk, clause))
            _conditions(walk, clause)
        found = [walk.value(each) for each in _results(node)]
    walk.state = State(kept, walk.state.facts, walk.state.is_dead)
    if isinstance(node, ast.GeneratorExp):
        if inside:
            walk.note(node, "generator", inside[0].what, related=inside[0].related)
        return Listed(found[0])
    walk.operations += inside
    return Keyed(found[-1]) if isinstance(node, ast.DictComp) else Listed(found[0])


def _results(node: Comprehension) -> list[ast.expr]:
    return [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]


def _clause(walk: Walk, clause: ast.comprehension) -> Value | None:
    if not clause.is_async:
        return walk.iterated(clause.iter)
    match walk.value(clause.iter):
        case Query() as query:
            walk.learn(query.identity, "rows")
            return element_of(query)
        case Awaitable(result=Query() as query):
            return element_of(query)
        case Generator(element=element):
            return element
        case _:
            return None


def _conditions(walk: Walk, clause: ast.comprehension) -> None:
    for test in clause.ifs:
        walk.truth(test)


def _stored(walk: Walk, target: ast.expr, found: Value | None) -> None:
    from asyncfix.transforms.sync_orm_in_async.statements import store

    store(walk, target, found)
