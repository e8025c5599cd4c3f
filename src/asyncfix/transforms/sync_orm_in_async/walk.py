"""Reads a function in the order in which it runs, knows what its names are, and notes what runs a query."""

from __future__ import annotations

import ast
import builtins
import contextlib
import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from asyncfix.frameworks.django import Version
from asyncfix.project import Module, Project, flow
from asyncfix.project.names import dotted_name
from asyncfix.project.scopes import bound_names
from asyncfix.rule import Related
from asyncfix.transforms.sync_orm_in_async import evaluation, expressions, meanings, statements
from asyncfix.transforms.sync_orm_in_async.classes import ClassInfo
from asyncfix.transforms.sync_orm_in_async.kinds import (
    Function,
    Held,
    Instance,
    Keyed,
    Library,
    Listed,
    Made,
    Plain,
    Query,
    Session,
    User,
    Value,
)

if TYPE_CHECKING:
    from asyncfix.transforms.sync_orm_in_async.effects import Arguments

Form = Literal[
    "call",
    "await",
    "renamed",
    "unwrapped",
    "list",
    "iterator",
    "bool",
    "text",
    "value",
    "generator",
    "block",
    "deletion",
    "augmented",
    "user",
]


@dataclass(frozen=True, eq=False)
class Operation:
    """A place where a query runs.

    `form` says how: a `call` that runs it, a call that is awaited as if it were asynchronous, a call inside a wrapper's
    argument (`unwrapped`), an expression that is iterated (`list`, `iterator`), asked for its truth or read (`value`),
    a generator expression that does so when it runs, a `with` block, a `del`, an augmented assignment, or a request's
    `user` wherever it is read. `a_name` is what Django calls it where it is asynchronous, since which version, and
    `a_module` where that is to be imported from. A block `may_swallow` errors, so that what follows it is done.
    """

    node: ast.expr | ast.stmt
    form: Form
    what: str
    a_name: tuple[str, Version] | None = None
    a_module: str = ""
    reason: str | None = None
    related: tuple[Related, ...] = ()
    query: Query | None = None
    may_swallow: bool = False


@dataclass(eq=False)
class Context:
    """An asynchronous function, and the operations that stand in it itself."""

    node: flow.Function
    symbol: str
    operations: list[Operation] = field(default_factory=list)


def _bound_names(
    project: Project, node: flow.Function | ast.Lambda | ast.Module
) -> tuple[frozenset[str], frozenset[str]]:
    """The names that a function binds, and those that it declares to be others'."""
    key = ("django bound names", node)
    if key not in project.known:
        is_function = isinstance(node, flow.Function)
        project.known[key] = bound_names(node) if is_function else (frozenset(), frozenset())
    found: tuple[frozenset[str], frozenset[str]] = project.known[key]
    return found


Facts = set[tuple[object, str]]

_NO_LONGER = "no longer "


def _is_below(identity: object, relation: tuple[object, str]) -> bool:
    """Whether an object is the one that a relation led to, or was reached through it."""
    while isinstance(identity, tuple):
        if identity == relation:
            return True
        identity = identity[0]
    return False


@dataclass
class State:
    """What is known at one point: names (and dotted paths from names), and facts about objects."""

    names: dict[str, Value | None]
    facts: Facts
    is_dead: bool = False

    def copy(self) -> State:
        return State(dict(self.names), set(self.facts), self.is_dead)


def joined(one: State, other: State) -> State:
    """What is known where two ways come together."""
    if one.is_dead:
        return other
    if other.is_dead:
        return one
    both = one.names.keys() | other.names.keys()
    # An attribute that one way alone assigns to is what the attribute is without that.
    met = (name for name in both if "." not in name or (name in one.names and name in other.names))
    return State({name: _met(name, one.names, other.names) for name in met}, one.facts & other.facts)


def _met(name: str, one: Mapping[str, Value | None], other: Mapping[str, Value | None]) -> Value | None:
    if (name in one) != (name in other):
        # Where it is not bound it cannot be read either.
        return one[name] if name in one else other[name]
    return either(one.get(name), other.get(name))


def either(one: Value | None, other: Value | None) -> Value | None:
    if one == other:
        return _least_loaded(one, other)
    match one, other:
        case Plain(is_none=True), found:
            return found
        case ((Listed(is_new=True) | Held(values=())), (Listed() | Held() | Keyed() as found)):
            return found
        case ((Listed() | Held() | Keyed() as found), (Listed(is_new=True) | Held(values=()))):
            return found
        case Listed(element=first), Listed(element=second):
            return Listed(either(first, second))
        case Keyed(element=first), Keyed(element=second):
            return Keyed(either(first, second))
        case found, Plain(is_none=True):
            return found
        case Instance(model=model), Instance(model=same) if model is same:
            return Instance(model, type(one.loaded)(one.loaded.paths & other.loaded.paths))
        case Query(model=model), Query(model=same) if model is same and one.is_values == other.is_values:
            return one if len(one.loaded.paths) <= len(other.loaded.paths) else other
        case _:
            return None


def _least_loaded(one: Value | None, other: Value | None) -> Value | None:
    # Equal but for who they are: facts about one of them are not facts about the other.
    match one, other:
        case Made(identity=first), Made(identity=second) if first != second and not isinstance(one, User | Session):
            return dataclasses.replace(one, identity=object())
        case _:
            return one


