"""`asyncio.wait(tasks)`, and a gather of tasks that are read afterwards: coroutines awaited where tasks were started.

`await asyncio.wait(tasks)` goes only when every result is read, since it raises nothing by itself.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from asyncfix.project import flow
from asyncfix.rule import LINE, Refused
from asyncfix.transforms.shared_session_gather import starts
from asyncfix.transforms.shared_session_gather.as_completed import as_completed_in_turn
from asyncfix.transforms.shared_session_gather.held import Held, held
from asyncfix.transforms.shared_session_gather.meanwhile import meanwhile
from asyncfix.transforms.shared_session_gather.reads import is_certain, is_collected, refuse_lost_reads
from asyncfix.transforms.shared_session_gather.scoping import Names
from asyncfix.transforms.shared_session_gather.site import Rewriting, Site
from asyncfix.transforms.shared_session_gather.starts import Anchored
from asyncfix.transforms.shared_session_gather.targets import targets_of
from asyncfix.transforms.shared_session_gather.tasks import Started, entered, started_tasks, unneeded

if TYPE_CHECKING:
    import libcst as cst

    from asyncfix.rule import Rewrite


def waiting_in_turn(site: Site) -> Rewriting:
    """The rewriting of an `asyncio.wait()` or `as_completed()`. Raises `Refused`."""
    if len(site.call.args) != 1 or isinstance(site.call.args[0], ast.Starred):
        raise Refused("what is waited for is not written as its one argument")
    return _wait(site) if site.form == "wait" else as_completed_in_turn(site)


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
        *([(site.module.anchor(result), _results(site, result))] if result else _waiting_edits(started, waiting)),
    ]
    names_gone = (*unneeded([site.call, *started.calls]), *found.annotation_names)
    return Rewriting(starts.merged_edits(site.module.path, edits), tuple(dict.fromkeys(notes)), unneeded=names_gone)


def _results(site: Site, result: ast.Await) -> Rewrite:
    """`[a, *bs]` for `await gather(a, *bs)`, whose arguments are results now; where it is unpacked `a, b`."""
    is_unpacked = targets_of(site.at.statement) is not None and getattr(site.at.statement, "value", None) is result

    def rewrite(node: cst.CSTNode) -> cst.CSTNode:
        import libcst as cst

        assert isinstance(node, cst.Await)
        assert isinstance(node.expression, cst.Call)
        arguments = [one for one in node.expression.args if one.keyword is None]
        elements = [cst.StarredElement(one.value) if one.star else cst.Element(one.value) for one in arguments]
        if is_unpacked and len(elements) > 1:
            return cst.Tuple(elements, lpar=node.lpar, rpar=node.rpar)
        return cst.List(elements, lpar=node.lpar, rpar=node.rpar)

    return rewrite


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
