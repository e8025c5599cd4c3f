"""An abstract interpreter: what expressions stand for, and what running a coroutine does, across files.

It runs code on abstract values (see `values`), follows calls into the project, and notes what libraries' objects are
used for. What libraries do is told by a `Library`. Every branch is taken that may be taken; loops are run once or
twice; what is not known stays unknown. One interpreter serves one entry: objects are not shared between two.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from asyncfix.project import attributes, calls, classes, concurrency, expressions, module_names, running, typed
from asyncfix.project.classes import KnownClasses
from asyncfix.project.clock import Clock
from asyncfix.project.effects import Event, Kind, Place, Run, Together
from asyncfix.project.frames import Frame
from asyncfix.project.library import Library
from asyncfix.project.repeats import Repeats
from asyncfix.project.scopes import Scope, bound_names, lent_names
from asyncfix.project.values import (
    NONE,
    UNKNOWN,
    Arguments,
    Class,
    Constant,
    Coroutine,
    External,
    Instance,
    Origin,
    Task,
    Value,
    alternatives,
)

if TYPE_CHECKING:
    from asyncfix.project import Module, Project, flow
    from asyncfix.project.summaries import Summaries

STEPS = 12_000
"""Expressions and statements that one entry may take before the interpreter gives up on it."""

STEPS_BEFORE = 6_000
"""The same of an entry that has met no watched object: most of those that go on for longer never do."""

ASKING = 2
"""How far callers are asked what they give to a parameter without annotation: the function's own, and theirs."""


class _BeforeAll:
    """A `with` that is entered too often to be a generator."""

    __slots__ = ("_kept", "_run", "_scope")

    def __init__(self, run: Interpreter, scope: Scope) -> None:
        self._run = run
        self._scope = scope

    def __enter__(self) -> None:
        run = self._run
        self._kept = run.runs, run.guards, run.frames, run.chain
        run.runs, run.guards, run.frames, run.chain = [Run()], [], [Frame(self._scope, None)], []
        run.clock.stop()

    def __exit__(self, *_: object) -> None:
        run = self._run
        run.clock.go_on()
        run.runs, run.guards, run.frames, run.chain = self._kept


class TooMuch(Exception):
    """An entry that takes more steps than it is worth."""


