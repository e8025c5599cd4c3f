"""An abstract interpreter: what expressions stand for, and what running a coroutine does, across files.

It runs code on abstract values (see `values`), follows calls into the project, and notes what libraries' objects are
used for. What libraries do is told by a `Library`. Every branch is taken that may be taken; loops are run once or
twice; what is not known stays unknown. One interpreter serves one entry: objects are not shared between two.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from asyncfix.project import attributes, calls, expressions, statements, typed
from asyncfix.project.effects import Event, Kind, Member, Place, Run, Together
from asyncfix.project.repeats import Repeats
from asyncfix.project.scopes import Scope, bound_names, lent_names
from asyncfix.project.values import (
    NONE,
    UNKNOWN,
    Arguments,
    Bound,
    Class,
    Collection,
    Constant,
    Coroutine,
    External,
    Function,
    Instance,
    Item,
    Opaque,
    Origin,
    Partial,
    Spread,
    Task,
    Value,
    alternatives,
    is_none,
    one_of,
)

if TYPE_CHECKING:
    from asyncfix.project import Module, Project, flow

STEPS = 12_000
"""Expressions and statements that one entry may take before the interpreter gives up on it."""

DEPTH = 16
"""Calls inside calls that are followed; deeper ones are unknown."""


ASKING = 2
"""Whose parameters have no annotation, its callers are looked at, and theirs if need be."""

_EARLIEST = -1_000_000_000


class TooMuch(Exception):
    """An entry that takes more steps than it is worth."""


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
Entering = Callable[["Interpreter", Instance, ast.expr], Value]


@dataclass(frozen=True)
class Library:
    """What is known of libraries' names, each by its dotted name.

    `functions` are called; `methods` are called on an instance, by class and method, `*` standing for any; `calls` are
    calls of an instance; `entered` is `with` or `async with`; `awaited` is `await` on an instance; `running` is what
    happens when a coroutine method or function runs; `fields` are attributes. `aliases` gives other spellings of a
    name; `transparent` are the decorators that leave a function what it is, `waiting` the packages whose coroutines
    wait for the network and the like. `watched` are the classes whose objects it matters to follow, `meeting` those
    through whose objects tasks wait for each other; `loaded_by` tells of classes whose objects belong to a watched
    one (all of a list to the same) which that is.
    """

    functions: Mapping[str, Model] = field(default_factory=dict)
    methods: Mapping[tuple[str, str], Model] = field(default_factory=dict)
    calls: Mapping[str, Model] = field(default_factory=dict)
    entered: Mapping[str, Entering] = field(default_factory=dict)
    awaited: Mapping[str, Entering] = field(default_factory=dict)
    running: Mapping[str, Callable[[Interpreter, Coroutine], Value]] = field(default_factory=dict)
    fields: Mapping[tuple[str, str], Entering] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    transparent: frozenset[str] = frozenset()
    waiting: frozenset[str] = frozenset()
    watched: frozenset[str] = frozenset()
    meeting: frozenset[str] = frozenset()
    loaded_by: Mapping[str, str] = field(default_factory=dict)

    def __or__(self, other: Library) -> Library:
        return Library(
            {**self.functions, **other.functions},
            {**self.methods, **other.methods},
            {**self.calls, **other.calls},
            {**self.entered, **other.entered},
            {**self.awaited, **other.awaited},
            {**self.running, **other.running},
            {**self.fields, **other.fields},
            {**self.aliases, **other.aliases},
            self.transparent | other.transparent,
            self.waiting | other.waiting,
            self.watched | other.watched,
            self.meeting | other.meeting,
            {**self.loaded_by, **other.loaded_by},
        )


@dataclass(slots=True, eq=False)
class Frame:
    """One activation of a function.

    `returned` and `yielded` are what it gives back, `pending` the tasks it has started. `guards` is how many locks were
    held when it began, `held` are those that it took itself and held when it yielded. `call` is the call in the frame
    around it, `given` what its parameters were given. `branches` are those that it is in, `left` those that do not
    lead on to the code behind them.
    """

    scope: Scope
    function: Function | None
    returned: list[Value] = field(default_factory=list)
    yielded: list[Item] = field(default_factory=list)
    loops: list[int] = field(default_factory=list)
    since: int = 0
    pending: list[Task] = field(default_factory=list)
    guards: int = 0
    held: tuple[Instance, ...] = ()
    call: ast.AST | None = None
    given: tuple[Value, ...] = ()
    branches: list[tuple[ast.AST, int]] = field(default_factory=list)
    left: set[tuple[ast.AST, int]] = field(default_factory=set)

    @contextmanager
    def branch(self, node: ast.AST, index: int) -> Iterator[None]:
        """What happens in here happens in one of the branches of a node."""
        self.branches.append((node, index))
        try:
            yield
        finally:
            self.branches.pop()


class Interpreter:
    """See the module. `together` collects what ran at the same time in the frames of `watched` functions."""

    def __init__(self, project: Project, library: Library, watched: frozenset[ast.AST] = frozenset()) -> None:
        self.project = project
        self.library = library
        self.watched = watched
        self.together: list[Together] = []
        self.frames: list[Frame] = []
        self.runs: list[Run] = [Run()]
        self.chain: list[Place] = []
        self.guards: list[Instance] = []
        self.dependencies: dict[object, Value] = {}
        self.certain = True
        self._serial = 0
        self._before_all = 0
        self._early = _EARLIEST
        self._owner: int | None = None
        self._steps = 0
        self._globals: dict[tuple[str, str], Value] = {}
        self._modules: dict[str, Scope] = {}
        self.depth = DEPTH
        self.context: list[tuple[Run, Instance, Value]] = []
        self.sought: ast.AST | None = None
        """A function of which one wants to know what it is given: `Sought` is raised where it is called."""
        self.asks_callers = ASKING if watched else 0
        """How many callers of callers are asked what they give to parameters without annotation."""
        self.repeats = Repeats()
        self.aliases: set[ast.expr] = set()
        """The type aliases that are being looked through."""
        self.changes = 0
        """How many attributes, collections and outer names have been changed."""
        self.perhaps = Instance(External("<perhaps a lock>"))
        """What stands for something unknown that may be a lock."""
        self.acquired: tuple[Instance, ...] = ()
        """The locks that the function which ran last took and did not let go."""
        self.yielding: tuple[Instance, ...] = ()
        """The locks that the generator which ran last held when it yielded."""
        self.recalls = False
        """Whether a context variable was read."""
        self.uncached: set[object] = set()
        self.class_values: dict[ast.AST, dict[str, Value]] = {}
        self.class_scopes: dict[ast.AST, Scope] = {}
        self.class_bases: dict[ast.AST, list[Value]] = {}
        self.class_children: dict[ast.AST, list[Class]] = {}
        tables = (library.calls, library.entered, library.awaited)
        self.known_classes = {name for table in tables for name in table} | {name for name, _ in library.methods}
        self.partly: set[ast.AST] = set()
        """Calls whose arguments are not all where the call is."""
        self.looked_up: set[tuple[ast.AST, str, str]] = set()
        from asyncfix.project.summaries import Summaries

        self.summaries = Summaries.of_project(project, library)

    # State

    def step(self) -> None:
        self._steps += 1
        if self._steps > STEPS:
            raise TooMuch

    def serial(self) -> int:
        """A new serial number; what is made later has a higher one."""
        self._serial += 1
        return self._serial

    def now(self) -> int:
        """The serial number of what was made last."""
        if self._before_all:
            return self._early if self._owner is None else self._owner
        return self._serial

    def birth(self) -> int:
        """The serial number of an object that is made now: a negative one for what was there before all."""
        if not self._before_all:
            return self.serial()
        if self._owner is None:
            self._early += 1
        return self.now()

    @contextmanager
    def made_with(self, value: Instance | None) -> Iterator[None]:
        """What is made in here came into being with an object, or, with None, for itself."""
        owner, self._owner = self._owner, value.born if value is not None and value.born > 0 else None
        try:
            yield
        finally:
            self._owner = owner

    @contextmanager
    def before_all(self, scope: Scope) -> Iterator[None]:
        """What is made in here was there before the code that is looked at; what happens in here does not count."""
        self._before_all += 1
        kept = self.runs, self.guards, self.frames, self.chain, self.certain
        self.runs, self.guards, self.frames, self.chain = [Run()], [], [Frame(scope, None)], []
        try:
            yield
        finally:
            self._before_all -= 1
            self.runs, self.guards, self.frames, self.chain, self.certain = kept

    def instance(self, cls: Class | External, origin: Origin | None = None, *, symbolic: bool = False) -> Instance:
        """A new object, born now."""
        return Instance(cls, self.birth(), is_symbolic=symbolic, origin=origin)

    @property
    def frame(self) -> Frame:
        """The activation that is under way."""
        return self.frames[-1]

    @property
    def run(self) -> Run:
        return self.runs[-1]

    def note(self, kind: Kind, subject: Instance | None, detail: str, node: ast.AST, *, certain: bool = True) -> None:
        """Say what happens, in the run that is under way."""
        place = Place(self.here(), node)
        guards = frozenset(self.guards)
        self.run.events.append(Event(kind, subject, detail, place, tuple(self.chain), guards, certain and self.certain))

    def hold(self, lock: Instance) -> None:
        """A lock is taken, and held from here on."""
        self.guards.append(lock)

    def here(self) -> Module:
        return self.frame.scope.module

    def once(self, what: str, node: ast.AST, work_out: Callable[[], Any]) -> Any:
        """Something that a node's code tells by itself, worked out once for all entries."""
        key = (what, node)
        if key not in self.project.known:
            self.project.known[key] = work_out()
        return self.project.known[key]

    # Scopes

    def module_scope(self, module: Module) -> Scope:
        if module.path not in self._modules:
            self._modules[module.path] = Scope(module, module.tree)
        return self._modules[module.path]

    def scope(self, module: Module, node: flow.Scope | ast.Lambda, parent: Scope) -> Scope:
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
        if key not in self._globals:
            self._globals[key] = UNKNOWN
            with self.before_all(self.module_scope(module)), self.made_with(None):
                self._globals[key] = statements.module_name(self, module, name)
        return self._globals[key]

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
        return attributes.external_bases(self, value.cls)

    def is_awaitable(self, value: Value) -> bool:
        return any(isinstance(one, (Coroutine, Task)) for one in alternatives(value))

    # Running

    @contextmanager
    def recording(self) -> Iterator[Run]:
        """A run of its own: places and locks in it are told from its beginning."""
        run = Run()
        chain, guards, certain = self.chain, self.guards, self.certain
        self.chain, self.guards, self.certain = [], [], True
        self.runs.append(run)
        try:
            yield run
        finally:
            self.runs.pop()
            self.chain, self.guards, self.certain = chain, guards, certain

    def run_of(self, awaitable: Value) -> Run:
        """What running an awaitable does; it is run once."""
        match awaitable:
            case Task(coroutine=inner):
                return self.run_of(inner)
            case Coroutine(run=Run() as run):
                return run
            case Coroutine():
                with self.recording() as run:
                    awaitable.run = run
                    run.value = calls.enter(self, awaitable)
                return run
            case _:
                with self.recording() as run:
                    run.value = self._run_other(awaitable)
                return run

    def _run_other(self, awaitable: Value) -> Value:
        found = []
        # What is done by each of several that may be meant is sure to be done.
        certain = all(self._uses(value) for value in alternatives(awaitable) if not is_none(value))
        for value in alternatives(awaitable):
            match value:
                case Coroutine() | Task():
                    run = self.run_of(value)
                    self.merge(run, certain=certain)
                    found.append(run.value or UNKNOWN)
                case Opaque(carried=carried, node=node):
                    self.run.is_resolved = False
                    for one in carried:
                        self.opaque(one, node)
                    found.append(UNKNOWN)
                case Collection(items=items):
                    # What `gather` or a group of its own made: all of it runs.
                    for item in items:
                        self.merge(self.run_of(item.value))
                    found.append(value)
                case Instance():
                    found.append(self._await_instance(value))
                case Bound():
                    found.append(calls.enter(self, self.coroutine(value, Arguments(), ast.Constant(None))))
                case _:
                    self.run.is_resolved = False
                    found.append(UNKNOWN)
        return one_of(*found)

    def _uses(self, value: Value) -> bool:
        if not isinstance(value, (Coroutine, Task)):
            return False
        return any(event.kind == "use" and event.certain for event in self.run_of(value).events)

    def _await_instance(self, value: Instance) -> Value:
        if isinstance(value.cls, External):
            model = self.library.awaited.get(value.cls.dotted)
            if model:
                return model(self, value, ast.Constant(None))
            self.run.is_resolved = False
            return UNKNOWN
        method = self.attribute(value, "__await__", ast.Constant(None))
        if method is UNKNOWN:
            self.run.is_resolved = False
        return UNKNOWN

    def merge(self, run: Run, *, certain: bool = True) -> None:
        """What happened in a run happens in the one that is under way, too."""
        if run is self.run:
            return
        into = self.run
        into.is_resolved = into.is_resolved and run.is_resolved
        into.reaches.update(run.reaches)
        guards = frozenset(self.guards)
        chain = tuple(self.chain)
        into.events += [
            event._replace(
                chain=(*chain, *event.chain),
                guards=guards | event.guards,
                certain=event.certain and certain and self.certain,
            )
            for event in run.events
        ]

    def await_(self, value: Value, node: ast.expr) -> Value:
        """`await value`, in the frame that is under way."""
        run = self.run_of(value)
        frame = self.frame
        awaited = [one for one in alternatives(value) if isinstance(one, Task)]
        for task in awaited:
            task.is_awaited = True
        self.overlap(run, value, node, awaited)
        frame.pending = [task for task in frame.pending if task not in awaited]
        self.merge(run)
        return run.value or UNKNOWN

    def overlap(self, run: Run, value: Value, node: ast.expr, awaited: list[Task]) -> None:
        """Tasks that have been started run while something else is awaited."""
        frame = self.frame
        frame.pending = [task for task in frame.pending if not self._is_elsewhere(task)]
        if not frame.pending or not self.is_watched():
            return
        # Of several that may be meant by what is awaited there is only one.
        members = [self.member(task, None) for task in frame.pending if task not in awaited[1:]]
        if not awaited:
            coroutine = value if isinstance(value, Coroutine) else None
            members.append(Member(coroutine, node, run, many=False, since=self.now()))
        group = frame.pending[0].group
        if group is not None and group.origin and isinstance(group.origin.node, ast.Call):
            self.together.append(Together("task-group", group.origin.node, members))
        else:
            self.together.append(Together("tasks", frame.pending[0].node, members))

    def leave(self, manager: Value) -> None:
        """The end of a `with`: a task group waits for its tasks."""
        for one in alternatives(manager):
            if isinstance(one, Instance):
                tasks = [task for task in self.frame.pending if task.group is one]
                self.gathered("task-group", one.origin.node if one.origin else None, [(task, None) for task in tasks])
                for task in tasks:
                    self.merge(self.run_of(task))

    def gathered(
        self, form: str, call: ast.AST | None, awaitables: Sequence[tuple[Value, ast.expr | None]]
    ) -> list[Member]:
        """These run together from here on, and nothing of them is pending any longer."""
        awaitables = [(awaitable, handed) for awaitable, handed in awaitables if not self._is_elsewhere(awaitable)]
        members = [self.member(awaitable, handed) for awaitable, handed in awaitables]
        given = [awaitable for awaitable, _ in awaitables]
        self.frame.pending = [task for task in self.frame.pending if task not in given]
        if self.is_watched() and isinstance(call, ast.Call) and members:
            self.together.append(Together(form, call, members, call not in self.partly))
        elif members and call is not None:
            self._handed_on(call, awaitables)
        return members

    def _is_elsewhere(self, awaitable: Value) -> bool:
        """Whether an awaitable was made in a branch of this frame that does not lead here."""
        frame = self.frame
        if not isinstance(awaitable, (Coroutine, Task)) or awaitable.maker is not frame:
            return False
        return any(branch in frame.left and branch not in frame.branches for branch in awaitable.branches)

    def _handed_on(self, call: ast.AST, awaitables: Sequence[tuple[Value, ast.expr | None]]) -> None:
        """Note for a watched frame that a function which it calls runs its awaitables together."""
        index = next((index for index, frame in enumerate(self.frames) if frame.scope.node in self.watched), None)
        if index is None or index + 1 >= len(self.frames):
            return
        watched, helper = self.frames[index], self.frames[index + 1]
        outer = helper.scope.parent
        if not isinstance(helper.call, ast.Call) or outer is None or not outer.is_module:
            # What stands in the same function is looked at there.
            return
        given = [(value, handed) for value, handed in awaitables if self._comes_from(value, watched, helper)]
        if given:
            self.changes += 1
            members = [self.member(value, handed, watched) for value, handed in given]
            place = Place(self.here(), call)
            self.together.append(Together("handed-on", helper.call, members, by=place))

    def _comes_from(self, value: Value, watched: Frame, helper: Frame) -> bool:
        """Whether an awaitable is of a frame's own making, or made by what it called from a function it was given."""
        match value:
            case Coroutine(maker=maker, callee=callee) | Task(maker=maker, coroutine=Coroutine(callee=callee)):
                return maker is watched or any(callee is one for one in helper.given)
            case _:
                return False

    def start(self, coroutine: Value, node: ast.expr, group: Instance | None = None) -> Value:
        """A task for a coroutine."""
        if not isinstance(node, ast.Call):
            return UNKNOWN
        frame = self.frame
        self.changes += 1
        task = Task(coroutine, node, frame, tuple(frame.loops), frame.since, group, branches=tuple(frame.branches))
        frame.pending.append(task)
        return task

    def member(self, awaitable: Value, handed: ast.expr | None, seen_from: Frame | None = None) -> Member:
        """One of those that run together, seen from a frame, that which is under way if none is given."""
        frame = seen_from or self.frame
        run = self.run_of(awaitable)
        for one in alternatives(awaitable):
            if isinstance(one, (Coroutine, Task, Opaque)):
                other = seen_from is not None and one.maker is not frame
                many = bool(one.loops) if other else one.maker is frame and not set(one.loops) <= set(frame.loops)
                many = many or (not isinstance(one, Opaque) and one.is_batched and one.maker is frame)
                return Member(None if isinstance(one, Opaque) else one, handed, run, many, one.since)
        return Member(None, handed, run, many=False, since=self.now())

    def is_watched(self) -> bool:
        """Whether the frame under way is of a function that one wants to hear of."""
        return self.frame.scope.node in self.watched

    def opaque(self, value: Value, node: ast.AST, *, depth: int = 0) -> None:
        """Something unknown gets a value: it may use it."""
        if depth > 3:
            return
        for one in alternatives(value):
            match one:
                case Coroutine() | Task():
                    # Handed on to be awaited.
                    self.merge(self.run_of(one))
                case Instance():
                    self.note("opaque", one, "", node)
                    for inner in [*one.fields.values()]:
                        if isinstance(inner, Instance):
                            self.note("opaque", inner, "", node)
                case Collection(items=items):
                    for item in items:
                        self.opaque(item.value, node, depth=depth + 1)
                case Partial(callee=callee, arguments=arguments):
                    for inner in arguments.values():
                        self.opaque(inner, node, depth=depth + 1)
                    self.opaque(callee, node, depth=depth + 1)
                case Function(receiver=receiver) if receiver is not None:
                    self.opaque(receiver, node, depth=depth + 1)
                case Bound(receiver=receiver):
                    self.note("opaque", receiver, "", node)
                case Spread(value=inner):
                    self.opaque(inner, node, depth=depth + 1)
                case _:
                    pass
