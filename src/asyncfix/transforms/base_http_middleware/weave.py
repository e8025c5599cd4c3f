"""The body of `__call__`, woven from that of `dispatch`: what followed the response goes into a wrapper of `send`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from asyncfix.project import flow
from asyncfix.rule import Refused
from asyncfix.transforms.base_http_middleware import inflight
from asyncfix.transforms.base_http_middleware.body import Reads, reads
from asyncfix.transforms.base_http_middleware.dispatch import Dispatch
from asyncfix.transforms.base_http_middleware.flows import Suite, homes
from asyncfix.transforms.base_http_middleware.pieces import Answer, Define, Gone, Kept, Line, Piece, Spelling
from asyncfix.transforms.base_http_middleware.wrapping import acts_in, plan


@dataclass(frozen=True, eq=False)
class Woven:
    """A new body, and what it uses: the request, the headers of a response; what it changes is in the flags."""

    pieces: Sequence[Piece]
    reads: Reads
    uses_request: bool
    uses_headers: bool
    sets_cookies: bool
    wraps: bool
    is_timed: bool
    """Whether a `finally` or a `with` now ends after the whole response."""
    goes_on: bool
    """Whether code that followed `call_next` now runs in the task of the request."""


def weave(dispatch: Dispatch, spelling: Spelling) -> Woven:
    """The new body. Raises `Refused`."""
    return _Weaver(dispatch, spelling).woven()


class _Weaver:
    def __init__(self, dispatch: Dispatch, spelling: Spelling) -> None:
        self._dispatch = dispatch
        self._names = spelling
        found = homes(dispatch)
        self._reads = reads(dispatch, list(inflight.flying(found)))
        self._plan = plan(dispatch, spelling, found)
        self._places = {id(place.statement): place for place in dispatch.statements}

    def woven(self) -> Woven:
        pieces = self._suite(self._dispatch.body, tail=True)
        wrappers = [one for some in self._plan.before.values() for one in some]
        frames = [frame for site in self._dispatch.sites for frame in self._places[id(site)].frames()]
        return Woven(
            pieces,
            reads=self._reads,
            uses_request=self._dispatch.uses_request(),
            uses_headers=any(wrapper.headers for wrapper in wrappers),
            sets_cookies=any(wrapper.cookies for wrapper in wrappers),
            wraps=bool(wrappers),
            is_timed=any(_has_end(frame) for frame in frames),
            goes_on=any(wrapper.before or wrapper.after for wrapper in wrappers),
        )

    def _suite(self, suite: Suite, *, tail: bool, answers: str | None = None) -> list[Piece]:
        """A suite of `__call__`. `tail` says that the function ends with it, `answers` what early responses go
        through."""
        cut = self._plan.cut.get(id(suite))
        kept = suite if cut is None else suite[: cut + 1]
        pieces: list[Piece] = []
        for number, statement in enumerate(kept):
            is_last = number == len(kept) - 1
            moved = self._plan.moved.get(id(statement), [])
            ends_here = tail and is_last and not any(isinstance(each, Kept) for each in moved)
            wrappers = self._plan.before.get(id(statement), ())
            if any(wrapper.started for wrapper in wrappers):
                pieces.append(Line(f"{self._names.started} = False"))
            pieces += [Define(wrapper) for wrapper in wrappers]
            pieces += self._statement(statement, tail=ends_here, answers=answers)
            pieces += moved
            if id(statement) in self._plan.homes and not tail:
                pieces.append(Line("return"))
        if id(suite) in self._plan.made:
            name, send = self._plan.made[id(suite)]
            pieces.append(Line(f"await {name}({self._names.arguments}, {send})"))
        return pieces if any(not isinstance(piece, Gone) for piece in pieces) else [*pieces, Line("pass")]

    def _statement(self, statement: ast.stmt, *, tail: bool, answers: str | None) -> Iterator[Piece]:
        dispatch = self._dispatch
        if statement in dispatch.sites:
            through = self._plan.through[id(statement)]
            receive = self._names.replay if any(self._reads) else self._names.receive
            yield Line(f"await {self._names.app}({self._names.scope}, {receive}, {through})", statement)
            if dispatch.sites[statement] is None and not tail:
                yield Line("return")
        elif id(statement) in self._plan.gone:
            yield Gone(statement)
        elif isinstance(statement, ast.Return):
            yield self._answer(statement, answers or self._names.send, leaves=not tail)
        elif isinstance(statement, flow.Function | ast.ClassDef) or not _returns(statement, dispatch):
            yield Kept(statement)
        else:
            yield Kept(statement, tuple(self._suites(statement, tail=tail, answers=answers)))

    def _answer(self, statement: ast.Return, send: str, *, leaves: bool) -> Piece:
        match statement.value:
            case None | ast.Constant():
                raise Refused(f"line {statement.lineno} returns no response")
            case ast.Name(id=name):
                return Answer(statement, None, f"await {name}({self._names.arguments}, {send})", leaves)
            case _:
                name = self._names.response
                return Answer(statement, name, f"await {name}({self._names.arguments}, {send})", leaves)

    def _suites(self, statement: ast.stmt, *, tail: bool, answers: str | None) -> Iterator[list[Piece]]:
        guarded = isinstance(statement, ast.Try) and self._guarding(statement)
        for name, suite in flow.suites(statement):
            if not suite or id(suite) in self._plan.emptied:
                yield []
                continue
            inner = self._plan.flagging.get(id(statement), answers) if name == "body" else answers
            ends_here = tail and not flow.is_loop(statement) and name != "finalbody"
            if name == "body" and isinstance(statement, ast.Try) and statement.orelse:
                ends_here = ends_here and id(statement.orelse) in self._plan.emptied
            pieces = self._suite(suite, tail=ends_here, answers=inner)
            if name == "handlers" and guarded and acts_in(suite):
                pieces.insert(0, Line(f"if {self._names.started}:\n    raise"))
            yield pieces

    def _guarding(self, statement: ast.Try) -> bool:
        return any(
            frame.node is statement and frame.field == "body"
            for site in self._dispatch.sites
            for frame in self._places[id(site)].frames()
        )


def _has_end(frame: flow.Frame) -> bool:
    match frame.node:
        case ast.Try(finalbody=[_, *_]) | ast.With() | ast.AsyncWith():
            return True
        case _:
            return False


def _returns(statement: ast.stmt, dispatch: Dispatch) -> bool:
    """Whether a compound statement holds a return or a site of the function."""
    return any(
        isinstance(place.statement, ast.Return) or place.statement in dispatch.sites for place in flow.within(statement)
    )
