"""`for c in asyncio.as_completed([F, G]): x = await c` becomes `for c in [F, G]:`.

The order of the arguments is one of the orders in which they may complete.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from asyncfix.rule import Refused
from asyncfix.transforms.shared_session_gather import starts
from asyncfix.transforms.shared_session_gather.held import held
from asyncfix.transforms.shared_session_gather.scoping import COMPREHENSIONS, Names
from asyncfix.transforms.shared_session_gather.site import Rewriting, Site
from asyncfix.transforms.shared_session_gather.starts import Anchored
from asyncfix.transforms.shared_session_gather.tasks import unneeded

if TYPE_CHECKING:
    import libcst as cst

    from asyncfix.rule import Rewrite


def as_completed_in_turn(site: Site) -> Rewriting:
    """The rewriting of an `as_completed()`. Raises `Refused`."""
    for keyword in site.call.keywords:
        if not (keyword.arg == "timeout" and ast.unparse(keyword.value) == "None"):
            raise Refused("it has a time limit")
    names = starts.function_names(site)
    chains, others = starts.split(site.awaitables)
    if len(chains) != 1 or others:
        raise Refused("some of the awaitables do not use that session, and in turn they would have to wait")
    variable = _loop(site, names)
    calls = [one.started for one in site.awaitables if one.started is not None]
    notes = [note for call in calls for note in starts.check_start(site, names, call)]
    found = held(names, calls, [site.call])
    if found.reads or found.awaited_at_once or found.discarded:
        raise Refused("the tasks are used elsewhere too")
    _refuse_use_of_list(site, names, variable)
    _refuse_awaits_before(site, names, calls)
    source, inside = site.module.source(site.call), site.module.source(site.call.args[0])
    if "#" in source.replace(inside, "", 1):
        raise Refused("a comment stands in the call")
    edits: list[Anchored] = [
        *starts.awaits(site, names, calls, keep=calls),
        *starts.annotation_edits(site, found),
        (site.module.anchor(site.call), _its_argument()),
    ]
    return Rewriting(
        starts.merged_edits(site.module.path, edits),
        tuple(dict.fromkeys(notes)),
        unneeded=(*unneeded([site.call, *calls]), *found.annotation_names),
    )


def _loop(site: Site, names: Names) -> ast.Name:
    """The loop variable, which holds one coroutine after the other and is awaited once. Raises `Refused`."""
    holder = names.parents[site.call]
    match holder:
        case ast.For(iter=iterable, target=ast.Name() as target, orelse=[]) if iterable is site.call:
            _refuse_body(names, holder, _only_await(names, target))
        case ast.comprehension(iter=iterable, target=ast.Name() as target, ifs=[]) if iterable is site.call:
            comprehension = names.parents[holder]
            awaited = _only_await(names, target)
            if not (
                isinstance(comprehension, (ast.ListComp, ast.SetComp))
                and len(comprehension.generators) == 1
                and not holder.is_async
                and _is_evaluated(names, awaited, comprehension)
            ):
                raise Refused("a comprehension does more with each than to await it")
        case ast.AsyncFor() | ast.comprehension():
            raise Refused("an `async for` over it yields the tasks themselves")
        case _:
            raise Refused("it is not what a plain `for` runs over")
    return target


def _only_await(names: Names, target: ast.Name) -> ast.Await:
    uses = [use for use in names.uses(names.variable(target)) if use is not target]
    if len(uses) != 1 or not isinstance(awaited := names.parents[uses[0]], ast.Await):
        raise Refused(f"`{target.id}` is not just awaited, once")
    if not names.holds(_around(names, target), awaited) or names.callable_of(awaited) is not names.function:
        raise Refused(f"`{target.id}` is not just awaited, once")
    return awaited


def _around(names: Names, target: ast.Name) -> ast.AST:
    holder = names.parents[target]
    return names.parents[holder] if isinstance(holder, ast.comprehension) else holder


def _is_evaluated(names: Names, awaited: ast.Await, around: ast.AST) -> bool:
    """Whether an await happens whenever control gets into what is around it."""
    inner: ast.AST = awaited
    for outer in names.up(awaited):
        if outer is around:
            return True
        match outer:
            case ast.IfExp(test=test) if inner is not test:
                return False
            case ast.BoolOp(values=[first, *_]) if inner is not first:
                return False
            case _ if isinstance(outer, (ast.Lambda, *COMPREHENSIONS)):
                return False
            case _:
                pass
        inner = outer
    return False


def _refuse_body(names: Names, loop: ast.For, awaited: ast.Await) -> None:
    """In the body nothing may leave the loop, which would leave coroutines unrun, and nothing else be awaited."""
    for outer in names.up(awaited):
        if outer is loop:
            break
        in_try = isinstance(outer, (ast.Try, ast.TryStar)) and any(names.holds(one, awaited) for one in outer.body)
        if (
            isinstance(outer, ast.stmt)
            and not in_try
            and not isinstance(outer, (ast.Expr, ast.Assign, ast.AnnAssign, ast.AugAssign))
        ):
            raise Refused(f"line {awaited.lineno}: `{_awaited_name(awaited)}` is not awaited in every case")
    if not _is_evaluated(names, awaited, names.statement(awaited)):
        raise Refused(f"line {awaited.lineno}: `{_awaited_name(awaited)}` is not awaited in every case")
    before = True
    for node in [inner for statement in loop.body for inner in ast.walk(statement)]:
        match node:
            case ast.Break() | ast.Return() | ast.Raise():
                word = type(node).__name__.lower()
                raise Refused(f"line {node.lineno}: `{word}` leaves the loop, and the others would not run")
            case ast.Continue() if before and (node.lineno < awaited.lineno):
                raise Refused(f"line {node.lineno}: `continue` passes over the `await`")
            case ast.Await() if node is not awaited:
                raise Refused(f"line {node.lineno}: the loop awaits something else while the others run")
            case ast.AsyncFor() | ast.AsyncWith() | ast.Yield() | ast.YieldFrom():
                raise Refused(f"line {node.lineno}: the loop awaits something else while the others run")
            case _:
                pass


def _awaited_name(awaited: ast.Await) -> str:
    return awaited.value.id if isinstance(awaited.value, ast.Name) else ""


def _refuse_use_of_list(site: Site, names: Names, target: ast.Name) -> None:
    """A list of coroutines that the loop runs over is not to change meanwhile, nor to be awaited elsewhere."""
    argument = site.call.args[0]
    if isinstance(argument, (ast.List, ast.Set, ast.Tuple, ast.ListComp, ast.SetComp, ast.GeneratorExp)):
        return
    if not isinstance(argument, ast.Name):
        raise Refused("what it runs over is not a list of awaitables")
    variable = names.variable(argument)
    loop = _around(names, target)
    if not names.is_private(variable) or names.is_odd(variable):
        raise Refused(f"`{argument.id}` comes from elsewhere")
    for use in names.uses(variable):
        match names.parents[use]:
            case _ if use is argument or isinstance(use.ctx, ast.Store):
                inside = use is not argument and names.holds(loop, use)
            case ast.Attribute(attr="append"):
                inside = names.holds(loop, use)
            case ast.Call(func=ast.Name(id="len")):
                inside = False
            case _:
                inside = True
        if inside:
            raise Refused(f"line {use.lineno}: `{argument.id}` is used elsewhere too")


def _refuse_awaits_before(site: Site, names: Names, calls: Sequence[ast.Call]) -> None:
    """A task may have run for a while before the loop: not where nothing is awaited in between."""
    if not calls:
        return
    suite = site.at.suite
    places = [i for i, one in enumerate(suite) if any(names.holds(one, call) for call in calls)]
    end = suite.index(site.at.statement)
    if not places or places[0] > end or not all(_is_in(names, suite, call) for call in calls):
        raise Refused("the tasks are not all started before, in the same block")
    for node in _nodes_between(suite[places[0] : end]):
        if isinstance(node, (ast.Await, ast.AsyncFor, ast.AsyncWith)):
            raise Refused(f"line {node.lineno} awaits something else while the tasks are under way")
        if isinstance(node, (ast.Return, ast.Raise)):
            raise Refused(f"line {node.lineno} may leave tasks that nothing awaits")


def _is_in(names: Names, suite: Sequence[ast.stmt], call: ast.Call) -> bool:
    return any(names.holds(one, call) for one in suite)


def _nodes_between(suite: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    for statement in suite:
        if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from ast.walk(statement)


def _its_argument() -> Rewrite:
    def rewrite(node: cst.CSTNode) -> cst.CSTNode:
        import libcst as cst

        assert isinstance(node, cst.Call)
        value = node.args[0].value
        if isinstance(value, (cst.GeneratorExp, cst.SetComp)):
            return cst.ListComp(value.elt, value.for_in, lpar=node.lpar, rpar=node.rpar)
        if isinstance(value, cst.Set):
            # A set of coroutines would be run through in any order.
            opening, closing = value.lbrace.whitespace_after, value.rbrace.whitespace_before
            brackets = cst.LeftSquareBracket(opening), cst.RightSquareBracket(closing)
            value = cst.List(value.elements, *brackets, lpar=value.lpar, rpar=value.rpar)
        return value.with_changes(lpar=[*node.lpar, *value.lpar], rpar=[*value.rpar, *node.rpar])

    return rewrite