@dataclass(eq=False)
class Interpreter:
    """See the module. `together` collects what ran at the same time in the frames of `watched` functions.

    The parts of the interpreter are modules of functions that take it as `run`; what the models of libraries need of
    them are methods.
    """

    project: Project
    library: Library
    watched: frozenset[ast.AST] = frozenset()
    summaries: Summaries = field(init=False)
    together: list[Together] = field(default_factory=list, init=False)
    sought: ast.AST | None = field(default=None, init=False)
    """A function of which one wants to know what it is given: `Sought` is raised where it is called."""
    asks_callers: int = field(default=0, init=False)
    """How many callers of callers are asked what they give."""

    # What is under way

    clock: Clock = field(default_factory=Clock, init=False)
    frames: list[Frame] = field(default_factory=list, init=False)
    runs: list[Run] = field(default_factory=lambda: [Run()], init=False)
    chain: list[Place] = field(default_factory=list, init=False)
    """The calls that lead here."""
    guards: list[Instance] = field(default_factory=list, init=False)
    """The locks that are held."""
    acquired: tuple[Instance, ...] = field(default=(), init=False)
    """The locks that the function which ran last took and did not let go."""
    yielding: tuple[Instance, ...] = field(default=(), init=False)
    """The locks that the generator which ran last held when it yielded."""
    context: list[tuple[Run, Instance, Value]] = field(default_factory=list, init=False)
    """The context variables that were set: in which run, which one, and to what."""
    expanding: set[ast.expr] = field(default_factory=set, init=False)
    """The type aliases that are being looked through."""

    # What is known so far

    classes: KnownClasses = field(default_factory=KnownClasses, init=False)
    repeats: Repeats = field(default_factory=Repeats, init=False)
    dependencies: dict[object, Value] = field(default_factory=dict, init=False)
    """What there is one of: solved dependencies, default values, results of cached functions, by what tells them
    apart."""
    uncached: set[object] = field(default_factory=set, init=False)
    """Dependencies that were only asked for with `use_cache=False`."""
    partly: set[ast.AST] = field(default_factory=set, init=False)
    """Calls whose arguments are not all where the call is."""
    setters: set[tuple[ast.AST, str, str]] = field(default_factory=set, init=False)
    """The methods that were run for an attribute that they set: class, method, attribute."""
    changes: int = field(default=0, init=False)
    """How many attributes, collections and outer names have been changed."""
    recalls: bool = field(default=False, init=False)
    """Whether a context variable was read."""
    _steps: int = field(default=0, init=False)
    _limit: int = field(default_factory=lambda: STEPS_BEFORE, init=False)
    _globals: dict[tuple[str, str], Value] = field(default_factory=dict, init=False)
    _modules: dict[str, Scope] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        # Summaries are made by interpreters of their own.
        from asyncfix.project.summaries import Summaries

        self.summaries = Summaries.of_project(self.project, self.library)
        if self.watched:
            self.asks_callers = ASKING

    # State

    def step(self) -> None:
        """Count one expression or statement. Raises `TooMuch`."""
        self._steps += 1
        if self._steps > self._limit:
            raise TooMuch

    def meet(self, cls: Class | External) -> None:
        """Go on for longer once there is an object of a watched class."""
        if self._limit != STEPS and self.summaries.is_watched(self, cls):
            self._limit = STEPS

    def before_all(self, scope: Scope) -> _BeforeAll:
        """What is made in here was there before the code that is looked at; what happens in here does not count."""
        return _BeforeAll(self, scope)

    @contextmanager
    def recording(self) -> Iterator[Run]:
        """A run of its own: places and locks in it are told from its beginning."""
        run = Run()
        chain, guards = self.chain, self.guards
        self.chain, self.guards = [], []
        self.runs.append(run)
        try:
            yield run
        finally:
            self.runs.pop()
            self.chain, self.guards = chain, guards

    def instance(self, cls: Class | External, origin: Origin | None = None, *, symbolic: bool = False) -> Instance:
        """A new object, born now."""
        self.meet(cls)
        return Instance(cls, self.clock.birth(), is_symbolic=symbolic, origin=origin)

    @property
    def frame(self) -> Frame:
        """The activation that is under way."""
        return self.frames[-1]

    @property
    def run(self) -> Run:
        """The run that is under way."""
        return self.runs[-1]

    def note(self, kind: Kind, subject: Instance | None, detail: str, node: ast.AST) -> None:
        """Say what happens, in the run that is under way."""
        place = Place(self.here(), node)
        self.run.events.append(Event(kind, subject, detail, place, tuple(self.chain), frozenset(self.guards)))

    def hold(self, lock: Instance) -> None:
        """A lock is taken, and held from here on."""
        self.guards.append(lock)

    def here(self) -> Module:
        """The file of the code that is under way."""
        return self.frame.scope.module

    def once(self, what: str, node: ast.AST, work_out: Callable[[], Any]) -> Any:
        """Something that a node's code tells by itself, worked out once for all entries."""
        key = (what, node)
        if key not in self.project.known:
            self.project.known[key] = work_out()
        return self.project.known[key]

    # Scopes

    def module_scope(self, module: Module) -> Scope:
        """The scope of a module."""
        if module.path not in self._modules:
            self._modules[module.path] = Scope(module, module.tree)
        return self._modules[module.path]

    def scope(self, module: Module, node: flow.Scope | ast.Lambda, parent: Scope) -> Scope:
        """A scope for an activation of a function, or for the body of a class."""
        own, outer = self.once("names", node, lambda: bound_names(node))
        return Scope(module, node, parent, {}, outer, own, self.once("lent", node, lambda: lent_names(node)))

    def lookup(self, name: str, scope: Scope) -> Value:
        """What a name stands for where it is read."""
        at: Scope | None = scope
        while at is not None:
            if at.parent is None:
                return self.module_name(at.module, name)
            if not (at.is_class and at is not scope) and name not in at.outer:
                if name in at.names:
                    return at.names[name]
                if name in at.own:
                    return UNKNOWN
            at = at.parent
        return UNKNOWN

    def bind(self, name: str, value: Value, scope: Scope) -> None:
        """`name = value`."""
        if name in scope.outer:
            self.changes += 1
            at = scope.parent
            while at is not None and at.parent is not None:
                if name in at.names or name in at.own:
                    at.names[name] = value
                    return
                at = at.parent
            self._globals[(scope.module.path, name)] = value
        elif scope.parent is None:
            self._globals[(scope.module.path, name)] = value
        elif name in scope.lent and isinstance(value, Constant) and value != NONE:
            # A flag or a counter that other functions set.
            scope.names[name] = UNKNOWN
        else:
            scope.names[name] = value

    def module_name(self, module: Module, name: str) -> Value:
        """What a name stands for at the module level of a file."""
        key = module.path, name
        found = self._globals.get(key)
        if found is None:
            self._globals[key] = UNKNOWN
            found = self._globals[key] = module_names.module_name(self, module, name)
        return found

    # Values

    def evaluate(self, node: ast.expr, scope: Scope) -> Value:
        """What an expression stands for; what it does is noted."""
        self.step()
        return expressions.evaluate(self, node, scope)

    def attribute(self, value: Value, name: str, node: ast.expr) -> Value:
        """What an attribute of a value stands for."""
        return attributes.attribute(self, value, name, node)

    def call(self, callee: Value, arguments: Arguments, node: ast.expr) -> Value:
        """What a call gives; a coroutine does not run yet."""
        return calls.call(self, callee, arguments, node)

    def symbolic(self, annotation: ast.expr | None, scope: Scope, origin: Origin | None = None) -> Value:
        """Something of an annotated type."""
        return typed.symbolic(self, annotation, scope, origin)

    def coroutine(self, callee: Value, arguments: Arguments, node: ast.expr) -> Coroutine:
        """An awaitable made here that has not run yet."""
        frame = self.frame
        made = Coroutine(callee, arguments, node, frame, tuple(frame.loops), frame.since)
        made.branches = tuple(frame.branches)
        return made

    def external(self, dotted: str) -> Value:
        """A library's name, under the spelling that the library's table uses."""
        return External(self.library.aliases.get(dotted, dotted))

    def external_classes(self, value: Instance) -> list[str]:
        """The libraries' classes that an object is of, nearest first."""
        if isinstance(value.cls, External):
            return [value.cls.dotted]
        return classes.external_bases(self, value.cls)

    def is_awaitable(self, value: Value) -> bool:
        """Whether a value may be a coroutine or a task."""
        return any(isinstance(one, (Coroutine, Task)) for one in alternatives(value))

    # Running

    def run_of(self, awaitable: Value) -> Run:
        """What running an awaitable does."""
        return running.run_of(self, awaitable)

    def merge(self, done: Run) -> None:
        """What happened in a run happens in the one that is under way, too."""
        running.merge(self, done)

    def await_(self, value: Value, node: ast.expr) -> Value:
        """`await value`, in the frame that is under way."""
        return concurrency.await_(self, value, node)

    def start(self, coroutine: Value, node: ast.expr, group: Instance | None = None) -> Value:
        """A task for a coroutine."""
        return concurrency.start(self, coroutine, node, group)

    def gathered(self, form: str, call: ast.AST, awaitables: concurrency.Handed) -> None:
        """These run together from here on; `form` is the primitive's word."""
        concurrency.gathered(self, form, call, awaitables)
