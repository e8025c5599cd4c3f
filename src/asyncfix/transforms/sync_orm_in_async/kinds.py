"""What expressions may be, as far as the rule cares. None stands for what is not known.

Values compare by what they are; `identity` tells two objects of one kind apart where facts are kept about them.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from asyncfix.project import Module, flow
    from asyncfix.transforms.sync_orm_in_async.classes import ClassInfo

LOADS_SESSION = "loads the session"
LOADS_USER = "loads the user"
"""What the first reader of a request's user does."""


@dataclass(frozen=True)
class Value:
    """Something that is known."""


@dataclass(frozen=True)
class Plain(Value):
    """A text, a number, a container of such: nothing of it runs a query."""

    is_none: bool = False


@dataclass(frozen=True)
class Made(Value):
    """Something that can be told from others of its kind."""

    identity: object = field(default_factory=object, compare=False, kw_only=True)


@dataclass(frozen=True)
class Class(Value):
    info: ClassInfo


@dataclass(frozen=True)
class Library(Value):
    """Something that the project does not define, by its dotted name."""

    dotted: str


@dataclass(frozen=True)
class Part(Value):
    """A module of the project."""

    module: Module


@dataclass(frozen=True)
class Loaded:
    """What came along with instances: relations by their paths (`author__publisher`), columns of `only`, `defer`."""

    paths: frozenset[str] = frozenset()
    only: frozenset[str] | None = None
    deferred: frozenset[str] = frozenset()
    all_required: bool = False
    """`select_related()` without names."""
    is_unknown: bool = False
    """Made of arguments that are not known: any relation may have come along."""

    def below(self, name: str) -> Loaded:
        start = f"{name}__"
        return Loaded(frozenset(path.removeprefix(start) for path in self.paths if path.startswith(start)))

    def has(self, name: str) -> bool:
        return self.is_unknown or any(path == name or path.startswith(f"{name}__") for path in self.paths)

    def plus(self, *paths: str) -> Loaded:
        return replace(self, paths=self.paths | set(paths))


@dataclass(frozen=True)
class ManagerOf(Value):
    """A manager; `known` is the relation back that instances of a related manager have with them."""

    model: ClassInfo | None
    cls: ClassInfo | None = None
    is_related: bool = False
    known: str | None = None
    is_prefetched: bool = False
    below: Loaded = Loaded()


@dataclass(frozen=True)
class Query(Made):
    """A queryset. `is_done` says that it holds its rows, `is_empty` that it never asks for any."""

    model: ClassInfo | None
    cls: ClassInfo | None = None
    loaded: Loaded = Loaded()
    is_values: bool = False
    is_done: bool = False
    is_empty: bool = False
    is_iterator: bool = False
    has_prefetch: bool = False
    is_ordered: bool = False

    def fresh(self, **changes: object) -> Query:
        """A new queryset made from this one."""
        return replace(self, identity=object(), is_done=False, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Instance(Made):
    """An instance of a model, or None where there was none."""

    model: ClassInfo
    loaded: Loaded = Loaded()


@dataclass(frozen=True)
class Listed(Value):
    """Rows that have been fetched, in a list or another container; `is_new` says that nothing is in it yet."""

    element: Value | None
    is_new: bool = False


@dataclass(frozen=True)
class Keyed(Value):
    """A dictionary of such."""

    element: Value | None


@dataclass(frozen=True)
class Tupled(Value):
    elements: tuple[Value | None, ...]


@dataclass(frozen=True)
class Awaitable(Value):
    result: Value | None


@dataclass(frozen=True)
class Threaded(Value):
    """A function that runs another in a thread."""

    function: Value | None


@dataclass(frozen=True)
class Object(Made):
    """An instance of another class of the project, or of Django: a form, a view, a service."""

    info: ClassInfo


@dataclass(frozen=True)
class BoundField(Value):
    """A field of a form that shows rows to choose from."""


@dataclass(frozen=True)
class FormSetClass(Value):
    """A class of formsets, and the argument that says which rows their forms are made of; "plain" ones have none."""

    form: ClassInfo
    rows_from: Literal["plain", "queryset", "instance"]


@dataclass(frozen=True)
class FormSet(Made):
    """A formset of forms of one class. `has_rows` says that they are made of rows."""

    form: ClassInfo
    has_rows: bool
    is_of_models: bool


@dataclass(frozen=True)
class Serializer(Made):
    """A serializer of Django REST framework, and what it was given to show."""

    info: ClassInfo
    instance: Value | None


@dataclass(frozen=True)
class Super(Value):
    owner: Value
    above: ClassInfo


@dataclass(frozen=True)
class Function(Value):
    """A function of the project. `owner` is what it is bound to, `names` what the functions around it bind."""

    module: Module
    node: flow.Function | ast.Lambda
    owner: Value | None = None
    names: Mapping[str, Value | None] = field(default_factory=dict, compare=False)
    cls: ClassInfo | None = None

    @property
    def is_async(self) -> bool:
        return isinstance(self.node, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Method(Value):
    """A method that Django gives to one of these values."""

    owner: Value
    name: str


@dataclass(frozen=True)
class Partial(Value):
    function: Value | None


@dataclass(frozen=True)
class Generator(Value):
    """What a generator function of the project gives; `evaluates` says whether iterating it runs queries."""

    evaluates: bool
    element: Value | None = None
    what: str = ""


@dataclass(frozen=True)
class Managing(Value):
    """A generator function of the project that `contextlib.contextmanager` decorates."""

    function: Function


@dataclass(frozen=True)
class Managed(Value):
    """What a `with` statement is to enter, the value that it then has, and what entering or leaving it runs.

    It `may_swallow` errors unless its code shows that it does not.
    """

    element: Value | None
    what: str = ""
    may_swallow: bool = True


@dataclass(frozen=True)
class Request(Made):
    """Django's request."""


@dataclass(frozen=True)
class User(Made):
    """`request.user`, which is loaded when it is first read; `identity` is the request's."""

    model: ClassInfo | None = None


@dataclass(frozen=True)
class Session(Made):
    """`request.session`; `identity` is the request's."""


@dataclass(frozen=True)
class Scope(Value):
    """The `scope` of a consumer of Channels: its user is there when the consumer runs."""

    user: Instance | None


@dataclass(frozen=True)
class Connection(Value):
    """A database connection, or what looks into its tables."""

    is_introspection: bool = False


@dataclass(frozen=True)
class Cursor(Value):
    """A database cursor."""


@dataclass(frozen=True)
class Atomic(Value):
    """`transaction.atomic()`, not entered yet."""


@dataclass(frozen=True)
class Paginator(Made):
    """A paginator, or a page of it whose rows are fetched when it is iterated."""

    query: Value | None
    is_page: bool = False


@dataclass(frozen=True)
class Held(Value):
    """A dictionary that is written out or filled, by what it holds, with its keys as far as they are texts."""

    values: tuple[Value | None, ...]
    keys: tuple[str | None, ...] = ()

    def at(self, key: str) -> Value | None:
        """What the dictionary has for a key; a key that is not known may be that one."""
        pairs = zip(self.keys[::-1], self.values[::-1], strict=True)
        return next((value for name, value in pairs if name in (key, None)), None)

    def element(self) -> Value | None:
        """What all of its values are."""
        return self.values[0] if self.values and all(value == self.values[0] for value in self.values) else None

    def plus(self, key: str | None, value: Value | None) -> Held:
        return Held((*self.values, value), (*self.keys, key))
