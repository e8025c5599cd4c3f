"""A function that registers handlers already, and that every application of a middleware is given to already."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from asyncfix.project import Module, Project, Symbol, flow
from asyncfix.project.names import dotted_name
from asyncfix.rule import LINE, Edit
from asyncfix.transforms.base_http_middleware.names import meaning
from asyncfix.transforms.base_http_middleware.route import CallSite

if TYPE_CHECKING:
    import libcst as cst


def joined(project: Project, module: Module, name: str, sites: Sequence[CallSite]) -> ast.FunctionDef | None:
    """The function of that name that handlers can be added to, so that the call sites can go; None where that is not
    so plain."""
    found = [each for each in module.tree.body if isinstance(each, ast.FunctionDef) and each.name == name]
    if len(found) != 1 or len(project.bound(module).names.get(name, ())) != 1:
        return None
    (function,) = found
    arguments = function.args
    rare = arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.posonlyargs
    if rare or len(arguments.args) != 1 or function.decorator_list or not flow.completes(function.body):
        return None
    if any(isinstance(node, ast.Return) for node in flow.own_nodes(function)):
        return None
    return function if all(_may_go(site) and _is_given(project, module, name, site) for site in sites) else None


def _may_go(site: CallSite) -> bool:
    """Whether the statement of a call site can go with nothing but itself: no comment, no empty suite."""
    first, last = site.at.statement.lineno, site.at.statement.end_lineno or site.at.statement.lineno
    lines = [site.module.line(line) for line in range(first, last + 1)]
    above = site.module.line(first - 1) if first > 1 else ""
    alone = site.module.source(site.at.statement) == "".join(lines).strip()
    return (
        site.named is not None
        and site.listed is None
        and alone
        and "#" not in "".join(lines) + above
        and len(site.at.suite) > 1
    )


def _is_given(project: Project, module: Module, name: str, site: CallSite) -> bool:
    """Whether the application of a call site is given to the function in the same scope."""
    for place in flow.placed(site.module.tree):
        match place.statement:
            case ast.Expr(value=ast.Call(func=func, args=[given], keywords=[])) if place.scope is site.at.scope:
                if dotted_name(given) != dotted_name(site.receiver) or place.frame is not None:
                    continue
                match meaning(project, site.module, func):
                    case Symbol(module=where, name=found) if where is module and found == name:
                        return True
                    case _:
                        pass
            case _:
                pass
    return False


def without_call(site: CallSite) -> Edit:
    """The edit that takes a call site away."""

    def rewrite(_: cst.CSTNode) -> cst.RemovalSentinel:
        import libcst as cst

        return cst.RemoveFromParent()

    return Edit(site.module.path, site.module.anchor(site.at.statement, LINE), rewrite)


def with_lines(module: Module, function: ast.FunctionDef, lines: Iterable[str]) -> Edit:
    """The edit that ends a function with more lines."""

    def rewrite(tree: cst.CSTNode) -> cst.CSTNode:
        import libcst as cst

        from asyncfix import nodes
        from asyncfix.transforms.base_http_middleware import realise

        assert isinstance(tree, cst.FunctionDef)
        (made,) = realise.parsed("\n".join(["def made():", *(f"    {line}" for line in lines)]) + "\n")
        assert isinstance(made, cst.FunctionDef)
        assert isinstance(made.body, cst.IndentedBlock)
        new = nodes.opened(made.body)
        old = nodes.opened(tree.body)
        body = [*old.statements, *new.statements]
        return tree.with_changes(body=realise.filled(tree.body, body))

    return Edit(module.path, module.anchor(function), rewrite)
