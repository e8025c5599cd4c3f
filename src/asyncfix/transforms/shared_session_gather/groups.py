"""Which classes called `TaskGroup` run nothing: a scheduler's groups of jobs have that name, too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from asyncfix.frameworks import asyncio
from asyncfix.project import External, Module, Project, Symbol, flow
from asyncfix.project.names import dotted_name

_STARTING = frozenset({"gather", "create_task_group", "create_task", "ensure_future", "as_completed", "start_soon"})


@dataclass
class Groups:
    """What the names of groups stand for in the modules of one project."""

    project: Project
    _known: dict[tuple[str, str], bool] = field(default_factory=dict)

    def is_another(self, module: Module, node: ast.AST) -> bool:
        """Whether a name is sure to stand for no group of tasks: not for asyncio's, nor for one made on top of that."""
        dotted = dotted_name(node)
        if dotted is None:
            return False
        key = module.path, dotted
        if key not in self._known:
            # Until it is known, for a class that leads back to itself.
            self._known[key] = True
            meanings = list(self._meanings(module, dotted))
            self._known[key] = bool(meanings) and all(map(self._runs_nothing, meanings))
        return self._known[key]

    def _meanings(self, module: Module, dotted: str) -> Iterator[Symbol | External | None]:
        """What a name may stand for in any function of a module, None for what is not known."""
        first, _, rest = dotted.partition(".")
        named = {each.asname or each.name.partition(".")[0] for node in module.imports for each in node.names}
        if first in self.project.bound(module).names.keys() - named or "*" in named:
            yield self.project.resolve(module, dotted)
        elif any(each.source is None for each in self.project.bound(module).names.get(first, ())):
            # Imported in one place and defined in another.
            yield None
        for node in module.imports:
            for each in node.names:
                if (each.asname or each.name.partition(".")[0]) == first:
                    yield self._imported(module, node, each, rest)

    def _imported(
        self, module: Module, node: ast.Import | ast.ImportFrom, alias: ast.alias, rest: str
    ) -> Symbol | External | None:
        """What an import statement gives, or a name inside that."""
        match node:
            case ast.ImportFrom():
                source = self.project.imported_module(module, node)
                name = f"{alias.name}.{rest}" if rest else alias.name
            case _ if alias.asname is None and "." not in alias.name and rest:
                source, name = alias.name, rest
            case _:
                return None
        target = self.project.module(source, module.path)
        if target is not None:
            return self.project.resolve(target, name)
        # A relative import that leads nowhere keeps its dots.
        return None if source.startswith(".") else External(f"{source}.{name}")

    def _runs_nothing(self, meaning: Symbol | External | None) -> bool:
        match meaning:
            case External(dotted=dotted):
                return asyncio.LIBRARY.aliases.get(dotted, dotted) not in asyncio.GROUPS
            case Symbol(module=module, nodes=(ast.ClassDef() as cls,)):
                named = {each.attr for each in flow.walk(cls) if isinstance(each, ast.Attribute)}
                named |= {each.id for each in flow.walk(cls) if isinstance(each, ast.Name)}
                return named.isdisjoint(_STARTING) and all(self.is_another(module, base) for base in cls.bases)
            case _:
                return False
