"""The user of a request by `await request.auser()`, where a function wants nothing else of the lazy one."""

from __future__ import annotations

import ast
import dataclasses
from typing import TYPE_CHECKING

from asyncfix.frameworks import django
from asyncfix.project import flow
from asyncfix.project.names import dotted_name
from asyncfix.transforms.sync_orm_in_async.kinds import LOADS_USER
from asyncfix.transforms.sync_orm_in_async.rewriting import Rewriting

if TYPE_CHECKING:
    import libcst as cst

    from asyncfix.rule import Edit
    from asyncfix.transforms.sync_orm_in_async.places import Places
    from asyncfix.transforms.sync_orm_in_async.rewriting import Site
    from asyncfix.transforms.sync_orm_in_async.walk import Context, Operation

_IN_LAMBDAS = ("value", "generator", "block", "unwrapped")


def awaited_once(context: Context, places: Places, version: django.Version) -> list[Operation]:
    """The operations of a function; those that load the user are one if `auser()` does for all of them."""
    loading = [one for one in context.operations if one.what == LOADS_USER and one.a_name is None]
    others = [one for one in context.operations if one not in loading]
    may_await = version >= django.ASYNC_REQUEST_USER[1] and not any(one.reason for one in loading)
    if not loading or not may_await or not _is_for_all(context, places, others):
        return context.operations
    return [dataclasses.replace(loading[0], form="user"), *others]


def _is_for_all(context: Context, places: Places, others: list[Operation]) -> bool:
    reads = _reads(context.node)
    owners = {dotted_name(read.value) or "" for read in reads}
    if len(owners) != 1 or not all(isinstance(read.ctx, ast.Load) and _may_await(places, read) for read in reads):
        return False
    if _is_handed_on(context.node, places, owners.pop()):
        return False
    moved = [one.node for one in others if one.form in _IN_LAMBDAS]
    outermost = [places.whole_read(node) if isinstance(node, ast.expr) else node for node in moved]
    return not any(places.holds(outer, read) for outer in outermost for read in reads)


def _reads(function: flow.Function) -> list[ast.Attribute]:
    """The places where a function names the user of a request."""
    return [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute)
        and node.attr == "user"
        and (dotted_name(node.value) or "").rpartition(".")[2] == "request"
    ]


def _may_await(places: Places, node: ast.expr) -> bool:
    return not any(
        isinstance(each, flow.Function | ast.Lambda)
        or (isinstance(each, ast.GeneratorExp) and not places.is_first_iterable(each, node))
        for each in places.up(node)
    )


def _is_handed_on(function: flow.Function, places: Places, owner: str) -> bool:
    """Whether what the function calls may read the user of the request, too: that one stays lazy."""
    first, depth = owner.partition(".")[0], owner.count(".") + 1
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and node.id == first:
            above: ast.AST | None = node
            for _ in range(depth):
                above = places.parent(above) if above is not None else None
            if not isinstance(above, ast.Attribute) or not (dotted_name(above) or "").startswith(f"{owner}."):
                return True
    return False


def awaited(site: Site) -> Rewriting:
    """`request.user` becomes `await request.auser()`, wherever the function reads it."""
    return Rewriting(tuple(_edit(site, read) for read in _reads(site.context.node)))


def _edit(site: Site, read: ast.Attribute) -> Edit:
    inside = site.places.needs_parentheses(read)

    def rewrite(got: cst.CSTNode) -> cst.BaseExpression:
        import libcst as cst

        from asyncfix.transforms.sync_orm_in_async import tree_text

        assert isinstance(got, cst.Attribute)
        method = cst.Attribute(got.value, cst.Name(django.ASYNC_REQUEST_USER[0]))
        return tree_text.awaited(cst.Call(method), got, inside=inside)

    return site.edit(read, rewrite)
