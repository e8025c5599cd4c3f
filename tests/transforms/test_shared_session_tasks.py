"""Task groups, tasks, `wait` and `as_completed` in turn: look-alikes first, then texts, all of them executed.

The sites come from a small stub: every coroutine of the prelude but `other` uses one session, `two` another.
"""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import pytest

from asyncfix import engine
from asyncfix.project import MemoryTree, Module, Project, flow
from asyncfix.rule import Finding, Fix, Refused, Rule
from asyncfix.transforms.shared_session_gather.site import Awaitable, Form, Rewriting, Site
from asyncfix.transforms.shared_session_gather.task_group import group_in_turn
from asyncfix.transforms.shared_session_gather.tasks import tasks_in_turn
from asyncfix.transforms.shared_session_gather.waiting import waiting_in_turn

REWRITES = {
    "task-group": group_in_turn,
    "tasks": tasks_in_turn,
    "wait": waiting_in_turn,
    "as-completed": waiting_in_turn,
}
FORMS: dict[str, Form] = {
    "TaskGroup": "task-group",
    "create_task_group": "task-group",
    "wait": "wait",
    "as_completed": "as-completed",
}
STARTERS = ("create_task", "ensure_future", "start_soon")
COROUTINES = ("a", "b", "c", "boom", "two", "other", "local", "method")


# The stub


def last_name(node: ast.AST) -> str:
    match node:
        case ast.Call(func=func):
            return last_name(func)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def calls_in(node: ast.AST) -> list[ast.Call]:
    found = [inner for inner in ast.walk(node) if isinstance(inner, ast.Call)]
    return sorted(found, key=lambda call: (call.lineno, call.col_offset))


def sessions_of(name: str) -> frozenset[int]:
    return frozenset() if name.startswith("other") else frozenset({2}) if name == "two" else frozenset({1})


def awaitable(module: Module, start: ast.Call, parents: dict[ast.AST, ast.AST]) -> Awaitable:
    is_soon = last_name(start) == "start_soon"
    first = start.args[0] if start.args else start.keywords[0].value
    if is_soon and last_name(first) == "partial" and isinstance(first, ast.Call):
        first = first.args[0]
    name = last_name(first)
    many = any(isinstance(one, (ast.For, ast.While, ast.ListComp, ast.DictComp)) for one in around(start, parents))
    node = start if is_soon else first
    return Awaitable(node, start, None if is_soon else start, many, sessions_of(name), reaches(module, name))


def reaches(module: Module, name: str) -> tuple[tuple[Module, flow.Function], ...]:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return tuple((module, one) for one in ast.walk(module.tree) if isinstance(one, functions) and one.name == name)


