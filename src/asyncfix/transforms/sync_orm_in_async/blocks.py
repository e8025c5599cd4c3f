"""Blocks of a transaction or a cursor, moved as a whole into a function that runs in a thread.

    with transaction.atomic():        ->    def in_transaction():
        order.save()                            with transaction.atomic():
                                                    order.save()

                                            await sync_to_async(in_transaction)()

Names that are bound in the block and used outside are returned, or declared nonlocal; what leaves the block by
`return`, `break` or `continue` is told by the first of two results.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from asyncfix.project import flow
from asyncfix.project.scopes import bound_names
from asyncfix.rule import Refused
from asyncfix.transforms.sync_orm_in_async.entering import CURSOR, TRANSACTION
from asyncfix.transforms.sync_orm_in_async.rewriting import Rewriting

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.places import Places
    from asyncfix.transforms.sync_orm_in_async.rewriting import Site


@dataclass(frozen=True)
class Extraction:
    """How a block becomes a function.

    `returned` are names that it returns, `shared` those that are nonlocal in it, `unbound` the ones among them that
    nothing else binds; `leaves` are the ways out of the block, "return", "break" or "continue"; with `ends` the block
    is always left by `return`.
    """

    name: str
    wrapper: str
    returned: tuple[str, ...]
    shared: tuple[str, ...]
    unbound: tuple[str, ...]
    is_global: tuple[str, ...]
    leaves: frozenset[str]
    ends: bool
    outcome: str
    value: str
    has_value: bool
    is_first: bool
    """Whether nothing stands before it in its suite."""


def extracted(site: Site) -> Rewriting:
    """The edit that moves a block. Raises `Refused`."""
    node = site.operation.node
    if not isinstance(node, ast.With):
        raise Refused("an asynchronous function cannot run in one transaction")
    function = site.context.node
    _refuse_unmovable(node)
    wrapper = site.wrapper()
    extraction = _extraction(site, node, function, wrapper.name)

    def rewrite(got: object) -> object:
        from asyncfix.transforms.sync_orm_in_async.block_text import moved

        return moved(got, extraction)  # type: ignore[arg-type]

    edit = site.edit(node, rewrite)  # type: ignore[arg-type]
    introduced = frozenset({extraction.name})
    if extraction.leaves and not extraction.ends:
        introduced |= {extraction.outcome, extraction.value}
    return Rewriting((edit,), wrapper.wanted, introduces=introduced)


def _own_nodes(node: ast.With) -> Iterator[ast.AST]:
    """The nodes of a block without those of functions and classes in it."""
    waiting: list[ast.AST] = [node]
    while waiting:
        each = waiting.pop()
        yield each
        if not isinstance(each, flow.Function | ast.Lambda | ast.ClassDef):
            waiting += flow.children(each)


def _refuse_unmovable(block: ast.With) -> None:
    for node in _own_nodes(block):
        match node:
            case ast.Await() | ast.AsyncFor() | ast.AsyncWith() | ast.comprehension(is_async=1):
                raise Refused("the block waits for something asynchronous, which a transaction in a thread cannot")
            case ast.Yield() | ast.YieldFrom():
                raise Refused("the block holds a `yield`")
            case ast.Delete(targets=targets) if any(isinstance(each, ast.Name) for each in targets):
                raise Refused("the block deletes a name")
            case ast.Global() | ast.Nonlocal():
                raise Refused("the block declares names of other scopes")
            case ast.Call(func=ast.Name(id="locals" | "super" as name), args=[]):
                raise Refused(f"the block calls `{name}()`, which means something else in a function of its own")
            case _:
                pass


def _extraction(site: Site, block: ast.With, function: flow.Function, wrapper: str) -> Extraction:
    leaves = frozenset(_ways_out(block))
    is_generator = flow.is_generator(function)
    may_swallow = site.operation.may_swallow
    ends = leaves == {"return"} and not flow.completes(block.body) and not is_generator and not may_swallow
    _, outer = bound_names(function)
    parameters = {arg.arg for arg in ast.walk(function.args) if isinstance(arg, ast.arg)}
    stored = list(dict.fromkeys(_stored(block)))
    outside = [node for node in ast.walk(function) if isinstance(node, ast.Name) and not site.places.holds(block, node)]
    used = {node.id for node in outside} | _declared(function)
    elsewhere = parameters | _bound_outside(function, site.places, block)
    shared = [name for name in stored if name in used and name not in outer and name in elsewhere]
    only_here = [name for name in stored if name in used and name not in outer and name not in elsewhere]
    sure = set() if may_swallow else set(_surely_bound(block))
    if leaves or any(name not in sure for name in only_here):
        returned: list[str] = []
        unbound = [] if ends else only_here
        shared += unbound
    else:
        returned, unbound = only_here, []
    _refuse_kept(site.places, block, [node for node in outside if node.id in unbound], sure)
    taken = flow.names_in(function) | {function.name}
    name = flow.free_name(_numbered(site, block), taken)
    return Extraction(
        name=name,
        wrapper=wrapper,
        returned=tuple(returned),
        shared=tuple(shared),
        unbound=tuple(unbound),
        is_global=tuple(name for name in stored if name in outer),
        leaves=leaves,
        ends=ends,
        outcome=flow.free_name("outcome", taken),
        value=flow.free_name("value", taken),
        has_value="return" in leaves and not is_generator,
        is_first=_is_first(site.places.parent(block), block),
    )


def _numbered(site: Site, block: ast.With) -> str:
    """The name of the function: the first block's, and the others' with their numbers."""
    what = site.operation.what
    name = {TRANSACTION: "in_transaction", CURSOR: "with_cursor"}.get(what, "in_block")
    moved = [
        each
        for each in ast.walk(site.context.node)
        if isinstance(each, ast.FunctionDef) and each.name.startswith(name) and each.lineno < block.lineno
    ]
    others = [each for each in site.context.operations if each.form == "block" and each.what == what]
    before = [each for each in others if each.node.lineno < block.lineno]
    number = len(moved) + len(before) + 1
    return name if number == 1 else f"{name}_{number}"


def _is_first(outer: ast.AST | None, block: ast.With) -> bool:
    suites = (value for _, value in ast.iter_fields(outer) if isinstance(value, list)) if outer else ()
    return any(suite[0] is block for suite in suites if suite)


def _ways_out(block: ast.With) -> Iterator[str]:
    probe = ast.Try(body=block.body, handlers=[], orelse=[], finalbody=[])
    for found in flow.exits(probe):
        match found.statement:
            case ast.Return():
                yield "return"
            case ast.Break():
                yield "break"
            case ast.Continue():
                yield "continue"
            case _:
                pass


def _stored(block: ast.With) -> Iterator[str]:
    probe = ast.FunctionDef(
        name="", args=ast.arguments([], [], None, [], [], None, []), body=[block], decorator_list=[]
    )
    yield from sorted(bound_names(probe)[0])


def _declared(function: flow.Function) -> set[str]:
    """Names that functions inside declare nonlocal."""
    return {name for node in ast.walk(function) if isinstance(node, ast.Nonlocal) for name in node.names}


def _bound_outside(function: flow.Function, places: Places, block: ast.With) -> set[str]:
    found: set[str] = set()
    for node in flow.own_nodes(function):
        if places.holds(block, node):
            continue
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                if not any(isinstance(each, ast.comprehension) for each in places.up(node)):
                    found.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.alias(name=name, asname=asname):
                found.add(asname or name.partition(".")[0])
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                found.add(name)
            case _:
                pass
    return found


def _refuse_kept(places: Places, block: ast.With, uses: Iterable[ast.Name], sure: Collection[str]) -> None:
    """Refuse names that may hold what an earlier turn of a loop gave them: they are None before each turn."""
    loop = next((node for node in places.up(block) if flow.is_loop(node)), None)
    if not isinstance(loop, ast.For | ast.AsyncFor | ast.While):
        return
    for use in uses:
        is_later = use.lineno > block.lineno and any(places.holds(each, use) for each in loop.body)
        if isinstance(use.ctx, ast.Load) and not (is_later and use.id in sure):
            raise Refused(f"`{use.id}` may keep what an earlier turn of the loop gave it")


def _surely_bound(block: ast.With) -> Iterator[str]:
    """The names that are bound whenever the block ends."""
    for item in block.items:
        if item.optional_vars is not None:
            yield from _names(item.optional_vars)
    for statement in block.body:
        match statement:
            case ast.Assign(targets=targets):
                for target in targets:
                    yield from _names(target)
            case ast.AnnAssign(target=target, value=ast.expr()) | ast.AugAssign(target=target):
                yield from _names(target)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.With():
                yield from _surely_bound(statement)
            case _:
                pass


def _names(target: ast.expr) -> Iterator[str]:
    return (node.id for node in ast.walk(target) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
