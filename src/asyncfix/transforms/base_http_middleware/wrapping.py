"""Which wrappers of `send` a dispatch needs, where they are defined, and what each response is sent through."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from asyncfix.project import flow
from asyncfix.rule import Refused
from asyncfix.transforms.base_http_middleware import inflight, refusals
from asyncfix.transforms.base_http_middleware.dispatch import Dispatch, is_response_class
from asyncfix.transforms.base_http_middleware.flows import Home, Level, Site, Suite, assigned
from asyncfix.transforms.base_http_middleware.pieces import Gone, Kept, Piece, Spelling, Wrapper


@dataclass(eq=False)
class Plan:
    """What is decided before anything is woven, by the identity of statements and suites.

    `before` are the wrappers that are defined in front of a statement, `through` is what a site sends its response
    through, `flagging` what early responses in the body of a try statement go through. `cut` is where a suite ends,
    since what follows is in a wrapper; `moved` follows on a statement instead. `made` are the suites that end with a
    response of their own: its name, and what it goes through. `emptied` are the suites that are in a wrapper whole,
    `gone` the statements that nothing needs any longer.
    """

    before: dict[int, list[Wrapper]] = field(default_factory=lambda: defaultdict(list))
    through: dict[int, str] = field(default_factory=dict)
    cut: dict[int, int] = field(default_factory=dict)
    homes: set[int] = field(default_factory=set)
    moved: dict[int, list[Piece]] = field(default_factory=lambda: defaultdict(list))
    made: dict[int, tuple[str, str]] = field(default_factory=dict)
    emptied: set[int] = field(default_factory=set)
    flagging: dict[int, str] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)


def plan(dispatch: Dispatch, spelling: Spelling, homes: Sequence[Home]) -> Plan:
    """Decide all of it. Raises `Refused`."""
    return _Planner(dispatch, spelling, homes).planned()


class _Planner:
    def __init__(self, dispatch: Dispatch, spelling: Spelling, homes: Sequence[Home]) -> None:
        self._dispatch = dispatch
        self._names = spelling
        self._homes = homes
        self._taken = flow.names_in(dispatch.function)
        self._places = {id(place.statement): place for place in dispatch.statements}
        self.plan = Plan()

    def planned(self) -> Plan:
        for home in self._homes:
            self._plan_home(home)
        self._plan_returns()
        refusals.check(self._dispatch, self._homes)
        self._drop_presets()
        return self.plan

    def _plan_home(self, home: Home) -> None:
        names = {site.name for site in home.sites}
        if len(names) > 1:
            raise Refused("responses under different names meet on the way out")
        self.plan.homes.add(id(home.statement))
        for site in home.sites:
            for level in site.levels:
                if level.at is None:
                    self.plan.emptied.add(id(level.suite))
                else:
                    self.plan.cut[id(level.suite)] = level.suite.index(level.at)
        if len(home.sites) == 1 and not home.made:
            self._wrap(home, home.sites[0], home.sites[0].levels)
            return
        common = self._common(home)
        for site in home.sites:
            self._wrap_apart(home, site, common)
        for suite in home.made:
            self.plan.made[id(suite)] = home.sites[0].name, common

    def _wrap(self, home: Home, site: Site, levels: Sequence[Level], send: str | None = None) -> str:
        """Plan the wrapper for what follows on a site's response on some levels; the name to send through."""
        guard = self._guard(site.place)
        covered = [each for each in levels if guard and _is_inside(each, guard)]
        before = self._flight(home, covered)
        after = self._flight(home, [each for each in levels if each not in covered])
        name = self._wrapper(home, site, (before, after), guard, send)
        self.plan.through[id(site.place.statement)] = name
        return name

    def _common(self, home: Home) -> str:
        """Plan the wrapper for what follows on several responses alike."""
        site = home.sites[0]
        guards = [guard for each in home.sites if (guard := self._guard(each.place))]
        level = site.levels[-1]
        after = self._flight(home, [level])
        return self._wrapper(home, site, ([], after), guards[0] if guards else None, None)

    def _wrap_apart(self, home: Home, site: Site, common: str) -> None:
        inner = site.levels[:-1]
        if any(level.rest and not _is_own(level, home) for level in inner[1:]):
            raise Refused("several responses meet after different code")
        pieces = self._flight(home, inner)
        if not _does_something(pieces):
            self._keep_comments(site, pieces)
            self.plan.through[id(site.place.statement)] = common
            return
        wrapper = self._made_wrapper(site, (pieces, []), None, common)
        self.plan.before[id(site.place.statement)].append(wrapper)
        self.plan.through[id(site.place.statement)] = wrapper.name

    def _keep_comments(self, site: Site, pieces: Iterable[Piece]) -> None:
        gone = [piece for piece in pieces if isinstance(piece, Gone)]
        self.plan.moved[id(site.place.statement)][:0] = gone

    def _flight(self, home: Home, levels: Sequence[Level]) -> list[Piece]:
        """What is done in the wrapper; what resets a context variable goes after the call instead."""
        pieces: list[Piece] = []
        for level in levels:
            stays = []
            for statement in level.rest:
                if inflight.is_reset(self._dispatch, statement):
                    anchor = level.at or level.frames[0].node
                    self.plan.moved[id(anchor)].append(Kept(statement))
                else:
                    stays.append(statement)
            is_last = level is home.sites[0].levels[-1]
            pieces += inflight.pieces(stays, home.sites[0].name, self._names, tail=is_last)
        return pieces

    def _wrapper(
        self, home: Home, site: Site, parts: tuple[list[Piece], list[Piece]], guard: ast.Try | None, send: str | None
    ) -> str:
        """Plan a wrapper in front of a home, if there is anything for it to do; the name to send through."""
        if guard is None and not _does_something([*parts[0], *parts[1]]):
            self._keep_comments(site, [*parts[0], *parts[1]])
            return send or self._names.send
        wrapper = self._made_wrapper(site, parts, guard, send)
        at = self._outermost(home.frames, home.statement)
        self.plan.before[id(at)].append(wrapper)
        if guard is not None and not _does_something([*parts[0], *parts[1]]):
            self.plan.flagging[id(guard)] = wrapper.name
        return wrapper.name

    def _made_wrapper(
        self, site: Site, parts: tuple[list[Piece], list[Piece]], guard: ast.Try | None, send: str | None
    ) -> Wrapper:
        before, after = parts
        statements = [each for piece in (*before, *after) for each in inflight.statements(piece)]
        started = self._names.started if guard is not None else None
        shared = inflight.shared_names(self._dispatch, statements, site.name, self._homes)
        return Wrapper(
            name=self._free("send_wrapper"),
            send=send or self._names.send,
            message=self._names.message,
            before=before,
            after=after,
            nonlocals=[*shared.nonlocals, *([started] if started else [])],
            globals=shared.globals,
            response=site.name,
            headers=self._names.headers if inflight.uses_headers(statements, site.name) else None,
            cookies=self._names.cookies if inflight.sets_cookies(statements, site.name) else None,
            started=started,
        )

    def _free(self, wanted: str) -> str:
        name = flow.free_name(wanted, self._taken)
        self._taken.add(name)
        return name

    def _guard(self, place: flow.Placed) -> ast.Try | None:
        """The outermost try statement whose clauses may see an error after the response has started."""
        found = None
        for frame in place.frames():
            if isinstance(frame.node, ast.Try) and frame.field == "body" and any(map(_acts, frame.node.handlers)):
                found = frame.node
        return found

    def _outermost(self, frames: Iterable[flow.Frame], statement: ast.stmt) -> ast.stmt:
        """Where a wrapper is defined: in front of the outermost try statement whose body it would stand in."""
        for frame in frames:
            if isinstance(frame.node, ast.Try) and frame.field == "body":
                statement = frame.node
        return statement

    def _plan_returns(self) -> None:
        """What sends the responses of `return await call_next(request)`."""
        for statement, name in self._dispatch.sites.items():
            if name is not None:
                continue
            place = self._places[id(statement)]
            guard = self._guard(place)
            if guard is None:
                self.plan.through[id(statement)] = self._names.send
                continue
            if id(guard) not in self.plan.flagging:
                wrapper = Wrapper(
                    self._free("send_wrapper"),
                    self._names.send,
                    self._names.message,
                    before=[],
                    after=[],
                    nonlocals=[self._names.started],
                    started=self._names.started,
                )
                at = self._outermost(place.frames(), statement)
                self.plan.before[id(at)].append(wrapper)
                self.plan.flagging[id(guard)] = wrapper.name
            self.plan.through[id(statement)] = self.plan.flagging[id(guard)]

    def _drop_presets(self) -> None:
        """`response = Response(...)` or `= None` in front of a `try`, where nothing reads it any longer."""
        names = {name for name in self._dispatch.sites.values() if name}
        flying = {id(node) for statement in inflight.flying(self._homes) for node in ast.walk(statement)}
        for name in names:
            reads = [
                node
                for node in ast.walk(self._dispatch.function)
                if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
            ]
            if all(id(node) in flying for node in reads) and not any(home.made for home in self._homes):
                self.plan.gone |= {
                    id(place.statement)
                    for place in self._dispatch.statements
                    if place.statement not in self._dispatch.sites and self._is_preset(place.statement, name)
                }

    def _is_preset(self, statement: ast.stmt, name: str) -> bool:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=found), value=None):
                return found == name
            case _:
                pass
        match assigned(statement, name):
            case ast.Constant():
                return True
            case ast.Call(func=func, args=args, keywords=keywords):
                values = [*args, *(keyword.value for keyword in keywords)]
                plain = all(isinstance(value, ast.Constant | ast.Attribute) for value in values)
                return plain and is_response_class(self._dispatch, func)
            case _:
                return False


def _acts(handler: ast.ExceptHandler) -> bool:
    return acts_in(handler.body)


def acts_in(suite: Suite) -> bool:
    """Whether a clause does anything but raise again."""
    match suite:
        case [ast.Raise(exc=None)]:
            return False
        case _:
            return True


def _is_inside(level: Level, guard: ast.Try) -> bool:
    frames = level.frames if level.at is not None else level.frames[1:]
    return any(frame.node is guard and frame.field == "body" for frame in frames)


def _is_own(level: Level, home: Home) -> bool:
    """Whether what follows on a site on some level follows on no other response: the `else` of a `try` may."""
    if level.at is not None:
        return False
    inside = [place for _, suite in flow.suites(level.frames[0].node) for place in suite if suite is not level.suite]
    nested = {id(each) for statement in inside for each in ast.walk(statement)}
    body = {id(each) for statement in level.frames[0].suite for each in ast.walk(statement)}
    return not any(suite and id(suite[0]) in nested & body for suite in home.made)


def _does_something(pieces: Iterable[Piece]) -> bool:
    return any(not isinstance(piece, Gone) for piece in pieces)