def around(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> Iterator[ast.AST]:
    while node in parents:
        node = parents[node]
        yield node


def found_sites(module: Module) -> Iterator[Site]:
    """The groups, and the calls of `wait` or `as_completed`, of each function; where there is none, its tasks."""
    parents = {child: node for node in ast.walk(module.tree) for child in ast.iter_child_nodes(node)}
    for function in ast.walk(module.tree):
        if isinstance(function, ast.AsyncFunctionDef):
            calls = [call for statement in function.body for call in calls_in(statement)]
            mains = [call for call in calls if last_name(call) in FORMS]
            starts = [call for call in calls if last_name(call) in STARTERS]
            for main in mains or starts[:1]:
                site = site_of(module, main, calls, parents)
                if runs_together(site):
                    yield site


def runs_together(site: Site) -> bool:
    users = [one for one in site.awaitables if one.uses]
    started = [one for one in users if one.started or last_name(one.node) == "start_soon"]
    if site.form == "as-completed":
        started = users
    return bool(started) and (len(users) > 1 or started[0].many)


def site_of(module: Module, main: ast.Call, calls: list[ast.Call], parents: dict[ast.AST, ast.AST]) -> Site:
    form = FORMS.get(last_name(main), "tasks")
    placed = {one.statement: one for one in flow.placed(module.tree)}
    at = next(placed[one] for one in around(main, parents) if isinstance(one, ast.stmt))
    inside = calls_in(at.statement) if isinstance(at.statement, ast.AsyncWith) else calls
    starts = [call for call in inside if last_name(call) in STARTERS]
    found = [awaitable(module, start, parents) for start in starts]
    if form == "as-completed" and not starts:
        found = [of_coroutine(module, call, parents) for call in calls if last_name(call) in COROUTINES]
    if form != "as-completed":
        awaited = [meanwhile(module, parents[call]) for call in inside]
        found += [one for one in awaited if one]
    return Site(module, at, form, main, tuple(found))


def of_coroutine(module: Module, call: ast.Call, parents: dict[ast.AST, ast.AST]) -> Awaitable:
    many = any(isinstance(one, (ast.ListComp, ast.GeneratorExp)) for one in around(call, parents))
    return Awaitable(call, call, None, many, sessions_of(last_name(call)), reaches(module, last_name(call)))


def meanwhile(module: Module, node: ast.AST) -> Awaitable | None:
    match node:
        case ast.Await(value=ast.Call() as call) if last_name(call) in COROUTINES:
            name = last_name(call)
            return Awaitable(call, call, None, False, sessions_of(name), reaches(module, name))
        case _:
            return None


@dataclass(frozen=True)
class InTurn(Rule):
    """The rewrites, for what the stub finds."""

    name: ClassVar[str] = "in-turn"
    needles: ClassVar[tuple[bytes, ...]] = (b"",)

    def detect(self, module: Module, project: Project) -> Iterator[Finding]:  # noqa: ARG002
        for site in found_sites(module):
            made = rewriting(site)
            fix = None
            if isinstance(made, Rewriting):
                fix = Fix(
                    "safe",
                    made.edits,
                    wanted=tuple((module.path, one) for one in made.wanted),
                    unneeded=tuple((module.path, one) for one in made.unneeded),
                    introduces=made.introduces,
                    drops_comments=made.drops_comments,
                )
            yield Finding(
                self.name,
                module.path,
                module.span(site.call),
                "together",
                "error",
                site.at.symbol,
                module.line(site.call.lineno).strip(),
                fix,
                None if isinstance(made, Rewriting) else made,
                made.notes if isinstance(made, Rewriting) else (),
            )


def rewriting(site: Site) -> Rewriting | str:
    try:
        return REWRITES[site.form](site)
    except Refused as refused:
        return refused.reason


def plan(source: str | bytes, target_version: tuple[int, int] = (3, 11)) -> engine.Plan:
    data = source if isinstance(source, bytes) else source.encode()
    module = Module("m.py", data, target_version=target_version)
    return engine.plan(["m.py"], lambda _: module, lambda _: [InTurn()], tree=MemoryTree({"m.py": module.data}))


def written(source: str) -> str:
    made = plan(source)
    assert not made.errors, made.errors
    assert made.changes, [finding.kept_because for finding in made.findings]
    return made.changes[0].after.decode()


def reason(source: str) -> str:
    made = plan(source)
    assert not made.errors
    assert not made.changes, made.changes[0].after.decode()
    (finding,) = made.findings
    assert finding.kept_because
    return finding.kept_because


# Running it


class Ran(NamedTuple):
    result: object
    evaluated: list[str]
    """What `note(...)` was called with, in order."""
    began: list[str]
    overlap: int
    """The most users of one session that were under way at one time."""
    beside: bool
    """Whether `other` was under way together with a user of the session."""


class Log:
    def __init__(self) -> None:
        self.evaluated: list[str] = []
        self.began: list[str] = []
        self.under_way: dict[str, int] = {}
        self.overlap = 0
        self.beside = False

    def note(self, value: Any) -> Any:
        self.evaluated.append(str(value))
        return value

    def coroutine(self, name: str) -> Any:
        session = {"two": "2", "other": ""}.get(name, "1")

        async def run(*arguments: Any, **named: Any) -> Any:
            self.began.append(name)
            self.under_way[session] = self.under_way.get(session, 0) + 1
            self.overlap = max(self.overlap, *(number for key, number in self.under_way.items() if key), 0)
            self.beside |= self.under_way.get("", 0) > 0 and self.under_way.get("1", 0) > 0
            try:
                for _ in range(3):
                    await asyncio.sleep(0)
                if name == "boom":
                    raise ValueError("boom")
            finally:
                self.under_way[session] -= 1
            return (name, *arguments[1:], *named.items())

        return run


def ran(source: str, *, log: Log | None = None) -> Ran:
    log = log or Log()
    space: dict[str, Any] = {name: log.coroutine(name) for name in COROUTINES}
    space |= {"note": log.note, "logger": Quiet()}
    exec(compile(source, "m.py", "exec"), space)

    async def run() -> object:
        try:
            return await space["main"]("s")
        except BaseException as exc:
            return leaves(exc)

    result = asyncio.run(run())
    return Ran(result, log.evaluated, log.began, log.overlap, log.beside)


class Quiet:
    def info(self, *_: object) -> None:
        pass


def leaves(exc: BaseException) -> list[str]:
    if isinstance(exc, BaseExceptionGroup):
        return [leaf for inner in exc.exceptions for leaf in leaves(inner)]
    return [repr(exc)]


def function(body: str, imports: str = "import asyncio\n") -> str:
    body = body.strip("\n")
    return f"{imports}\n\nasync def main(s):\n" + "".join(
        f"    {line}\n" if line else "\n" for line in body.split("\n")
    )


def body_of(source: str) -> str:
    lines = source.partition("async def main(s):\n")[2].splitlines()
    return "\n".join(line.removeprefix("    ") for line in lines)


GROUP = "async with asyncio.TaskGroup() as tg:\n"

LEFT_ALONE = {
    "a transaction that ends before the tasks": (
        """
async with asyncio.TaskGroup() as tg, s.begin():
    x = tg.create_task(a(s))
    y = tg.create_task(b(s))
return x.result(), y.result()
""",
        "`begin` ends before the tasks do",
    ),
    "a task is cancelled": (
        """
async with asyncio.TaskGroup() as tg:
    t = tg.create_task(a(s))
    tg.create_task(b(s))
    t.cancel()
""",
        "more than its result",
    ),
    "a task is asked whether it is done": (
        """
async with asyncio.TaskGroup() as tg:
    t = tg.create_task(a(s))
    tg.create_task(b(s))
return t.done()
""",
        "more than its result",
    ),
    "a task has a callback": (
        """
async with asyncio.TaskGroup() as tg:
    t = tg.create_task(a(s))
    t.add_done_callback(print)
    tg.create_task(b(s))
""",
        "more than its result",
    ),
    "a task is returned": (
        """
async with asyncio.TaskGroup() as tg:
    t = tg.create_task(a(s))
    tg.create_task(b(s))
return t
""",
        "more than its result",
    ),
    "a task is compared": (
        """
async with asyncio.TaskGroup() as tg:
    t = tg.create_task(a(s))
    tg.create_task(b(s))
return t is None
""",
        "more than its result",
    ),
    "a task is tested": (
        """
t = None
async with asyncio.TaskGroup() as tg:
    t = tg.create_task(a(s))
    tg.create_task(b(s))
return t and t.result()
""",
        "more than its result",
    ),
    "a task is handed on": (
        """
async with asyncio.TaskGroup() as tg:
    t = tg.create_task(a(s))
    tg.create_task(b(s))
print(t)
""",
        "more than its result",
    ),
    "a task is one of two things": (
        """
t = None
async with asyncio.TaskGroup() as tg:
    t = tg.create_task(a(s))
    tg.create_task(b(s))
return t.result()
""",
        "also bound to something else",
    ),
    "a task has an alias": (
        """
async with asyncio.TaskGroup() as tg:
    t = tg.create_task(a(s))
    u = t
    tg.create_task(b(s))
return u.result()
""",
        "more than its result",
    ),
    "a task is kept in an attribute": (
        """
async with asyncio.TaskGroup() as tg:
    s.t = tg.create_task(a(s))
    tg.create_task(b(s))
""",
        "more than its result",
    ),
    "a task's error is asked for": (
        """
async with asyncio.TaskGroup() as tg:
    t = tg.create_task(a(s))
    tg.create_task(b(s))
return t.exception()
""",
        "more than its result",
    ),
    "a task has a context": (
        """
async with asyncio.TaskGroup() as tg:
    tg.create_task(a(s), context=c)
    tg.create_task(b(s))
""",
        "started with `context=`",
    ),
    "a task's name is read": (
        """
async with asyncio.TaskGroup() as tg:
    tg.create_task(a(s), name='x')
    tg.create_task(b(s))
return asyncio.current_task()
""",
        "names of tasks are read",
    ),
    "the list of tasks is returned": (
        """
async with asyncio.TaskGroup() as tg:
    ts = [tg.create_task(a(s, x)) for x in range(3)]
return ts
""",
        "the list of tasks `ts` is used for more",
    ),
    "the list holds something else too": (
        """
ts = []
async with asyncio.TaskGroup() as tg:
    ts.append(tg.create_task(a(s)))
    ts.append(tg.create_task(b(s)))
ts.append(3)
""",
        "something else is put with the tasks",
    ),
    "the group is handed on": (
        """
async with asyncio.TaskGroup() as tg:
    tg.create_task(a(s))
    tg.create_task(b(s))
    note(tg)
""",
        "the task group `tg` is handed on",
    ),
    "the group starts and waits": (
        """
async with anyio.create_task_group() as tg:
    tg.start_soon(a, s)
    tg.start_soon(b, s)
    tg.start(c)
""",
        "used through `tg.start`",
    ),
    "the group is cancelled": (
        """
async with anyio.create_task_group() as tg:
    tg.start_soon(a, s)
    tg.start_soon(b, s)
    tg.cancel_scope.cancel()
""",
        "used through `tg.cancel_scope`",
    ),
    "something else is awaited": (
        """
async with asyncio.TaskGroup() as tg:
    tg.create_task(a(s))
    await asyncio.sleep(0)
    tg.create_task(b(s))
""",
        "awaits something else",
    ),
    "the body adds to the session": (
        """
async with asyncio.TaskGroup() as tg:
    tg.create_task(a(s))
    s.add(1)
    tg.create_task(b(s))
""",
        "does something else",
    ),
    "the body returns": (
        """
async with asyncio.TaskGroup() as tg:
    tg.create_task(a(s))
    tg.create_task(b(s))
    if s:
        return 1
    print(2)
""",
        "does something else",
    ),
    "the body raises": (
        """
async with asyncio.TaskGroup() as tg:
    tg.create_task(a(s))
    if s:
        raise KeyError
    tg.create_task(b(s))
""",
        "does something else",
    ),
    "the body breaks": (
        """
for x in range(2):
    async with asyncio.TaskGroup() as tg:
        tg.create_task(a(s))
        tg.create_task(b(s))
        while x:
            break
""",
        "does something else",
    ),
    "a task starts in a try": (
        """
async with asyncio.TaskGroup() as tg:
    try:
        tg.create_task(a(s))
    except KeyError:
        pass
    tg.create_task(b(s))
""",
        "inside a `try`",
    ),
    "a task starts under a lock": (
        """
async with asyncio.TaskGroup() as tg:
    with s.lock:
        tg.create_task(a(s))
    tg.create_task(b(s))
""",
        "inside a `with`",
    ),
    "a task starts in a while loop": (
        """
async with asyncio.TaskGroup() as tg:
    while s:
        tg.create_task(a(s))
""",
        "inside a `while`",
    ),
    "a function starts tasks": (
        """
async with asyncio.TaskGroup() as tg:
    def go():
        tg.create_task(a(s))
    go()
    tg.create_task(b(s))
""",
        "by a function",
    ),
    "an argument awaits": (
        """
async with asyncio.TaskGroup() as tg:
    tg.create_task(a(s))
    tg.create_task(b(s, await asyncio.sleep(0)))
""",
        "awaits something else",
    ),
    "an argument binds a name": (
        """
async with asyncio.TaskGroup() as tg:
    tg.create_task(a(s))
    tg.create_task(b(s, x := 1))
return x
""",
        "does something else",
    ),
    "an argument takes from a list": (
        """
async with asyncio.TaskGroup() as tg:
    tg.create_task(a(s))
    tg.create_task(b(s, s.pop()))
""",
        "does something else",
    ),
    "the function handles exception groups": (
        """
try:
    async with asyncio.TaskGroup() as tg:
        tg.create_task(a(s))
        tg.create_task(b(s))
except ExceptionGroup as eg:
    return 1
""",
        "handles `ExceptionGroup`",
    ),
    "a test expects an exception group": (
        """
with pytest.raises(BaseExceptionGroup):
    async with asyncio.TaskGroup() as tg:
        tg.create_task(a(s))
        tg.create_task(b(s))
""",
        "handles `BaseExceptionGroup`",
    ),
    "the function looks into a group": (
        """
try:
    async with asyncio.TaskGroup() as tg:
        tg.create_task(a(s))
        tg.create_task(b(s))
except* ValueError as eg:
    return eg.exceptions
""",
        "`exceptions` of a group",
    ),
    "a result is read after a handled error": (
        """
try:
    async with asyncio.TaskGroup() as tg:
        t = tg.create_task(a(s))
        tg.create_task(b(s))
except Exception:
    pass
return t.result()
""",
        "an error may have been handled",
    ),
    "a limit ends before the tasks": (
        """
async with asyncio.TaskGroup() as tg, asyncio.timeout(3):
    tg.create_task(a(s))
    tg.create_task(b(s))
""",
        "ends before the tasks do",
    ),
    "the group is kept elsewhere": (
        """
tg = asyncio.TaskGroup()
async with tg:
    tg.create_task(a(s))
    tg.create_task(b(s))
""",
        "`async with` of its own",
    ),
    "two sessions": (
        """
async with asyncio.TaskGroup() as tg:
    tg.create_task(a(s))
    tg.create_task(b(s))
    tg.create_task(two(s))
    tg.create_task(two(s))
""",
        "several sessions",
    ),
    "one loop starts both kinds": (
        """
async with asyncio.TaskGroup() as tg:
    for x in range(2):
        tg.create_task(a(s, x))
        tg.create_task(other(x))
""",
        "with the session and without",
    ),
    "what is started is a lambda": (
        """
async with anyio.create_task_group() as tg:
    tg.start_soon(lambda: a(s))
    tg.start_soon(b, s)
""",
        "not written as a call",
    ),
    "one task reads the other's result": (
        """
async def local():
    return t.result()
async with asyncio.TaskGroup() as tg:
    t = tg.create_task(a(s))
    tg.create_task(b(s))
    tg.create_task(local())
""",
        "one task reads the result of another",
    ),
    "a later argument that a task assigns": (
        """
async def local():
    s.state = 2
async with asyncio.TaskGroup() as tg:
    tg.create_task(local())
    tg.create_task(b(s, s.state))
""",
        "may be something else",
    ),
    "a later argument that a task counts up": (
        """
n = 0
async def local():
    nonlocal n
    n += 1
async with asyncio.TaskGroup() as tg:
    tg.create_task(local())
    tg.create_task(b(s, n))
""",
        "may be something else",
    ),
    "a result is read in the body": (
        """
async with asyncio.TaskGroup() as tg:
    t = tg.create_task(a(s))
    tg.create_task(b(s))
    print(t.result())
""",
        "while the task may still run",
    ),
    "nothing awaits a task": (
        """
t = asyncio.create_task(a(s))
u = asyncio.create_task(b(s))
return await u
""",
        "nothing awaits",
    ),
    "a task without a variable": (
        """
asyncio.create_task(a(s))
u = asyncio.create_task(b(s))
return await u
""",
        "nothing awaits",
    ),
    "a task is awaited in a try": (
        """
t = asyncio.create_task(a(s))
u = asyncio.create_task(b(s))
try:
    await t
except KeyError:
    pass
await u
""",
        "not awaited in every case",
    ),
    "a task is awaited under a limit": (
        """
t = asyncio.create_task(a(s))
u = asyncio.create_task(b(s))
await asyncio.wait_for(t, 3)
await u
""",
        "more than its result",
    ),
    "a task is shielded": (
        """
t = asyncio.create_task(a(s))
u = asyncio.create_task(b(s))
await asyncio.shield(t)
await u
""",
        "more than its result",
    ),
    "a task is awaited only sometimes": (
        """
t = asyncio.create_task(a(s))
u = asyncio.create_task(b(s))
x = await t if s else 1
return x, await u
""",
        "not awaited in every case",
    ),
    "a task is awaited in another block": (
        """
t = asyncio.create_task(a(s))
u = asyncio.create_task(b(s))
if s:
    await t
await u
""",
        "not awaited in every case",
    ),
    "a task is started in another block": (
        """
t = asyncio.create_task(a(s))
with open('x'):
    u = asyncio.create_task(b(s))
return await t, await u
""",
        "another block",
    ),
    "the function may leave before": (
        """
t = asyncio.create_task(a(s))
u = asyncio.create_task(b(s))
if not s:
    return None
return await t, await u
""",
        "does something else",
    ),
    "something else is awaited meanwhile": (
        """
t = asyncio.create_task(a(s))
u = asyncio.create_task(b(s))
await asyncio.sleep(0)
return await t, await u
""",
        "awaits something else",
    ),
    "an object changes meanwhile": (
        """
t = asyncio.create_task(a(s))
s.name = 1
u = asyncio.create_task(b(s))
return await t, await u
""",
        "does something else",
    ),
    "another task runs beside": (
        """
t = asyncio.create_task(a(s))
u = asyncio.create_task(b(s))
h = asyncio.create_task(other())
return await t, await u, await h
""",
        "Start it before them",
    ),
    "a task is awaited twice": (
        """
t = asyncio.create_task(a(s))
u = asyncio.create_task(b(s))
x = await t
y = await u
return await t
""",
        "used more than once",
    ),
    "a task's result is all that is read": (
        """
t = asyncio.create_task(a(s))
u = asyncio.create_task(b(s))
await u
return t.result()
""",
        "without an `await`",
    ),
    "wait for the first": (
        """
t = asyncio.create_task(a(s))
u = asyncio.create_task(b(s))
await asyncio.wait([t, u], return_when=asyncio.FIRST_COMPLETED)
return t.result(), u.result()
""",
        "need not wait for all",
    ),
    "wait with a limit": (
        """
t = asyncio.create_task(a(s))
u = asyncio.create_task(b(s))
await asyncio.wait([t, u], timeout=3)
return t.result(), u.result()
""",
        "need not wait for all",
    ),
    "wait and use what is done": (
        """
ts = [asyncio.create_task(a(s, x)) for x in range(3)]
done, _ = await asyncio.wait(ts)
return [t.result() for t in done]
""",
        "is used",
    ),
    "wait and read one": (
        """
t = asyncio.create_task(a(s))
u = asyncio.create_task(b(s))
await asyncio.wait([t, u])
return t.result()
""",
        "errors are dropped",
    ),
    "wait and read nothing": (
        """
await asyncio.wait([asyncio.create_task(a(s)), asyncio.create_task(b(s))])
""",
        "errors of the tasks are dropped",
    ),
    "wait and read in a try": (
        """
t = asyncio.create_task(a(s))
u = asyncio.create_task(b(s))
await asyncio.wait([t, u])
try:
    return t.result(), u.result()
except ValueError:
    return None
""",
        "errors are dropped",
    ),
    "as completed with a limit": (
        """
for x in asyncio.as_completed([a(s), b(s)], timeout=3):
    await x
""",
        "time limit",
    ),
    "as completed until the first": (
        """
for x in asyncio.as_completed([a(s), b(s)]):
    y = await x
    break
""",
        "`break` leaves the loop",
    ),
    "as completed and return": (
        """
for x in asyncio.as_completed([a(s), b(s)]):
    y = await x
    if y:
        return y
""",
        "`return` leaves the loop",
    ),
    "as completed, enumerated": (
        """
for i, x in enumerate(asyncio.as_completed([a(s), b(s)])):
    await x
""",
        "not what a plain `for` runs over",
    ),
    "as completed with async for": (
        """
async for x in asyncio.as_completed([a(s), b(s)]):
    await x
""",
        "yields the tasks themselves",
    ),
    "as completed and not awaited": (
        """
for x in asyncio.as_completed([a(s), b(s)]):
    if s:
        await x
""",
        "not awaited in every case",
    ),
    "as completed and something else awaited": (
        """
for x in asyncio.as_completed([a(s), b(s)]):
    await x
    await asyncio.sleep(0)
""",
        "awaits something else",
    ),
    "as completed with others": (
        """
for x in asyncio.as_completed([a(s), b(s), other()]):
    await x
""",
        "do not use that session",
    ),
    "as completed over a list used elsewhere": (
        """
ts = [a(s), b(s)]
for x in asyncio.as_completed(ts):
    await x
return ts
""",
        "used elsewhere",
    ),
    "wait for a task without a name": (
        """
t = asyncio.create_task(a(s))
await asyncio.wait([t, asyncio.create_task(b(s))])
return t.result()
""",
        "errors of the tasks are dropped",
    ),
    "wait, and a task that is not waited for": (
        """
t = asyncio.create_task(a(s))
u = asyncio.create_task(b(s))
v = asyncio.create_task(b(s))
await asyncio.wait([t, u])
return t.result(), u.result()
""",
        "not every result of `v` is read",
    ),
    "a list of tasks until the first result": (
        """
ts = [asyncio.create_task(a(s, x)) for x in range(3)]
for t in ts:
    if await t:
        break
""",
        "not awaited in every case",
    ),
    "a lock that the tasks may need": (
        """
async with asyncio.TaskGroup() as tg, s.lock:
    tg.create_task(a(s))
    tg.create_task(b(s))
""",
        "`lock` ends before the tasks do",
    ),
    "an argument that a task may make longer": (
        """
q = []
async def local(n):
    q.append(n)
async with asyncio.TaskGroup() as tg:
    tg.create_task(local(1))
    tg.create_task(local(len(q)))
""",
        "may be something else once a task has run",
    ),
    "an attribute that a commit expires": (
        """
async def local(n):
    await s.commit()
async with asyncio.TaskGroup() as tg:
    for x in s:
        tg.create_task(local(x.id))
""",
        "may be something else once a task has run",
    ),
    "a task's variable gets its result": (
        """
async with asyncio.TaskGroup() as tg:
    t = tg.create_task(a(s))
    tg.create_task(b(s))
t = t.result()
return t
""",
        "more than its result",
    ),
    "one task of a list is awaited": (
        """
ts = [asyncio.create_task(a(s, x)) for x in range(3)]
return await ts[0]
""",
        "perhaps not all of them",
    ),
    "wait and read one of a list": (
        """
ts = [asyncio.create_task(a(s, x)) for x in range(3)]
await asyncio.wait(ts)
return ts[0].result()
""",
        "not every result of `ts` is read",
    ),
}


@pytest.mark.parametrize("situation", LEFT_ALONE)
def test_leaves_alone(situation: str) -> None:
    body, because = LEFT_ALONE[situation]
    assert because in reason(function(body))


REWRITTEN = {
    "results through a tuple of tasks": (
        """
async with asyncio.TaskGroup() as tg:
    ts = (tg.create_task(a(s)), tg.create_task(b(s)))
x, y = (t.result() for t in ts)
return x, y, ts[0].result()
""",
        """
ts = (await a(s), await b(s))
x, y = (t for t in ts)
return x, y, ts[0]
""",
    ),
    "results in a loop over the tasks": (
        """
async with asyncio.TaskGroup() as tg:
    x = tg.create_task(a(s))
    y = tg.create_task(b(s))
for t in [x, y]:
    note(t.result())
return x.result(), [t.result() for t in (x, y)]
""",
        """
x = await a(s)
y = await b(s)
for t in [x, y]:
    note(t)
return x, [t for t in (x, y)]
""",
    ),
    "tasks awaited in a loop over them": (
        """
x = asyncio.create_task(a(s))
y = asyncio.create_task(b(s))
for t in (x, y):
    note(await t)
""",
        """
x = await a(s)
y = await b(s)
for t in (x, y):
    note(t)
""",
    ),
    "tasks started in one loop and awaited in another": (
        """
ts = []
for i in range(3):
    ts.append(asyncio.create_task(a(s, i)))
for t in ts:
    note(await t)
""",
        """
ts = []
for i in range(3):
    ts.append(await a(s, i))
for t in ts:
    note(t)
""",
    ),
    "results after the group": (
        """
async with asyncio.TaskGroup() as tg:
    # first
    x = tg.create_task(a(s, note(1)))  # of all

    y = tg.create_task(b(s, note(2)))
return x.result(), y.result()
""",
        """
# first
x = await a(s, note(1))  # of all

y = await b(s, note(2))
return x, y
""",
    ),
    "results in f-strings, nested functions, several times": (
        """
async with asyncio.TaskGroup() as tg:
    x = tg.create_task(a(s))
    y = tg.create_task(b(s))
def shown():
    return [x.result() for _ in range(2)], lambda: y.result()
z = await x
return f'{x.result()} {y.result()!r}', shown()[0], shown()[1](), z, y.result()[0]
""",
        """
x = await a(s)
y = await b(s)
def shown():
    return [x for _ in range(2)], lambda: y
z = x
return f'{x} {y!r}', shown()[0], shown()[1](), z, y[0]
""",
    ),
    "a comment on the group": (
        """
# in parallel
async with asyncio.TaskGroup() as tg:  # both
    # one
    tg.create_task(a(s))
    tg.create_task(b(s))
    # end
""",
        """
# in parallel
# both
# one
await a(s)
# end
await b(s)
""",
    ),
    "a list of tasks": (
        """
xs = [1, 2]
async with asyncio.TaskGroup() as tg:
    ts = [tg.create_task(a(s, note(x))) for x in xs]
return [t.result() for t in ts], len(ts), ts[0].result()
""",
        """
xs = [1, 2]
ts = [await a(s, note(x)) for x in xs]
return [t for t in ts], len(ts), ts[0]
""",
    ),
    "a list that tasks are appended to": (
        """
ts: list[asyncio.Task[int]] = []
async with asyncio.TaskGroup() as tg:
    for x in range(3):
        if x != 1:
            t = tg.create_task(a(s, x))
            ts.append(t)
        else:
            continue
return [t.result() for t in ts]
""",
        """
ts: list[int] = []
for x in range(3):
    if x != 1:
        t = await a(s, x)
        ts.append(t)
    else:
        continue
return [t for t in ts]
""",
    ),
    "a dictionary of tasks": (
        """
async with asyncio.TaskGroup() as tg:
    ts = {k: tg.create_task(a(s, k)) for k in range(3)}
return {k: t.result() for k, t in ts.items()}, ts[1].result(), 1 in ts
""",
        """
ts = {k: await a(s, k) for k in range(3)}
return {k: t for k, t in ts.items()}, ts[1], 1 in ts
""",
    ),
    "a dictionary filled item by item": (
        """
ts = {}
async with asyncio.TaskGroup() as tg:
    ts['a'] = tg.create_task(a(s))
    ts['b'] = tg.create_task(b(s))
return ts['a'].result(), len(ts)
""",
        """
ts = {}
ts['a'] = await a(s)
ts['b'] = await b(s)
return ts['a'], len(ts)
""",
    ),
    "lists in pairs": (
        """
xs = [1, 2]
async with asyncio.TaskGroup() as tg:
    ts = [tg.create_task(a(s, x)) for x in xs]
r = []
for x, t in zip(xs, ts):
    r.append((x, t.result()))
return r
""",
        """
xs = [1, 2]
ts = [await a(s, x) for x in xs]
r = []
for x, t in zip(xs, ts):
    r.append((x, t))
return r
""",
    ),
    "two at once": (
        """
async with asyncio.TaskGroup() as tg:
    x, y = tg.create_task(a(s)), tg.create_task(b(s))
return x.result(), (y).result()
""",
        """
x, y = await a(s), await b(s)
return x, (y)
""",
    ),
    "annotated": (
        """
async with asyncio.TaskGroup() as tg:
    x: asyncio.Task = tg.create_task(a(s))
    y: 'asyncio.Task[int]' = tg.create_task(b(s))
return x.result(), y.result()
""",
        """
x = await a(s)
y = await b(s)
return x, y
""",
    ),
    "names, a comment in the call, a wide call": (
        """
async with asyncio.TaskGroup() as tg:
    x = tg.create_task(  # why
        a(s),
        name='one',  # its name
    )
    y = tg.create_task(
        b(
            s,
            1,
        ),
    )
return x.result(), y.result()
""",
        """
x = await (  # why
    # its name
    a(s)
)
y = await b(
        s,
        1,
    )
return x, y
""",
    ),
    "another manager in front": (
        """
class M:
    async def __aenter__(self):
        return 1
    async def __aexit__(self, *_):
        pass
async with asyncio.timeout(3), asyncio.TaskGroup() as tg:
    tg.create_task(a(s))
    tg.create_task(b(s))
async with M() as m:
    pass
""",
        """
class M:
    async def __aenter__(self):
        return 1
    async def __aexit__(self, *_):
        pass
async with asyncio.timeout(3):
    await a(s)
    await b(s)
async with M() as m:
    pass
""",
    ),
    "managers in parentheses": (
        """
async with (
    asyncio.timeout(3),  # limit
    asyncio.TaskGroup() as tg,  # group
):
    tg.create_task(a(s))
    tg.create_task(b(s))
""",
        """
# group
async with (
    asyncio.timeout(3),  # limit
):
    await a(s)
    await b(s)
""",
    ),
    "tasks awaited in the body": (
        """
async with asyncio.TaskGroup() as tg:
    t = tg.create_task(a(s))
    u = tg.create_task(b(s))
    x = await t
    y = (await u)[0]
return x, y
""",
        """
t = await a(s)
u = await b(s)
x = t
y = u[0]
return x, y
""",
    ),
    "a return at the end of the body": (
        """
async with asyncio.TaskGroup() as tg:
    t = tg.create_task(a(s))
    u = tg.create_task(b(s))
    return await t, await u
""",
        """
t = await a(s)
u = await b(s)
return t, u
""",
    ),
    "the session is used in the body too": (
        """
async with asyncio.TaskGroup() as tg:
    t = tg.create_task(a(s))
    x = await b(s)
return x, t.result()
""",
        """
t = await a(s)
x = await b(s)
return x, t
""",
    ),
    "code before the first task": (
        """
async with asyncio.TaskGroup() as tg:
    rows = await asyncio.sleep(0, [1, 2])
    if not rows:
        return None
    for x in rows:
        logger.info(x)
        y = x + 1
        tg.create_task(a(s, y))
""",
        """
rows = await asyncio.sleep(0, [1, 2])
if not rows:
    return None
for x in rows:
    logger.info(x)
    y = x + 1
    await a(s, y)
""",
    ),
    "a list that a task shortens": (
        """
class O:
    xs = [1, 2, 3]
o = O()
async def local(x):
    o.xs.remove(x)
async with asyncio.TaskGroup() as tg:
    for x in o.xs:
        tg.create_task(local(x))
return o.xs
""",
        """
class O:
    xs = [1, 2, 3]
o = O()
async def local(x):
    o.xs.remove(x)
for x in list(o.xs):
    await local(x)
return o.xs
""",
    ),
    "one line": (
        """
async with asyncio.TaskGroup() as tg: x = tg.create_task(a(s)); tg.create_task(b(s))  # both
return x.result()
""",
        """
x = await a(s); await b(s)  # both
return x
""",
    ),
    "an error": (
        """
async with asyncio.TaskGroup() as tg:
    tg.create_task(a(s))
    tg.create_task(boom(s))
""",
        """
await a(s)
await boom(s)
""",
    ),
    "except with a star": (
        """
r = []
try:
    async with asyncio.TaskGroup() as tg:
        tg.create_task(a(s))
        tg.create_task(boom(s))
except* ValueError:
    r.append(1)
return r
""",
        """
r = []
try:
    await a(s)
    await boom(s)
except* ValueError:
    r.append(1)
return r
""",
    ),
    "in a loop": (
        """
r = []
for i in range(2):
    async with asyncio.TaskGroup() as tg:
        t = tg.create_task(a(s, i))
        u = tg.create_task(b(s, i))
    r.append((t.result(), u.result()))
return r
""",
        """
r = []
for i in range(2):
    t = await a(s, i)
    u = await b(s, i)
    r.append((t, u))
return r
""",
    ),
    "tasks awaited in order": (
        """
t = asyncio.create_task(a(s, note(1)))
u = asyncio.create_task(b(s, note(2)))

x = await t
y = await u
return x, y
""",
        """
x = await a(s, note(1))
y = await b(s, note(2))
return x, y
""",
    ),
    "tasks awaited in another order": (
        """
t = asyncio.create_task(a(s))
u = asyncio.create_task(b(s))
y = await u
x = await t
return x, y
""",
        """
t = await a(s)
u = await b(s)
y = u
x = t
return x, y
""",
    ),
    "tasks awaited in a return": (
        """
t = asyncio.ensure_future(a(s))  # one
q = 3
u = asyncio.get_running_loop().create_task(b(s, q))
return await t, await u
""",
        """
t = await a(s)  # one
q = 3
u = await b(s, q)
return t, u
""",
    ),
    "tasks awaited as statements": (
        """
t = asyncio.create_task(a(s))
u = asyncio.create_task(b(s))
await t
# then
await u
""",
        """
await a(s)
# then
await b(s)
""",
    ),
    "tasks awaited as plain statements": (
        """
t = asyncio.create_task(a(s))
u = asyncio.create_task(b(s))
await t
await u
""",
        """
await a(s)
await b(s)
""",
    ),
    "tasks in f-strings": (
        """
t = asyncio.create_task(a(s))
u = asyncio.create_task(b(s))
return f'{await t} {await u}'
""",
        """
t = await a(s)
u = await b(s)
return f'{t} {u}'
""",
    ),
    "one task and a direct use": (
        """
t = asyncio.create_task(a(s))
y = await b(s)
return await t, y
""",
        """
t = await a(s)
y = await b(s)
return t, y
""",
    ),
    "a list of tasks awaited one by one": (
        """
ts = [asyncio.create_task(a(s, x)) for x in range(3)]
r = []
for t in ts:
    r.append(await t)
return r
""",
        """
ts = [await a(s, x) for x in range(3)]
r = []
for t in ts:
    r.append(t)
return r
""",
    ),
    "something beside that starts before": (
        """
h = asyncio.create_task(other())
t = asyncio.create_task(a(s))
u = asyncio.create_task(b(s))
x = await t
y = await u
return x, y, await h
""",
        """
h = asyncio.create_task(other())
x = await a(s)
y = await b(s)
return x, y, await h
""",
    ),
    "tasks sent as arguments": (
        """
t = asyncio.create_task(a(s))
u = asyncio.create_task(b(s))
return await c(s, await t, await u)
""",
        """
t = await a(s)
u = await b(s)
return await c(s, t, u)
""",
    ),
    "wait for two": (
        """
t = asyncio.create_task(a(s))
u = asyncio.create_task(b(s))
await asyncio.wait({t, u})
return t.result(), u.result(), t.result()
""",
        """
t = await a(s)
u = await b(s)
return t, u, t
""",
    ),
    "wait for a list": (
        """
ts = [asyncio.create_task(a(s, x)) for x in range(3)]
_ = await asyncio.wait(ts, return_when=asyncio.ALL_COMPLETED)
r = []
for t in ts:
    r.append(t.result())
return r
""",
        """
ts = [await a(s, x) for x in range(3)]
r = []
for t in ts:
    r.append(t)
return r
""",
    ),
    "as completed": (
        """
r = []
for x in asyncio.as_completed([a(s, note(1)), b(s, note(2))]):
    r.append(await x)
return sorted(r)
""",
        """
r = []
for x in [a(s, note(1)), b(s, note(2))]:
    r.append(await x)
return sorted(r)
""",
    ),
    "as completed in a try": (
        """
r = []
for x in asyncio.as_completed([a(s), boom(s)]):
    try:
        r.append(await x)
    except ValueError:
        r.append(('z',))
        continue
return sorted(r)
""",
        """
r = []
for x in [a(s), boom(s)]:
    try:
        r.append(await x)
    except ValueError:
        r.append(('z',))
        continue
return sorted(r)
""",
    ),
    "as completed over a comprehension of tasks": (
        """
r = []
ts = [asyncio.create_task(a(s, note(x))) for x in range(3)]
for x in asyncio.as_completed(ts):
    r.append(await x)
return sorted(r)
""",
        """
r = []
ts = [a(s, note(x)) for x in range(3)]
for x in ts:
    r.append(await x)
return sorted(r)
""",
    ),
    "as completed in a comprehension": (
        """
r = [await x for x in asyncio.as_completed([a(s, note(x)) for x in range(3)])]
return sorted(r)
""",
        """
r = [await x for x in [a(s, note(x)) for x in range(3)]]
return sorted(r)
""",
    ),
    "groups of one name": (
        """
async with asyncio.TaskGroup() as tg:
    t = tg.create_task(a(s))
    u = tg.create_task(b(s))
async with asyncio.TaskGroup() as tg:
    v = tg.create_task(a(s))
    w = tg.create_task(b(s))
return t.result(), u.result(), v.result(), w.result()
""",
        """
t = await a(s)
u = await b(s)
v = await a(s)
w = await b(s)
return t, u, v, w
""",
    ),
    "loops and statements that only wait": (
        """
ts = [asyncio.create_task(a(s, x)) for x in range(3)]
for t in ts:
    await t
return len(ts)
""",
        """
ts = [await a(s, x) for x in range(3)]
return len(ts)
""",
    ),
    "a task beside that is awaited in between": (
        """
h = asyncio.create_task(other())
t = asyncio.create_task(a(s))
u = asyncio.create_task(b(s))
x = await h
return x, await t, await u
""",
        """
h = asyncio.create_task(other())
t = await a(s)
u = await b(s)
x = await h
return x, t, u
""",
    ),
    "comments of what goes": (
        """
t = asyncio.create_task(a(s))  # starts
u = asyncio.create_task(b(s))
# users
x = await t  # rows
y = await u
return x, y
""",
        """
# users
# rows
x = await a(s)  # starts
y = await b(s)
return x, y
""",
    ),
    "comments of the waiting": (
        """
t = asyncio.create_task(a(s))
u = asyncio.create_task(b(s))
# both
await asyncio.wait([t, u])  # now
return f"{t.result()}" + str(await u)
""",
        """
t = await a(s)
u = await b(s)
# both
# now
return f"{t}" + str(u)
""",
    ),
    "an assignment that a handler reads": (
        """
r = []
x = None
try:
    t = asyncio.create_task(a(s))
    u = asyncio.create_task(boom(s))
    y = await u
    x = await t
except ValueError:
    r.append(x)
return r
""",
        """
r = []
x = None
try:
    t = await a(s)
    u = await boom(s)
    y = u
    x = t
except ValueError:
    r.append(x)
return r
""",
    ),
    "as completed over a set of tasks": (
        """
r = []
for x in asyncio.as_completed({asyncio.ensure_future(a(s)), asyncio.create_task(b(s), name="x")}):
    y = await x
    r.append(y)
return sorted(r)
""",
        """
r = []
for x in [a(s), b(s)]:
    y = await x
    r.append(y)
return sorted(r)
""",
    ),
}


# A direct use began before the task did, though either may be the first to get to the database;
# `as_completed` has no order.
UNLIKE_BEFORE = {
    "one task and a direct use",
    "something beside that starts before",
    "a task beside that is awaited in between",
    "the session is used in the body too",
    *(situation for situation in REWRITTEN if situation.startswith("as completed")),
}


@pytest.mark.parametrize("situation", REWRITTEN)
def test_rewrites(situation: str) -> None:
    body, expected = REWRITTEN[situation]
    source = function(body)
    made = written(source)
    assert body_of(made) == expected.strip()
    before, after = ran(source), ran(made)
    if situation not in UNLIKE_BEFORE:
        assert before.began == after.began
    assert (before.result, before.evaluated) == (after.result, after.evaluated)
    assert "local" in body or before.overlap > 1
    assert after.overlap <= 1


ANYIO = "import anyio\nfrom functools import partial\n"
SOON = {
    "methods and arguments": (
        """
async with anyio.create_task_group() as tg:
    tg.start_soon(a, s, note(1))
    tg.start_soon(b, s, note(2), name='b')
""",
        """
await a(s, note(1))
await b(s, note(2))
""",
    ),
    "partial functions": (
        """
async with anyio.create_task_group() as tg:
    tg.start_soon(partial(a, s, k=note(1)), note(2))
    tg.start_soon(b, s, *[1, 2])
""",
        """
await a(s, note(2), k=note(1))
await b(s, *[1, 2])
""",
    ),
    "a limit around": (
        """
with anyio.move_on_after(3):
    async with anyio.create_task_group() as tg:
        for x in range(2):
            tg.start_soon(
                a,  # runs
                s,
                x,
            )
""",
        """
with anyio.move_on_after(3):
    for x in range(2):
        await (  # runs
            a(s, x)
        )
""",
    ),
    "arguments on lines of their own": (
        """
async with anyio.create_task_group() as tg:
    tg.start_soon(
        a,
        s,
        note(1),
        name="x",
    )
    tg.start_soon(
        b,
        s,  # the session
        note(2),  # two
    )
""",
        """
await a(
    s,
    note(1),
)
await b(
    s,  # the session
    note(2),  # two
)
""",
    ),
}


@pytest.mark.parametrize("situation", SOON)
def test_rewrites_start_soon(situation: str) -> None:
    body, expected = SOON[situation]
    source = function(body, ANYIO)
    made = written(source)
    assert body_of(made) == expected.strip()
    before, after = ran(source), ran(made)
    assert (before.result, before.began) == (after.result, after.began)
    assert sorted(before.evaluated) == sorted(after.evaluated)
    assert before.overlap > 1
    assert after.overlap == 1


BESIDE = {
    "others first": (
        """
async with asyncio.TaskGroup() as tg:
    h = tg.create_task(other())
    x = tg.create_task(a(s))
    y = tg.create_task(b(s))
return x.result(), y.result(), h.result()
""",
        """
async with asyncio.TaskGroup() as tg:
    h = tg.create_task(other())
    x = await a(s)
    y = await b(s)
return x, y, h.result()
""",
    ),
    "others last": (
        """
async with asyncio.TaskGroup() as tg:
    # rows
    x = tg.create_task(a(s))
    y = tg.create_task(b(s))  # more
    # page
    h = tg.create_task(other())
return x.result(), y.result(), h.result()
""",
        """
async with asyncio.TaskGroup() as tg:
    # page
    h = tg.create_task(other())
    # rows
    x = await a(s)
    y = await b(s)  # more
return x, y, h.result()
""",
    ),
    "an error": (
        """
async with asyncio.TaskGroup() as tg:
    x = tg.create_task(a(s))
    y = tg.create_task(boom(s))
    h = tg.create_task(other())
""",
        """
async with asyncio.TaskGroup() as tg:
    h = tg.create_task(other())
    x = await a(s)
    y = await boom(s)
""",
    ),
}


@pytest.mark.parametrize("situation", BESIDE)
def test_keeps_the_group_for_others(situation: str) -> None:
    body, expected = BESIDE[situation]
    made = written(function(body))
    assert body_of(made) == expected.strip()
    before, after = ran(function(body)), ran(made)
    assert before.result == after.result
    assert (before.overlap, after.overlap) == (2, 1)
    assert before.beside
    assert after.beside


def test_takes_out_imports_that_nothing_uses() -> None:
    body = "async with create_task_group() as tg:\n    tg.start_soon(partial(a, s), 1)\n    tg.start_soon(b, s)"
    made = written(function(body, "from anyio import create_task_group, sleep\nfrom functools import partial\n"))
    assert made.startswith("from anyio import sleep\n\n\nasync def")
    assert "import" not in written(function(GROUP + "    tg.create_task(a(s))\n    tg.create_task(b(s))"))


def test_says_what_changes() -> None:
    body = GROUP + "    tg.create_task(a(s), name='one')\n    tg.create_task(b(s))"
    (finding,) = plan(function(body)).fixed
    assert finding.notes == (
        "the name 'one' goes with its task",
        "what a callee raises arrives as it is, no longer inside an ExceptionGroup",
    )


def test_keeps_line_ends_and_tabs() -> None:
    body = GROUP + "    x = tg.create_task(a(s))  # é\n\n    y = tg.create_task(b(s))\nreturn x.result(), y.result()"
    source = function(body).replace("    ", "\t").replace("\n", "\r\n")
    made = plan(source.encode())
    assert not made.errors
    assert (
        made.changes[0]
        .after.decode()
        .endswith("async def main(s):\r\n\tx = await a(s)  # é\r\n\r\n\ty = await b(s)\r\n\treturn x, y\r\n")
    )


def test_asks_for_python_311_in_nested_comprehensions() -> None:
    source = function(
        "async with anyio.create_task_group() as tg:\n    ts = [[tg.create_task(a(s, x)) for x in range(2)] for y in s]"
    )
    (finding,) = plan(source, (3, 10)).kept
    assert finding.kept_because
    assert "before Python 3.11" in finding.kept_because


def test_rewrites_as_completed_over_a_generator() -> None:
    # Python takes one from 3.12 on.
    source = function("for x in asyncio.as_completed(a(s, note(x)) for x in range(3)):\n    await x")
    made = written(source)
    assert body_of(made) == "for x in [a(s, note(x)) for x in range(3)]:\n    await x"
    assert ran(made).evaluated == ["0", "1", "2"]
