"""From an operation to a finding: the fix or the reason why there is none, and the words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import reduce
from typing import TYPE_CHECKING

from asyncfix.project import Module, Project
from asyncfix.rule import Edit, Finding, Fix, Refused, Span
from asyncfix.transforms.sync_orm_in_async import atomic_requests, contexts, interleaving, users, versions
from asyncfix.transforms.sync_orm_in_async.entering import CURSOR, TRANSACTION
from asyncfix.transforms.sync_orm_in_async.places import Places
from asyncfix.transforms.sync_orm_in_async.rewriting import CONSUMERS, Rewriting, Site, is_whole, rewriting
from asyncfix.transforms.sync_orm_in_async.walk import Context, Operation

if TYPE_CHECKING:
    import libcst as cst

    from asyncfix.rule import Anchor, Rewritten
    from asyncfix.transforms.sync_orm_in_async import SyncOrmInAsync


def findings(module: Module, project: Project, rule: SyncOrmInAsync) -> Iterator[Finding]:
    """The findings of one module, under the rule's options."""
    yield from atomic_requests.findings(module, project, rule.name)
    for context in contexts.contexts(module, project):
        if context.operations:
            yield from _of_context(module, project, context, rule)


def _of_context(module: Module, project: Project, context: Context, rule: SyncOrmInAsync) -> Iterator[Finding]:
    places = Places(context.node)
    version = versions.of(project, module)
    if rule.style == "native":
        context.operations = users.awaited_once(context, places, version)
    whole = {one.node for one in context.operations if _is_whole(one, context, places, rule.style)}
    context.operations = list(_apart(context.operations, places, whole))
    results: list[Result] = []
    for operation in context.operations:
        site = Site(project, module, context, operation, places, rule.style, version, operation.node in whole)
        try:
            results.append((site, rewriting(site), None))
        except Refused as refused:
            results.append((site, None, refused.reason))
    results = _joined(results)
    left_whole = next((reason for site, made, reason in results if _holds_together(site.operation) and not made), None)
    for site, made, reason in results:
        if left_whole is not None and made is not None:
            made, reason = None, f"the function holds a block that cannot be moved: {left_whole}"
        yield _finding(site, made, reason, rule)


def _holds_together(operation: Operation) -> bool:
    """Whether what a block does is lost where only a part of its function moves: the rest may belong to it."""
    return operation.form == "block" and operation.what in (TRANSACTION, CURSOR)


def _is_whole(operation: Operation, context: Context, places: Places, style: str) -> bool:
    if operation.form in CONSUMERS and places.fits_lambda(operation.node):
        return any(other.node is operation.node and other.form == "call" for other in context.operations)
    return (
        operation.form == "call"
        and isinstance(operation.node, ast.Call)
        and is_whole(context, places, operation.node, style)
    )


Result = tuple[Site, Rewriting | None, str | None]


def _joined(results: list[Result]) -> list[Result]:
    """The same with one fix for edits inside each other: a fix of its own for each would move the others."""
    sums = {id(one): _sum(one, group, edits) for group, edits in _grouped(results) for one in group}
    return [(site, sums[id(one)] if one else None, reason) for site, one, reason in results]


def _grouped(results: list[Result]) -> Iterator[tuple[list[Rewriting], tuple[Edit, ...]]]:
    """Rewritings that go together, and the edits of all of them."""
    for group in _groups([one for _, one, _ in results if one]):
        by_place: dict[Anchor, list[Edit]] = {}
        for edit in dict.fromkeys(edit for one in group for edit in one.edits):
            by_place.setdefault(edit.anchor, []).append(edit)
        yield group, tuple(reduce(_one_after_another, edits) for edits in by_place.values())


def _one_after_another(first: Edit, second: Edit) -> Edit:
    """Two edits of one node: two clauses of a comprehension become asynchronous."""

    def rewrite(got: cst.CSTNode) -> Rewritten:
        between = first.rewrite(got)
        if not isinstance(between, type(got)):
            raise Refused("two rewrites meet at one place")
        return second.rewrite(between)

    return Edit(first.path, first.anchor, rewrite)


