"""Classes of errors: which catches which, as far as the project and the libraries' tables tell."""

from __future__ import annotations

import ast
import builtins
from typing import NamedTuple

from asyncfix.frameworks import exceptions, starlette
from asyncfix.project import External, Module, Project, Symbol
from asyncfix.transforms.base_http_middleware.names import meaning

_DEPTH = 12
_PARENTS = {**exceptions.PARENTS, **starlette.PARENTS}


class Error(NamedTuple):
    """A class of errors: `name` is its dotted name, `ancestors` those of the classes above it, itself included.

    `is_closed` says that there are no others.
    """

    name: str
    ancestors: frozenset[str]
    is_closed: bool
    is_own: bool
    """Whether a file of the project defines it."""

    @property
    def is_catch_all(self) -> bool:
        return self.name == "builtins.Exception"

    @property
    def is_handled(self) -> bool:
        """Whether every application has a handler for it, or for a class above it, that answers first."""
        return bool(self.ancestors & starlette.HANDLED)


def error_of(project: Project, module: Module, node: ast.expr) -> Error | None:
    """The class that an expression names, None when that is not known."""
    name, ancestors, is_closed = _known(project, module, node, _DEPTH)
    if name is None:
        return None
    is_own = isinstance(meaning(project, module, node), Symbol)
    return Error(name, frozenset(ancestors), is_closed, is_own)


def _known(project: Project, module: Module, node: ast.expr, depth: int) -> tuple[str | None, set[str], bool]:
    if isinstance(node, ast.Name) and not project.bound(module).names.get(node.id):
        builtin = getattr(builtins, node.id, None)
        if isinstance(builtin, type) and issubclass(builtin, BaseException):
            return f"builtins.{node.id}", _builtin_ancestors(builtin), True
    match meaning(project, module, node):
        case External(dotted=dotted):
            above, is_closed = _external(dotted)
            return dotted, above, is_closed
        case Symbol(module=where, name=name, nodes=[*_, ast.ClassDef(bases=bases)]) if depth:
            own = f"{project.name_of(where)}.{name}"
            ancestors, closed = {own}, True
            for base in bases:
                _, above, is_closed = _known(project, where, base, depth - 1)
                ancestors |= above
                closed = closed and is_closed
            return own, ancestors, closed
        case _:
            return None, set(), False


def _builtin_ancestors(cls: type) -> set[str]:
    return {f"builtins.{each.__name__}" for each in cls.__mro__ if each is not object}


def _external(dotted: str) -> tuple[set[str], bool]:
    found: set[str] = set()
    while dotted in _PARENTS:
        found.add(dotted)
        dotted = _PARENTS[dotted]
    first, _, last = dotted.rpartition(".")
    builtin = getattr(builtins, last, None) if first == "builtins" else None
    if isinstance(builtin, type):
        return found | _builtin_ancestors(builtin), True
    return found | {dotted}, False


def covers(one: Error, other: Error) -> bool | None:
    """Whether a clause for one catches the other; None when that is not known."""
    if one.is_catch_all or one.name in other.ancestors:
        return True
    if _same(one, other):
        return True
    # No library extends a class of the project.
    return False if other.is_closed or (one.is_own and not other.is_own) else None


def _same(one: Error, other: Error) -> bool:
    """Starlette's HTTPException under its several names."""
    return one.name == "starlette.exceptions.HTTPException" and other.name in starlette.HTTP_EXCEPTIONS
