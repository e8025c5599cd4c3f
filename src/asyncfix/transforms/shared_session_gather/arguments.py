"""What a gather got, argument by argument: how each is written when it is awaited in its turn."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from asyncfix.project import flow
from asyncfix.rule import Refused
from asyncfix.transforms.shared_session_gather.bound_names import is_bound, own_names
from asyncfix.transforms.shared_session_gather.maps import is_map, late_in_map
from asyncfix.transforms.shared_session_gather.order import (
    Changes,
    care_for,
    changes,
    holds_await,
    must_be_first,
    refuse_unmovable,
)
from asyncfix.transforms.shared_session_gather.site import Awaitable, Site
from asyncfix.transforms.shared_session_gather.standing import Standing

Kind = Literal["one", "gather", "comprehension", "iterable"]

_STARTERS = frozenset({"create_task", "ensure_future"})
# What these return is under way before it is awaited.
_STARTED = frozenset({"asyncio.shield", "asyncio.wrap_future", "asyncio.run_coroutine_threadsafe", "asyncio.gather"})


@dataclass(frozen=True, eq=False)
class Part:
    """One argument: an awaitable, a gather inside the gather, `*[F for ...]`, or any other `*iterable`."""

    kind: Kind
    argument: ast.expr
    """Without the star."""
    awaitables: tuple[Awaitable, ...]
    is_started: bool = False
    """Whether a `create_task(...)` around the awaitable, or around the comprehension's element, goes."""
    is_copied: bool = False
    """Whether the iterable is copied before it is iterated."""
    is_list_taken: bool = False
    """Whether the module has a `list` of its own."""
    is_loop: bool = False
    """Whether the comprehension may as well be a `for` statement: nothing else knows its variables."""
    is_map: bool = False
    """Whether the iterable is a `map(f, xs)` that may as well be written as `f(item) for item in xs`."""
    inner: tuple[Part, ...] = ()
    """The arguments of the inner gather; of a comprehension, its element."""

    @property
    def is_many(self) -> bool:
        return self.kind in ("comprehension", "iterable")

    @property
    def uses(self) -> frozenset[int]:
        """The sessions that it uses."""
        return frozenset[int]().union(*(awaitable.uses for awaitable in self.awaitables))

    @property
    def names(self) -> set[str]:
        return flow.names_in(self.argument)


def parts_of(site: Site) -> tuple[Part, ...]:
    """The positional arguments of a site's gather. Raises `Refused` for what cannot be awaited in turn at all."""
    by_handed: dict[ast.expr, list[Awaitable]] = {}
    for awaitable in site.awaitables:
        by_handed.setdefault(awaitable.handed, []).append(awaitable)
    parts = tuple(part_of(site, argument, tuple(by_handed.get(argument, ()))) for argument in site.call.args)
    _refuse_twice(parts)
    return tuple(part if part.awaitables else _with_those_of(part, parts) for part in parts)


def _with_those_of(part: Part, parts: Sequence[Part]) -> Part:
    """`cs[2]` beside `*cs[:2]` is one of the awaitables that the list holds, which are handed over once."""
    name = _indexed(part.argument)
    same = (one.awaitables for one in parts if name and _indexed(one.argument) == name)
    return replace(part, awaitables=next((awaitables for awaitables in same if awaitables), ()))


def _indexed(argument: ast.expr) -> str | None:
    match argument:
        case ast.Subscript(value=ast.Name(id=name)):
            return name
        case _:
            return None


def part_of(site: Site, argument: ast.expr, awaitables: tuple[Awaitable, ...]) -> Part:
    """An argument, with what it hands over."""
    match argument:
        case ast.Starred(value=(ast.ListComp() | ast.GeneratorExp() | ast.SetComp()) as comprehension):
            element = part_of(site, comprehension.elt, awaitables)
            is_loop = element.kind == "one" and _may_be_loop(site, comprehension)
            return Part(
                "comprehension", comprehension, awaitables, element.is_started, is_loop=is_loop, inner=(element,)
            )
        case ast.Starred(value=value):
            return Part("iterable", value, awaitables, is_map=is_map(site, value, awaitables))
        case ast.Call(keywords=[]) if _is_gather(site, argument):
            inner = tuple(part_of(site, one, awaitables) for one in argument.args)
            return Part("gather", argument, awaitables, inner=inner)
        case ast.Call() if _starts(argument):
            return Part("one", argument, awaitables, is_started=True)
        case _:
            return Part("one", argument, awaitables)


