"""What classes are to Django: models, managers, querysets, forms, views, by the chain of their bases."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from asyncfix.frameworks import django
from asyncfix.project import External, Module, Project, Symbol
from asyncfix.project.bindings import inside
from asyncfix.project.names import dotted_name

Meaning = Symbol | External
_T = TypeVar("_T")


@dataclass(frozen=True, eq=False)
class ClassInfo:
    """A class of the project, or (`node` is None) one of a library that is known by its dotted name."""

    name: str
    module: Module | None = None
    node: ast.ClassDef | None = None
    dotted: str = ""


class Member(NamedTuple):
    """What a class binds a name to, and the class that does."""

    owner: ClassInfo
    node: ast.stmt


def imported(project: Project, module: Module, source: str, name: str | None) -> Meaning | None:
    """What `from source import name` or `import source` gives in a file."""
    if source.startswith("."):
        return None
    target = project.module(source, module.path)
    if target is None:
        if project.owns(source, module.path):
            return None
        return External(f"{source}.{name}" if name else source)
    if name is None:
        return project.symbol(target, "")
    found = project.resolve(target, name)
    if found is None and (below := project.module(f"{source}.{name}", module.path)):
        return project.symbol(below, "")
    return found


def class_of(project: Project, meaning: Meaning | None) -> ClassInfo | None:
    """The class that a name stands for, where it is one of the project or one that is known of Django."""
    match meaning:
        case Symbol(module=module, name=name, nodes=nodes) if nodes and isinstance(nodes[-1], ast.ClassDef):
            return class_at(project, module, nodes[-1], name)
        case External(dotted=name) if name in django.ROLES:
            return library_class(project, name)
        case _:
            return None


def class_at(project: Project, module: Module, node: ast.ClassDef, name: str = "") -> ClassInfo:
    info: ClassInfo = project.known.setdefault(
        ("django class", node), ClassInfo(name or node.name, module=module, node=node)
    )
    return info


def made_class(project: Project, module: Module, node: ast.ClassDef, above: ClassInfo) -> ClassInfo:
    """A class that a call in a module makes: its body, over another that no name need stand for there."""
    info = class_at(project, module, node)
    project.known["django bases", info] = (above,)
    meta, meta_above = nested(project, info, "Meta"), nested(project, above, "Meta")
    if meta is not None and meta_above is not None:
        project.known["django bases", meta] = (meta_above,)
    return info


def library_class(project: Project, name: str) -> ClassInfo:
    info: ClassInfo = project.known.setdefault(("django class", name), ClassInfo(name.rpartition(".")[2], dotted=name))
    return info


def bases(project: Project, info: ClassInfo) -> tuple[ClassInfo, ...]:
    """The bases that are known, in order."""
    key = ("django bases", info)
    if key not in project.known:
        project.known[key] = ()
        project.known[key] = tuple(_bases(project, info))
    found: tuple[ClassInfo, ...] = project.known[key]
    return found


def _bases(project: Project, info: ClassInfo) -> Iterator[ClassInfo]:
    if info.node is None or info.module is None:
        return
    for base in info.node.bases:
        yield from classes_named(project, info.module, base)


def classes_named(project: Project, module: Module, node: ast.expr) -> Iterator[ClassInfo]:
    """The class of an expression that stands among bases, with the queryset of a `from_queryset` call."""
    match node:
        case ast.Subscript(value=value):
            yield from classes_named(project, module, value)
        case ast.Call(func=ast.Attribute(value=value, attr="from_queryset"), args=[queryset, *_]):
            yield from classes_named(project, module, value)
            yield from classes_named(project, module, queryset)
        case ast.Name() | ast.Attribute():
            name = dotted_name(node)
            meaning = project.resolve(module, name) if name else None
            found = class_of(project, meaning)
            if found is not None:
                yield found
            elif isinstance(meaning, Symbol) and meaning.nodes:
                match meaning.nodes[-1]:
                    case ast.Assign(value=ast.Call() as value):
                        yield from classes_named(project, meaning.module, value)
                    case _:
                        pass
        case _:
            pass


def lineage(project: Project, info: ClassInfo) -> tuple[ClassInfo, ...]:
    """A class and all above it, nearest first."""
    found: dict[ClassInfo, None] = {info: None}
    waiting = list(bases(project, info))
    while waiting:
        each = waiting.pop(0)
        if each not in found:
            found[each] = None
            waiting = [*bases(project, each), *waiting]
    return tuple(found)


def role(project: Project, info: ClassInfo) -> django.Role | None:
    """What a class is, by the first class of Django among those above it."""
    key = ("django role", info)
    if key not in project.known:
        roles = [django.ROLES[each.dotted] for each in lineage(project, info) if each.dotted in django.ROLES]
        project.known[key] = "model" if "model" in roles else next(iter(roles), None)
    found: django.Role | None = project.known[key]
    return found


def member(project: Project, info: ClassInfo, name: str, *, above: bool = False) -> Member | None:
    """What a class of the project, or one above it, binds a name to; with `above` only those above count."""
    for each in lineage(project, info)[1 if above else 0 :]:
        if each.node is not None:
            nodes = _inside(project, each.node).get(name)
            if nodes:
                return Member(each, _getter(nodes))
    return None


def setter(project: Project, info: ClassInfo, name: str) -> Member | None:
    """The function that assigning to an attribute of an instance calls, where that is a property."""
    for each in lineage(project, info):
        if each.node is not None:
            for node in _inside(project, each.node).get(name, ()):
                if _sets(node):
                    return Member(each, node)
    return None


def _getter(nodes: tuple[ast.stmt, ...]) -> ast.stmt:
    """The last definition of a name, where it is a property's the one that reads it."""
    return next((node for node in reversed(nodes) if not _sets(node)), nodes[-1])


def _sets(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and any(
        isinstance(each, ast.Attribute) and each.attr in ("setter", "deleter") for each in node.decorator_list
    )


def _inside(project: Project, node: ast.ClassDef) -> dict[str, tuple[ast.stmt, ...]]:
    key = ("django inside", node)
    if key not in project.known:
        project.known[key] = inside(node.body)
    found: dict[str, tuple[ast.stmt, ...]] = project.known[key]
    return found


def own_members(project: Project, info: ClassInfo) -> dict[str, tuple[ast.stmt, ...]]:
    return _inside(project, info.node) if info.node is not None else {}


def assigned(node: ast.stmt) -> ast.expr | None:
    """The value of an assignment."""
    match node:
        case ast.Assign(value=value):
            return value
        case ast.AnnAssign(value=value):
            return value
        case _:
            return None


def nested(project: Project, info: ClassInfo, name: str) -> ClassInfo | None:
    """A class in the body of another, such as `Meta`."""
    found = member(project, info, name)
    if found is None or not isinstance(found.node, ast.ClassDef) or found.owner.module is None:
        return None
    return class_at(project, found.owner.module, found.node, f"{info.name}.{name}")


def meta_member(project: Project, info: ClassInfo, name: str) -> Member | None:
    """What the `Meta` of a class binds a name to."""
    meta = nested(project, info, "Meta")
    return member(project, meta, name) if meta else None
