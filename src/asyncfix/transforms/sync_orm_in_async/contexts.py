"""The asynchronous functions of a module, each read as the event loop runs it."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterator

from asyncfix.frameworks import django
from asyncfix.project import External, Module, Project, flow
from asyncfix.project.names import dotted_name
from asyncfix.transforms.sync_orm_in_async import callers, classes, effects, meanings, memo, receivers, schemas
from asyncfix.transforms.sync_orm_in_async.classes import ClassInfo
from asyncfix.transforms.sync_orm_in_async.kinds import LOADS_USER, Function, Request, Value
from asyncfix.transforms.sync_orm_in_async.walk import Context, Operation, Walk


def contexts(module: Module, project: Project) -> Iterator[Context]:
    """The asynchronous functions of a module with the operations that stand in them."""
    for node in module.tree.body:
        yield from _in_statement(module, project, node)
    top = Walk(project, module, module.tree)
    for receiver, sender in receivers.called_on_the_loop(module, project):
        yield _without_await(top, receiver, None, f"`{sender}` sends the signal on the event loop's thread")


def _in_statement(module: Module, project: Project, node: ast.stmt) -> Iterator[Context]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            if _holds_async(node):
                top = Walk(project, module, module.tree)
                read_definition(top, node)
                yield from top.contexts
        case _:
            for _, suite in flow.suites(node):
                for inner in suite:
                    yield from _in_statement(module, project, inner)


def _holds_async(node: ast.stmt) -> bool:
    return any(isinstance(each, ast.AsyncFunctionDef) for each in flow.walk(node))


def read_definition(walk: Walk, node: ast.stmt, cls: ClassInfo | None = None) -> None:
    """Read what is asynchronous in a definition; the contexts are added to those of the walk."""
    match node:
        case ast.ClassDef(body=body):
            info = classes.class_at(walk.project, walk.module, node)
            for inner in body:
                read_definition(walk, inner, info)
            if classes.role(walk.project, info) == "view":
                _read_hooks(walk, node, info)
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            if _holds_async(node):
                _read_function(walk, node, cls)
        case _:
            pass


def _read_function(walk: Walk, node: flow.Function, cls: ClassInfo | None) -> None:
    is_method = cls is not None and not meanings.has_decorator(node, "staticmethod")
    inner = Walk(walk.project, walk.module, node, around=walk.seen(), cls=cls or walk.cls)
    names: dict[str, Value | None] = meanings.parameters(walk.project, walk.module, node, cls, is_bound=is_method)
    if isinstance(node, ast.AsyncFunctionDef):
        names |= callers.given(walk, node, cls)
    inner.state.names.update(names)
    inner.own |= set(names)
    inner.symbol = ".".join(filter(None, (walk.symbol, cls.name if cls and cls is not walk.cls else "", node.name)))
    function = Function(walk.module, node)
    decorators = {effects.decorator_name(walk.project, function, each) for each in node.decorator_list}
    if decorators & django.ONLY_FOR_USERS:
        _session_is_loaded(inner)
    memo.of(walk.project).begin()
    inner.response = schemas.response_of(walk.module, node.decorator_list)
    inner.run(node.body)
    walk.contexts += inner.contexts
    if isinstance(node, ast.AsyncFunctionDef):
        walk.contexts.append(Context(node, inner.symbol, [*_in_transaction(walk, node), *inner.operations]))


def _session_is_loaded(walk: Walk) -> None:
    """A decorator has asked for the user by `auser()`, which loads the session and not `request.user`."""
    for found in walk.state.names.values():
        if isinstance(found, Request):
            walk.learn(found.identity, "session")


def _in_transaction(walk: Walk, node: ast.AsyncFunctionDef) -> Iterator[Operation]:
    """`@transaction.atomic` on a coroutine function."""
    function = Function(walk.module, node)
    for decorator in node.decorator_list:
        if effects.decorator_name(walk.project, function, decorator) in django.ATOMIC:
            reason = "a transaction cannot hold a coroutine function"
            yield Operation(decorator, "block", "opens a transaction", reason=reason)


def _read_hooks(walk: Walk, node: ast.ClassDef, info: ClassInfo) -> None:
    """The synchronous methods of an asynchronous view that run on the event loop's thread before its handlers."""
    methods = [each for each in node.body if isinstance(each, flow.Function)]
    if not any(isinstance(each, ast.AsyncFunctionDef) and each.name in _HANDLERS for each in methods):
        return
    handler = next(each for each in methods if isinstance(each, ast.AsyncFunctionDef) and each.name in _HANDLERS)
    found = list(_in_mixins(walk, info))
    if found:
        walk.contexts.append(Context(handler, node.name, found))
    for each in methods:
        if isinstance(each, ast.FunctionDef) and each.name in _HOOKS:
            reason = f"`{each.name}` is synchronous, and an asynchronous view calls it on the event loop's thread"
            walk.contexts.append(_without_await(walk, each, info, reason))


def _in_mixins(walk: Walk, info: ClassInfo) -> Iterator[Operation]:
    """What the mixins of a view do before its handlers: those that let only some users in ask who the user is."""
    own = [each for each in classes.lineage(walk.project, info) if each.node is not None and each.module is not None]
    if any("dispatch" in classes.own_members(walk.project, each) for each in own):
        return
    for each in own:
        assert each.node is not None
        assert each.module is not None
        for base in each.node.bases:
            meaning = walk.project.resolve(each.module, dotted_name(base) or "")
            if each.module is walk.module and isinstance(meaning, External) and meaning.dotted in django.FOR_USERS:
                yield Operation(base, "value", LOADS_USER, reason=_BEFORE_HANDLERS)


_BEFORE_HANDLERS = (
    "its `dispatch` is synchronous, and runs before the asynchronous handlers: decorate these with `login_required`"
    " or its like, which Django has for coroutine functions since 5.1"
)


def _without_await(walk: Walk, node: ast.FunctionDef, cls: ClassInfo | None, reason: str) -> Context:
    """A synchronous function that the event loop's thread runs: what it does can only be reported."""
    inner = Walk(walk.project, walk.module, node, around=walk.seen(), cls=cls)
    names = meanings.parameters(walk.project, walk.module, node, cls, is_bound=cls is not None)
    inner.state.names.update(names)
    inner.own |= set(names)
    memo.of(walk.project).begin()
    inner.run(node.body)
    found = [dataclasses.replace(one, reason=reason) for one in inner.operations]
    return Context(node, f"{cls.name}.{node.name}" if cls else node.name, found)


_HANDLERS = django.names("get post put patch delete head options trace")
_HOOKS = django.names("__init__ setup dispatch http_method_not_allowed")
