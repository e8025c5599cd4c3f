"""Where the tasks of a site are held (variables, lists, dictionaries) and where their results are read.

Once a task's coroutine is awaited where the task was started, what held the task holds its result: `t.result()` and
`await t` become `t`. Whatever else is done with a task is `Refused`.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from asyncfix.project import flow
from asyncfix.rule import Refused
from asyncfix.transforms.shared_session_gather.scoping import Names, Variable, annotation_names

Kind = Literal["task", "list", "dict"]

_SEES_LOCALS = {"exec", "eval", "locals", "vars"}
_PAIRING = {"enumerate", "reversed", "zip"}
_WHAT = {"task": "the task", "list": "the list of tasks", "dict": "the dictionary of tasks"}


class Read(NamedTuple):
    """An `await t` or `t.result()`, and the `t` in it."""

    node: ast.Await | ast.Call
    task: ast.expr


@dataclass(frozen=True, eq=False)
class Held:
    """What holds the tasks, in the order of discovery, and where it is read."""

    variables: dict[Variable, Kind] = field(default_factory=dict)
    reads: list[Read] = field(default_factory=list)
    annotated: list[ast.AnnAssign] = field(default_factory=list)
    awaited_at_once: list[ast.Call] = field(default_factory=list)
    """The calls that stand in an `await` of their own."""
    discarded: list[ast.expr] = field(default_factory=list)
    """Tasks, and lists of tasks, that nothing holds."""
    origins: dict[Variable, Variable] = field(default_factory=dict)
    """The list or dictionary that a loop variable's tasks come from."""

    @property
    def annotation_names(self) -> list[str]:
        """The names in the annotations of what holds tasks."""
        return [name for statement in self.annotated for name in annotation_names(statement.annotation)]

    def source_of(self, variable: Variable) -> Variable:
        """The variable that holds the tasks which a variable runs through, itself if it is no loop's."""
        while variable in self.origins:
            variable = self.origins[variable]
        return variable

    def read_of(self, variable: Variable, names: Names) -> list[Read]:
        """The reads of tasks that a variable holds, through loop variables too."""
        return [read for read in self.reads if self.source_of(names.variable(_base(read.task))) == variable]


def held(
    names: Names,
    starts: Collection[ast.Call],
    given_to: Collection[ast.Call] = (),
    entered: Iterable[flow.Function] = (),
) -> Held:
    """Follow the tasks that these calls start. `given_to` are calls that may have a list, or a display, of them.

    `entered` are functions that the tasks themselves run. Raises `Refused`.
    """
    if _SEES_LOCALS & flow.names_in(names.function):
        raise Refused("the function looks at its local variables by name")
    follower = _Follower(names, given_to)
    for start in starts:
        follower.task(start)
    follower.finish(starts)
    found = follower.found
    _refuse_reads_in_tasks(names, found, entered)
    return found


def _base(task: ast.expr) -> ast.Name:
    while isinstance(task, ast.Subscript):
        task = task.value
    assert isinstance(task, ast.Name)
    return task