class Seen(Mapping[str, "Value | None"]):
    """The names that a function inside another sees, as they are when it is called."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk

    def __getitem__(self, name: str) -> Value | None:
        walk = self._walk
        if name in walk.state.names:
            return walk.state.names[name]
        if name in walk.own:
            return None
        return walk.around[name]

    def __iter__(self) -> Iterator[str]:
        return iter({*self._walk.around, *self._walk.own, *self._walk.state.names})

    def __len__(self) -> int:
        return 1 + sum(1 for _ in self)


class Walk:
    """One reading of one function."""

    def __init__(
        self,
        project: Project,
        module: Module,
        node: flow.Function | ast.Lambda | ast.Module,
        *,
        names: Mapping[str, Value | None] | None = None,
        around: Mapping[str, Value | None] | None = None,
        cls: ClassInfo | None = None,
        facts: Facts | None = None,
        depth: int = 0,
    ) -> None:
        self.project = project
        self.module = module
        self.node = node
        self.cls = cls
        self.depth = depth
        self.around = around or {}
        self.state = State(dict(names or {}), facts if facts is not None else set())
        self.operations: list[Operation] = []
        self.returned: list[Value | None] = []
        self.yielded: list[Value | None] = []
        self.breaks: list[list[State]] = []
        """What is known where a `break` leaves the loops around, by loop."""
        self.contexts: list[Context] = []
        self.stores: dict[str, Value | None] = {}
        """What attributes have been assigned, by their dotted paths, on whatever way."""
        self.symbol = ""
        self.response: ast.expr | None = None
        """What it is said to return, where a framework makes that of it."""
        self.minds_its_thread = False
        self.handed: list[tuple[ast.AST, Arguments]] | None = None
        """What the calls in it hand over, and to which functions, where somebody wants to know."""
        own, outer = _bound_names(project, node)
        self.own = own | set(self.state.names)
        self.outer = outer

    # Reading

    def value(self, node: ast.expr | None) -> Value | None:
        """What an expression is; the queries that it runs are noted."""
        return None if node is None else expressions.value(self, node)

    def truth(self, node: ast.expr) -> evaluation.Told:
        """Read a condition; what it tells where it is true, and where it is false, is returned."""
        return evaluation.truth(self, node)

    def iterated(self, node: ast.expr) -> Value | None:
        """What the elements of an expression are that is iterated."""
        return evaluation.iterated(self, node)

    def run(self, suite: list[ast.stmt]) -> None:
        for statement in suite:
            statements.run(self, statement)

    def name(self, name: str) -> Value | None:
        if name in self.state.names:
            return self.state.names[name]
        if name in self.own and name not in self.outer:
            return None
        if name in self.around:
            return self.around[name]
        found = meanings.named(self.project, self.module, name)
        if found is None and hasattr(builtins, name) and name not in self.project.bindings(self.module):
            return Library(f"builtins.{name}")
        return found

    # Noting

    def note(self, node: ast.expr | ast.stmt, form: Form, what: str, **more: object) -> None:
        self.operations.append(Operation(node, form, what, **more))  # type: ignore[arg-type]

    @contextlib.contextmanager
    def aside(self) -> Iterator[list[Operation]]:
        """Operations noted meanwhile are kept apart: what runs in a thread, or later, is no operation here."""
        kept, self.operations = self.operations, []
        try:
            yield self.operations
        finally:
            self.operations = kept

    def put_away(self, found: Value | None) -> Value | None:
        """What a container holds that is given something: what is known of that now is true of it later."""
        if not isinstance(found, Instance):
            return found
        known = (fact for identity, fact in self.state.facts if identity == found.identity)
        return dataclasses.replace(found, loaded=found.loaded.plus(*known))

    def learn(self, identity: object, fact: str) -> None:
        self.state.facts.add((identity, fact))
        if fact == "user":
            # It is found by what the session holds.
            self.state.facts.add((identity, "session"))

    def knows(self, identity: object, fact: str) -> bool:
        return (identity, fact) in self.state.facts

    def forget(self, identity: object, relations: Iterable[str]) -> None:
        """From here on an object has relations no more that it had, whatever its query had loaded."""
        for name in relations:
            lost = (identity, name)
            self.state.facts -= {fact for fact in self.state.facts if fact == lost or _is_below(fact[0], lost)}
            self.state.facts.add((identity, f"{_NO_LONGER}{name}"))

    def drop_paths(self, node: ast.expr, names: Iterable[str]) -> None:
        """What was assigned to attributes of an expression's object is there no more."""
        start = dotted_name(node)
        for path in [f"{start}.{name}" for name in names] if start else ():
            for each in [each for each in self.state.names if each == path or each.startswith(f"{path}.")]:
                del self.state.names[each]

    def has_lost(self, identity: object, relation: str) -> bool:
        return self.knows(identity, f"{_NO_LONGER}{relation}")

    def seen(self) -> Seen:
        """What functions inside this one see."""
        return Seen(self)

    def called(self, function: Function) -> Walk:
        """A reading of a function that this one calls."""
        shares = isinstance(function.node, ast.Lambda) or bool(function.names)
        inner = Walk(
            self.project,
            function.module,
            function.node,
            around=function.names,
            cls=function.cls,
            facts=self.state.facts if shares else None,
            depth=self.depth + 1,
        )
        inner.handed = self.handed if shares else None
        return inner
