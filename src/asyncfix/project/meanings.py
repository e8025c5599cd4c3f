"""What a name of a project may stand for."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from asyncfix.project.module import Module


@dataclass(frozen=True, eq=False)
class Symbol:
    """Something that a project's file defines; with an empty `name` it is the module itself.

    `nodes` are the statements that bind the name there, in source order: definitions, classes, assignments. The name
    of what stands in a class is dotted: `Outer.method`.
    """

    module: Module
    name: str
    nodes: tuple[ast.stmt, ...] = ()


class External(NamedTuple):
    """Something that no file of the project defines, by its dotted name: `sqlalchemy.ext.asyncio.AsyncSession`."""

    dotted: str


Meaning = Symbol | External
