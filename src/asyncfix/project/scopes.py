"""The names of one activation of a function or class body, and those around it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from asyncfix.project import flow

if TYPE_CHECKING:
    from asyncfix.project.module import Module
    from asyncfix.project.values import Value


@dataclass(slots=True, eq=False)
class Scope:
    """`node` is the function or class. A module's own scope has no parent; its names are looked up in the project."""

    module: Module
    node: flow.Scope | ast.Lambda
    parent: Scope | None = None
    names: dict[str, Value] = field(default_factory=dict)
    outer: frozenset[str] = frozenset()
    """Names that the function declares global or nonlocal."""
    own: frozenset[str] = frozenset()
    """Names that the function binds anywhere."""
    lent: frozenset[str] = frozenset()
    """Names that functions inside it declare nonlocal."""

    @property
    def is_module(self) -> bool:
        return self.parent is None

    def reset(self, names: Mapping[str, Value]) -> None:
        """Forget all names but these."""
        self.names.clear()
        self.names.update(names)

    @property
    def is_class(self) -> bool:
        return isinstance(self.node, ast.ClassDef)


def lent_names(node: flow.Scope | ast.Lambda) -> frozenset[str]:
    """The names that functions inside a function declare nonlocal, and so may bind at any time."""
    if isinstance(node, (ast.Lambda, ast.ClassDef)):
        return frozenset()
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    inside = [inner for inner in flow.own_nodes(node) if isinstance(inner, functions)]
    walked = (part for inner in inside for part in flow.walk(inner))
    return frozenset(name for part in walked if isinstance(part, ast.Nonlocal) for name in part.names)


def bound_names(node: flow.Scope | ast.Lambda) -> tuple[frozenset[str], frozenset[str]]:
    """The names that a function or class binds in its own scope, and those it declares global or nonlocal."""
    if isinstance(node, ast.Lambda):
        return frozenset(), frozenset()
    own: set[str] = set()
    outer: set[str] = set()
    comprehended: set[ast.AST] = set()
    nodes = list(flow.own_nodes(node))
    for inner in nodes:
        if isinstance(inner, ast.comprehension):
            comprehended.update(ast.walk(inner.target))
    for inner in nodes:
        match inner:
            case ast.Name() if inner in comprehended:
                pass
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                own.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                own.add(name)
            case ast.alias(name=name, asname=asname):
                own.add(asname or name.partition(".")[0])
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                outer.update(names)
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                own.add(name)
            case _:
                pass
    return frozenset(own - outer), frozenset(outer)
