"""shared-session-gather, the rewrites of `gather`: what is written, and that running it comes to the same.

The sites are made here from syntax alone: a call of `use*` uses session 0, of `second*` session 1, all else none.
"""

from __future__ import annotations

import ast
import asyncio
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asyncfix import engine
from asyncfix.project import MemoryTree, Module, flow
from asyncfix.rule import Finding, Fix, Refused, Rule
from asyncfix.transforms.shared_session_gather.gather import gather_in_turn
from asyncfix.transforms.shared_session_gather.site import Awaitable, Site

if TYPE_CHECKING:
    from asyncfix.project import Project

_COMPREHENSIONS = (ast.ListComp, ast.GeneratorExp, ast.SetComp)


def _called(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        match inner:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                yield name
            case _:
                pass


def _uses(node: ast.AST) -> frozenset[int]:
    names = list(_called(node))
    zero = {0} if any(name.startswith("use") for name in names) else set()
    return frozenset(zero | ({1} if any(name.startswith("second") for name in names) else set()))


def _started(node: ast.expr) -> ast.Call | None:
    match node:
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if name in ("create_task", "ensure_future"):
            return node
        case _:
            return None


def _made(scope: flow.Scope, name: str) -> Iterator[tuple[ast.expr, bool]]:
    """What a variable holds: the calls that make it, and whether there are many."""
    for node in ast.walk(scope):
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=bound)], value=ast.expr() as value)
                | ast.AnnAssign(target=ast.Name(id=bound), value=ast.expr() as value)
                | ast.AugAssign(target=ast.Name(id=bound), value=value)
            ) if bound == name:
                yield from _items(scope, value)
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                yield from ((v, False) for t, v in zip(targets, values, strict=True) if ast.unparse(t) == name)
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=bound))], value=value) if bound == name:
                yield value, True
            case ast.Call(func=ast.Attribute(value=ast.Name(id=bound), attr=attr), args=[value]) if bound == name:
                if attr in ("append", "add", "extend"):
                    yield from ((one, True) for one, _ in _items(scope, value))
            case _:
                pass


def _items(scope: flow.Scope, value: ast.expr) -> Iterator[tuple[ast.expr, bool]]:
    match value:
        case ast.ListComp(elt=element) | ast.SetComp(elt=element) | ast.GeneratorExp(elt=element):
            yield element, True
        case ast.DictComp(value=element):
            yield element, True
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements) | ast.Dict(values=elements):
            yield from ((element, True) for element in elements)
        case ast.Call(func=ast.Name(id="set"), args=[]):
            pass
        case ast.Name(id=name):
            yield from _made(scope, name)
        case _:
            yield value, False


def _awaitables(module: Module, scope: flow.Scope, call: ast.Call) -> Iterator[Awaitable]:
    functions = {node.name: node for node in ast.walk(module.tree) if isinstance(node, ast.AsyncFunctionDef)}
    for argument in call.args:
        value = argument.value if isinstance(argument, ast.Starred) else argument
        made: list[tuple[ast.expr, bool]] = [(value, isinstance(argument, ast.Starred))]
        if isinstance(value, _COMPREHENSIONS):
            made = [(value.elt, True)]
        elif isinstance(value, ast.Name):
            made = list(_made(scope, value.id)) or made
        elif isinstance(value, ast.Subscript) and isinstance(value.value, ast.Name):
            # Of a list, each is known by its first argument alone.
            first = next(a for a in call.args if ast.unparse(value.value) in ast.unparse(a))
            made = list(_made(scope, value.value.id)) if argument is first else []
        elif isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "values":
            made = list(_made(scope, ast.unparse(value.func.value))) or made
        for one, many in made:
            started = _started(one)
            node = started.args[0] if started else one
            reached = tuple((module, functions[name]) for name in dict.fromkeys(_called(node)) if name in functions)
            yield Awaitable(node, argument, started, many, _uses(node), reached)


