"""What stands between the start of one task and the end of the last: code that will run after the first has ended.

Where tasks run together, all of it runs before any of them, or before they get far. In turn it runs in between, so it
has to be code that neither tells them anything nor learns from them.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from asyncfix.rule import Refused
from asyncfix.transforms.shared_session_gather.order import Changes, care_for, changes, must_be_first
from asyncfix.transforms.shared_session_gather.scoping import CALLABLES, COMPREHENSIONS, Names, Variable
from asyncfix.transforms.shared_session_gather.site import Awaitable, Site

_LOUD_NAMES = frozenset("delattr exec eval input next open setattr".split())
_LOUD_METHODS = frozenset(
    "add add_all append appendleft cancel clear commit discard expunge expunge_all extend get_nowait insert merge "
    "pop popitem popleft put put_nowait remove reverse send set set_result setdefault sort update write".split()
)
_LOCAL_STORES = frozenset("add append extend".split())
_LOGS = frozenset("critical debug error exception info log trace warn warning".split())


@dataclass(frozen=True, eq=False)
class Meanwhile:
    """The rules for one site: what is started, what may be awaited in between, and what all of it may change."""

    site: Site
    names: Names
    starts: frozenset[ast.AST]
    awaits: frozenset[ast.AST]
    changed: Changes
    before: Mapping[ast.AST, Changes]
    """What may have been changed when a task that is started once, outside loops, is started."""
    tasks: frozenset[Variable]
    """The variables that hold tasks: what reads them is looked at elsewhere."""

    def check(self, suite: Sequence[ast.stmt], first: ast.AST | None) -> None:
        """Raise `Refused` for the first statement that may not run between two of the awaitables.

        Nothing has run yet where the arguments of `first` are evaluated; None where something has.
        """
        for statement in suite:
            loud = self._loud(statement)
            if loud is not None:
                what = "awaits something else" if isinstance(loud, ast.Await) else "does something else"
                raise Refused(f"line {getattr(loud, 'lineno', statement.lineno)} {what} while the tasks are under way")
            for expression, changed in self._late(statement, first):
                if must_be_first(self.site, expression, changed):
                    source = " ".join(self.site.module.source(expression).split())
                    raise Refused(f"line {expression.lineno}: `{source}` may be something else once a task has run")

    def check_last(self, statement: ast.stmt) -> None:
        """Raise `Refused` where the last statement that reads results awaits something else before them."""
        for node in ast.walk(statement):
            match node:
                case ast.Await() if node not in self.awaits:
                    raise Refused(f"line {node.lineno} awaits something else while the tasks are under way")
                case ast.Yield() | ast.YieldFrom() | ast.NamedExpr():
                    raise Refused(f"line {node.lineno} does something else while the tasks are under way")
                case _:
                    pass

    def copies(self, suite: Sequence[ast.stmt], first: ast.AST | None) -> list[ast.expr]:
        """The iterables that are copied, since what runs in their loops may change them. Raises `Refused`."""
        found = []
        for iterable, is_outer in self._iterables(suite):
            care = care_for(self.site, iterable, self.changed)
            if care == "none":
                continue
            is_late = not is_outer or first is None or not self._is_before(iterable, first)
            if is_late and care == "first":
                raise Refused(f"line {iterable.lineno}: the loop runs over something that a task may change")
            if isinstance(iterable, (ast.GeneratorExp, ast.Tuple, ast.JoinedStr)):
                raise Refused(f"line {iterable.lineno}: the loop runs over a generator")
            found.append(iterable)
        return found

    def _is_before(self, iterable: ast.expr, first: ast.AST) -> bool:
        holder = self.names.parents[iterable]
        return self.names.holds(holder, first) or (
            isinstance(holder, ast.comprehension) and self.names.holds(self.names.parents[holder], first)
        )

    def _iterables(self, suite: Sequence[ast.stmt]) -> Iterator[tuple[ast.expr, bool]]:
        """What loops and comprehensions that start tasks run over, and whether each is the outermost one."""
        seen: set[ast.AST] = set()
        for start in self.starts:
            inner: ast.AST = start
            loops: list[ast.expr] = []
            for outer in self.names.up(start):
                match outer:
                    case ast.For(iter=iterable):
                        loops.append(iterable)
                    case ast.ListComp(generators=generators) | ast.DictComp(generators=generators):
                        loops += [generator.iter for generator in reversed(generators)]
                    case ast.SetComp(generators=generators) | ast.GeneratorExp(generators=generators):
                        loops += [generator.iter for generator in reversed(generators)]
                    case _:
                        pass
                inner = outer
                if inner in suite:
                    break
            for position, iterable in enumerate(loops):
                if iterable not in seen:
                    seen.add(iterable)
                    yield iterable, position == len(loops) - 1

    def _late(self, statement: ast.stmt, first: ast.AST | None) -> Iterator[tuple[ast.expr, Changes]]:
        """The expressions of a statement that are evaluated after something has run, and what that may have changed."""
        is_before = first is not None and self.names.holds(statement, first)
        match statement:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                pass
            case ast.For(iter=iterable, body=body, orelse=orelse):
                if not is_before:
                    yield iterable, self.changed
                holds_start = any(self.names.holds(statement, start) for start in self.starts)
                for inner in [*body, *orelse]:
                    yield from self._late(inner, None if holds_start else first)
            case ast.If(test=test, body=body, orelse=orelse):
                if not is_before:
                    yield test, self.changed
                for inner in [*body, *orelse]:
                    yield from self._late(inner, first)
            case _:
                yield from self._late_in(statement, first)
                value = getattr(statement, "value", None)
                if isinstance(value, ast.expr) and not is_before and not self._holds_known(value):
                    yield value, self.changed

    def _late_in(self, statement: ast.stmt, first: ast.AST | None) -> Iterator[tuple[ast.expr, Changes]]:
        for node in ast.walk(statement):
            if node in self.awaits and isinstance(node, ast.Await) and node.value not in self.starts:
                yield node.value, self.changed
            if node not in self.starts or not isinstance(node, ast.Call):
                continue
            arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
            around = [one for one in self.names.up(node) if isinstance(one, COMPREHENSIONS)]
            if around:
                arguments += [test for one in around for generator in one.generators for test in generator.ifs]
                arguments += [one.key for one in around if isinstance(one, ast.DictComp)]
            if around or first is None:
                yield from ((argument, self.changed) for argument in arguments)
            elif node is not first:
                yield from ((argument, self.before.get(node, self.changed)) for argument in arguments)

    def _holds_known(self, value: ast.expr) -> bool:
        return any(node in self.starts or node in self.awaits for node in ast.walk(value))

    def _loud(self, statement: ast.stmt) -> ast.AST | None:
        match statement:
            case ast.Pass() | ast.Import() | ast.ImportFrom() | ast.Break() | ast.Continue():
                return None
            case ast.FunctionDef() | ast.AsyncFunctionDef() if not statement.decorator_list:
                return None
            case ast.Expr(value=value):
                return self._loud_statement(value)
            case ast.Assign(targets=targets, value=value):
                return self._first_loud(value) or next((one for one in targets if not self._is_local(one)), None)
            case ast.AnnAssign(target=target, value=value):
                return (value and self._first_loud(value)) or (None if self._is_local(target) else target)
            case ast.AugAssign(target=ast.Name() as target, value=value):
                return self._first_loud(value) or (None if self._is_local(target) else target)
            case ast.If(test=test, body=body, orelse=orelse):
                return self._first_loud(test) or self._loud_in(body, orelse)
            case ast.For(target=target, iter=iterable, body=body, orelse=orelse):
                loud = self._first_loud(iterable) or self._loud_in(body, orelse)
                return loud or (None if self._is_local(target) else target)
            case _:
                return statement

    def _loud_in(self, *suites: Sequence[ast.stmt]) -> ast.AST | None:
        return next((loud for suite in suites for one in suite if (loud := self._loud(one)) is not None), None)

    def _loud_statement(self, value: ast.expr) -> ast.AST | None:
        match value:
            case ast.Call(func=ast.Attribute(value=base, attr=attr)) if attr in _LOGS and _is_log(base):
                return self._loud_arguments(value)
            case ast.Call(func=ast.Name(id="print")):
                return self._loud_arguments(value)
            case ast.Call(func=ast.Attribute(value=ast.Name() as base, attr=attr)) if attr in _LOCAL_STORES:
                return self._loud_arguments(value) if self._is_own_container(base) else value
            case ast.Call() if value not in self.starts:
                return value
            case _:
                return self._first_loud(value)

    def _loud_arguments(self, call: ast.Call) -> ast.AST | None:
        values = [*call.args, *(keyword.value for keyword in call.keywords)]
        return next((loud for value in values if (loud := self._first_loud(value)) is not None), None)

    def _first_loud(self, value: ast.expr) -> ast.AST | None:
        waiting: list[ast.AST] = [value]
        while waiting:
            node = waiting.pop(0)
            if self._is_loud(node):
                return node
            if not isinstance(node, CALLABLES):
                waiting[:0] = ast.iter_child_nodes(node)
        return None

    def _is_loud(self, node: ast.AST) -> bool:
        match node:
            case ast.Await():
                return node not in self.awaits
            case ast.Yield() | ast.YieldFrom() | ast.NamedExpr():
                return True
            case ast.comprehension(is_async=is_async):
                return bool(is_async)
            case ast.Call(func=ast.Name(id=name)):
                return name in _LOUD_NAMES
            case ast.Call(func=ast.Attribute(attr=attr)):
                return attr in _LOUD_METHODS and not self._is_known(node)
            case _:
                return False

    def _is_known(self, node: ast.AST) -> bool:
        """Whether a call is what a task, or something awaited meanwhile, runs."""
        parents = self.names.parents
        return node in self.starts or parents[node] in self.starts or parents[node] in self.awaits

    def _is_local(self, target: ast.expr) -> bool:
        match target:
            case ast.Name():
                variable = self.names.variable(target)
                return variable in self.tasks or self.names.is_private(variable)
            case ast.Tuple(elts=elements) | ast.List(elts=elements):
                return all(map(self._is_local, elements))
            case ast.Starred(value=value):
                return self._is_local(value)
            case ast.Subscript(value=ast.Name() as base):
                return self._is_own_container(base)
            case _:
                return False

    def _is_own_container(self, base: ast.Name) -> bool:
        """Whether a collection belongs to the function alone, and no task gets it."""
        variable = self.names.variable(base)
        given = {one for start in self.starts for one in ast.walk(start)}
        uses = self.names.uses(variable)
        return (
            self.names.is_private(variable)
            and not self.names.is_odd(variable)
            and not any(use in given for use in uses)
            and all(self._is_fresh(use) for use in uses if isinstance(use.ctx, ast.Store))
        )

    def _is_fresh(self, store: ast.Name) -> bool:
        match self.names.parents[store]:
            case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
                return isinstance(value, (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)) or (
                    isinstance(value, ast.Call) and ast.unparse(value) in ("list()", "dict()", "set()")
                )
            case _:
                return False


def _is_log(base: ast.expr) -> bool:
    name = base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")
    return "log" in name.lower()


def meanwhile(
    site: Site,
    names: Names,
    awaitables: Sequence[Awaitable],
    starts: Collection[ast.AST],
    awaits: Collection[ast.AST],
    tasks: Collection[Variable],
) -> Meanwhile:
    """The rules for these awaitables of a site, in order; `starts` are all calls that start tasks, others' too.

    `tasks` are the variables that hold the tasks.
    """
    before: dict[ast.AST, Changes] = {}
    changed = Changes()
    for awaitable in awaitables:
        before[awaitable.started or awaitable.handed] = changed
        changed |= changes([awaitable])
    return Meanwhile(site, names, frozenset(starts), frozenset(awaits), changed, before, frozenset(tasks))
