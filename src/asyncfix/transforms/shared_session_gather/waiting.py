"""`asyncio.wait()` and `asyncio.as_completed()`.

`await asyncio.wait(tasks)` goes when every result is read afterwards: the coroutines are awaited where their tasks
were started. `for c in asyncio.as_completed([F, G]): x = await c` becomes `for c in [F, G]:`, since the order of the
arguments is one of the orders in which they may complete.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from asyncfix.project import flow
from asyncfix.rule import LINE, Refused
from asyncfix.transforms.shared_session_gather import starts
from asyncfix.transforms.shared_session_gather.held import Held, held, is_certain, is_collected, refuse_lost_reads
from asyncfix.transforms.shared_session_gather.meanwhile import meanwhile
from asyncfix.transforms.shared_session_gather.scoping import COMPREHENSIONS, Names
from asyncfix.transforms.shared_session_gather.site import Rewriting, Site
from asyncfix.transforms.shared_session_gather.starts import Anchored
from asyncfix.transforms.shared_session_gather.tasks import Started, entered, started_tasks, unneeded

if TYPE_CHECKING:
    import libcst as cst

    from asyncfix.rule import Rewrite


def waiting_in_turn(site: Site) -> Rewriting:
    """The rewriting of an `asyncio.wait()` or `as_completed()`. Raises `Refused`."""
    if len(site.call.args) != 1 or isinstance(site.call.args[0], ast.Starred):
        raise Refused("what is waited for is not written as its one argument")
    return _wait(site) if site.form == "wait" else _as_completed(site)


def where_started(site: Site, awaited: ast.Await) -> Rewriting | None:
    """The rewriting of `await gather(*tasks)` in which each coroutine is awaited where its task was started.

    None where that is not the same.
    """
    if starts.split(site.awaitables).others or not site.call.args or "#" in site.module.source(awaited):
        return None
    try:
        rewriting = _where_started(site, None if site.at.statement in _lone(awaited, site) else awaited)
    except Refused:
        return None
    return rewriting


def _lone(awaited: ast.Await, site: Site) -> list[ast.stmt]:
    """The statement, if it only awaits."""
    statement = site.at.statement
    return [statement] if isinstance(statement, ast.Expr) and statement.value is awaited else []


def _wait(site: Site) -> Rewriting:
    _refuse_keywords(site)
    return _where_started(site, None)


def _where_started(site: Site, result: ast.Await | None) -> Rewriting:
    """Each coroutine awaited where its task was started, and the waiting gone, or the `result` of gather a list."""
    started = started_tasks(site, site.at.suite)
    names = started.names
    notes = [note for call in started.calls for note in starts.check_start(site, names, call)]
    waiting = site.at.statement if result else _waiting_statement(site, names)
    found = held(names, started.calls, [site.call], entered(site))
    refuse_lost_reads(names, found, site.at.frames())
    _refuse_read_before(started, found, waiting)
    if site.form == "wait":
        _refuse_unread(started, found, waiting)
    copies = _checked(started, found, waiting)
    edits: list[Anchored] = [
        *starts.awaits(site, names, started.calls),
        *starts.read_edits(site, names, found.reads),
        *starts.annotation_edits(site, found),
        *starts.copy_edits(site, copies),
        *([(site.module.anchor(result), _results)] if result else _waiting_edits(started, waiting)),
    ]
    names_gone = (*unneeded([site.call, *started.calls]), *found.annotation_names)
    return Rewriting(starts.merged_edits(site.module.path, edits), tuple(dict.fromkeys(notes)), unneeded=names_gone)


def _results(node: cst.CSTNode) -> cst.CSTNode:
    """`[a, *bs]` for `await gather(a, *bs)`, whose arguments are results now."""
    import libcst as cst

    assert isinstance(node, cst.Await)
    assert isinstance(node.expression, cst.Call)
    arguments = [one for one in node.expression.args if one.keyword is None]
    elements = [cst.StarredElement(one.value) if one.star else cst.Element(one.value) for one in arguments]
    return cst.List(elements, lpar=node.lpar, rpar=node.rpar)


def _waiting_edits(started: Started, waiting: ast.stmt) -> Iterator[Anchored]:
    yield from _comment_edits(started, waiting)
    yield started.site.module.anchor(waiting, LINE), starts.removed


def _refuse_keywords(site: Site) -> None:
    for keyword in site.call.keywords:
        value = ast.unparse(keyword.value)
        if keyword.arg == "return_when" and value.rpartition(".")[2] in ("ALL_COMPLETED", "'ALL_COMPLETED'"):
            continue
        if keyword.arg == "timeout" and value == "None":
            continue
        word = f"`{keyword.arg}={value}`" if keyword.arg else "`**`"
        raise Refused(f"it waits with {word}, and need not wait for all of them")


def _waiting_statement(site: Site, names: Names) -> ast.stmt:
    """The statement that only waits. Raises `Refused` where its result is used."""
    statement = site.at.statement
    match statement:
        case ast.Expr(value=ast.Await(value=call)) if call is site.call:
            return statement
        case ast.Assign(targets=[target], value=ast.Await(value=call)) if call is site.call:
            bound = [node for node in ast.walk(target) if isinstance(node, ast.Name)]
            for name in bound:
                uses = names.uses(names.variable(name))
                if not names.is_private(names.variable(name)) or any(isinstance(use.ctx, ast.Load) for use in uses):
                    raise Refused(f"`{name.id}`, what it returns, is used")
            if bound and all(isinstance(one, (ast.Name, ast.Tuple, ast.expr_context)) for one in ast.walk(target)):
                return statement
        case _:
            pass
    raise Refused("what it returns is used")


def _refuse_unread(started: Started, found: Held, waiting: ast.stmt) -> None:
    """`wait` raises nothing: only where each result is read for certain does an error come out all the same."""
    names, place = started.names, started.suite.index(waiting)
    after = started.suite[place + 1 :]
    held_in = [variable for variable in found.variables if variable not in found.origins]
    if any(names.holds(started.site.call, call) for call in started.calls):
        raise Refused("nothing reads the results, so errors of the tasks are dropped, and would come out")
    certain = [read for read in found.reads if is_certain(names, read, after, found)]
    # An item of a list is one of them, and no more is known.
    reading = {found.source_of(names.variable(read.task)) for read in certain if isinstance(read.task, ast.Name)}
    given = {
        names.variable(one) for one in ast.walk(started.site.call) if isinstance(one, ast.Name) and one in names.parents
    }
    for variable in held_in:
        in_list = variable not in given and is_collected(names, variable)
        if variable not in reading and not (in_list and reading & given):
            raise Refused(f"not every result of `{variable.name}` is read, so errors are dropped, and would come out")


def _refuse_read_before(started: Started, found: Held, waiting: ast.stmt) -> None:
    place = started.suite.index(waiting)
    for read in found.reads:
        read_at = started.position(read.node)
        if read_at is not None and read_at <= place:
            raise Refused(f"line {read.node.lineno}: a result is read before all are waited for")


def _checked(started: Started, found: Held, waiting: ast.stmt) -> list[ast.expr]:
    names, first_call = started.names, started.calls[0]
    first, place = started.position(first_call), started.suite.index(waiting)
    if first is None or first >= place or len(started.calls) != len(started.chained):
        raise Refused("the tasks are not all started before, in the same block")
    check = meanwhile(started.site, names, started.chained, started.calls, (), found.variables)
    check.check(started.suite[first:place], first_call)
    return check.copies(started.suite, first_call)


def _comment_edits(started: Started, waiting: ast.stmt) -> Iterator[Anchored]:
    """The comments of the waiting that goes, put above what follows it. Raises `Refused` where it shares its line."""
    comments = starts.comments_with(started.site, started.suite, waiting)
    if comments is None:
        raise Refused(f"line {waiting.lineno}: something else stands with the waiting that would go")
    if comments:
        if waiting is started.suite[-1]:
            raise Refused(f"line {waiting.lineno}: a comment stands with the waiting that would go")
        following = started.suite[started.suite.index(waiting) + 1]
        is_compound = any(flow.suites(following)) or isinstance(following, (ast.FunctionDef, ast.AsyncFunctionDef))
        kind = None if is_compound else LINE
        yield started.site.module.anchor(following, kind), starts.led_by_comments(comments)


def _as_completed(site: Site) -> Rewriting:
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
