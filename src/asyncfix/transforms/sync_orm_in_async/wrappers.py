"""What a module calls `sync_to_async`, or the import that it needs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.frameworks import django
from asyncfix.project import External, Module, Project, flow
from asyncfix.project.scopes import bound_names
from asyncfix.rule import Import

SYNC_TO_ASYNC = "asgiref.sync.sync_to_async"


class Wrapper(NamedTuple):
    """The dotted name to write, and the import that it needs."""

    name: str
    wanted: tuple[Import, ...] = ()


def wrapper_for(project: Project, module: Module, function: flow.Function, line: int) -> Wrapper:
    """What runs a function in a thread, as code on a line inside a function may name it."""
    for statement in function.body:
        if isinstance(statement, ast.ImportFrom) and statement.module == "asgiref.sync" and statement.lineno < line:
            for imported in statement.names:
                bound = imported.asname or imported.name
                if imported.name == "sync_to_async" and _is_bound_once(function, bound):
                    return Wrapper(bound)
    hidden = _bound_around(module, function)
    for goal in (SYNC_TO_ASYNC, django.DATABASE_WRAPPER):
        for name in sorted(_names_of(project, module, goal), key=lambda name: "." in name):
            if name.partition(".")[0] not in hidden:
                return Wrapper(name)
    taken = {*hidden, *project.bindings(module), *flow.names_in(module.tree)}
    if "sync_to_async" not in hidden and not _means_another(project, module):
        return Wrapper("sync_to_async", (Import("asgiref.sync", "sync_to_async"),))
    alias = flow.free_name("run_in_thread", taken)
    return Wrapper(alias, (Import("asgiref.sync", "sync_to_async", alias),))


def _is_bound_once(function: flow.Function, name: str) -> bool:
    stored = (each for each in ast.walk(function) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store))
    given = (each.arg for each in ast.walk(function) if isinstance(each, ast.arg))
    return name not in {each.id for each in stored} and name not in given


def _names_of(project: Project, module: Module, goal: str) -> Iterator[str]:
    """The names at the level of a module that surely mean something."""
    for name, bindings in project.bound(module).names.items():
        if not any(each.is_sure for each in bindings):
            continue
        match project.resolve(module, name):
            case External(dotted=dotted) if dotted == goal:
                yield name
            case External(dotted=dotted) if goal.startswith(f"{dotted}."):
                rest = goal.removeprefix(f"{dotted}.")
                if any(_loads(each.node, goal.rpartition(".")[0]) for each in bindings):
                    yield f"{name}.{rest}"
            case _:
                pass


def _loads(node: ast.stmt, module: str) -> bool:
    match node:
        case ast.Import(names=names):
            return any(alias.name == module for alias in names)
        case ast.ImportFrom(module=source, names=names):
            return any(f"{source}.{alias.name}" == module for alias in names)
        case _:
            return False


def _means_another(project: Project, module: Module) -> bool:
    bindings = project.bound(module).names.get("sync_to_async", ())
    return any(not each.is_sure or (each.source, each.member) != ("asgiref.sync", "sync_to_async") for each in bindings)


def _bound_around(module: Module, function: flow.Function) -> frozenset[str]:
    """The names that a function, those around it and those in it bind."""
    found: set[str] = set()
    for node in flow.walk(module.tree):
        if isinstance(node, flow.Function) and _meet(node, function):
            found |= bound_names(node)[0]
            args = node.args
            for each in (*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg):
                if each is not None:
                    found.add(each.arg)
    return frozenset(found)


def _meet(one: flow.Function, other: flow.Function) -> bool:
    return one.lineno <= (other.end_lineno or 0) and other.lineno <= (one.end_lineno or 0)
