"""Aggregates over one table, gathered over one session, become one query (option `grouped`).

`select(func.count(User.id)).where(User.gender == "male")` and the same for "female" become one `select` with a
`count(case(...))` for each, or one with a `group_by` where that is the same. What is not understood to the last name is
awaited in its turn.

The order of decisions: what an awaitable executes and how its one number is read (`reading`), what that statement is
made of (`query`, with `expressions` and `surroundings` for the names in it), which of them become one (`merging`,
`by_value`), and what is written (`statements`, `layout`, `writing`).
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import NamedTuple

from asyncfix.project import Project, flow
from asyncfix.rule import Refused
from asyncfix.transforms.shared_session_gather.arguments import Part, in_order
from asyncfix.transforms.shared_session_gather.grouped.expressions import NotGroupable
from asyncfix.transforms.shared_session_gather.grouped.merging import Group, Shape, segments
from asyncfix.transforms.shared_session_gather.grouped.query import Query, query
from asyncfix.transforms.shared_session_gather.grouped.reading import reading
from asyncfix.transforms.shared_session_gather.grouped.surroundings import Surroundings
from asyncfix.transforms.shared_session_gather.grouped.writing import Writer
from asyncfix.transforms.shared_session_gather.site import Rewriting, Site
from asyncfix.transforms.shared_session_gather.standing import Standing

_SEE_VARIABLES = frozenset({"locals", "vars", "eval", "exec"})

_NO_SESSION = -1
"""In place of a session's number, for an awaitable that uses none."""


class Grouping(NamedTuple):
    """What was asked for. `sessions` are the classes of a site's sessions by number, None for those of the project."""

    project: Project
    shape: Shape
    sessions: tuple[str | None, ...]


def one_query(site: Site, at: Standing, parts: Sequence[Part], grouping: Grouping) -> Rewriting | None:
    """The rewriting of a gather whose awaitables, or some of them, become one query; None where none can."""
    if at.wrapper or at.is_repeated or not all(part.kind == "one" for part in parts):
        return None
    if flow.names_in(site.scope) & _SEE_VARIABLES or len(frozenset[int]().union(*(part.uses for part in parts))) != 1:
        return None
    around = Surroundings(site, grouping.project)
    try:
        ordered, is_first = in_order(site, parts)
        queries = [_query(around, part, place, grouping) for place, part in enumerate(ordered)]
        sessions = [next(iter(part.uses), _NO_SESSION) for part in ordered]
        found = segments(queries, sessions)
        if is_first or not any(isinstance(one, Group) for one in found) or _adds_criteria(around):
            return None
        classes = ["" if one == _NO_SESSION else grouping.sessions[one] or "" for one in sessions]
        return Writer(around, at, ordered, found, grouping.shape).rewriting(classes)
    except (NotGroupable, Refused):
        return None


def _query(around: Surroundings, part: Part, place: int, grouping: Grouping) -> Query | None:
    """What an awaitable executes, None where it is not understood."""
    if len(part.uses) != 1 or grouping.sessions[next(iter(part.uses))] is None:
        return None
    node = part.argument
    if part.is_started:
        assert isinstance(node, ast.Call)
        node = node.args[0]
    try:
        return query(around, reading(around, node, place))
    except NotGroupable:
        return None


def _adds_criteria(around: Surroundings) -> bool:
    """Whether conditions are added behind the code's back, which depend on what a statement selects."""
    name = "with_loader_criteria"
    return any(
        (isinstance(node, ast.Attribute) and node.attr == name) or (isinstance(node, ast.alias) and node.name == name)
        for module in around.project.mentioning(name, around.module.path)
        for node in ast.walk(module.tree)
    )