def _sites(module: Module) -> Iterator[Site]:
    for at in flow.placed(module.tree):
        bodies = {id(inner) for _, suite in flow.suites(at.statement) for inner in suite}
        if isinstance(at.statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            bodies |= {id(inner) for inner in at.statement.body}
        waiting: list[ast.AST] = [at.statement]
        while waiting:
            node = waiting.pop()
            waiting += [child for child in ast.iter_child_nodes(node) if id(child) not in bodies]
            if isinstance(node, ast.Call) and module.dotted(node.func) == "asyncio.gather":
                site = Site(module, at, "gather", node, tuple(_awaitables(module, at.scope, node)))
                if _is_shared(site):
                    yield site
                    waiting = [one for one in waiting if not any(one is inner for inner in ast.walk(node))]


def _is_shared(site: Site) -> bool:
    for number in (0, 1):
        users = [one for one in site.awaitables if number in one.uses]
        if len(users) > 1 or any(one.many for one in users):
            return True
    return any(len(list(_called(one.node))) > 0 and "gather" in _called(one.node) for one in site.awaitables)


@dataclass(frozen=True)
class Toy(Rule):
    """Finds gathers by the names of what they call."""

    name: ClassVar[str] = "toy"
    needles: ClassVar[tuple[bytes, ...]] = (b"gather",)

    def detect(self, module: Module, project: Project) -> Iterator[Finding]:  # noqa: ARG002
        for site in _sites(module):
            fix: Fix | None = None
            reason: str | None = None
            notes: tuple[str, ...] = ()
            try:
                made = gather_in_turn(site)
            except Refused as exc:
                reason = exc.reason
            else:
                wanted = tuple((module.path, one) for one in made.wanted)
                unneeded = tuple((module.path, one) for one in made.unneeded)
                fix = Fix("safe", made.edits, wanted, unneeded, made.introduces, made.drops_comments)
                notes = made.notes
            span = module.span(site.at.statement)
            code = module.line(span.line).strip()
            yield Finding("toy", module.path, span, "shared", "error", "", code, fix, reason, notes)


def plan(source: str, version: tuple[int, int] = (3, 11)) -> engine.Plan:
    def opened(path: str) -> Module:
        return Module(path, source.encode(), target_version=version)

    return engine.plan(["a.py"], opened, lambda _: [Toy()], tree=MemoryTree({"a.py": source.encode()}))


def rewritten(source: str, version: tuple[int, int] = (3, 11)) -> str:
    """The module after all fixes; fails where one was refused."""
    made = plan(source, version)
    assert not made.errors, made.errors
    assert not made.kept, made.kept[0].kept_because
    assert made.changes
    return made.changes[0].after.decode()


def reason(source: str, version: tuple[int, int] = (3, 11)) -> str:
    """Why the only finding is not fixed."""
    made = plan(source, version)
    assert not made.errors, made.errors
    (kept,) = made.kept
    return kept.kept_because or ""


HEAD = "import asyncio\n\n\nasync def main(xs=(1, 2, 3), d=None, box=None):\n"


def body(code: str, version: tuple[int, int] = (3, 11), head: str = HEAD) -> str:
    """The body of `main` after the rewrite, dedented; the import is left out."""
    after = rewritten(head + textwrap.indent(textwrap.dedent(code).strip("\n"), "    ") + "\n", version)
    return textwrap.dedent(after[after.index("):\n") + 3 :]).strip("\n")


def why(code: str, version: tuple[int, int] = (3, 11), head: str = HEAD) -> str:
    return reason(head + textwrap.indent(textwrap.dedent(code).strip("\n"), "    ") + "\n", version)


class Overlap(Exception):
    """Two users of one session were under way together."""


class World:
    """The coroutines that rewritten code calls; each notes when it starts and ends."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.evaluated: list[Any] = []
        self.busy: dict[int, int] = {0: 0, 1: 0}
        self.overlapped = False
        self.together = 0

    async def _run(self, session: int | None, name: str, value: Any) -> Any:
        self.log.append(f"{name}({value})")
        if session is not None:
            self.overlapped |= self.busy[session] > 0
            self.busy[session] += 1
        self.together += sum(self.busy.values()) > 1
        for _ in range(3):
            await asyncio.sleep(0)
        if session is not None:
            self.busy[session] -= 1
        self.log.append(f"end {name}({value})")
        if isinstance(value, Exception):
            raise value
        return value

    def names(self) -> dict[str, Any]:
        def note(value: Any) -> Any:
            self.evaluated.append(value)
            return value

        async def use(value: Any = None, *_: Any) -> Any:
            return await self._run(0, "use", value)

        async def second(value: Any = None) -> Any:
            return await self._run(1, "second", value)

        async def other(value: Any = None) -> Any:
            return await self._run(None, "other", value)

        async def stream() -> Any:
            for value in (1, 2, 3):
                await asyncio.sleep(0)
                yield value

        return {"use": use, "second": second, "other": other, "note": note, "stream": stream, "world": self}


def run(source: str) -> tuple[World, Any]:
    """Run a module's `main`; the exception counts as the result."""
    world = World()
    names = world.names()
    exec(compile(source, "a.py", "exec"), names)

    async def main() -> Any:
        try:
            return await names["main"]()
        except Exception as exc:
            return f"{type(exc).__name__}: {exc}"
        finally:
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()

    return world, asyncio.run(main())


def check(code: str, version: tuple[int, int] = (3, 11), head: str = HEAD) -> str:
    """Rewrite, run before and after, compare; the new body."""
    source = head + textwrap.indent(textwrap.dedent(code).strip("\n"), "    ") + "\n"
    after = rewritten(source, version)
    before_world, before = run(source)
    after_world, result = run(after)
    assert repr(result) == repr(before), after
    assert before_world.overlapped
    assert not after_world.overlapped, after
    assert after_world.evaluated == before_world.evaluated, after
    return body(code, version, head)


# What is written

WRITTEN = {
    "a bare statement": (
        "await asyncio.gather(use(1), use(2))",
        """
await use(1)
await use(2)
""",
    ),
    "a tuple of targets": (
        """
a, b = await asyncio.gather(use(1), use(2))
return a, b
""",
        """
a = await use(1)
b = await use(2)
return a, b
""",
    ),
    "nested targets": (
        """
x, (y, z) = await asyncio.gather(use(1), use((2, 3)))
return x, y, z
""",
        """
x = await use(1)
y, z = await use((2, 3))
return x, y, z
""",
    ),
    "a target read by a later awaitable": (
        """
a = 1
a, b = await asyncio.gather(use(2), use(a))
return a, b
""",
        """
a = 1
a, b = await use(2), await use(a)
return a, b
""",
    ),
    "targets swapped": (
        """
a, b = 1, 2
a, b = await asyncio.gather(use(b), use(a))
return a, b
""",
        """
a, b = 1, 2
a, b = await use(b), await use(a)
return a, b
""",
    ),
    "a target read by a closure": (
        """
a = 5
async def use_a():
    return await use(a)
a, b = await asyncio.gather(use(1), use_a())
return a, b
""",
        """
a = 5
async def use_a():
    return await use(a)
a, b = await use(1), await use_a()
return a, b
""",
    ),
    "a local function with a variable of its own": (
        """
async def use_a():
    a = 3
    return await use(a)
a, b = await asyncio.gather(use(1), use_a())
return a, b
""",
        """
async def use_a():
    a = 3
    return await use(a)
a = await use(1)
b = await use_a()
return a, b
""",
    ),
    "targets kept after a failure": (
        """
a, b = 1, 2
try:
    a, b = await asyncio.gather(use(3), use(ValueError()))
except ValueError:
    pass
return a, b
""",
        """
a, b = 1, 2
try:
    a, b = await use(3), await use(ValueError())
except ValueError:
    pass
return a, b
""",
    ),
    "a try that nobody looks into": (
        """
try:
    a, b = await asyncio.gather(use(3), use(4))
except ValueError:
    return 0
return a, b
""",
        """
try:
    a = await use(3)
    b = await use(4)
except ValueError:
    return 0
return a, b
""",
    ),
    "a target read in a finally": (
        """
a = b = 0
try:
    a, b = await asyncio.gather(use(3), use(ValueError()))
finally:
    note(a)

""",
        """
a = b = 0
try:
    a, b = await use(3), await use(ValueError())
finally:
    note(a)
""",
    ),
    "a starred target": (
        """
a, *b = await asyncio.gather(use(1), use(2), use(3))
return a, b
""",
        """
a, *b = await use(1), await use(2), await use(3)
return a, b
""",
    ),
    "a single name": (
        """
r = await asyncio.gather(use(1), use(2))
a, b = r
return r, a
""",
        """
r = [await use(1), await use(2)]
a, b = r
return r, a
""",
    ),
    "a comprehension": (
        """
r = await asyncio.gather(*[use(x) for x in xs])
return r
""",
        """
r = [await use(x) for x in xs]
return r
""",
    ),
    "a comprehension on lines of its own": (
        """
r = await asyncio.gather(
    *(
        use(x)
        for x in xs
        if x > 1
    ),
)
return r
""",
        """
r = [
    await use(x)
    for x in xs
    if x > 1
]
return r
""",
    ),
    "a comprehension as a bare statement": (
        "await asyncio.gather(*[use(x) for x in xs if x > 1])",
        """
for x in xs:
    if x > 1:
        await use(x)
""",
    ),
    "a comprehension whose variable is known elsewhere": (
        """
x = 7
await asyncio.gather(*[use(x) for x in xs])
return x
""",
        """
x = 7
[await use(x) for x in xs]
return x
""",
    ),
    "coroutines made before": (
        """
cs = [use(x) for x in xs]
return await asyncio.gather(*cs)
""",
        """
cs = [use(x) for x in xs]
return [await c for c in cs]
""",
    ),
    "tasks in a list": (
        """
ts = []
for x in xs:
    ts.append(asyncio.create_task(use(x)))
return await asyncio.gather(*ts)
""",
        """
ts = []
for x in xs:
    ts.append(use(x))
return [await c for c in ts]
""",
    ),
    "tasks and coroutines in variables": (
        """
t = asyncio.create_task(use(1))
u = use(2)
a, b = await asyncio.gather(t, u)
return a, b
""",
        """
t = use(1)
u = use(2)
a = await t
b = await u
return a, b
""",
    ),
    "one line": (
        """
z = 1; a, b = await asyncio.gather(use(z), use(2)); z = 3  # c
return a, b, z
""",
        """
z = 1
a = await use(z)
b = await use(2)
z = 3  # c
return a, b, z
""",
    ),
    "a suite on the line of its head": (
        "if xs: await asyncio.gather(use(1), use(2))  # c",
        """
if xs:
    await use(1)
    await use(2)  # c
""",
    ),
    "comments, as statements": (
        """
# both in parallel
await asyncio.gather(  # go
    # first
    use(1),  # one

    # second
    use(
        2,
    ),  # two
    # end
)  # out
""",
        """
# both in parallel
# go
# first
await use(1)  # one

# second
# end
# two
await use(
    2,
)  # out
""",
    ),
    "comments, as a list": (
        """
r = await asyncio.gather(  # go
    # first
    use(1),  # one
    use(2),  # two
    # end
)  # out
return r
""",
        """
r = [  # go
    # first
    await use(1),  # one
    await use(2),  # two
    # end
]  # out
return r
""",
    ),
    "line ends that need parentheses": (
        """
a, b = await asyncio.gather(use
   .__call__(1), use(2) if xs else use(3))
return a, b
""",
        """
a = (await use
   .__call__(1))
b = await (use(2) if xs else use(3))
return a, b
""",
    ),
    "an argument that awaits": (
        "return await asyncio.gather(use(1), use(await other(3)))",
        "return [await c for c in [use(1), use(await other(3))]]",
    ),
    "an argument that reads what another changes": (
        """
n = 0
async def use_n(x):
    nonlocal n
    n += x
    return await use(n)
r = await asyncio.gather(use_n(1), use_n(n))
return r
""",
        """
n = 0
async def use_n(x):
    nonlocal n
    n += x
    return await use(n)
r = [await c for c in [use_n(1), use_n(n)]]
return r
""",
    ),
    "a list that the coroutine changes": (
        """
items = [1, 2, 3]
async def use_up(x):
    items.remove(x)
    return await use(x)
return await asyncio.gather(*[use_up(x) for x in items])
""",
        """
items = [1, 2, 3]
async def use_up(x):
    items.remove(x)
    return await use(x)
return [await use_up(x) for x in list(items)]
""",
    ),
    "a dictionary's view": (
        """
items = {1: 2, 3: 4}
async def use_up(x):
    items.pop(x)
    return await use(x)
return await asyncio.gather(*(use_up(k) for k, _ in items.items()))
""",
        """
items = {1: 2, 3: 4}
async def use_up(x):
    items.pop(x)
    return await use(x)
return [await use_up(k) for k, _ in list(items.items())]
""",
    ),
    "exceptions as values": (
        "return await asyncio.gather(use(1), use(ValueError(2)), use(3), return_exceptions=True)",
        """
async def _settled(awaitable):
    try:
        return await awaitable
    except Exception as exc:
        return exc

return [await _settled(use(1)), await _settled(use(ValueError(2))), await _settled(use(3))]
""",
    ),
    "exceptions raised, in so many words": (
        "return await asyncio.gather(use(1), use(2), return_exceptions=False)",
        "return [await use(1), await use(2)]",
    ),
    "a time limit": (
        """
a, b = await asyncio.wait_for(asyncio.gather(use(1), use(2)), timeout=5)
return a, b
""",
        """
async with asyncio.timeout(5):
    a = await use(1)
    b = await use(2)
return a, b
""",
    ),
    "a time limit inside an expression": (
        "return (await asyncio.wait_for(asyncio.gather(use(1), use(2)), 5))[0]",
        """
async def _in_turn():
    return [await use(1), await use(2)]

return (await asyncio.wait_for(_in_turn(), 5))[0]
""",
    ),
    "others in between": (
        """
a, h, b = await asyncio.gather(use(1), other(2), use(3))
return a, h, b
""",
        """
async def _on_session():
    return await use(1), await use(3)

(a, b), h = await asyncio.gather(_on_session(), other(2))
return a, h, b
""",
    ),
    "others, comments and a star": (
        """
# x
r = await asyncio.gather(
    # first
    use(1),  # one
    other(2),  # two
    *[use(x) for x in xs],
)
return r
""",
        """
async def _on_session():
    return (
        # first
        await use(1),  # one
        [await use(x) for x in xs],
    )

# x
(first, third), second = await asyncio.gather(
    _on_session(),
    other(2),  # two
)
r = [first, second, *third]
return r
""",
    ),
    "two sessions": (
        "return await asyncio.gather(use(1), second(2), use(3), second(4))",
        """
async def _on_session():
    return await use(1), await use(3)

async def _on_session_2():
    return await second(2), await second(4)

(first, third), (second_2, fourth) = await asyncio.gather(_on_session(), _on_session_2())
return [first, second_2, third, fourth]
""",
    ),
    "an annotated list of tasks": (
        """
tasks: list[asyncio.Task[int]] = []
for x in xs:
    tasks.append(asyncio.create_task(use(x)))
return await asyncio.gather(*tasks)
""",
        """
tasks = []
for x in xs:
    tasks.append(use(x))
return [await c for c in tasks]
""",
    ),
    "an annotated dictionary of tasks": (
        """
tasks: dict[int, "asyncio.Task[int]"] = {}
for x in xs:
    tasks[x] = asyncio.create_task(use(x))
return dict(zip(tasks, await asyncio.gather(*tasks.values())))
""",
        """
tasks = {}
for x in xs:
    tasks[x] = await use(x)
return dict(zip(tasks, [*tasks.values()]))
""",
    ),
    "tasks read after the gather": (
        """
first = asyncio.create_task(use(1))
second_one: asyncio.Task[int] = asyncio.create_task(use(2))
# now wait
await asyncio.gather(first, second_one)
return first.result() + second_one.result()
""",
        """
first = await use(1)
second_one: int = await use(2)
# now wait
return first + second_one
""",
    ),
    "a list of users and others": (
        """
# both
tasks = [asyncio.create_task(use(1)), other(2)]
tasks.append(use(3))  # and one more
# wait
a, b, c = await asyncio.gather(*tasks)
return a, b, c
""",
        """
async def _on_session():
    return await use(1), await use(3)

# both
# and one more
# wait
(a, c), b = await asyncio.gather(_on_session(), other(2))
return a, b, c
""",
    ),
    "a list of users and others over lines": (
        """
tasks = [
    use(
        1,
    ),
    other(2),
    use(3),
]
await asyncio.gather(*tasks)
""",
        """
async def _on_session():
    return (
        await use(
            1,
        ),
        await use(3),
    )

await asyncio.gather(
    _on_session(),
    other(2),
)
""",
    ),
    "others in an expression": (
        """
n = 1
return len(await asyncio.gather(use(n), use(2), other(3)))
""",
        """
n = 1

async def _on_session():
    return await use(n), await use(2)

async def _gathered():
    (first, second), third = await asyncio.gather(_on_session(), other(3))
    return [first, second, third]

return len(await _gathered())
""",
    ),
    "others with exceptions as values": (
        """
a, b, c = await asyncio.gather(use(1), other(KeyError("o")), use(KeyError("u")), return_exceptions=True)
return repr((a, b, c))
""",
        """
async def _settled(awaitable):
    try:
        return await awaitable
    except Exception as exc:
        return exc

async def _on_session():
    return await _settled(use(1)), await _settled(use(KeyError("u")))

(a, c), b = await asyncio.gather(_on_session(), other(KeyError("o")), return_exceptions=True)
return repr((a, b, c))
""",
    ),
    "comments among the targets": (
        """
(
    a,  # first
    b,
) = await asyncio.gather(use(1), use(2))
return a, b
""",
        """
(
    a,  # first
    b,
) = await use(1), await use(2)
return a, b
""",
    ),
    "in an f-string": (
        """
n = 5
return f"{n} {(await asyncio.gather(*[use(x) for x in xs]))[0]!r:>{n}}"
""",
        """
n = 5
results = [await use(x) for x in xs]
return f"{n} {results[0]!r:>{n}}"
""",
    ),
    "in an f-string among statements of a line": (
        """
x = 1; note(f"{x}: {await asyncio.gather(use(1), use(2))}"); return x
""",
        """
x = 1
results = [await use(1), await use(2)]
note(f"{x}: {results}")
return x
""",
    ),
    "tasks gathered in another order": (
        """
t = asyncio.create_task(use(1))
u = asyncio.create_task(use(2))
a, b = await asyncio.gather(u, t)
return a, b
""",
        """
b = await use(1)
a = await use(2)
return a, b
""",
    ),
    "a set of tasks": (
        """
tasks: set[asyncio.Task[int]] = set()
for x in xs:
    tasks.add(asyncio.create_task(use(x)))
return sorted(await asyncio.gather(*tasks))
""",
        """
tasks = []
for x in xs:
    tasks.append(use(x))
return sorted([await c for c in tasks])
""",
    ),
    "a comprehension that makes a set of tasks": (
        """
tasks = {asyncio.create_task(use(x)) for x in xs}
return sorted(await asyncio.gather(*tasks))
""",
        """
tasks = [use(x) for x in xs]
return sorted([await c for c in tasks])
""",
    ),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_rewrites(name: str) -> None:
    code, expected = WRITTEN[name]
    assert check(code) == expected.strip("\n")


# Shapes that only have to come to the same

EQUAL = {
    "subscript targets": """
box = [0, 0]
box[0], b = await asyncio.gather(use(1), use(2))
return box, b
""",
    "a duplicated target": """
_, a, _ = await asyncio.gather(use(1), use(2), use(3))
return a, _
""",
    "a duplicated target that is read": """
a, a = await asyncio.gather(use(1), use(2))
return a
""",
    "too few targets": """
a, b = await asyncio.gather(use(1), use(2), use(3))
return a, b
""",
    "too many targets": """
a, b, c = await asyncio.gather(use(1), use(2))
return a
""",
    "chained assignment": """
x = y = await asyncio.gather(use(1), use(2))
return x is y, x
""",
    "a tuple and a name": """
(a, b) = r = await asyncio.gather(use(1), use(2))
return a, b, r
""",
    "nested gathers": """
(a, b), c = await asyncio.gather(asyncio.gather(use(1), use(2)), use(3))
return a, b, c
""",
    "a nested gather as a value": "return await asyncio.gather(asyncio.gather(use(1), use(2)), use(3))",
    "annotated": """
r: list[int] = await asyncio.gather(use(1), use(2))
return r
""",
    "walrus": """
if xs and (r := await asyncio.gather(use(1), use(2))):
    return r
""",
    "an augmented assignment": """
r = [1]
r += await asyncio.gather(use(1), use(2))
return r
""",
    "an argument of a call": "return dict(zip('abc', await asyncio.gather(*(use(x) for x in xs))))",
    "a star argument": "return max(*await asyncio.gather(use(1), use(2)))",
    "a subscript": "return (await asyncio.gather(use(1), use(2)))[1:]",
    "a comparison": "return (await asyncio.gather(use(1), use(2))) == [1, 2]",
    "an assertion": "assert (await asyncio.gather(use(1), use(2)))[0] == 2",
    "a conditional expression": "return await asyncio.gather(use(1), use(2)) if xs else 3",
    "an if": """
if not any(await asyncio.gather(use(0), use(0))):
    return 1
""",
    "a while": """
while (await asyncio.gather(use(1), use(0)))[1]:
    pass
""",
    "a for": """
r = []
for x in await asyncio.gather(use(1), use(2)):
    r.append(x)
return r
""",
    "a match": """
match await asyncio.gather(use(1), use(2)):
    case [x, y]:
        return y, x
""",
    "a default": """
def f(x=await asyncio.gather(use(1), use(2))):
    return x
return f()
""",
    "a comprehension around it": "return [await asyncio.gather(use(x), use(2)) for x in xs]",
    "two comprehensions": "return [await asyncio.gather(use(x), *[use(y) for y in xs]) for x in xs]",
    "an async comprehension around it": """
return [x async for x in stream() if (await asyncio.gather(use(1), use(x)))[1] > 1]
""",
    "an async comprehension inside": "return await asyncio.gather(*[use(x) async for x in stream()])",
    "a generator with side effects": """
def gen():
    for x in (1, 2, 3):
        yield note(x)
return await asyncio.gather(*[use(x) for x in gen()])
""",
    "a generator that was started": """
g = (note(x) for x in (1, 2))
return await asyncio.gather(*[use(x) for x in g])
""",
    "map": "return await asyncio.gather(*map(use, xs))",
    "map as a bare statement": "await asyncio.gather(*map(use, xs))",
    "stars of all kinds": """
p = [use(9)]
return await asyncio.gather(use(1), *[use(x) for x in xs], *(use(x) for x in reversed(xs)),
    *p, *([use(7)] if xs else []), use(8))
""",
    "arguments evaluated in order": """
return await asyncio.gather(use(note(1)), use(note(2)), *[use(note(x)) for x in xs])
""",
    "a loop with continue": """
a = b = 0
for x in xs:
    try:
        a, b = await asyncio.gather(use(x), use(ValueError(x)))
    except ValueError:
        continue
return a, b
""",
    "a suppressing with": """
import contextlib
a = b = 0
with contextlib.suppress(ValueError):
    a, b = await asyncio.gather(use(1), use(ValueError()))
return a, b
""",
    "exceptions as values of a star": """
r = await asyncio.gather(*[use(x) for x in (1, ValueError(2), 3)], return_exceptions=True)
return r
""",
    "exceptions as values in an elif": """
if not xs:
    pass
elif await asyncio.gather(use(1), use(ValueError()), return_exceptions=True):
    return 3
""",
    "exceptions as values in a one-line suite": """
if xs: r = await asyncio.gather(use(1), use(ValueError()), return_exceptions=True)
return r
""",
    "exceptions as values and a comment": """
await asyncio.gather(
    use(1),  # one
    return_exceptions=True,  # go on
    *[use(x) for x in xs],
)
""",
    "a time limit with a return": "return await asyncio.wait_for(asyncio.gather(use(1), use(2)), 5)",
    "a time limit and exceptions as values": """
await asyncio.wait_for(asyncio.gather(use(1), use(ValueError(1)), return_exceptions=True), 4)
""",
    "a shield": "return await asyncio.shield(asyncio.gather(use(1), *[use(x) for x in xs]))",
    "others under a time limit": """
a, b, h = await asyncio.wait_for(asyncio.gather(use(1), use(2), other(3)), 5)
return a, b, h
""",
    "others and coroutines that are made first": """
items = [7, 8, 9]
async def use_up(x):
    items.remove(x)
    return await use(x)
return await asyncio.gather(use(1), other(6), *[use_up(x) for x in items])
""",
    "others and a starred target": """
h, *r = await asyncio.gather(other(1), *[use(x) for x in xs])
return h, r
""",
    "others of unknown number": "return await asyncio.gather(use(1), *([other(3)] if xs else []), use(2), second(3))",
    "others and duplicated targets": """
a, _, _ = await asyncio.gather(use(1), other(2), use(3))
return a, _
""",
    "others that are tasks": """
t = asyncio.create_task(other(1))
a, b, c = await asyncio.gather(t, use(2), asyncio.create_task(use(3)))
return a, b, c, t.done()
""",
    "others as a bare statement": "await asyncio.gather(other(1), use(2), use(3))",
    "others in a one-line suite": """
if xs: r = await asyncio.gather(other(1), use(2), use(3))
return r
""",
    "others on a line with more": """
y = 1; r = await asyncio.gather(other(y), use(2), use(3)); y = 2
return r, y
""",
    "two gathers in one function": """
a, b = await asyncio.gather(use(1), use(2))
c, d = await asyncio.gather(use(a), use(b))
return a, b, c, d
""",
    "two bare gathers over one variable": """
await asyncio.gather(*[use(x) for x in xs])
await asyncio.gather(*[use(x) for x in xs])
""",
    "two gathers with exceptions as values": """
a = await asyncio.gather(use(1), use(2), return_exceptions=True)
return a, await asyncio.gather(use(1), use(2), return_exceptions=True)
""",
    "a backslash": """
a, b = await \\
    asyncio.gather(use(1), use(2))
return a, b
""",
    "parentheses with a comment": """
a, b = (
    # why
    await asyncio.gather(use(1), use(2))
)
return a, b
""",
    "a trailing comma": """
a, b = await asyncio.gather(use(1), use(2),)
return a, b
""",
    "a star inside a target": """
(a, *b), c = await asyncio.gather(use((1,2,3)), use(2))
return a, b, c
""",
    "assigned in a condition": """
if (r := await asyncio.gather(use(1), use(2))) and r[0]:
    return r
""",
    "in a conditional expression": """
r = await asyncio.gather(use(1), use(2)) if xs else []
return r
""",
    "a conditional argument": """
r = await asyncio.gather(use(1) if xs else other(1), use(2))
return r
""",
    "two in one expression, the second perhaps": """
return (await asyncio.gather(use(1), use(2))) or (await asyncio.gather(use(3), use(4)))
""",
    "a slice of the result": """
return (await asyncio.gather(*map(use, xs)))[1:]
""",
    "summed": """
return sum(await asyncio.gather(use(1), use(2)), 10)
""",
    "run through in a comprehension": """
return [r + 1 for r in await asyncio.gather(use(1), use(2)) if r]
""",
    "run through in a generator": """
return list(r + 1 for r in await asyncio.gather(use(1), use(2)) if r)
""",
    "in a nested comprehension": """
return [[r for r in await asyncio.gather(*[use(x) for x in ys])] for ys in ((1, 2), (3,), ())]
""",
    "the element of a comprehension": """
return [await asyncio.gather(use(x), use(-x)) for x in xs]
""",
    "enumerated in a loop": """
out = []
for i, r in enumerate(await asyncio.gather(use(1), use(2))):
    out.append((i, r))
return out
""",
    "the condition of a loop": """
n = 0
while any(await asyncio.gather(use(n < 2), use(False))):
    n += 1
return n
""",
    "matched": """
match await asyncio.gather(use(1), use(2)):
    case [1, y]:
        return y
""",
    "in a with": """
import contextlib
with contextlib.nullcontext(await asyncio.gather(use(1), use(2))) as r:
    return r
""",
    "in an async with of two": """
import contextlib
async with contextlib.nullcontext(await asyncio.gather(use(1), use(2))) as r, contextlib.nullcontext(3) as q:
    return r, q
""",
    "spread over a call": """
return max(*await asyncio.gather(use(1), use(2)))
""",
    "spread in a list": """
return [0, *await asyncio.gather(use(1), use(2)), 3]
""",
    "asserted": """
assert await asyncio.gather(use(1), use(2)), "x"
return 1
""",
    "the default of a parameter": """
def g(x=await asyncio.gather(use(1), use(2))):
    return x
return g()
""",
    "the default of a lambda": """
g = lambda x=await asyncio.gather(use(1), use(2)): x
return g()
""",
    "in a decorator": """
def deco(v):
    return lambda f: (lambda: (v, f()))
@deco(await asyncio.gather(use(1), use(2)))
def g(): return 3
return g()
""",
    "over an async iterator": """
return await asyncio.gather(*[use(x) async for x in stream()])
""",
    "arguments that are noted": """
return await asyncio.gather(use(note(1)), *[use(note(x)) for x in xs], use(note(9)))
""",
    "keyword arguments": """
return await asyncio.gather(use(value=1), use(**{"value": 2}))
""",
    "stars of every kind": """
return await asyncio.gather(*[use(1)], *(use(2),), *{3: use(3)}.values())
""",
    "two loops and a condition": """
return await asyncio.gather(*[use((x, y)) for x in xs for y in xs if x < y])
""",
    "one list or another": """
return await asyncio.gather(*(d or [use(1), use(2)]))
""",
    "the result and the tasks": """
tasks = [asyncio.create_task(use(x)) for x in xs]
r = await asyncio.gather(*tasks)
return r, [t.result() for t in tasks]
""",
    "a dictionary of tasks": """
tasks: dict[int, asyncio.Task[int]] = {}
for x in xs:
    tasks[x] = asyncio.create_task(use(x))
r = await asyncio.gather(*tasks.values())
return r, list(tasks)
""",
    "a key set twice": """
tasks = {x % 2: asyncio.create_task(use(x)) for x in xs}
r = await asyncio.gather(*tasks.values())
return r, list(tasks)
""",
    "a dictionary of tasks read later": """
tasks = {}
for x in xs:
    tasks[x] = asyncio.create_task(use(x))
await asyncio.gather(*tasks.values())
return {k: v.result() for k, v in tasks.items()}
""",
    "tasks read after a bare gather": """
t1 = asyncio.create_task(use(1))
t2 = asyncio.create_task(use(2))
await asyncio.gather(t1, t2)
return t1.result() + t2.result()
""",
    "an annotated list of tasks": """
tasks: list[asyncio.Task[int]] = []
for x in xs:
    tasks.append(asyncio.create_task(use(x)))
r = await asyncio.gather(*tasks)
return r
""",
    "a variable of the function around": """
total = 0
async def use_it(n):
    nonlocal total
    await use(n)
    total += n
    return total
a, b = await asyncio.gather(use_it(1), use_it(2))
return a, b, total
""",
    "targets in a loop": """
out = []
a = b = 0
for x in xs:
    a, b = await asyncio.gather(use(x), use(x + 1))
    out.append((a, b))
return out
""",
    "batches in a loop": """
out = []
todo = [[1, 2], [3]]
while todo:
    batch = todo.pop()
    out += await asyncio.gather(*[use(x) for x in batch])
return out
""",
    "a list begun anew": """
out = []
tasks = []
for x in xs:
    tasks.append(use(x))
    if len(tasks) == 2:
        out += await asyncio.gather(*tasks)
        tasks = []
out += await asyncio.gather(*tasks)
return out
""",
    "others in a zip": """
return dict(zip("abc", await asyncio.gather(use(1), other(2), *[use(x) for x in xs])))
""",
    "others in the condition of a loop": """
n = 0
while any(await asyncio.gather(use(n < 2), other(False), use(0))):
    n += 1
return n
""",
    "others in an elif": """
if not xs:
    return 3
elif any(await asyncio.gather(use(1), other(False), use(0))):
    return 1
""",
    "others in a gather of gathers": """
return await asyncio.gather(asyncio.gather(use(1), other(2), use(3)), other(4))
""",
    "others under a time limit in an expression": """
return max(await asyncio.wait_for(asyncio.gather(use(1), other(2), use(3)), 2))
""",
    "others assigned in a condition": """
if (r := await asyncio.gather(use(1), other(2), use(3))):
    return r
""",
    "two sessions in an expression": """
return tuple(await asyncio.gather(use(1), second(3), use(2), second(4)))
""",
    "two sessions with exceptions as values": """
return repr(await asyncio.gather(use(1), second(ValueError("b")), use(2), second(4), return_exceptions=True))
""",
    "others with exceptions as values in an expression": """
return [repr(x) for x in await asyncio.gather(use(1), other(2), use(ValueError("v")), return_exceptions=True)]
""",
    "a tuple of users and others": """
tasks = use(1), other(2), use(3)
await asyncio.gather(*tasks)
""",
    "tasks of users and others with exceptions as values": """
tasks = []
tasks.append(asyncio.create_task(use(1)))
tasks.append(asyncio.create_task(other(2)))
tasks.append(asyncio.create_task(use(3)))
r = await asyncio.gather(*tasks, return_exceptions=True)
return r
""",
    "a list of users and others in a try": """
try:
    tasks = [use(1), other(KeyError("x")), use(3)]
    r = await asyncio.gather(*tasks)
except KeyError:
    return 7
return r
""",
    "tasks put into a list by a variable": """
tasks = []
for x in xs:
    task: asyncio.Task[int] = asyncio.create_task(use(x))
    tasks.append(task)
return await asyncio.gather(*tasks)
""",
    "tasks put into a list now and then": """
tasks = []
for x in xs:
    task = asyncio.create_task(use(x))
    if x > 1:
        tasks.append(task)
return await asyncio.gather(*tasks)
""",
    "tasks assigned together": """
t1, t2 = asyncio.create_task(use(1)), asyncio.create_task(use(2))
a, b = await asyncio.gather(t1, t2)
return a, b
""",
    "a gather beside others": """
return await asyncio.gather(asyncio.gather(use(1), use(2)), other(3))
""",
    "a list of coroutines by parts": """
cs = [use(1), use(2), use(3)]
return await asyncio.gather(*cs[:2], cs[2])
""",
    "tasks gathered in a try": """
tasks = [asyncio.create_task(use(x)) for x in xs]
try:
    r = await asyncio.gather(*tasks)
except ValueError:
    return 1
return r
""",
    "tasks gathered under a time limit": """
tasks = []
for x in xs:
    tasks.append(asyncio.create_task(use(x)))
async with asyncio.timeout(3):
    return await asyncio.gather(*tasks)
""",
    "tasks gathered further in": """
t = asyncio.create_task(use(1))
u = asyncio.create_task(use(2))
try:
    with open("/dev/null"):
        a, b = await asyncio.gather(t, u)
finally:
    note(3)
return a, b
""",
    "exceptions as values in an f-string": """
y = f"{await asyncio.gather(use(1), use(2), return_exceptions=True)}"
return y
""",
}


@pytest.mark.parametrize("name", EQUAL)
def test_comes_to_the_same(name: str) -> None:
    check(EQUAL[name])


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_argument_that_fails_does_so_before_anything_is_written() -> None:
    code = """
d, written = {"a": 1}, []
async def use_add(x):
    written.append(x)
    return await use(x)
try:
    await asyncio.gather(use_add(d["a"]), use_add(d["b"]))
except KeyError:
    pass
r = await asyncio.gather(use(1), use(2))
return written, r
"""
    assert 'for coroutine in [use_add(d["a"]), use_add(d["b"])]:' in check(code)


REPORTED = {
    "un-awaited": (
        "return asyncio.gather(use(1), use(2))",
        "returned without being awaited",
    ),
    "in a variable": (
        """
f = asyncio.gather(use(1), use(2))
return await f
""",
        "kept in a variable",
    ),
    "in an attribute": (
        "box.f = asyncio.gather(use(1), use(2))",
        "kept in a variable",
    ),
    "in a collection": (
        "return [asyncio.gather(use(1), use(2))]",
        "kept in a collection",
    ),
    "in a lambda": (
        "return lambda: asyncio.gather(use(1), use(2))",
        "in a lambda",
    ),
    "run until complete": (
        "d.run_until_complete(asyncio.gather(use(1), use(2)))",
        "handed to `d.run_until_complete(...)`",
    ),
    "ensure_future": (
        "await asyncio.ensure_future(asyncio.gather(use(1), use(2)))",
        "handed to",
    ),
    "nothing awaits it": (
        "asyncio.gather(use(1), use(2))",
        "nothing awaits the gather",
    ),
    "in an f-string on a condition": (
        """
return f"{await asyncio.gather(use(1), use(2)) if xs else 3}"
""",
        "not awaited in every case",
    ),
    "in an f-string after a call": (
        """
return f"{note(3)} {await asyncio.gather(use(1), use(2))}"
""",
        "has to be evaluated before",
    ),
    "in an f-string after what a callee changes": (
        """
n = 0
async def use_n():
    nonlocal n
    n += 1
    return await use(n)
return f"{n} {await asyncio.gather(use_n(), use_n())} {n}"
""",
        "has to be evaluated before",
    ),
    "in an f-string of a condition": (
        """
if f"{await asyncio.gather(use(1), use(2))}":
    return 1
""",
        "inside an f-string",
    ),
    "others in an f-string": (
        """
return f"{await asyncio.gather(use(1), use(2), other(3))}"
""",
        "inside an f-string",
    ),
    "tasks gathered in another order further in": (
        """
t = asyncio.create_task(use(1))
u = asyncio.create_task(use(2))
try:
    return await asyncio.gather(u, t)
except ValueError as exc:
    return repr(exc)
""",
        "another order",
    ),
    "a walrus in an argument": (
        "await asyncio.gather(use(a := 1), use(a))",
        "assigns `a`",
    ),
    "a yield in an argument": (
        "await asyncio.gather(use((yield 1)), use(2))",
        "yields",
    ),
    "return_exceptions that is not a literal": (
        "await asyncio.gather(use(1), use(2), return_exceptions=xs)",
        "not a literal",
    ),
    "loop": (
        "await asyncio.gather(use(1), use(2), loop=d)",
        "removed",
    ),
    "a dictionary of options": (
        "await asyncio.gather(use(1), use(2), **d)",
        "no argument",
    ),
    "a coroutine twice": (
        """
c = use(1)
await asyncio.gather(c, c)
""",
        "handed over twice",
    ),
    "a list twice": (
        """
cs = [use(1)]
await asyncio.gather(*cs, *cs)
""",
        "handed over twice",
    ),
    "a coroutine multiplied": (
        "await asyncio.gather(*[use(1)] * 3)",
        "several times",
    ),
    "a coroutine in each iteration": (
        """
use_c = use(1)
await asyncio.gather(*[use_c for _ in xs])
""",
        "same coroutine",
    ),
    "a task that is cancelled": (
        """
t = asyncio.create_task(use(1))
t.cancel()
await asyncio.gather(t, use(2))
""",
        "used for more than the gather",
    ),
    "a task that runs meanwhile": (
        """
t = asyncio.create_task(use(1))
await other(1)
await asyncio.gather(t, use(2))
""",
        "run while",
    ),
    "tasks made by code that waits": (
        """
ts = []
for x in xs:
    y = await other(x)
    ts.append(asyncio.create_task(use(y)))
await asyncio.gather(*ts)
""",
        "run while",
    ),
    "tasks that may be left": (
        """
ts = [asyncio.create_task(use(x)) for x in xs]
if d:
    return
await asyncio.gather(*ts)
""",
        "never get to the gather",
    ),
    "a named task": (
        "await asyncio.gather(asyncio.create_task(use(1), name='x'), use(2))",
        "a name or a context",
    ),
    "a comment at the task": (
        """
await asyncio.gather(asyncio.create_task(  # now
    use(1)), use(2))
""",
        "comment stands where the task",
    ),
    "tasks by a declaration": (
        """
ts: list[asyncio.Task]
ts = []
ts.append(asyncio.create_task(use(1)))
await asyncio.gather(*ts)
note(ts.pop())
""",
        "used for more",
    ),
    "a comment at return_exceptions": (
        """
await asyncio.gather(use(1), use(2), return_exceptions=(  # why
    True))
""",
        "comment stands at `return_exceptions`",
    ),
    "users and others in a list made elsewhere": (
        """
cs = [use(1), other(2), use(3)]
note(len(cs))
await asyncio.gather(*cs)
""",
        "`cs` also holds awaitables that do not use the session",
    ),
    "tasks gathered on a condition": (
        """
tasks = [asyncio.create_task(use(x)) for x in xs]
if xs:
    await asyncio.gather(*tasks)
""",
        "another block",
    ),
    "tasks gathered in a loop": (
        """
tasks = [asyncio.create_task(use(x)) for x in xs]
for _ in xs:
    await asyncio.gather(*tasks)
""",
        "another block",
    ),
    "tasks that run while a try waits": (
        """
tasks = [asyncio.create_task(use(x)) for x in xs]
try:
    await other(1)
    await asyncio.gather(*tasks)
except ValueError:
    pass
""",
        "run while",
    ),
    "users and others in a list, with a comment in the gather": (
        """
cs = [use(1), other(2), use(3)]
await asyncio.gather(
    *cs  # all
)
""",
        "`cs` also holds awaitables that do not use the session",
    ),
    "a shield that would start early": (
        "await asyncio.gather(asyncio.shield(use(1)), use(await other(2)))",
        "start what it gets",
    ),
    "two lists of others": (
        "return await asyncio.gather(use(1), use(2), *[other(x) for x in xs], *[other(x) for x in xs])",
        "put back in order",
    ),
    "super in a chain": (
        "a, b, c = await asyncio.gather(use(super().x), use(2), other(3))",
        "`super()` would mean something else",
    ),
    "a comment before the arguments": (
        """
await (  # c
    asyncio.gather)(use(1), use(2))
""",
        "a comment stands between",
    ),
}


@pytest.mark.parametrize("name", REPORTED)
def test_reports(name: str) -> None:
    code, fragment = REPORTED[name]
    assert fragment in why(code)


def test_reports_a_gather_that_a_caller_may_replace() -> None:
    head = "from asyncio import gather\n\n\nasync def main(gather=gather):\n"
    assert "is a parameter" in why("return await gather(use(1), use(2))", head=head)


def test_reports_a_sync_function() -> None:
    code = "asyncio.run(asyncio.gather(use(1), use(2)))"
    assert "not in an async function" in why(code, head=HEAD.replace("async def", "def"))


def test_needs_python_3_11_for_awaits_in_nested_comprehensions() -> None:
    nested = "return [await asyncio.gather(*[use(y) for y in xs]) for x in xs]"
    assert "before Python 3.11" in why(nested, (3, 10))
    assert body("return await asyncio.gather(*[use(y) for y in xs])", (3, 8)) == "return [await use(y) for y in xs]"


def test_needs_python_3_11_for_timeout() -> None:
    made = check("a, b = await asyncio.wait_for(asyncio.gather(use(1), use(2)), 5)\nreturn a, b", (3, 10))
    assert "await asyncio.wait_for(_in_turn(), 5)" in made


# Any gather at all

_VALUES = st.sampled_from(["1", "a", "b", "note(3)", "xs[0]", "len(xs)"])
_CALLS = st.one_of(
    _VALUES.map("use({})".format),
    _VALUES.map("use({})".format),
    st.sampled_from(["use_a()", "use_set(2)", "use(await other(4))", "use(ValueError(5))", "other(6)", "second(7)"]),
)
_STARS = st.sampled_from(
    [
        "*[use(x) for x in xs]",
        "*(use(note(x)) for x in items)",
        "*[use_up(x) for x in items]",
        "*map(use, xs)",
        "*[use(x) for x in xs if x != a]",
        "*[use(ValueError(x)) for x in items]",
        "*made",
    ]
)
_HOLDERS = st.sampled_from(
    [
        "{}",
        "r = {}",
        "return {}",
        "a, b = {}",
        "b, a = {}",
        "a, *b = {}",
        "(a, r), b = {}",
        "a, _, b = {}",
        "box[0], a = {}",
        "r = len({})",
        "for r in {}: note(r)",
        "try: a, b = {}\nexcept ValueError: pass",
    ]
)
_LAYOUTS = st.sampled_from(["{}", "\n    {}", "  # all\n    {},  # end\n    # last\n"])
_ENDS = st.sampled_from(["", "", ", return_exceptions=True", ", return_exceptions=False"])
_SET_UP = """
a, b, r, box, items = 1, 2, 3, [0], [7, 8, 9]
async def use_a():
    return await use((a, r))
async def use_set(x):
    nonlocal b
    b = x
    return await use(x)
async def use_up(x):
    items.remove(x)
    return await use(x)
"""


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.one_of(_CALLS, _CALLS, _STARS), min_size=1, max_size=4), _HOLDERS, _LAYOUTS, _ENDS)
def test_any_gather_comes_to_the_same(arguments: list[str], holder: str, layout: str, end: str) -> None:
    separator = ",\n    " if "\n" in layout else ", "
    gather = "await asyncio.gather(" + layout.format(separator.join(arguments) + end) + ")"
    made = "made = [use(x) for x in xs]\n" if "*made" in arguments else ""
    code = _SET_UP + made + holder.format(gather) + "\nreturn a, b, r, box, items\n"
    source = HEAD + textwrap.indent(code, "    ")
    found = plan(source)
    assert not found.errors, found.errors
    if not found.changes:
        return
    after = found.changes[0].after.decode()
    before_world, before = run(source)
    world, result = run(after)
    assert not world.overlapped, after
    fails = any("ValueError" in argument for argument in arguments) and "True" not in end
    changes = any(name in argument for argument in arguments for name in ("use_set", "use_up"))
    # Where one fails, gather lets the others go on; in turn they never run.
    if not fails or ("try" in holder and not changes):
        assert repr(result) == repr(before), after
    if not fails and "Error" not in repr(before):
        assert repr(world.evaluated) == repr(before_world.evaluated), after


