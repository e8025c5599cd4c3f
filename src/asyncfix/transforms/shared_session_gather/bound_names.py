"""Which names a piece of code binds."""

from __future__ import annotations

import ast

from asyncfix.project import flow


def is_bound(name: str, node: ast.AST) -> bool:
    """Whether a name is bound anywhere in a node."""
    return any(
        name in own_names(inner)
        for inner in ast.walk(node)
        if not isinstance(inner, ast.Name) or isinstance(inner.ctx, ast.Store)
    )


def own_names(node: ast.AST) -> set[str]:
    """The names that a node has itself, whatever it does with them; not those of what is in it."""
    match node:
        case ast.Name(id=name) | ast.arg(arg=name):
            return {name}
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            return {name}
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            return set(names)
        case ast.alias():
            return flow.names_in(node)
        case _:
            return set()
