"""What methods of lists, dictionaries and texts give, and which of them run a query."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from asyncfix.transforms.sync_orm_in_async import builtin_functions
from asyncfix.transforms.sync_orm_in_async.kinds import (
    Awaitable,
    Generator,
    Held,
    Keyed,
    Listed,
    Plain,
    Query,
    Scope,
    Tupled,
    Value,
)

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.calls import Call
    from asyncfix.transforms.sync_orm_in_async.walk import Walk


def called(walk: Walk, owner: Value, name: str, call: Call) -> Value | None:
    match owner:
        case Keyed():
            return _of_keyed(owner, name)
        case Held():
            return _of_held(walk, owner, name, call)
        case Listed():
            return _of_listed(walk, owner, name, call)
        case Plain():
            return _of_plain(walk, name, call)
        case Scope(user=user) if name == "get":
            key = call.node.args[0] if call.node.args else None
            return user if isinstance(key, ast.Constant) and key.value == "user" else None
        case Awaitable(result=result) if name == "result":
            return result
        case _:
            return None


def _of_keyed(owner: Keyed, name: str) -> Value | None:
    match name:
        case "get" | "pop":
            return owner.element
        case "values":
            return Listed(owner.element)
        case "items":
            return Listed(Tupled((Plain(), owner.element)))
        case _:
            return None


def _of_held(walk: Walk, owner: Held, name: str, call: Call) -> Value | None:
    if name not in ("update", "pop", "popitem", "clear", "setdefault"):
        return _of_keyed(Keyed(owner.element()), name)
    match call.node.func:
        case ast.Attribute(value=ast.Name(id=holder)):
            # What it holds now is not known.
            walk.state.names[holder] = None
        case _:
            pass
    return None


def _of_listed(walk: Walk, owner: Listed, name: str, call: Call) -> Value | None:
    match name:
        case "pop":
            return owner.element
        case "copy":
            return owner
        case "append" | "add" | "appendleft":
            _put_in(walk, call)
            return None
        case "sort" if what := builtin_functions.key_runs_queries(walk, call, owner.element):
            walk.note(call.node, "call", what)
            return None
        case _:
            return None


def _of_plain(walk: Walk, name: str, call: Call) -> Value:
    match name, call.first():
        case "join", Query() as query:
            builtin_functions.consumed(walk, call, query)
        case "join", Generator(evaluates=True):
            walk.note(call.node, "call", "runs queries in a generator")
        case "format", _:
            builtin_functions.shown(walk, call)
        case _:
            pass
    return Plain()


def _put_in(walk: Walk, call: Call) -> None:
    """A list or a set is given one element more; so is the one that a dictionary of lists has for a key."""
    from asyncfix.transforms.sync_orm_in_async.walk import either

    given = Listed(walk.put_away(call.first()))
    match call.node.func:
        case ast.Attribute(value=ast.Name(id=name)):
            walk.state.names[name] = either(walk.name(name), given)
        case ast.Attribute(value=ast.Subscript(value=ast.Name(id=name))):
            if isinstance(holder := walk.name(name), Keyed):
                walk.state.names[name] = Keyed(either(holder.element, given))
        case _:
            pass