# The file around it


def test_takes_an_import_that_nothing_needs_any_longer() -> None:
    source = "from asyncio import gather as g, sleep\n\nasync def main():\n    return await g(use(1), use(2)), sleep\n"
    assert rewritten(source).startswith("from asyncio import sleep\n")
    source = "import asyncio as aio\n\nasync def main():\n    return await aio.gather(use(1), use(2))\n"
    assert "aio" not in rewritten(source)


def test_takes_the_import_of_an_annotation_that_goes() -> None:
    imports = "from asyncio import Task, create_task, gather\nfrom typing import List\n\n\n"
    code = """async def main(xs=(1, 2)):
    tasks: List["Task[int]"] = []
    for x in xs:
        tasks.append(create_task(use(x)))
    return await gather(*tasks)
"""
    assert rewritten(imports + code).startswith("async def main")


def test_knows_gather_under_its_other_names() -> None:
    head = "from asyncio import tasks as t, gather as g\n\n\nasync def main():\n"
    made = rewritten(head + "    return await g(t.gather(use(1), use(2)), use(3))\n")
    assert made.endswith("return [[await use(1), await use(2)], await use(3)]\n")
    made = rewritten(head + "    return await t.wait_for(g(use(1), use(2)), 5)\n")
    assert "t.wait_for(_in_turn(), 5)" in made
    assert run(made)[1] == [1, 2]