class _Follower:
    def __init__(self, names: Names, given_to: Collection[ast.Call]) -> None:
        self.found = Held()
        self._names = names
        self._given_to = given_to
        self._stores: set[ast.Name] = set()
        self._known: set[ast.expr] = set()
        self._appended: list[ast.expr] = []
        self._waiting: list[Variable] = []

    def finish(self, starts: Collection[ast.Call]) -> None:
        while self._waiting:
            variable = self._waiting.pop()
            for use in self._names.uses(variable):
                self._use(use, variable, self.found.variables[variable])
        self._known.update(starts)
        for variable, kind in self.found.variables.items():
            for use in self._names.uses(variable):
                if isinstance(use.ctx, ast.Store) and use not in self._stores:
                    raise Refused(
                        f"line {use.lineno}: `{variable.name}` is also bound to something else than {_WHAT[kind]}"
                    )
        for task in self._appended:
            if task not in self._known:
                raise Refused(f"line {task.lineno}: something else is put with the tasks")

    def task(self, node: ast.expr) -> None:
        """Follow one expression that is a task."""
        self._known.add(node)
        parent = self._names.parents[node]
        match parent:
            case ast.Expr():
                self.found.discarded.append(node)
            case ast.Await() if isinstance(node, ast.Call):
                self.found.awaited_at_once.append(node)
            case ast.Assign(targets=[ast.Name() as target]) | ast.AnnAssign(target=ast.Name() as target):
                self._bind(target, "task", parent)
            case ast.Assign(targets=[ast.Subscript(value=ast.Name() as target)]):
                self._hold(target, "dict")
            case ast.Tuple(elts=elements) if self._is_unpacked(parent):
                self._unpacked(node, elements.index(node), parent)
            case ast.Tuple(elts=elements):
                self._elements(elements, parent)
            case ast.List(elts=elements):
                self._elements(elements, parent)
            case ast.Set(elts=elements) if self._names.parents[parent] in self._given_to:
                self._elements(elements, parent)
            case ast.ListComp(elt=element) if element is node:
                self._collection(parent, "list")
            case ast.SetComp(elt=element) if element is node and self._names.parents[parent] in self._given_to:
                pass
            case ast.DictComp(value=value) if value is node:
                self._collection(parent, "dict")
            case ast.Dict(values=values) if node in values:
                self._appended += values
                self._collection(parent, "dict")
            case ast.Call(func=ast.Attribute(value=ast.Name() as target, attr="append")) if self._is_statement(parent):
                self._hold(target, "list")
            case ast.Call() if parent in self._given_to and isinstance(node, ast.Name):
                pass
            case _:
                self._refuse(node, "task")

    def _is_statement(self, node: ast.AST) -> bool:
        return isinstance(self._names.parents[node], ast.Expr)

    def _is_unpacked(self, values: ast.Tuple) -> bool:
        holder = self._names.parents[values]
        return isinstance(holder, ast.Assign) and not isinstance(holder.targets[0], ast.Name)

    def _unpacked(self, node: ast.expr, index: int, values: ast.Tuple) -> None:
        match self._names.parents[values]:
            case ast.Assign(targets=[ast.Tuple(elts=targets)]) if len(targets) == len(values.elts):
                target = targets[index]
                if isinstance(target, ast.Name) and not any(isinstance(one, ast.Starred) for one in targets):
                    self._stores.add(target)
                    self._hold(target, "task")
                    return
            case _:
                pass
        self._refuse(node, "task")

    def _elements(self, elements: Sequence[ast.expr], display: ast.List | ast.Set | ast.Tuple) -> None:
        self._appended += elements
        if self._names.parents[display] not in self._given_to:
            self._collection(display, "list")

    def _collection(self, node: ast.expr, kind: Kind) -> None:
        parent = self._names.parents[node]
        match parent:
            case ast.Expr():
                self.found.discarded.append(node)
            case ast.Assign(targets=[ast.Name() as target]) | ast.AnnAssign(target=ast.Name() as target):
                self._bind(target, kind, parent)
            case ast.Call() if parent in self._given_to:
                pass
            case ast.For(target=ast.Name() as target, iter=found) if found is node and kind == "list":
                self._stores.add(target)
                self._hold(target, "task")
            case ast.comprehension(target=ast.Name() as target, iter=found) if found is node and kind == "list":
                self._stores.add(target)
                self._hold(target, "task")
            case _:
                self._refuse(node, kind)

    def _bind(self, target: ast.Name, kind: Kind, statement: ast.Assign | ast.AnnAssign) -> None:
        self._stores.add(target)
        if isinstance(statement, ast.AnnAssign) and statement not in self.found.annotated:
            self.found.annotated.append(statement)
        self._hold(target, kind)

    def _hold(self, name: ast.Name, kind: Kind) -> None:
        variable = self._names.variable(name)
        known = self.found.variables.get(variable)
        if variable.scope is None or self._names.is_odd(variable) or known not in (None, kind):
            self._refuse(name, kind)
        if known is None:
            self.found.variables[variable] = kind
            self._waiting.append(variable)

    def _use(self, use: ast.Name, variable: Variable, kind: Kind) -> None:
        if isinstance(use.ctx, ast.Store):
            self._store(use, kind)
        elif isinstance(use.ctx, ast.Del):
            self._refuse(use, kind)
        elif kind == "task":
            self._task_use(use)
        elif not self._iterated(use, variable, kind) and not self._looked_at(use, kind):
            self._refuse(use, kind)

    def _store(self, use: ast.Name, kind: Kind) -> None:
        """An empty list or dictionary that tasks are put into."""
        parent = self._names.parents[use]
        match parent, kind:
            case ((ast.Assign(targets=[_], value=value) | ast.AnnAssign(value=ast.expr() as value)), ("list" | "dict")):
                if ast.unparse(value) in {"list": ("[]", "list()"), "dict": ("{}", "dict()")}[kind]:
                    assert isinstance(parent, (ast.Assign, ast.AnnAssign))
                    self._bind(use, kind, parent)
            case _:
                pass

    def _task_use(self, task: ast.expr) -> None:
        """A variable that holds a task, or an item of a collection of them, where it is read."""
        parent = self._names.parents[task]
        match parent:
            case ast.Await():
                self.found.reads.append(Read(parent, task))
            case ast.Attribute(attr="result"):
                call = self._names.parents[parent]
                if isinstance(call, ast.Call) and call.func is parent and not call.args and not call.keywords:
                    self.found.reads.append(Read(call, task))
                else:
                    self._refuse(task, "task")
            case ast.Expr() | ast.Assign(targets=[ast.Name(), *_]) | ast.AnnAssign():
                self._refuse(task, "task")
            case ast.Tuple() if self._is_unpacked(parent):
                self._refuse(task, "task")
            case _:
                self.task(task)

    def _iterated(self, use: ast.Name, variable: Variable, kind: Kind) -> bool:
        """Whether a use only runs through a collection, whose loop variable then holds a task."""
        node: ast.expr = use
        position: int | None = None
        if kind == "dict":
            view = self._view(use)
            if view is None:
                return self._is_iterable(use)
            node, position = view
            if isinstance(given := self._names.parents[node], ast.Starred) and position is None:
                return self._is_given(given)
        if isinstance(parent := self._names.parents[node], ast.Call) and _last(parent.func) in _PAIRING:
            if position is not None or parent.keywords:
                return False
            name = _last(parent.func)
            position = {"enumerate": 1, "zip": parent.args.index(node)}.get(name)
            node = parent
        target = self._target(node)
        if position is not None:
            target = target.elts[position] if isinstance(target, ast.Tuple) and len(target.elts) > position else None
        if not isinstance(target, ast.Name):
            return False
        self._stores.add(target)
        self._hold(target, "task")
        self.found.origins[self._names.variable(target)] = variable
        return True

    def _view(self, use: ast.Name) -> tuple[ast.expr, int | None] | None:
        match self._names.parents[use]:
            case ast.Attribute(attr=("items" | "values") as attr) as method:
                call = self._names.parents[method]
                if isinstance(call, ast.Call) and call.func is method:
                    return call, 1 if attr == "items" else None
            case _:
                pass
        return None

    def _target(self, iterable: ast.expr) -> ast.expr | None:
        match self._names.parents[iterable]:
            case ast.For(iter=found, target=target) if found is iterable:
                return target
            case ast.comprehension(iter=found, target=target, is_async=0) if found is iterable:
                return target
            case _:
                return None

    def _is_iterable(self, node: ast.expr) -> bool:
        return self._target(node) is not None

    def _looked_at(self, use: ast.Name, kind: Kind) -> bool:
        """Whether a use of a collection leaves its items alone, or takes one."""
        parent = self._names.parents[use]
        match parent:
            case ast.Subscript(value=base, slice=key) if base is use and not isinstance(key, ast.Slice):
                if isinstance(parent.ctx, ast.Load):
                    self._task_use(parent)
                elif isinstance(statement := self._names.parents[parent], ast.Assign) and kind == "dict":
                    self._appended.append(statement.value)
                else:
                    return False
            case ast.Attribute(attr="append") if kind == "list":
                call = self._names.parents[parent]
                if not (isinstance(call, ast.Call) and len(call.args) == 1 and self._is_statement(call)):
                    return False
                self._appended += call.args
            case ast.Call(func=ast.Name(id="len"), args=[_]) | ast.If() | ast.UnaryOp(op=ast.Not()):
                pass
            case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[only]) if only is use and kind == "dict":
                pass
            case ast.Attribute(attr="keys") | ast.Call(func=ast.Name(id="zip" | "list" | "sorted")) if kind == "dict":
                pass
            case ast.Call() | ast.Starred():
                return self._is_given(parent)
            case _:
                return False
        return True

    def _is_given(self, node: ast.expr) -> bool:
        """Whether a call, or what has a star in it, is one that may have a collection of tasks."""
        return (self._names.parents[node] if isinstance(node, ast.Starred) else node) in self._given_to

    def _refuse(self, node: ast.expr, kind: Kind) -> None:
        name = f" `{node.id}`" if isinstance(node, ast.Name) else ""
        raise Refused(f"line {node.lineno}: {_WHAT[kind]}{name} is used for more than its result")


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _refuse_reads_in_tasks(names: Names, found: Held, entered: Iterable[flow.Function]) -> None:
    inside = set(entered)
    for read in found.reads:
        if any(one in inside for one in names.up(read.node)):
            raise Refused(f"line {read.node.lineno}: one task reads the result of another")
