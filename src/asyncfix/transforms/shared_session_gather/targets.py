"""Whether `a, b = await gather(A, B)` may become `a = await A`, then `b = await B`.

gather assigns all of its targets or none of them, and only when everything has run. One after the other, that is the
same only where nobody looks at a target in between.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asyncfix.project import flow
from asyncfix.transforms.shared_session_gather.arguments import Part
from asyncfix.transforms.shared_session_gather.site import Site

_DEFERRED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.GeneratorExp)


def targets_of(statement: ast.stmt) -> list[ast.expr] | None:
    """The targets that `a, b = ...` unpacks into; None for any other statement."""
    match statement:
        case ast.Assign(targets=[ast.Tuple(elts=targets) | ast.List(elts=targets)]):
            return targets
        case _:
            return None


def are_one_by_one(site: Site, targets: Sequence[ast.expr], parts: Sequence[Part]) -> bool:
    """Whether each target may be assigned as soon as its awaitable has run."""
    if len(targets) != len(parts) or any(part.is_many for part in parts):
        return False
    names = [plain_names(target) for target in targets]
    plain = [name for each in names if each for name in each]
    return (
        None not in names
        and "# type:" not in site.module.line(site.at.statement.end_lineno or 0)
        and not has_comment(site)
        and not any(_is_read_later(each or [], parts[index + 1 :]) for index, each in enumerate(names))
        and not _is_declared(site.scope, plain)
        and not _is_read_elsewhere(site, plain)
        and not _is_kept_after_failure(site, plain)
    )


def has_comment(site: Site) -> bool:
    """Whether a comment stands among the targets, in front of the gather."""
    start, end = site.module.span(site.at.statement)[:2], site.module.span(site.call)[:2]
    return "#" in site.module.text[site.module.offset(*start) : site.module.offset(*end)]


def plain_names(target: ast.expr) -> list[str] | None:
    """The names that a target assigns; None where it has others, or a star."""
    match target:
        case ast.Name(id=name):
            return [name]
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            inner = [plain_names(one) for one in targets]
            return None if None in inner else [name for names in inner for name in names or ()]
        case _:
            return None


def _is_read_later(names: Sequence[str], parts: Sequence[Part]) -> bool:
    return any(part.names & set(names) for part in parts)


def _is_declared(scope: flow.Scope, names: Sequence[str]) -> bool:
    declared = (node.names for node in flow.own_nodes(scope) if isinstance(node, (ast.Global, ast.Nonlocal)))
    return any(set(names) & set(each) for each in declared)


def _is_read_elsewhere(site: Site, names: Sequence[str]) -> bool:
    """Whether code that may run meanwhile knows one of these variables: a function inside this one, a generator."""
    last, in_loop = site.at.statement.end_lineno or 0, _in_loop(site)
    deferred = [
        node
        for node in ast.walk(site.scope)
        # What is defined further down is not there yet.
        if isinstance(node, _DEFERRED) and node is not site.scope and (in_loop or node.lineno <= last)
    ]
    wanted = set(names)
    return any(_free_names(node) & wanted for node in deferred) or any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("locals", "vars", "eval")
        for node in ast.walk(site.scope)
    )


def _in_loop(site: Site) -> bool:
    return any(flow.is_loop(frame.node) for frame in site.at.frames())


def _free_names(node: ast.AST) -> set[str]:
    """Names that a nested scope may share with the one around it."""
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return flow.names_in(node)
    own = {arg.arg for arg in ast.walk(node.args) if isinstance(arg, ast.arg)}
    declared: set[str] = set()
    for inner in flow.own_nodes(node):
        match inner:
            case ast.Name(id=name, ctx=ast.Store()):
                own.add(name)
            case ast.Nonlocal(names=names):
                declared.update(names)
            case _:
                pass
    defaults = [*node.args.defaults, *(one for one in node.args.kw_defaults if one), *node.decorator_list]
    outside = set[str]().union(*(flow.names_in(default) for default in defaults))
    return (flow.names_in(node) - (own - declared)) | outside


def _is_kept_after_failure(site: Site, names: Sequence[str]) -> bool:
    """Whether somebody may read a target that was set before, after only some of the awaitables have run."""
    set_before = {name for name in names if _was_set(site, name)}
    return bool(set_before) and any(_is_read_past(site, frame, set_before) for frame in site.at.frames())


def _was_set(site: Site, name: str) -> bool:
    ours = set(ast.walk(site.at.statement))
    others = (node for node in ast.walk(site.scope) if node not in ours)
    return _in_loop(site) or any(
        (isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store))
        or (isinstance(node, ast.arg) and node.arg == name)
        or (
            isinstance(node, (ast.alias, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and name in flow.names_in(node)
        )
        for node in others
    )


def _is_read_past(site: Site, frame: flow.Frame, names: set[str]) -> bool:
    """Whether an exception in a suite may be stopped, and one of these names be read then."""
    node = frame.node
    match node:
        case ast.Try() | ast.TryStar():
            if frame.field in ("body", "orelse") and _reads_any(node.finalbody, names):
                return True
            if frame.field != "finalbody" and (_jumps(node.finalbody) or not flow.completes(node.finalbody)):
                return _is_read_outside(site, node, names)
            return frame.field == "body" and any(_goes_on(site, node, one.body, names) for one in node.handlers)
        case ast.With() | ast.AsyncWith():
            return _is_read_outside(site, node, names)
        case _:
            return False


def _goes_on(site: Site, statement: flow.Try, handler: list[ast.stmt], names: set[str]) -> bool:
    if _reads_any(handler, names):
        return True
    left = names - set(_assigned_in(handler))
    goes_on = flow.completes(handler) or _jumps(handler)
    return goes_on and bool(left) and _is_read_outside(site, statement, left)


def _assigned_in(suite: list[ast.stmt]) -> Iterator[str]:
    for statement in suite:
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                yield from plain_names(target) or ()


def _jumps(suite: list[ast.stmt]) -> bool:
    return any(isinstance(node, (ast.Break, ast.Continue)) for statement in suite for node in ast.walk(statement))


def _is_read_outside(site: Site, statement: ast.stmt, names: set[str]) -> bool:
    inside = set(ast.walk(statement))
    in_loop = _in_loop(site)
    return any(
        isinstance(node, ast.Name)
        and node.id in names
        and not isinstance(node.ctx, ast.Store)
        and (in_loop or (node not in inside and node.lineno >= statement.lineno))
        for node in ast.walk(site.scope)
    )


def _reads_any(suite: list[ast.stmt], names: set[str]) -> bool:
    return any(
        isinstance(node, ast.Name) and node.id in names and not isinstance(node.ctx, ast.Store)
        for statement in suite
        for node in ast.walk(statement)
    )
