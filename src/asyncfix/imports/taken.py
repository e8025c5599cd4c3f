"""Imports that other files take from a module, which stay though nothing in the module itself uses them."""

from __future__ import annotations

import ast
import re

from asyncfix.project import Module, Project, Symbol, flow


def is_taken(project: Project, module: Module, name: str) -> bool:
    """Whether other code of the project takes an imported name from this module, or names it there in a text.

    `from app.service import asyncio`, `service.asyncio.sleep`, `mock.patch("app.service.asyncio")`.
    """
    dotted = project.name_of(module)
    target = re.compile(rf"[\"']{re.escape(f'{dotted}.{name}')}\b".encode())
    # Whoever takes it writes the module's own name, or a package's dots.
    last = re.compile(rb"\b%s\b|from\s+\.+\s" % re.escape(dotted.rpartition(".")[2]).encode())
    return any(
        target.search(other.data) or _takes(other, project, module, name)
        for other in project.mentioning(name, module.path, last)
        if other is not module
    )


def _takes(other: Module, project: Project, module: Module, name: str) -> bool:
    """Whether a module imports a name from another, or reads it as an attribute of that."""

    def is_module(dotted: str) -> bool:
        meaning = project.resolve(other, dotted)
        return isinstance(meaning, Symbol) and meaning.module is module and not meaning.name

    for node in flow.walk(other.tree):
        match node:
            case ast.ImportFrom(names=names) if any(alias.name in (name, "*") for alias in names):
                if project.module(project.imported_module(other, node), other.path) is module:
                    return True
            case ast.Attribute(value=ast.Name() | ast.Attribute() as owner, attr=attr) if attr == name:
                if is_module(ast.unparse(owner)):
                    return True
            case _:
                pass
    return False
