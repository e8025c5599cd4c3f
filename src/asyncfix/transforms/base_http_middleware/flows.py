"""How responses flow through a dispatch: what still happens to each before it is returned."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from asyncfix.project import flow
from asyncfix.rule import Refused
from asyncfix.transforms.base_http_middleware.dispatch import Dispatch

Suite = list[ast.stmt]


class Level(NamedTuple):
    """One suite around a site, and the statements in it that follow on the response. `at` is the statement of the
    suite that holds the site; None for the `else` of a try statement whose body holds it."""

    suite: Suite
    at: ast.stmt | None
    rest: Suite
    frames: tuple[flow.Frame, ...]


@dataclass(frozen=True, eq=False)
class Site:
    """A `response = await call_next(request)`, and the suites that follow on the response, from the inside out."""

    place: flow.Placed
    name: str
    levels: tuple[Level, ...]


@dataclass(frozen=True, eq=False)
class Home:
    """The statement after which all that is left of a dispatch is about one response, and the sites in it.

    `made` are the suites in it that make a response of their own, which then goes the same way.
    """

    statement: ast.stmt
    suite: Suite
    sites: tuple[Site, ...]
    made: tuple[Suite, ...]
    frames: tuple[flow.Frame, ...]


def ends(suite: Sequence[ast.stmt]) -> bool:
    """Whether control never runs off the end of a suite, as far as its last statement tells."""
    match suite:
        case []:
            return False
        case [*_, ast.With(body=body) | ast.AsyncWith(body=body)]:
            return ends(body)
        case [*_, ast.If(body=body, orelse=orelse)]:
            return ends(body) and ends(orelse)
        case [*_, (ast.Try() | ast.TryStar()) as node]:
            main = ends(node.body) or ends(node.orelse)
            return ends(node.finalbody) or (main and all(ends(handler.body) for handler in node.handlers))
        case _:
            return not flow.completes(list(suite))


def homes(dispatch: Dispatch) -> list[Home]:
    """The homes of all sites that assign the response, in source order. Raises `Refused`."""
    found: dict[int, tuple[ast.stmt, Suite, tuple[flow.Frame, ...], list[Site]]] = {}
    for place in dispatch.statements:
        name = dispatch.sites.get(place.statement)
        if name is None:
            continue
        levels = tuple(_levels(dispatch, place))
        statement, suite, frames = _home(dispatch, levels)
        found.setdefault(id(statement), (statement, suite, frames, []))[3].append(Site(place, name, levels))
    made: list[Home] = []
    for statement, suite, frames, sites in found.values():
        others = tuple(_made(dispatch, statement, suite, sites))
        made.append(Home(statement, suite, tuple(sites), others, frames))
    return made


def _home(dispatch: Dispatch, levels: Sequence[Level]) -> tuple[ast.stmt, Suite, tuple[flow.Frame, ...]]:
    last = levels[-1]
    if last.at is not None:
        return last.at, last.suite, last.frames
    # The `else` of a try statement: that is the statement.
    (frame, *outer) = last.frames
    parent = outer[0].suite if outer else dispatch.body
    return frame.node, parent, tuple(outer)


def _levels(dispatch: Dispatch, place: flow.Placed) -> Iterator[Level]:
    statement, suite = place.statement, place.suite
    frames = tuple(place.frames())
    while True:
        rest = _after(suite, statement)
        yield Level(suite, statement, rest, frames)
        if ends(rest):
            return
        if not frames:
            raise Refused("it may end without returning a response")
        frame, *outer = frames
        parent = outer[0].suite if outer else dispatch.body
        if isinstance(frame.node, ast.Try) and frame.field == "body" and frame.node.orelse:
            yield Level(frame.node.orelse, None, frame.node.orelse, frames)
            if ends(frame.node.orelse):
                return
        statement, suite, frames = frame.node, parent, tuple(outer)


def _after(suite: Suite, statement: ast.stmt) -> Suite:
    number = next(number for number, each in enumerate(suite) if each is statement)
    return suite[number + 1 :]


def _made(dispatch: Dispatch, home: ast.stmt, suite: Suite, sites: Sequence[Site]) -> Iterator[Suite]:
    """The suites of a home that end with a response that they made themselves.

    Raises `Refused` where some way through it has no response.
    """
    name = sites[0].name
    before = suite[: len(suite) - len(_after(suite, home)) - 1] if home in suite else []
    preset = any(assigned(each, name) and each not in dispatch.sites for each in before)
    flowing = {site.place.statement for site in sites}
    for leaf in _leaves(home, flowing):
        if leaf is None:
            raise Refused(f"there is a way past `{dispatch.call_next}` without a response of its own")
        if any(each in flowing for each in leaf):
            continue
        if not preset and not any(assigned(each, name) for each in leaf):
            raise Refused(f"line {leaf[-1].lineno} goes on without a response")
        yield leaf


def assigned(statement: ast.stmt, name: str) -> ast.expr | None:
    """The value that a statement assigns to a name."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
            return value
        case ast.AnnAssign(target=ast.Name(id=found), value=ast.expr() as value) if found == name:
            return value
        case _:
            return None


def _leaves(statement: ast.stmt, flowing: Collection[ast.stmt]) -> Iterator[Suite | None]:
    """The suites at whose end a statement may be done; None for a way around all of them.

    A site that flows on stands for itself.
    """
    match statement:
        case _ if statement in flowing:
            yield [statement]
        case ast.If(body=body, orelse=orelse):
            yield from _leaves_of(body, flowing)
            yield from _leaves_of(orelse, flowing) if orelse else (None,)
        case ast.Try(body=body, handlers=handlers):
            yield from _leaves_of(body, flowing)
            for handler in handlers:
                yield from _leaves_of(handler.body, flowing)
        case ast.With(body=body) | ast.AsyncWith(body=body):
            yield from _leaves_of(body, flowing)
        case _:
            raise Refused(f"line {statement.lineno} holds it in a statement of another kind")


def _leaves_of(suite: Suite, flowing: Collection[ast.stmt]) -> Iterator[Suite | None]:
    holders = [each for each in suite if any(inner in flowing for inner in ast.walk(each))]
    if holders:
        yield from _leaves(holders[-1], flowing)
    elif not ends(suite):
        yield suite
