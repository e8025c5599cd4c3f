"""What Django's cache does: it asks the database where it lies there, or where it is given what does."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from asyncfix.frameworks import django
from asyncfix.project import flow
from asyncfix.transforms.sync_orm_in_async import effects
from asyncfix.transforms.sync_orm_in_async.kinds import Awaitable, Function, ManagerOf, Method, Query, Value

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.calls import Call
    from asyncfix.transforms.sync_orm_in_async.walk import Walk


def called(walk: Walk, name: str, call: Call) -> Value | None:
    """What a method of the cache gives; the query that it runs is noted."""
    queries = [found for found in call.all() if isinstance(found, Query)]
    default = call.positional[1] if len(call.positional) > 1 else call.named.get("default")
    if name in ("get_or_set", "aget_or_set") and _asks(walk, default):
        if name == "get_or_set":
            walk.note(call.node, "call", "makes the cache run a query")
            return None
        # Its default is called on the event loop's thread, whatever the cache itself does.
        walk.note(call.node, "renamed", "makes the cache run a query")
        return Awaitable(None)
    if name in django.CACHE and (lies_in_database(walk) or queries):
        what = "fetches rows" if queries else "uses the cache in the database"
        walk.note(call.node, "call", what, a_name=django.ASYNC_CACHE.get(name) if not queries else None)
        for query in queries:
            walk.learn(query.identity, "rows")
        return None
    return Awaitable(None) if name.startswith("a") and name[1:] in django.CACHE else None


def lies_in_database(walk: Walk) -> bool:
    key = ("django cache", walk.project.surroundings(walk.module.path))
    if key not in walk.project.known:
        modules = walk.project.mentioning("DatabaseCache", walk.module.path)
        walk.project.known[key] = any(_is_setting(node) for module in modules for node in flow.walk(module.tree))
    return bool(walk.project.known[key])


def _is_setting(node: ast.AST) -> bool:
    """`CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache"}}`, or the one of an alias."""
    match node:
        case ast.Assign(targets=[ast.Name(id="CACHES") | ast.Subscript(value=ast.Name(id="CACHES"))], value=value):
            texts = (each.value for each in ast.walk(value) if isinstance(each, ast.Constant))
            return any(str(text).endswith(".DatabaseCache") for text in texts)
        case ast.AnnAssign(target=ast.Name() as target, value=ast.expr() as value):
            return _is_setting(ast.Assign(targets=[target], value=value))
        case _:
            return False


def _asks(walk: Walk, default: Value | None) -> bool:
    """Whether calling a default runs a query."""
    match default:
        case Function():
            return effects.of(walk, default, effects.NO_ARGUMENTS).evaluates
        case Method(owner=ManagerOf() | Query(), name=name):
            return name in django.EVALUATING
        case Query():
            return True
        case _:
            return False
