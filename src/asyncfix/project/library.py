"""What the interpreter is told of libraries: tables of models, by the dotted names of what they stand for."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from asyncfix.project.values import UNKNOWN, Arguments, Coroutine, External, Instance, Value

if TYPE_CHECKING:
    from asyncfix.project.interpreter import Interpreter

IDENTITY = External("builtins.__value__")
"""A made-up function that gives its argument, and a coroutine function that does."""

ENTERED = "<entered>"
"""The field of a context manager known by its type alone: what `with` gives."""

CONTENT = "<value>"
"""The field of a context variable known by its type alone: what it holds."""

OWNER = "<owner>"
"""The field of an object of `Library.loaded_by`: the watched object that it belongs to."""


@dataclass(frozen=True)
class Call:
    """A call as a library's model sees it. `node` is the expression that stands for it in the code."""

    callee: Value
    arguments: Arguments
    node: ast.expr

    def get(self, index: int | None, name: str | None = None) -> Value:
        """An argument by position or name, `UNKNOWN` where there is none."""
        return self.arguments.get(index, name) or UNKNOWN


Model = Callable[["Interpreter", Call], Value]
ObjectModel = Callable[["Interpreter", Instance, ast.expr], Value]
CoroutineModel = Callable[["Interpreter", Coroutine], Value]


@dataclass(frozen=True)
class Library:
    """What is known of libraries' names, each by its dotted name, and of words in names that nothing is known of."""

    functions: Mapping[str, Model] = field(default_factory=dict)
    """Calls of functions and classes."""
    methods: Mapping[tuple[str, str], Model] = field(default_factory=dict)
    """Calls of methods, by class and method, `*` standing for any."""
    calls: Mapping[str, Model] = field(default_factory=dict)
    """Calls of an instance."""
    entered: Mapping[str, ObjectModel] = field(default_factory=dict)
    """`with` and `async with`."""
    awaited: Mapping[str, ObjectModel] = field(default_factory=dict)
    """`await` on an instance."""
    running: Mapping[str, CoroutineModel] = field(default_factory=dict)
    """What happens when a coroutine function or method runs; `class.*` stands for all methods of a class."""
    fields: Mapping[tuple[str, str], ObjectModel] = field(default_factory=dict)
    """Attributes, by class and name; `__iter__` is what iterating gives."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Other spellings of the names in these tables."""
    transparent: frozenset[str] = frozenset()
    """Decorators that leave a function what it is."""
    properties: frozenset[str] = frozenset()
    """Decorators that make a method an attribute."""
    wrappers: frozenset[str] = frozenset()
    """Generic types that stand for their parameter."""
    waiting: frozenset[str] = frozenset()
    """Packages whose coroutines wait for the network and the like."""
    sleeping: frozenset[str] = frozenset()
    """Coroutine functions that let time pass."""
    endless: frozenset[str] = frozenset()
    """Iterators that never end."""
    watched: frozenset[str] = frozenset()
    """Classes whose objects it matters to follow."""
    meeting: frozenset[str] = frozenset()
    """Classes through whose objects tasks wait for each other."""
    loaded_by: Mapping[str, str] = field(default_factory=dict)
    """Classes whose objects belong to a watched one, all of a list to the same, with the class of that."""
    without_locks: frozenset[str] = frozenset()
    """Packages that have no locks besides those in these tables."""
    lock_words: frozenset[str] = frozenset()
    """Parts of names that unknown locks tend to have."""
    waiting_methods: frozenset[str] = frozenset()
    """Methods of something unknown that, called without arguments, wait for what somebody else gives."""

    @cached_property
    def known_classes(self) -> frozenset[str]:
        """The classes of which the tables tell something."""
        return frozenset({*self.calls, *self.entered, *self.awaited, *(name for name, _ in self.methods)})

    def __or__(self, other: Library) -> Library:
        """Both tables in one; of two models of one name the other's counts."""
        names = [one.name for one in dataclasses.fields(self)]
        return Library(**{name: getattr(self, name) | getattr(other, name) for name in names})