_COMPREHENSIONS = (ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp)


def _may_be_loop(site: Site, comprehension: ast.ListComp | ast.GeneratorExp | ast.SetComp) -> bool:
    if len(comprehension.generators) > 1 or "#" in site.module.source(comprehension):
        return False
    (generator,) = comprehension.generators
    bound = flow.names_in(generator.target)
    plain = isinstance(generator.target, (ast.Name, ast.Tuple)) and not generator.is_async
    around = {id(frame.node) for frame in site.at.frames()}
    return plain and not bound & (flow.names_in(generator.iter) | _known_elsewhere(site.scope, bound, around))


def _known_elsewhere(node: ast.AST, wanted: set[str], around: set[int]) -> set[str]:
    """Which of these names occur in a node, other than as variables of comprehensions and of loops not `around` us."""
    inner = list(ast.iter_child_nodes(node))
    found: set[str] = set()
    if isinstance(node, _COMPREHENSIONS):
        wanted = wanted - {name for generator in node.generators for name in flow.names_in(generator.target)}
    elif isinstance(node, (ast.For, ast.AsyncFor)) and id(node) not in around:
        outside: list[ast.AST] = [node.iter, *node.orelse]
        found = found.union(*(_known_elsewhere(child, wanted, around) for child in outside))
        wanted = wanted - flow.names_in(node.target)
        inner = list(node.body)
    if not wanted:
        return found
    found |= wanted & own_names(node)
    return found.union(*(_known_elsewhere(child, wanted, around) for child in inner))


