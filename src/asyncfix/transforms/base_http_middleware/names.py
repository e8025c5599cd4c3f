"""What names in a file stand for, those that functions import for themselves among them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asyncfix.project import External, Module, Project, Symbol
from asyncfix.project.names import dotted_name

Meaning = Symbol | External


def meaning(project: Project, module: Module, node: ast.AST | None) -> Meaning | None:
    """What an expression that is a dotted name stands for, None when that is not known."""
    if isinstance(node, ast.Subscript):
        node = node.value
    name = dotted_name(node)
    if name is None:
        return None
    return project.resolve(module, name) or _imported_inside(project, module, name)


def _imported_inside(project: Project, module: Module, name: str) -> Meaning | None:
    """A name that a function of the file imports for itself."""
    first, _, rest = name.partition(".")
    if first not in module.imported or project.bound(module).names.get(first):
        return None
    for node in ast.walk(module.tree):
        match node:
            case ast.ImportFrom(names=names):
                for alias in names:
                    if (alias.asname or alias.name) == first:
                        source = project.imported_module(module, node)
                        return _member(project, module, source, ".".join(filter(None, (alias.name, rest))))
            case ast.Import(names=names):
                for alias in names:
                    if (alias.asname or alias.name.partition(".")[0]) == first:
                        source = alias.name if alias.asname else first
                        return _member(project, module, source, rest)
            case _:
                pass
    return None


def _member(project: Project, module: Module, source: str, name: str) -> Meaning | None:
    if source.startswith("."):
        return None
    target = project.module(source, module.path)
    if target is not None and name:
        return project.resolve(target, name)
    if project.owns(source, module.path):
        return None
    return External(f"{source}.{name}" if name else source)


def is_external(found: Meaning | None, names: frozenset[str]) -> bool:
    """Whether it is one of these names of libraries, also where the library itself is looked at."""
    return isinstance(found, External) and found.dotted in names


def annotated_types(node: ast.expr | None) -> Iterator[ast.expr]:
    """The types that an annotation names: strings read, unions and `Optional` taken apart."""
    match node:
        case ast.Constant(value=str(text)):
            try:
                yield from annotated_types(ast.parse(text.strip(), mode="eval").body)
            except SyntaxError:
                return
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            yield from annotated_types(left)
            yield from annotated_types(right)
        case ast.Subscript(value=ast.Name("Optional") | ast.Attribute(attr="Optional"), slice=inner):
            yield from annotated_types(inner)
        case ast.Subscript(value=ast.Name("Annotated") | ast.Attribute(attr="Annotated"), slice=ast.Tuple([first, *_])):
            yield from annotated_types(first)
        case ast.Name() | ast.Attribute():
            yield node
        case _:
            return