def _groups(made: list[Rewriting]) -> list[list[Rewriting]]:
    """Rewritings in groups whose edits stand inside each other."""
    groups: list[list[Rewriting]] = []
    for one in made:
        meeting = [group for group in groups if any(_meet(one, other) for other in group)]
        groups = [group for group in groups if group not in meeting]
        groups.append([*(other for group in meeting for other in group), one])
    return groups


def _meet(one: Rewriting, other: Rewriting) -> bool:
    spans = [edit.anchor.span for edit in one.edits]
    others = [edit.anchor.span for edit in other.edits]
    return any(span.holds(another) or another.holds(span) for span in spans for another in others)


def _sum(own: Rewriting, together: list[Rewriting], edits: tuple[Edit, ...]) -> Rewriting:
    """A rewriting with all that go with it."""
    wanted = tuple(dict.fromkeys(each for one in together for each in one.wanted))
    unneeded = tuple(dict.fromkeys(each for one in together for each in one.unneeded))
    names = frozenset[str]().union(*(one.introduces for one in together))
    return Rewriting(edits, wanted, own.notes, names, unneeded)


def _apart(operations: list[Operation], places: Places, whole: set[ast.expr | ast.stmt]) -> Iterator[Operation]:
    """Each place once, and what is read by one lambda together."""
    lambdas = [places.whole_read(one.node) for one in operations if _is_read(one) and isinstance(one.node, ast.expr)]
    around_others: list[ast.AST] = [*(one for one in lambdas if places.fits_lambda(one)), *whole]
    seen: set[ast.AST] = set()
    for operation in operations:
        node: ast.AST = operation.node
        if _is_read(operation) and isinstance(operation.node, ast.expr):
            node = places.whole_read(operation.node)
        around = [one for one in around_others if one is not node and places.holds(one, node)]
        if node in seen or around or _is_made_along(operation, operations):
            continue
        seen.add(node)
        yield operation


def _is_made_along(operation: Operation, operations: list[Operation]) -> bool:
    """Whether what a call gives is consumed on the spot, so that one function in the thread does both."""
    return operation.form == "call" and any(
        other.node is operation.node and other.form in CONSUMERS for other in operations
    )


def _is_read(operation: Operation) -> bool:
    return operation.form in ("value", "generator")


def _finding(site: Site, made: Rewriting | None, reason: str | None, rule: SyncOrmInAsync) -> Finding:
    module, operation = site.module, site.operation
    fix = None
    if made is not None:
        wanted = tuple((module.path, one) for one in made.wanted)
        unneeded = tuple((module.path, name) for name in made.unneeded)
        fix = Fix("safe", made.edits, wanted=wanted, unneeded=unneeded, introduces=made.introduces)
    span = _span(module, operation)
    return Finding(
        rule=rule.name,
        path=module.path,
        span=span,
        message=f"{_subject(operation)} {operation.what} on the event loop's thread",
        severity="error",
        symbol=site.context.symbol,
        code=module.line(span.line).strip(),
        fix=fix,
        kept_because=reason,
        notes=(*made.notes, *interleaving.notes(site.context, operation, site.places)) if made else (),
        related=operation.related,
    )


def _span(module: Module, operation: Operation) -> Span:
    span = module.span(operation.node)
    if operation.form != "block":
        return span
    line = module.line(span.line).rstrip("\r\n")
    return Span(span.line, span.column, span.line, len(line) + 1)


def _subject(operation: Operation) -> str:
    node = operation.node
    if operation.form == "block":
        return "this block"
    if isinstance(node, ast.Await):
        node = node.value
    shown: ast.AST = node.func if isinstance(node, ast.Call) and operation.form in ("call", "await") else node
    text = " ".join(ast.unparse(shown).split())
    end = "()" if shown is not node else ""
    return f"`{text if len(text) <= 60 else text[:57] + '...'}{end}`"