def test_imports_timeout_where_wait_for_was_imported_by_name() -> None:
    head = "from asyncio import gather, wait_for\n\nasync def main(xs=(1, 2, 3)):\n"
    made = rewritten(head + "    return await wait_for(gather(use(1), use(2)), 5)\n")
    assert made.startswith("from asyncio import timeout\n")
    assert "async with timeout(5):\n        return [await use(1), await use(2)]" in made
    assert run(made)[1] == [1, 2]


def test_keeps_crlf_and_tabs() -> None:
    source = "import asyncio\r\nclass A:\r\n\tasync def main(self):\r\n\t\ta, b = await asyncio.gather(\r\n"
    source += "\t\t\tuse(1),  # é\r\n\t\t\tuse(2),\r\n\t\t)\r\n\t\treturn a, b\r\n"
    assert rewritten(source) == (
        "class A:\r\n\tasync def main(self):\r\n"
        "\t\ta = await use(1)  # é\r\n\t\tb = await use(2)\r\n\t\treturn a, b\r\n"
    )


def test_notes_a_comment_that_no_longer_holds() -> None:
    source = HEAD + "    # run in parallel\n    await asyncio.gather(use(1), use(2))\n"
    (found,) = plan(source).fixed
    assert found.notes == ("The comment `# run in parallel` on line 5 is kept, and no longer holds",)


