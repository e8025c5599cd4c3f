"""The import statements and `__all__` lists of a project that name something which gets another name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from asyncfix.project import Module, Project, Symbol
from asyncfix.rule import Edit

if TYPE_CHECKING:
    import libcst as cst


def renamed_everywhere(project: Project, module: Module, old: str, new: str) -> Iterator[Edit]:
    """The edits that let every `from ... import old` import `new` instead; an alias goes, and `__all__` follows."""
    others = [module, *(other for other in project.mentioning(old, module.path) if other is not module)]
    for other in others:
        imported = other is module
        for node in other.imports:
            if isinstance(node, ast.ImportFrom) and _imports(project, other, node, module, old):
                imported = True
                yield Edit(other.path, other.anchor(node), lambda tree: _imported(tree, old, new))
        if imported:
            yield from _exported(other, old, new)


def _imports(project: Project, other: Module, node: ast.ImportFrom, module: Module, old: str) -> bool:
    if all(alias.name != old for alias in node.names):
        return False
    source = project.module(project.imported_module(other, node), other.path)
    found = project.resolve(source, old) if source else None
    return isinstance(found, Symbol) and found.module.path == module.path and found.name == old


def _imported(tree: cst.CSTNode, old: str, new: str) -> cst.CSTNode:
    import libcst as cst

    assert isinstance(tree, cst.ImportFrom)
    assert not isinstance(tree.names, cst.ImportStar)
    names = [
        alias.with_changes(name=cst.Name(new), asname=None) if alias.evaluated_name == old else alias
        for alias in tree.names
    ]
    return tree.with_changes(names=names)


def _exported(module: Module, old: str, new: str) -> Iterator[Edit]:
    for statement in module.tree.body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name("__all__")])
                | ast.AugAssign(target=ast.Name("__all__"))
                | ast.AnnAssign(target=ast.Name("__all__"))
            ):
                for node in ast.walk(statement):
                    if isinstance(node, ast.Constant) and node.value == old:
                        yield Edit(module.path, module.anchor(node), lambda tree: _respelled(tree, old, new))
            case _:
                pass


def _respelled(tree: cst.CSTNode, old: str, new: str) -> cst.CSTNode:
    import libcst as cst

    assert isinstance(tree, cst.SimpleString)
    return tree.with_changes(value=tree.value.replace(old, new))
