"""The awaitables of a site that go in turn, and the edits that await each where its task was started."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from asyncfix.project import Module
from asyncfix.rule import LINE, Anchor, Edit, Refused
from asyncfix.transforms.shared_session_gather.held import Held, Read
from asyncfix.transforms.shared_session_gather.reads import is_in_comprehension
from asyncfix.transforms.shared_session_gather.scoping import Names, names_of
from asyncfix.transforms.shared_session_gather.site import Awaitable, Site

if TYPE_CHECKING:
    import libcst as cst

    from asyncfix.rule import Rewrite

Anchored = tuple[Anchor, "Rewrite"]

_READS_NAMES = ("get_name", "current_task", "all_tasks", "taskName")


def function_names(site: Site) -> Names:
    """The names of the function that a site is in. Raises `Refused` outside async functions."""
    if not isinstance(site.scope, ast.AsyncFunctionDef):
        raise Refused("it is not in an async function")
    return names_of(site.scope)


class Split(NamedTuple):
    """The awaitables that share sessions, each group by itself, and those that go on running beside them."""

    chains: list[list[Awaitable]]
    others: list[Awaitable]


def split(awaitables: Sequence[Awaitable]) -> Split:
    """Who has to wait for whom: those that one session ties together, directly or through each other."""
    groups: list[list[Awaitable]] = []
    for awaitable in awaitables:
        tied = [group for group in groups if any(one.uses & awaitable.uses for one in group)]
        merged = [one for group in tied for one in group]
        groups = [*(group for group in groups if group not in tied), [*merged, awaitable]]
    chains = [group for group in groups if group[0].uses and (len(group) > 1 or group[0].many)]
    tied_up = [one for chain in chains for one in chain]
    return Split(chains, [one for one in awaitables if one not in tied_up])


def check_start(site: Site, names: Names, call: ast.Call) -> Iterator[str]:
    """Notes on what goes with the call that starts a task. Raises `Refused` where that is too much."""
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if is_in_comprehension(names, call) > 1 and site.module.target_version < (3, 11):
        raise Refused(f"line {call.lineno}: before Python 3.11 a nested comprehension cannot await")
    if not call.args or isinstance(call.args[0], ast.Starred):
        raise Refused(f"line {call.lineno}: the coroutine is not the first argument")
    if method != "start_soon" and len(call.args) > 1:
        raise Refused(f"line {call.lineno}: the task is started with more than a coroutine")
    started = _called(site.module, call.args[0]) if method == "start_soon" else call.args[0]
    if not isinstance(started, (ast.Call, ast.Name, ast.Attribute)):
        raise Refused(f"line {call.lineno}: what is started is not written as a call")
    if method == "start_soon" and (isinstance(started, ast.Call) or not isinstance(names.parents[call], ast.Expr)):
        raise Refused(f"line {call.lineno}: what is started is made by another call")
    for keyword in call.keywords:
        if keyword.arg != "name" or not _is_plain_name(keyword.value):
            word = f"`{keyword.arg}=`" if keyword.arg else "`**`"
            raise Refused(f"line {call.lineno}: the task is started with {word}")
        if any(word in module.text for module in _modules(site) for word in _READS_NAMES):
            raise Refused(f"line {call.lineno}: the task has a name, and names of tasks are read")
        yield f"the name {site.module.source(keyword.value)} goes with its task"


def _is_plain_name(value: ast.expr) -> bool:
    match value:
        case ast.Constant():
            return True
        case ast.JoinedStr():
            plain = (ast.JoinedStr, ast.FormattedValue, ast.Constant, ast.Name, ast.Attribute, ast.expr_context)
            return all(isinstance(node, plain) for node in ast.walk(value))
        case _:
            return False


def _modules(site: Site) -> set[Module]:
    return {site.module, *(module for awaitable in site.awaitables for module, _ in awaitable.reaches)}


def _called(module: Module, callee: ast.expr) -> ast.expr:
    """What a `functools.partial(f, ...)` calls, or the callee itself."""
    match callee:
        case ast.Call(func=func, args=[inner, *_]) if module.dotted(func) == "functools.partial":
            return inner
        case _:
            return callee


def imported_by(call: ast.Call) -> Iterator[str]:
    """The names whose imports may go with a call: those of `asyncio.create_task` and of a `partial` in it."""
    callees = [call.func]
    if isinstance(call.func, ast.Attribute) and call.func.attr == "start_soon" and isinstance(call.args[0], ast.Call):
        callees.append(call.args[0].func)
    for callee in callees:
        while isinstance(callee, (ast.Attribute, ast.Call)):
            callee = callee.value if isinstance(callee, ast.Attribute) else callee.func
        if isinstance(callee, ast.Name):
            yield callee.id


def merged_edits(path: str, anchored: Iterable[Anchored]) -> tuple[Edit, ...]:
    """One edit for each anchor: two rewrites of one node are made one after the other."""
    by_anchor: dict[Anchor, list[Rewrite]] = {}
    for anchor, rewrite in anchored:
        by_anchor.setdefault(anchor, []).append(rewrite)
    return tuple(Edit(path, anchor, _one_after_the_other(rewrites)) for anchor, rewrites in by_anchor.items())


def _one_after_the_other(rewrites: Sequence[Rewrite]) -> Rewrite:
    def made(node: cst.CSTNode) -> cst.CSTNode:
        for rewrite in rewrites:
            node = rewrite(node)  # type: ignore[assignment]
        return node

    return rewrites[0] if len(rewrites) == 1 else made


def awaits(site: Site, names: Names, calls: Iterable[ast.Call], keep: Collection[ast.Call] = ()) -> Iterator[Anchored]:
    """`await F` for `create_task(F)`, `await f(a)` for `start_soon(f, a)`; F alone if it is awaited or in `keep`."""
    for call in calls:
        is_method = isinstance(call.func, ast.Attribute) and call.func.attr == "start_soon"
        bare = isinstance(names.parents[call], ast.Await) or call in keep
        spans_lines = call.lineno != call.end_lineno
        unrolled = isinstance(call.args[0], ast.Call)
        yield (
            site.module.anchor(call),
            _awaiting(is_method=is_method, is_partial=unrolled, bare=bare, spans_lines=spans_lines),
        )


def _awaiting(*, is_method: bool, is_partial: bool, bare: bool, spans_lines: bool) -> Rewrite:
    def rewrite(node: cst.CSTNode) -> cst.CSTNode:
        import libcst as cst

        from asyncfix import nodes

        assert isinstance(node, cst.Call)
        made = _call_of(node, is_partial=is_partial) if is_method else node.args[0].value
        lost = nodes.comments_lost(node, made)
        if lost or (spans_lines and not nodes.stands_alone(made)):
            made = nodes.parenthesized(made, lost)
        if bare:
            return made.with_changes(lpar=[*node.lpar, *made.lpar], rpar=[*made.rpar, *node.rpar])
        return cst.Await(made, lpar=node.lpar, rpar=node.rpar)

    return rewrite


def _call_of(node: cst.Call, *, is_partial: bool) -> cst.Call:
    """`f(a, b)` for `tg.start_soon(f, a, b)`, and for `tg.start_soon(partial(f, a), b)`."""
    import libcst as cst

    from asyncfix import nodes

    callee, *others = (
        argument for argument in node.args if argument.keyword is None or argument.keyword.value != "name"
    )
    made, kept = callee.value, others
    if is_partial:
        assert isinstance(made, cst.Call)
        function, *bound = made.args
        positional = [one for one in bound if one.keyword is None and one.star != "**"]
        named = [one for one in bound if one not in positional]
        made, kept = function.value, [*positional, *others, *named]
    is_laid_out = isinstance(node.whitespace_before_args, cst.ParenthesizedWhitespace)
    if kept and is_laid_out and len(others) == len(kept) and not nodes.comments_in(callee):
        last = kept[-1]
        if not nodes.comments_in(last):
            # What stood in front of the closing parenthesis came after a `name=` that has gone.
            ended = node.args[-1]
            last = last.with_changes(comma=ended.comma, whitespace_after_arg=ended.whitespace_after_arg)
        return cst.Call(made, [*kept[:-1], last], whitespace_before_args=node.whitespace_before_args)
    flat = [one.with_changes(comma=_flat_comma(one), whitespace_after_arg=cst.SimpleWhitespace("")) for one in kept]
    if flat:
        flat[-1] = flat[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return cst.Call(made, flat)


def _flat_comma(argument: cst.Arg) -> cst.Comma | cst.MaybeSentinel:
    import libcst as cst

    comma = argument.comma
    if isinstance(comma, cst.Comma) and isinstance(comma.whitespace_after, cst.ParenthesizedWhitespace):
        return cst.MaybeSentinel.DEFAULT
    return comma


def read_edits(site: Site, names: Names, reads: Iterable[Read]) -> Iterator[Anchored]:
    """`t` for `await t` and `t.result()`. Raises `Refused` for a read in an f-string that cannot be found again."""
    for read in reads:
        source = site.module.source(read.node)
        if "#" in source.replace(site.module.source(read.task), "", 1) and not _in_string(names, read.node):
            raise Refused(f"line {read.node.lineno}: a comment stands where the result is read")
        useless = _useless(site, names, read)
        if useless is not None:
            yield site.module.anchor(useless, LINE if isinstance(useless, ast.Expr) else None), removed
        elif _in_string(names, read.node):
            yield _holder_of_string(site, names, read), _in_strings(_name_of(read))
        else:
            outer = names.parents[read.node]
            tight = isinstance(outer, (ast.Attribute, ast.Subscript)) and outer.value is read.node
            yield site.module.anchor(read.node), _value_read(tight=tight)


def _useless(site: Site, names: Names, read: Read) -> ast.stmt | None:
    """The statement that only waits for a task, or the loop that only waits for each; None if something needs it."""
    statement = names.parents[read.node]
    if not isinstance(statement, ast.Expr) or not isinstance(read.task, ast.Name):
        return None
    loop = names.parents[statement]
    if isinstance(loop, ast.For) and loop.body == [statement] and not loop.orelse:
        source, line = site.module.source(loop), site.module.line(loop.end_lineno or loop.lineno)
        is_plain = "#" not in source + line and isinstance(loop.target, ast.Name) and isinstance(loop.iter, ast.Name)
        used = [use for use in names.uses(names.variable(read.task)) if not names.holds(loop, use)]
        statement, needed = loop, not is_plain or bool(used)
    else:
        needed = False
    suite = names.suite(statement)
    comments = None if needed or len(suite) == 1 else comments_with(site, suite, statement)
    return statement if comments == () else None


def _name_of(read: Read) -> str:
    if not isinstance(read.task, ast.Name):
        raise Refused(f"line {read.node.lineno}: an f-string reads a result from a collection")
    return read.task.id


def _in_string(names: Names, node: ast.AST) -> bool:
    return any(isinstance(one, ast.JoinedStr) for one in names.up(node))


def _holder_of_string(site: Site, names: Names, read: Read) -> Anchor:
    """The call, or the line, around an f-string: what stands inside f-strings has no reliable place."""
    # The positions of nodes in f-strings are wrong before Python 3.12, and f-strings themselves do not join.
    outermost = [one for one in names.up(read.node) if isinstance(one, ast.JoinedStr)][-1]
    name = _name_of(read)
    for outer in names.up(outermost):
        if isinstance(outer, (ast.Call, ast.Expr, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Return)):
            variables = {names.variable(one) for one in ast.walk(outer) if isinstance(one, ast.Name) and one.id == name}
            if len(variables) > 1:
                break
            return site.module.anchor(outer) if isinstance(outer, ast.Call) else site.module.anchor(outer, LINE)
        if isinstance(outer, ast.stmt):
            break
    raise Refused(f"line {read.node.lineno}: an f-string reads the result of the task `{name}`")


def _value_read(*, tight: bool) -> Rewrite:
    def rewrite(node: cst.CSTNode) -> cst.CSTNode:
        import libcst as cst

        if isinstance(node, cst.Call):
            assert isinstance(node.func, cst.Attribute)
            value = node.func.value
        else:
            assert isinstance(node, cst.Await)
            value = node.expression
        if tight:
            return value.with_changes(lpar=[], rpar=[])
        return value.with_changes(lpar=[*node.lpar, *value.lpar], rpar=[*value.rpar, *node.rpar])

    return rewrite


def _in_strings(name: str) -> Rewrite:
    def rewrite(node: cst.CSTNode) -> cst.CSTNode:
        from asyncfix.transforms.shared_session_gather.strings import results_as_values

        return results_as_values(node, name)

    return rewrite


def annotation_edits(site: Site, found: Held) -> Iterator[Anchored]:
    """Annotations that speak of tasks speak of results, or go: `t: asyncio.Task[int]` becomes `t: int`."""
    for statement in found.annotated:
        words = {getattr(node, "id", getattr(node, "attr", "")) for node in ast.walk(statement.annotation)}
        if words & {"Task", "Future"} or any(isinstance(node, ast.Constant) for node in ast.walk(statement.annotation)):
            if "#" in site.module.source(statement.annotation):
                raise Refused(f"line {statement.lineno}: a comment stands in the annotation of the task")
            yield site.module.anchor(statement), _result_annotated


def _result_annotated(node: cst.CSTNode) -> cst.CSTNode:
    from asyncfix.transforms.shared_session_gather.strings import result_annotated

    return result_annotated(node)


def copy_edits(site: Site, iterables: Iterable[ast.expr]) -> Iterator[Anchored]:
    """`list(xs)` for `xs`."""

    def rewrite(node: cst.CSTNode) -> cst.CSTNode:
        import libcst as cst

        assert isinstance(node, cst.BaseExpression)
        return cst.Call(
            cst.Name("list"), [cst.Arg(node.with_changes(lpar=[], rpar=[]))], lpar=node.lpar, rpar=node.rpar
        )

    for iterable in iterables:
        yield site.module.anchor(iterable), rewrite


def removed(node: cst.CSTNode) -> cst.RemovalSentinel:  # noqa: ARG001
    """Takes a line out altogether; who uses this has made sure that no comment goes with it."""
    import libcst as cst

    return cst.RemovalSentinel.REMOVE


def assigned_to(name: str | None) -> Rewrite:
    """`name = F` for `t = F`; with None just `F`."""

    def rewrite(node: cst.CSTNode) -> cst.CSTNode:
        import libcst as cst

        assert isinstance(node, cst.Assign)
        if name is None:
            return cst.Expr(node.value, semicolon=node.semicolon)
        target = node.targets[0].with_changes(target=cst.Name(name))
        return node.with_changes(targets=[target])

    return rewrite


def comments_with(site: Site, suite: Sequence[ast.stmt], statement: ast.stmt) -> tuple[str, ...] | None:
    """The comments above a simple statement and at its end; None where it shares lines, or they belong elsewhere."""
    module, place, span = site.module, suite.index(statement), site.module.span(statement)
    above = suite[place - 1].end_lineno or 0 if place else span.line - 1
    while not place and above and module.line(above).lstrip().startswith("#"):
        above -= 1
    below = suite[place + 1].lineno if place + 1 < len(suite) else 0
    rest = module.line(span.end_line)[span.end_column - 1 :].strip()
    if above >= span.line or below == span.end_line or (rest and not rest.startswith("#")):
        return None
    if "#" in module.source(statement) or module.line(span.line)[: span.column - 1].strip():
        return None
    found = [module.line(number) for number in range(above + 1, span.line) if module.line(number).strip()]
    if any(line.lstrip()[0] != "#" or len(line) - len(line.lstrip()) != span.column - 1 for line in found):
        return None
    return (*(line.strip() for line in found), *([rest] if rest else []))


def led_by_comments(comments: Sequence[str]) -> Rewrite:
    """A statement below these comments, each on a line of its own; its own comments are the nearest to it."""

    def rewrite(node: cst.CSTNode) -> cst.CSTNode:
        import libcst as cst

        assert isinstance(node, (cst.SimpleStatementLine, cst.BaseCompoundStatement))
        lines = [cst.EmptyLine(comment=cst.Comment(text)) for text in comments]
        blank = list(itertools.takewhile(lambda line: line.comment is None, node.leading_lines))
        return node.with_changes(leading_lines=[*blank, *lines, *node.leading_lines[len(blank) :]])

    return rewrite
