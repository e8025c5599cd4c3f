"""What names mean across files: through imports, aliases, re-exports and stars."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from asyncfix.project.bindings import Binding, inside
from asyncfix.project.meanings import External, Meaning, Symbol
from asyncfix.project.names import dotted_name

if TYPE_CHECKING:
    from asyncfix.project.index import Project
    from asyncfix.project.module import Module


class Names(Mapping[str, tuple[Binding, ...]]):
    """The bindings of one module, those that a `*` brings in among them."""

    def __init__(self, project: Project, module: Module) -> None:
        self._project = project
        self._module = module

    def __getitem__(self, name: str) -> tuple[Binding, ...]:
        found = bindings_of(self._project, self._module, name)
        if not found:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(_all_names(self._project, self._module, set()))

    def __len__(self) -> int:
        return len(_all_names(self._project, self._module, set()))


def bindings_of(project: Project, module: Module, name: str) -> tuple[Binding, ...]:
    """What binds one name of a module, in source order."""
    bound = project.bound(module)
    own = bound.names.get(name, ())
    starred = [
        Binding(name, node, source, name, is_sure)
        for node, source, is_sure in bound.stars
        if (target := project.module(source, module.path)) and _exports(project, target, name, {module.path})
    ]
    if not starred:
        return own
    by_place = sorted((*own, *starred), key=lambda each: (each.function is not None, each.node.lineno))
    return tuple(by_place)


def _exports(project: Project, module: Module, name: str, seen: set[str]) -> bool:
    """Whether `from module import *` brings in a name."""
    if module.path in seen:
        return False
    bound = project.bound(module)
    if bound.exported is not None:
        return name in bound.exported
    if name.startswith("_"):
        return False
    if name in bound.names:
        return True
    targets = (project.module(source, module.path) for _, source, _ in bound.stars)
    return any(target and _exports(project, target, name, seen | {module.path}) for target in targets)


def _all_names(project: Project, module: Module, seen: set[str]) -> dict[str, None]:
    bound = project.bound(module)
    names = dict.fromkeys(bound.names)
    for _, source, _ in bound.stars:
        target = project.module(source, module.path)
        if target and target.path not in seen:
            below = _all_names(project, target, seen | {module.path})
            names |= {name: None for name in below if _exports(project, target, name, {module.path})}
    return names


class Resolution:
    """One question what a name stands for; it remembers where it has been, so that cycles of imports end."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._asked: set[tuple[str, str]] = set()

    def name(self, module: Module, dotted: str) -> Meaning | None:
        first, *rest = dotted.split(".")
        found = self._bound(module, first)
        for part in rest:
            found = self._member(found, part, module.path)
        return found

    def _bound(self, module: Module, name: str) -> Meaning | None:
        key = (module.path, name)
        if key in self._asked:
            return None
        self._asked.add(key)
        try:
            return self._chosen(module, name)
        finally:
            self._asked.discard(key)

    def _chosen(self, module: Module, name: str) -> Meaning | None:
        bindings = bindings_of(self._project, module, name)
        if not bindings:
            return self._from_the_only_star(module, name)
        found: list[Meaning] = []
        placeholders: list[Meaning] = []
        for binding in _in_force(bindings):
            meaning = self._meaning(module, binding, bindings)
            if meaning is None:
                continue
            if binding.source is not None and isinstance(meaning, Symbol):
                return meaning
            (placeholders if binding.is_placeholder else found).append(meaning)
        return next(iter([*found, *placeholders]), None)

    def _meaning(self, module: Module, binding: Binding, all_of_name: tuple[Binding, ...]) -> Meaning | None:
        if binding.source is not None:
            return self._imported(binding.source, binding.member, module.path)
        alias = dotted_name(binding.alias)
        if alias and alias.partition(".")[0] != binding.name and binding.function is None:
            meaning = self.name(module, alias)
            if meaning is not None:
                return meaning
        nodes = tuple(each.node for each in all_of_name if each.source is None)
        return self._project.symbol(module, binding.name, nodes)

    def _imported(self, source: str, member: str | None, near: str) -> Meaning | None:
        target = self._project.module(source, near)
        if target is None:
            return self._outside(source, member, near)
        module = self._project.symbol(target, "")
        return module if member is None else self._member(module, member, near)

    def _outside(self, source: str, member: str | None, near: str) -> Meaning | None:
        """What a module that is not found gives: a library's, or a part of a package without `__init__.py`."""
        if not source or source.startswith(".") or self._project.owns(source, near):
            return None
        found = External(source)
        return found if member is None else self._member(found, member, near)

    def _member(self, owner: Meaning | None, name: str, near: str) -> Meaning | None:
        match owner:
            case External(dotted):
                module = self._project.module(f"{dotted}.{name}", near)
                return self._project.symbol(module, "") if module else External(f"{dotted}.{name}")
            case Symbol(module=module, name=""):
                found = self._bound(module, name)
                return found if found is not None else self._submodule(module, name)
            case Symbol(module=module, name=outer, nodes=(ast.ClassDef(body=body),)):
                nodes = inside(body).get(name)
                return self._project.symbol(module, f"{outer}.{name}", nodes) if nodes else None
            case _:
                return None

    def _submodule(self, package: Module, name: str) -> Symbol | None:
        if not package.path.endswith("__init__.py"):
            return None
        module = self._project.module(f"{self._project.name_of(package)}.{name}", package.path)
        return self._project.symbol(module, "") if module else None

    def _from_the_only_star(self, module: Module, name: str) -> Meaning | None:
        """A name that nothing else binds comes from a library's `*`, if there is only one `*` it can come from."""
        stars = self._project.bound(module).stars
        sources = {source for _, source, _ in stars if not self._project.module(source, module.path)}
        if len(sources) != 1 or name.startswith("_") or hasattr(builtins, name):
            return None
        return self._outside(sources.pop(), name, module.path)


def _in_force(bindings: tuple[Binding, ...]) -> tuple[Binding, ...]:
    """The bindings that may be what a reader sees: the last one that surely replaces those before it, and the rest."""
    last = max((number for number, each in enumerate(bindings) if each.is_sure), default=0)
    return bindings[last:]