def test_targets_that_are_global() -> None:
    source = (
        "import asyncio\na = b = 0\nasync def use_a():\n    return await use(a)\nasync def main():\n    global a, b\n"
    )
    source += "    a, b = await asyncio.gather(use(1), use_a())\n    return a, b\n"
    made = rewritten(source)
    assert "a, b = await use(1), await use_a()" in made
    assert run(made)[1] == run(source)[1]


def test_attributes_that_may_expire_are_read_first() -> None:
    source = HEAD + "    await asyncio.gather(use(1), *[use_save(x.id) for x in xs])\n"
    source += "\n\nasync def use_save(x):\n    await session.commit()\n"
    assert "for coroutine in [use(1), *[use_save(x.id) for x in xs]]:" in rewritten(source)


@pytest.mark.parametrize(
    ("change", "argument"),
    [("global count\n    count = 5", "box.count"), ("box.count = 5", "count"), ("box.count = 5", "box.count")],
)
def test_names_of_modules_that_a_coroutine_sets_are_read_first(change: str, argument: str) -> None:
    source = HEAD + f"    a, b = await asyncio.gather(use_set(1), use({argument}))\n    return a, b\n"
    source += f"\n\nasync def use_set(x):\n    {change}\n    return await use(x)\n"
    assert f" in [use_set(1), use({argument})]]" in rewritten(source)


