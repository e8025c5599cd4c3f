"""What is written in place of an operation: the call in a thread, or Django's asynchronous name for it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Literal

from asyncfix.project import Module, Project
from asyncfix.rule import Edit, Import, Refused
from asyncfix.transforms.sync_orm_in_async.kinds import LOADS_USER
from asyncfix.transforms.sync_orm_in_async.places import Places, is_step_by_step
from asyncfix.transforms.sync_orm_in_async.wrappers import Wrapper, wrapper_for

if TYPE_CHECKING:
    from asyncfix.frameworks.django import Version
    from asyncfix.rule import Rewrite
    from asyncfix.transforms.sync_orm_in_async.walk import Context, Operation


_KINDS: dict[type[ast.AST], str] = {
    ast.BinOp: "BinaryOperation",
    ast.BoolOp: "BooleanOperation",
    ast.Compare: "Comparison",
    ast.UnaryOp: "UnaryOperation",
}
"""What LibCST calls expressions."""


@dataclass(frozen=True)
class Rewriting:
    """The edits of one finding, what they import, and what the user should know."""

    edits: tuple[Edit, ...]
    wanted: tuple[Import, ...] = ()
    notes: tuple[str, ...] = ()
    introduces: frozenset[str] = frozenset()
    unneeded: tuple[str, ...] = ()


@dataclass(frozen=True)
class Site:
    """One operation, where it stands, and how it is to be written."""

    project: Project
    module: Module
    context: Context
    operation: Operation
    places: Places
    style: Literal["sync_to_async", "native"]
    version: Version
    """The version of Django that the project has."""
    is_whole: bool = False
    """Whether a call runs as a whole in a lambda, with the queries inside it."""

    def edit(self, node: ast.expr | ast.stmt, rewrite: Rewrite, kind: str | None = None) -> Edit:
        return Edit(self.module.path, self.module.anchor(node, kind or _KINDS.get(type(node))), rewrite)

    def wrapper(self) -> Wrapper:
        return wrapper_for(self.project, self.module, self.context.node, self.operation.node.lineno)


def rewriting(site: Site) -> Rewriting:
    """How an operation is repaired. Raises `Refused`."""
    operation = site.operation
    if operation.reason is not None:
        raise Refused(operation.reason)
    if operation.form == "block":
        from asyncfix.transforms.sync_orm_in_async.blocks import extracted

        return extracted(site)
    if operation.form == "user":
        from asyncfix.transforms.sync_orm_in_async.users import awaited

        return awaited(site)
    refuse_where_nothing_is_awaited(site)
    if site.style == "native" or operation.form == "iterator":
        from asyncfix.transforms.sync_orm_in_async.native import natively

        found = natively(site)
        if found is not None:
            return found
    return in_a_thread(site)


def refuse_where_nothing_is_awaited(site: Site) -> None:
    for node in site.places.up(site.operation.node):
        match node:
            case ast.Lambda() if site.places.holds(node.body, site.operation.node):
                raise Refused("it stands in a lambda, where nothing can be awaited")
            case ast.GeneratorExp() if not site.places.is_first_iterable(node, site.operation.node):
                raise Refused("it stands in a generator expression that nothing here runs at once")
            case _:
                pass


def in_a_thread(site: Site) -> Rewriting:
    """The operation, run by `sync_to_async`."""
    wrapper = site.wrapper()
    notes: tuple[str, ...] = ()
    if site.operation.form == "iterator":
        notes = ("all rows are fetched at once, where `iterator()` fetched them in chunks",)
    return Rewriting((_edit(site, wrapper.name),), wrapper.wanted, notes)


def _edit(site: Site, wrapper: str) -> Edit:
    operation, node = site.operation, site.operation.node
    match operation.form, node:
        case "call", ast.Call():
            return _lambda(site, wrapper, node) if site.is_whole else _called(site, wrapper, node)
        case "await", ast.expr():
            return site.edit(node, lambda got: _text().awaited_call(got, wrapper))
        case "renamed", _:
            return site.edit(node, lambda got: _text().renamed(got, wrapper))
        case "unwrapped", ast.Call():
            return _unwrapped(site, node)
        case "augmented", ast.AugAssign(target=ast.Attribute()):
            return site.edit(node, lambda got: _text().attribute_augmented(got, wrapper))
        case "augmented", _:
            return site.edit(node, lambda got: _text().item_augmented(got, wrapper))
        case "deletion", _:
            return site.edit(node, lambda got: _text().item_deleted(got, wrapper))
        case form, ast.expr() if form in CONSUMERS:
            return _consumed(site, wrapper, node, CONSUMERS[form])
        case _, ast.expr():
            return _read(site, wrapper, node)
        case _:
            raise Refused("a statement of this kind is not rewritten")


CONSUMERS = {"list": "list", "iterator": "list", "bool": "bool", "text": "str"}


def _text() -> ModuleType:
    # LibCST is imported where something is rewritten, and not before.
    from asyncfix.transforms.sync_orm_in_async import thread_text

    return thread_text


def _called(site: Site, wrapper: str, node: ast.Call) -> Edit:
    inside = site.places.needs_parentheses(node)
    return site.edit(node, lambda got: _text().called(got, wrapper, inside=inside))


def _lambda(site: Site, wrapper: str, node: ast.expr) -> Edit:
    inside, bound = site.places.needs_parentheses(node), site.places.loop_names(node)
    return site.edit(node, lambda got: _text().in_lambda(got, wrapper, bound, inside=inside))


def is_whole(context: Context, places: Places, node: ast.Call, style: str) -> bool:
    """Whether a call runs as a whole in a lambda: building its query already loads the user or follows a relation.

    Where asynchronous names are wanted, what it is called on may have one.
    """
    if not places.fits_lambda(node):
        return False
    steps = set(_steps(node))
    return any(
        (other.what == LOADS_USER and other.form != "user" and places.holds(node.func, other.node))
        or (other.node in steps and (other.form == "value" or (other.form == "call" and style != "native")))
        for other in context.operations
        if other.node is not node
    )


def _steps(node: ast.Call) -> Iterator[ast.expr]:
    """What a chain of attributes and calls is made of, from its end to its start."""
    step: ast.expr = node.func
    while isinstance(step, ast.Attribute | ast.Call):
        yield step
        step = step.func if isinstance(step, ast.Call) else step.value


def _unwrapped(site: Site, node: ast.Call) -> Edit:
    outer = site.places.parent(node)
    is_called = isinstance(outer, ast.Call) and outer.func is node
    target: ast.Call = node
    if isinstance(outer, ast.Call) and is_called:
        if outer.args or outer.keywords:
            raise Refused("the query's result is called with arguments")
        target = outer
    if not isinstance(site.places.parent(target), ast.Await):
        raise Refused("what the wrapper gives is not awaited here")
    return site.edit(target, lambda got: _text().unwrapped(got, is_called=is_called))


def _consumed(site: Site, wrapper: str, node: ast.expr, function: str) -> Edit:
    if isinstance(node, ast.GeneratorExp | ast.Tuple):
        raise Refused("it has no place of its own in the syntax tree")
    inside = site.places.needs_parentheses(node)
    if site.is_whole:
        bound = site.places.loop_names(node)
        return site.edit(node, lambda got: _text().consumed_whole(got, wrapper, function, bound, inside=inside))
    return site.edit(node, lambda got: _text().consumed(got, wrapper, function, inside=inside))


def _read(site: Site, wrapper: str, node: ast.expr) -> Edit:
    """What is no call."""
    if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store):
        statement = site.places.parent(node)
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            raise Refused("several things are assigned in one statement")
        if isinstance(node, ast.Attribute):
            return site.edit(statement, lambda got: _text().attribute_set(got, wrapper))
        return site.edit(statement, lambda got: _text().item_set(got, wrapper))
    whole = site.places.whole_read(node)
    if isinstance(whole, ast.GeneratorExp):
        raise Refused("it stands in a generator expression that nothing here runs at once")
    if is_step_by_step(whole):
        raise Refused("what it does step by step is not done by one call here")
    if site.places.fits_lambda(whole):
        return _lambda(site, wrapper, whole)
    if not isinstance(node, ast.Attribute):
        raise Refused("an await stands inside the expression that runs the query")
    inside, quote = site.places.needs_parentheses(node), "'" if site.places.is_in_string(node) else '"'
    return site.edit(node, lambda got: _text().read_by_name(got, wrapper, quote, inside=inside))
