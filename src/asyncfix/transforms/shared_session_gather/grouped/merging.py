"""Which queries become one, and in which of the two shapes."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from asyncfix.transforms.shared_session_gather.grouped.query import Query, common_key
from asyncfix.transforms.shared_session_gather.grouped.terms import key

Shape = Literal["aggregate", "group-by"]


@dataclass(frozen=True, eq=False)
class Group:
    """Queries that become one.

    `places` are those of their awaitables in the gather, `common` the conditions that all have, `own` the one that
    each has besides, None where there is none.
    """

    places: tuple[int, ...]
    queries: tuple[Query, ...]
    common: tuple[ast.expr, ...]
    own: tuple[ast.expr | None, ...]


@dataclass(frozen=True, eq=False)
class Alone:
    """An awaitable that is awaited in its turn. What `is_plain` reads only, and may change places with others."""

    place: int
    is_plain: bool


Segment = Group | Alone


def segments(queries: Sequence[Query | None], sessions: Sequence[int]) -> list[Segment]:
    """The awaitables of a gather in the order in which they run, groups at the place of their first.

    Only queries that nothing else runs between are grouped: it may write what they read.
    """
    made: list[Segment] = []
    run: list[int] = []
    for place, query in enumerate(queries):
        if query is not None:
            run.append(place)
            continue
        made += _of_run(run, queries, sessions)
        made.append(Alone(place, is_plain=False))
        run = []
    return [*made, *_of_run(run, queries, sessions)]


def _of_run(run: Sequence[int], queries: Sequence[Query | None], sessions: Sequence[int]) -> list[Segment]:
    by_key: dict[str, list[tuple[int, Query]]] = {}
    for place in run:
        query = queries[place]
        assert query is not None
        by_key.setdefault(common_key(query, sessions[place]), []).append((place, query))
    groups = [group for members in by_key.values() if (group := _group(members))]
    grouped = {place for group in groups for place in group.places}
    alone = [Alone(place, is_plain=True) for place in run if place not in grouped]
    return sorted([*groups, *alone], key=lambda one: one.places[0] if isinstance(one, Group) else one.place)


def _group(members: list[tuple[int, Query]]) -> Group | None:
    """The largest part of these queries that differ by one condition each."""
    while len(members) > 1:
        common = _common([query for _, query in members])
        own = [[one for one in query.conditions if key(one) not in common] for _, query in members]
        most = max(map(len, own))
        if most <= 1:
            first = members[0][1]
            shared = {key(one): one for one in first.conditions if key(one) in common}
            return Group(
                tuple(place for place, _ in members),
                tuple(query for _, query in members),
                tuple(shared.values()),
                tuple(one[0] if one else None for one in own),
            )
        members = [member for member, conditions in zip(members, own, strict=True) if len(conditions) < most]
    return None


def _common(queries: Sequence[Query]) -> set[str]:
    first, *others = ({key(one) for one in query.conditions} for query in queries)
    return first.intersection(*others)
