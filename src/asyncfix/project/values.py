"""Abstract values: what an expression may stand for, as far as the code tells.

Identity matters: two expressions are one session when they evaluate to one `Instance`. What is not known is `UNKNOWN`,
which is never equal to anything that counts.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from asyncfix.project.effects import Run
    from asyncfix.project.module import Module
    from asyncfix.project.scopes import Scope

Branch = tuple[ast.AST, int]
"""A branching node, and which of its branches it is."""

Branches = tuple[Branch, ...]
"""The branches that code stands in, from the outside in."""

Callee = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Value:
    """Anything that an expression may stand for."""

    __slots__ = ()


class Unknown(Value):
    """What nothing is known of."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown()


@dataclass(frozen=True, slots=True)
class Constant(Value):
    """A literal: text, a number, True, None and so on."""

    value: object


NONE = Constant(None)


@dataclass(frozen=True, slots=True)
class OneOf(Value):
    """One of several values, at least two."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class External(Value):
    """A name of a library, by its dotted name: a module, a class, a function, whatever it is."""

    dotted: str


@dataclass(frozen=True, slots=True)
class ModuleValue(Value):
    """A module of the project."""

    module: Module


@dataclass(frozen=True, slots=True, eq=False)
class Class(Value):
    """A class of the project, in the scope that it was defined in."""

    module: Module
    node: ast.ClassDef
    scope: Scope


@dataclass(frozen=True, slots=True, eq=False)
class Function(Value):
    """A function of the project: `receiver` is the `self` or `cls` that it is bound to, `owner` its class."""

    module: Module
    node: Callee
    scope: Scope
    receiver: Value | None = None
    owner: Class | None = None


@dataclass(slots=True, eq=False)
class Instance(Value):
    """One object. `born` is its serial number; not above 0 for what was there before the code that is looked at.

    `fields` are its attributes as far as they were set, `given` what its constructor got when that is not known.
    `is_symbolic` says that it was not seen to be made: its attributes are worked out from its class when asked for,
    with `materialised` those that `__init__` sets have been. `origin` is where it became known. `seen_from` is the same
    object as one of a base class, where this is how a subclass sees it.
    """

    cls: Class | External
    born: int = 0
    fields: dict[str, Value] = field(default_factory=dict)
    is_symbolic: bool = False
    origin: Origin | None = None
    given: Arguments | None = None
    materialised: bool = False
    seen_from: Instance | None = None


@dataclass(frozen=True, slots=True)
class Bound(Value):
    """A method of a library's object."""

    receiver: Instance
    name: str


@dataclass(frozen=True, slots=True)
class Super(Value):
    """`super()`: an object as the classes after one of its own see it."""

    receiver: Value
    after: Class


@dataclass(frozen=True, slots=True, eq=False)
class Partial(Value):
    """A callable with some of its arguments given."""

    callee: Value
    arguments: Arguments


@dataclass(slots=True, eq=False)
class Coroutine(Value):
    """An awaitable that has not run yet: a call of an `async def`, of a library's coroutine method, or a wrapper.

    `node` is the call that made it, in the function `maker`, inside the loops `loops` of that function; `since` is
    the serial number at which the innermost of their iterations began. `run` is filled in when it is run. `is_batched`
    says that it waits in a collection for others of its kind, made by earlier iterations.
    """

    callee: Value
    arguments: Arguments
    node: ast.expr
    maker: object
    loops: tuple[int, ...]
    since: int
    run: Run | None = None
    is_batched: bool = False
    branches: Branches = ()


@dataclass(slots=True, eq=False)
class Task(Value):
    """A coroutine that was started: `node` is the call that started it, `group` the task group that it belongs to.

    `past` are the branches of its function that do not lead to that call.
    """

    coroutine: Value
    node: ast.Call
    maker: object
    loops: tuple[int, ...]
    since: int
    group: Instance | None = None
    is_awaited: bool = False
    is_batched: bool = False
    branches: Branches = ()
    past: frozenset[Branch] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Opaque(Value):
    """What an unknown callee made of arguments that matter; the rest as for a coroutine."""

    node: ast.expr
    carried: tuple[Value, ...]
    maker: object = None
    loops: tuple[int, ...] = ()
    since: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Factory(Value):
    """Something callable of which only the result's type is known; with `is_awaited` it gives an awaitable of that."""

    make: Callable[[], Value]
    is_awaited: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Generator(Value):
    """A call of a generator function, or of one that `contextlib` made a context manager of."""

    function: Function
    arguments: Arguments
    node: ast.expr
    is_manager: bool = False


class Item(NamedTuple):
    """What a collection holds. With `many` there is one per iteration of a loop that began at `since`."""

    value: Value
    key: object = None
    many: bool = False
    since: int = 0


@dataclass(slots=True, eq=False)
class Collection(Value):
    """A list, tuple, set, dict or iterator. `element` makes one of the unknown many that it holds besides its items."""

    items: list[Item] = field(default_factory=list)
    element: Callable[[], Value] | None = None


@dataclass(frozen=True, slots=True)
class Spread(Value):
    """An argument or element with a star."""

    value: Value


class Arguments(NamedTuple):
    """The arguments of a call; `**` ones have the name ""."""

    positional: tuple[Value, ...] = ()
    named: tuple[tuple[str, Value], ...] = ()

    def get(self, index: int | None, name: str | None = None) -> Value | None:
        """The argument at a position, or of a name."""
        if index is not None and index < len(self.positional):
            return self.positional[index]
        return next((value for key, value in self.named if key == name), None)

    def values(self) -> Iterator[Value]:
        """All of them, stars taken off."""
        for value in (*self.positional, *(value for _, value in self.named)):
            yield value.value if isinstance(value, Spread) else value


ASKED = Arguments((), (("<asked>", UNKNOWN),))
"""The arguments of a call that nobody was seen to make: parameters are what they ask for."""


class Origin(NamedTuple):
    """Where something became known, and how: `said` completes a sentence such as "self.session, ..."."""

    module: Module
    node: ast.AST
    said: str


def alternatives(value: Value) -> tuple[Value, ...]:
    """The values that one value may be."""
    return value.values if isinstance(value, OneOf) else (value,)


def one_of(*values: Value) -> Value:
    """The value that is one of these; what is the same counts once."""
    if len(values) == 1:
        return values[0]
    found: list[Value] = []
    for value in values:
        found += [one for one in alternatives(value) if one not in found]
    if not found:
        return UNKNOWN
    return found[0] if len(found) == 1 else OneOf(tuple(found))


def is_none(value: Value) -> bool:
    """Whether a value is None."""
    return isinstance(value, Constant) and value.value is None


def is_known(value: Value) -> bool:
    """Whether a value is more than nothing: neither unknown nor None."""
    return value is not UNKNOWN and value != NONE