@pytest.mark.parametrize("iterable", ["d.children", "d.values()", "xs"])
def test_does_not_copy_what_nothing_changes_meanwhile(iterable: str) -> None:
    assert body(f"return await asyncio.gather(*[use(x) for x in {iterable}])") == (
        f"return [await use(x) for x in {iterable}]"
    )


@pytest.mark.parametrize(
    "change", ["seen.add(x)", "x.parent = None", "heapq.heappush(waiting, x)", "await session.delete(x)"]
)
@pytest.mark.parametrize("iterable", ["d.children", "d.values()"])
def test_copies_where_a_coroutine_changes_something(iterable: str, change: str) -> None:
    source = HEAD + f"    return await asyncio.gather(*[use_one(x) for x in {iterable}])\n"
    source += f"\n\nasync def use_one(x):\n    {change}\n"
    assert f"list({iterable})" in rewritten(source) or f"for x in {iterable}]]" in rewritten(source)


@pytest.mark.parametrize("iterable", ["box.session.new", "found()"])
def test_copies_what_may_change_meanwhile(iterable: str) -> None:
    assert body(f"return await asyncio.gather(*[use(x) for x in {iterable}])") == (
        f"return [await use(x) for x in list({iterable})]"
    )


@pytest.mark.parametrize("iterable", ["range(3)", "sorted(xs)", "xs[1:]", "enumerate(xs)", "(1, 2)", "d.all()"])
def test_does_not_copy_what_is_new(iterable: str) -> None:
    assert body(f"return await asyncio.gather(*[use(x) for x in {iterable}])") == (
        f"return [await use(x) for x in {iterable}]"
    )


def test_a_cancelled_caller_stays_cancelled() -> None:
    code = "return await asyncio.gather(use(1), use(2), return_exceptions=True)"
    names = World().names()
    exec(compile(rewritten(HEAD + f"    {code}\n"), "a.py", "exec"), names)

    async def main() -> bool:
        task = asyncio.create_task(names["main"]())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        return task.cancelled()

    assert asyncio.run(main())


def test_others_stay_concurrent() -> None:
    source = HEAD + "    return await asyncio.gather(use(1), other(2), use(3))\n"
    world, _ = run(rewritten(source))
    assert world.log.index("other(2)") < world.log.index("end use(1)")