def _starts(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name in _STARTERS


def refuse_started(site: Site, call: ast.Call) -> None:
    """Raise `Refused` unless a `create_task(...)` may go, and nothing but the coroutine stay."""
    coroutine = call.args[0] if len(call.args) == 1 and not isinstance(call.args[0], ast.Starred) else None
    if coroutine is None or call.keywords:
        raise Refused(f"line {call.lineno}: the task has a name or a context of its own")
    source, inside = site.module.source(call), site.module.source(coroutine)
    if "#" in source.replace(inside, "", 1):
        raise Refused(f"line {call.lineno}: a comment stands where the task is created")
    if not isinstance(coroutine, ast.Call):
        raise Refused(f"line {call.lineno}: the task may have been started elsewhere")


def _refuse_twice(parts: Sequence[Part]) -> None:
    seen: set[str] = set()
    for part in _flat(parts):
        if isinstance(part.argument, ast.Name):
            if part.argument.id in seen:
                raise Refused(f"`{part.argument.id}` is handed over twice, and a coroutine can be awaited only once")
            seen.add(part.argument.id)
        if isinstance(part.argument, ast.BinOp) and isinstance(part.argument.op, ast.Mult):
            raise Refused("the same coroutine is handed over several times, and it can be awaited only once")
        if part.kind == "comprehension" and not _is_new_each_time(part):
            raise Refused("each iteration hands over the same coroutine, and it can be awaited only once")


def _is_new_each_time(part: Part) -> bool:
    assert isinstance(part.argument, (ast.ListComp, ast.GeneratorExp, ast.SetComp))
    element = part.argument.elt
    bound = {name for generator in part.argument.generators for name in flow.names_in(generator.target)}
    return any(isinstance(node, ast.Call) for node in ast.walk(element)) or bool(flow.names_in(element) & bound)


def _flat(parts: Sequence[Part]) -> Iterator[Part]:
    for part in parts:
        yield part
        yield from _flat(part.inner)


def started_calls(parts: Sequence[Part]) -> Iterator[ast.Call]:
    """The `create_task(...)` calls among arguments that go."""
    for part in _flat(parts):
        if part.kind == "one" and part.is_started:
            assert isinstance(part.argument, ast.Call)
            yield part.argument


def in_order(site: Site, parts: Sequence[Part]) -> tuple[tuple[Part, ...], bool]:
    """The arguments with the copies they need; and whether all coroutines have to be made before the first runs.

    Raises `Refused` where not even that would keep the order of evaluation.
    """
    refuse_unmovable(part.argument for part in parts)
    for part in _flat(parts):
        if part.kind == "one" and isinstance(part.argument, ast.Call) and _is_gather(site, part.argument):
            raise Refused("an inner gather has arguments of its own")
    ordered, _, is_first = _in_order(site, parts, Changes(), is_later=False)
    started = next((part for part in _flat(parts) if _is_started_early(site, part)), None)
    if is_first and started is not None:
        name = ast.unparse(started.argument).partition("(")[0]
        raise Refused(f"`{name}(...)` would be called, and start what it gets, before the other arguments")
    if is_first:
        # What is iterated before anything runs needs no copy.
        ordered = tuple(replace(part, is_copied=False) for part in ordered)
    return ordered, is_first


def _in_order(
    site: Site, parts: Sequence[Part], before: Changes, *, is_later: bool
) -> tuple[tuple[Part, ...], Changes, bool]:
    ordered: list[Part] = []
    is_first = False
    for part in parts:
        during = before | changes(part.awaitables)
        if part.kind == "gather":
            inner, during, is_first_inside = _in_order(site, part.inner, before, is_later=is_later)
            is_first |= is_first_inside
            ordered.append(replace(part, inner=inner))
        else:
            late = _evaluated_late(part, before, during, is_later=is_later)
            is_first |= any(must_be_first(site, expression, changed) for expression, changed in late)
            outer, *others = [care_for(site, iterable, during) for iterable in _iterables(part)] or ["none"]
            is_first |= any(care != "none" for care in others) or (outer == "first" and is_later)
            is_list_taken = outer != "none" and is_bound("list", site.module.tree)
            ordered.append(replace(part, is_copied=outer != "none", is_list_taken=is_list_taken))
        before, is_later = during, True
    return tuple(ordered), before, is_first


def _is_gather(site: Site, call: ast.Call) -> bool:
    return site.module.dotted(call.func) in ("asyncio.gather", "asyncio.tasks.gather")


def _iterables(part: Part) -> list[ast.expr]:
    match part.argument:
        case (
            ast.ListComp(generators=generators)
            | ast.GeneratorExp(generators=generators)
            | ast.SetComp(generators=generators)
        ) if part.kind == "comprehension":
            return [generator.iter for generator in generators if not generator.is_async]
        case argument:
            return [argument] if part.kind == "iterable" else []


def _evaluated_late(
    part: Part, before: Changes, during: Changes, *, is_later: bool
) -> Iterator[tuple[ast.expr, Changes]]:
    """What is evaluated after something has run, with what that may have changed."""
    match part.argument:
        case (
            ast.ListComp(elt=element, generators=generators)
            | ast.GeneratorExp(elt=element, generators=generators)
            | ast.SetComp(elt=element, generators=generators)
        ) if part.kind == "comprehension":
            if is_later:
                yield generators[0].iter, before
            if any(generator.is_async for generator in generators):
                # The whole comprehension awaits, which is reason enough.
                yield part.argument, during
            yield element, during
            for generator in generators:
                yield from ((condition, during) for condition in generator.ifs)
            yield from ((generator.iter, during) for generator in generators[1:])
        case argument:
            if is_later:
                yield argument, before
            if part.is_map:
                yield from ((expression, during) for expression in late_in_map(argument))


def _is_started_early(site: Site, part: Part) -> bool:
    """Whether evaluating an argument starts what it awaits."""
    if part.kind == "gather":
        return True
    if not isinstance(part.argument, ast.Call) or part.is_started:
        return False
    name = (site.module.dotted(part.argument.func) or "").replace("asyncio.tasks.", "asyncio.")
    return name in _STARTED or name.endswith(".run_in_executor")


def refuse_uncapturable(at: Standing, parts: Iterable[Part]) -> None:
    """Raise `Refused` where arguments cannot be evaluated in a function nested in front of the statement."""
    if at.is_repeated:
        raise Refused("the gather stands in a comprehension, where no function can be put in front of it")
    for part in parts:
        if holds_await(part.argument):
            raise Refused("an argument of the gather awaits something itself")
        for node in ast.walk(part.argument):
            match node:
                case ast.Call(func=ast.Name(id="super" | "locals" | "vars" | "eval" | "exec" | "dir" as name)):
                    raise Refused(f"`{name}()` would mean something else in a nested function")
                case _:
                    pass
