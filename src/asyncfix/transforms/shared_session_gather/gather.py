"""`await gather(A, B)` becomes `await A`, then `await B`, in the shape that the statement around it asks for.

The order of decisions: where the gather stands (`standing`), what it got (`arguments`), whether some awaitables stay
concurrent (`mixed`), what has to be evaluated before anything runs (`order`), and then the form that is written:
statements of their own where that is equal (`targets`), else a list, or a tuple for a tuple of targets (`displays`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, cast

from asyncfix.project import flow
from asyncfix.rule import Refused
from asyncfix.transforms.shared_session_gather import starts
from asyncfix.transforms.shared_session_gather.arguments import (
    Part,
    in_order,
    parts_of,
    refuse_started,
    started_calls,
)
from asyncfix.transforms.shared_session_gather.in_strings import is_in_string, refuse_unhoistable
from asyncfix.transforms.shared_session_gather.mixed import chained, in_chains, is_mixed
from asyncfix.transforms.shared_session_gather.moved_up import moved_up
from asyncfix.transforms.shared_session_gather.site import Rewriting, Site
from asyncfix.transforms.shared_session_gather.spelled import SpelledOut, spelled_out
from asyncfix.transforms.shared_session_gather.standing import (
    Standing,
    claims,
    front_anchor,
    standing,
)
from asyncfix.transforms.shared_session_gather.task_lists import unstarted
from asyncfix.transforms.shared_session_gather.turn import Turn, rewriting
from asyncfix.transforms.shared_session_gather.waiting import where_started

if TYPE_CHECKING:
    from asyncfix.transforms.shared_session_gather.grouped import Grouping

NESTED_SINCE = (3, 11)
"""Before this version an `await` in a comprehension could not stand in another comprehension."""

_ISOLATION = (
    "on PostgreSQL a statement that fails makes all that follow in its transaction fail, as it did in the gather;"
    " `async with session.begin_nested():` around each keeps them apart"
)


def gather_in_turn(site: Site, grouping: Grouping | None = None) -> Rewriting:
    """The rewriting of a site of the form "gather", as one query where that is asked for. Raises `Refused`."""
    at = standing(site)
    is_in_text = is_in_string(site)
    if is_in_text:
        refuse_unhoistable(site)
    settles = _gives_exceptions_back(site)
    parts = parts_of(site)
    spelled = spelled_out(site, at, parts)
    if spelled is not None:
        return _spelled_out(site, at, spelled, settles=settles)
    waiting = in_chains(parts)
    for call in started_calls(waiting):
        refuse_started(site, call)
    if at.is_whole and not at.wrapper and not settles and not is_in_text:
        moved = moved_up(site, at.awaited, parts)
        if moved is not None:
            return moved._replace(notes=(*moved.notes, *claims(site)))
    try:
        builders, annotated = unstarted(site, waiting)
    except Refused:
        if not at.wrapper and not settles and not is_in_text and (elsewhere := where_started(site, at.awaited)):
            return elsewhere
        raise
    made = None
    if grouping is not None and not settles and not builders and not is_in_text:
        from asyncfix.transforms.shared_session_gather.grouped import one_query

        made = one_query(site, at, parts, grouping)
    made = made or _written(site, at, parts, settles=settles, is_in_text=is_in_text)
    return made._replace(
        edits=(*builders, *made.edits),
        notes=(*made.notes, *claims(site), *([_ISOLATION] if settles else [])),
        unneeded=tuple(dict.fromkeys([*made.unneeded, *_roots(site, waiting), *annotated])),
    )


def _spelled_out(site: Site, at: Standing, spelled: SpelledOut, *, settles: bool) -> Rewriting:
    waiting = in_chains(spelled.parts)
    for call in started_calls(waiting):
        refuse_started(site, call)
    made = chained(site, at, spelled.parts, settles=settles, spelled=spelled)
    anchored = [(edit.anchor, edit.rewrite) for edit in (*spelled.edits, *made.edits)]
    if spelled.comments:
        anchored.insert(0, (front_anchor(site), starts.led_by_comments(spelled.comments)))
    return made._replace(
        edits=starts.merged_edits(site.module.path, anchored),
        notes=(*made.notes, *claims(site), *([_ISOLATION] if settles else [])),
        unneeded=(*spelled.unneeded, *(name for call in started_calls(waiting) for name in _root(call))),
    )


def _gives_exceptions_back(site: Site) -> bool:
    """Whether `return_exceptions` is true. Raises `Refused` where that cannot be told."""
    found = False
    for keyword in site.call.keywords:
        match keyword:
            case ast.keyword(arg="return_exceptions", value=ast.Constant(value=bool(value))):
                found = value
                # It has a place in the file like any expression.
                if "#" in site.module.source(cast("ast.expr", keyword)):
                    raise Refused("a comment stands at `return_exceptions`")
            case ast.keyword(arg="return_exceptions"):
                raise Refused("`return_exceptions` is not a literal")
            case ast.keyword(arg="loop"):
                raise Refused("`loop=` was removed from gather in Python 3.10")
            case _:
                raise Refused(f"gather has no argument `{keyword.arg or '**'}`")
    return found


def _roots(site: Site, parts: Sequence[Part]) -> Iterable[str]:
    """The names that the calls which go were reached by."""
    started = [awaitable.started for part in parts for awaitable in part.awaitables if awaitable.started]
    for call in [site.call, *started_calls(parts), *started]:
        yield from _root(call)


def _root(call: ast.Call) -> Iterator[str]:
    function: ast.expr = call.func
    while isinstance(function, ast.Attribute):
        function = function.value
    if isinstance(function, ast.Name):
        yield function.id


def _written(site: Site, at: Standing, parts: tuple[Part, ...], *, settles: bool, is_in_text: bool) -> Rewriting:
    if is_mixed(parts):
        if is_in_text:
            raise Refused("awaitables that do not use the session are gathered too, inside an f-string")
        return chained(site, at, parts, settles=settles)
    if settles and any(part.kind == "gather" for part in parts):
        raise Refused("an inner gather stands in one with `return_exceptions=True`")
    ordered, is_first = in_order(site, parts)
    _refuse_nested(site, at, ordered, is_first=is_first)
    taken = flow.names_in(site.scope)
    settle = flow.free_name("_settled", taken) if settles else None
    turn = Turn(site, at, ordered, is_first, settle, flow.free_name("c", taken), flow.free_name("coroutine", taken))
    return rewriting(turn, is_in_text=is_in_text)


def _refuse_nested(site: Site, at: Standing, parts: Sequence[Part], *, is_first: bool) -> None:
    if site.module.target_version >= NESTED_SINCE:
        return
    awaits_inside = is_first or any(part.is_many or part.kind == "gather" for part in parts)
    nested = any(part.kind == "comprehension" and part.inner[0].kind == "gather" for part in parts)
    if (at.is_repeated and awaits_inside) or nested:
        raise Refused("before Python 3.11 an `await` in a comprehension cannot stand in another comprehension")
