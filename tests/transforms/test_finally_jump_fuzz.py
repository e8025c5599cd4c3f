"""finally-jump against random functions: what it writes behaves like the jump put by hand behind its try statement.

The reference is made here with `ast` alone, and shares no code with the rule. Both versions run in the same
scenarios: a scenario says for each call of each probe whether it returns, raises, suspends or is cancelled.
"""

from __future__ import annotations

import ast
import asyncio
import io
import random
import re
import tokenize
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest

from asyncfix import engine
from asyncfix.project import Module
from asyncfix.transforms.finally_jump import FinallyJump

# The program: a statement is its text, or clauses (header, suite).


@dataclass
class Compound:
    clauses: list[tuple[str, list[Node]]]


Node = str | Compound
KINDS = ("sync", "async", "generator", "async generator", "contextmanager", "asynccontextmanager", "module", "class")
CONSTANTS = ("None", "True", "False", "0", '""', "[]", "()", "-1", '"é"', "{}", '"""x\n  y\n"""')
ANNOTATIONS = ("", "", "", " -> bool", " -> Optional[int]", " -> 'int | None'", " -> Tuple[int,\n    str]", " -> int")
HANDLERS = ("except ValueError", "except (KeyError, ValueError) as e", "except KeyError as e", "except Exception as e")
LAST_HANDLERS = ("except", "except BaseException as e", "except Exception", "except (KeyError, Exception)", *HANDLERS)


class Around(NamedTuple):
    """What may stand at a place: jumps of a loop, `return`."""

    depth: int
    loop: bool = False
    ret: bool = True

    def inner(self, **changed: bool) -> Around:
        return self._replace(depth=self.depth - 1, **changed)


class Generator:
    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.kind = self.rng.choice((*KINDS, *KINDS[:2] * 4))
        self.is_async = self.kind.startswith("async")
        self.yields = "generator" in self.kind or "manager" in self.kind
        self.values = not (self.yields and self.is_async)
        self.var = self.rng.choice(("v", "v", "result_value"))
        self.number = 0

    def chance(self, percent: int) -> bool:
        return self.rng.random() * 100 < percent

    def call(self, sync: str, asynchronous: str = "") -> str:
        self.number += 1
        if self.is_async and self.chance(60) and asynchronous:
            return f"{asynchronous}({self.number})"
        return f"{sync}({self.number})"

    def probe(self) -> str:
        return self.call("p", "await ap")

    def value(self) -> str:
        shapes = ("{}", "{}", "({}, 1)", "{}, *[2]", "(\n        {},  # in {n}\n   2)", "\\\n  {}", "[{}]", "({v} := {})")
        return self.rng.choice(shapes).format(self.probe(), n=self.number, v=self.var)

    def returns(self) -> str:
        pick = self.rng.randrange(10)
        if not self.values or pick == 0:
            return "return"
        return f"return {self.rng.choice(CONSTANTS) if pick < 4 else self.var if pick == 4 else self.value()}"

    def jump(self, at: Around) -> str:
        kinds = ["break"] * 5 * at.loop + ["continue"] * 2 * at.loop + [self.returns()] * 2 * at.ret
        return self.rng.choice(kinds or ["pass"])

    def simple(self, at: Around) -> str:
        pick = self.rng.randrange(100)
        if pick < 15 and at.ret:
            return self.returns()
        if pick < 22 and at.loop:
            return self.rng.choice(("break", "break", "continue"))
        if pick < 27:
            return f"raise {self.rng.choice(('ValueError', 'KeyError', 'Stop'))}({self.probe()})"
        if pick < 42 and self.yields:
            return f"{self.var} = yield {self.probe()}"
        if pick < 47:
            return self.rng.choice(('"é한"', "pass", f"{self.var} = {self.var}, 1"))
        return self.probe() if pick < 80 else f"{self.var} = {self.probe()}"

    def condition(self) -> str:
        return self.rng.choice((self.probe(), self.probe(), self.var, f"not {self.var}", f'"é" and {self.probe()}'))

    def suite(self, at: Around, most: int = 3) -> list[Node]:
        return [self.statement(at) for _ in range(self.rng.randint(1, most))]

    def statement(self, at: Around) -> Node:
        if at.depth <= 0 or self.chance(50):
            return self.simple(at)
        make = self.rng.choice((self.conditional, self.loop, self.with_, self.match, self.nested, *[self.try_] * 5))
        return make(at)

    def conditional(self, at: Around) -> Compound:
        clauses = [(f"if {self.condition()}", self.suite(at.inner()))]
        if self.chance(20):
            clauses.append((f"elif {self.condition()}", self.suite(at.inner())))
        return Compound(clauses + [("else", self.suite(at.inner()))] * self.chance(40))

    def loop(self, at: Around, body: list[Node] | None = None) -> Compound:
        head = f"while {self.call('w')}" if self.chance(25) else f"for i in {self.call('it', 'ait')}"
        head = f"async {head}" if " ait(" in head else head
        clauses = [(head, body or self.suite(at.inner(loop=True)))]
        return Compound(clauses + [("else", self.suite(at.inner()))] * self.chance(15))

    def with_(self, at: Around) -> Compound:
        head = f"with {self.call('cm', 'acm')}"
        return Compound([(f"async {head}" if " acm(" in head else head, self.suite(at.inner()))])

    def match(self, at: Around) -> Compound:
        cases = [Compound([(f"case {case}", self.suite(at.inner()))]) for case in ("0 | None", "str()", "_")]
        return Compound([(f"match {self.probe()}", [*cases[: self.rng.randint(1, 3)]])])

    def nested(self, at: Around) -> Compound:
        """A function of its own, called from a decorator so that it stays one statement."""
        kept = self.is_async, self.yields, self.values
        self.is_async, self.yields, self.values = False, False, True
        body = self.suite(Around(at.depth - 1))
        self.is_async, self.yields, self.values = kept
        outer = [f"nonlocal {self.var}"] * (self.kind not in ("module", "class") and self.chance(40))
        return Compound([("@called\n" + f"def g({'' if outer else self.var + '=1'})", [*outer, *body])])

    def try_(self, at: Around, jumps: int = 65) -> Compound:
        clauses = [("try", self.suite(at.inner()))]
        star = self.chance(8)
        inside = at.inner(loop=False, ret=False) if star else at.inner()
        heads = [*self.rng.sample(HANDLERS, self.rng.choice((0, 0, 0, 1))), self.rng.choice(LAST_HANDLERS)]
        for head in heads if self.chance(75) else []:
            if star:
                head = "except* " + (head.removeprefix("except").strip() or "Exception")
            short: list[Node] = [f"return {self.rng.choice(CONSTANTS)}" if self.values else "return"]
            clauses.append((head, short if inside.ret and self.chance(35) else self.suite(inside, 2)))
        if len(clauses) > 1 and self.chance(20):
            clauses.append(("else", self.suite(at.inner())))
        if len(clauses) == 1 or self.chance(70):
            clauses.append(("finally", self.final(at) if self.chance(jumps) else self.cleanup(at, 1)))
        return Compound(clauses)

    def cleanup(self, at: Around, least: int = 0) -> list[Node]:
        calm = Around(at.depth - 1, ret=False)
        return [self.statement(calm) if self.chance(15) else self.probe() for _ in range(self.rng.randint(least, 2))]

    def final(self, at: Around) -> list[Node]:
        before, jump = self.cleanup(at), self.jump(at)
        pick = self.rng.randrange(20)
        if pick < 12:
            return [*before, jump]
        if pick < 15:
            return [*before, Compound([(f"if {self.condition()}", [jump])])]
        if pick == 15:
            return [*before, jump, self.probe()]
        if pick == 16:
            return [*before, Compound([(f"if {self.condition()}", [self.jump(at)])]), jump]
        return [*before, *self.suite(at.inner(), 2)]

    def function(self) -> list[Node]:
        ret = self.kind not in ("module", "class")
        at = Around(self.rng.randint(1, 3), ret=ret)
        body: list[Node] = self.suite(at)
        if self.chance(75):
            inner = Around(at.depth, loop=True, ret=ret)
            tries: list[Node] = [self.try_(inner, 95), *[self.statement(inner)] * self.chance(15)]
            body = [self.loop(at, [*[self.simple(inner)] * self.chance(25), *tries])]
            if self.chance(25):
                body = [Compound([(self.rng.choice(("if p(0)", "with cm(0)", "if True")), body)])]
            body = [*[self.simple(at)] * self.chance(25), *body, *[self.statement(at)] * self.chance(20)]
        if ret and self.chance(35):
            body.append(f"return {self.rng.choice(CONSTANTS)}" if self.values else "return")
        if not ret:
            return body if self.kind == "module" else [Compound([("class K", body)])]
        body += ["yield"] * self.yields
        decorators = [f"@{self.kind}"] * ("manager" in self.kind)
        function = "\n".join([*decorators, f"{'async ' * self.is_async}def f({self.var}=0)"])
        made = Compound([(function + self.rng.choice(ANNOTATIONS), body)])
        wrapper = self.rng.randrange(10)
        if wrapper == 0:
            return [Compound([("if True", [made])])]
        if wrapper == 1:
            made.clauses[0] = ("@staticmethod\n" + made.clauses[0][0], body)
            return [Compound([("class K", [made])]), "f = K.f"]
        return [Compound([("def make()", [made, "return f"])]), "f = make()"] if wrapper == 2 else [made]


class Printer:
    """Writes a program in some style: indents, line ends, comments, one-line suites, semicolons, blank lines."""

    def __init__(self, seed: int, *, plain: bool = False) -> None:
        self.rng = random.Random(seed)
        self.unit = "    " if plain else self.rng.choice(("    ", "    ", "  ", "   ", " " * 8, "\t"))
        self.newline = "\n" if plain else self.rng.choice(("\n", "\n", "\r\n"))
        self.short, self.joined, self.comments, self.blanks = (
            0 if plain else self.rng.choice((0, 0, most)) for most in (50, 30, 25, 20)
        )
        self.final_newline = plain or self.rng.random() < 0.9
        self.lines: list[str] = []
        self.number = 0

    def chance(self, percent: int) -> bool:
        return self.rng.random() * 100 < percent

    def text(self, program: list[Node]) -> str:
        self.suite(program, "")
        text = "\n".join(self.lines) + "\n" * self.final_newline
        return text.replace("\n", self.newline)

    def comment(self) -> str:
        self.number += 1
        return f"# c{self.number}"

    def trailing(self) -> str:
        return self.rng.choice(("  ", " ", "")) + self.comment() if self.chance(self.comments) else ""

    def space(self, indent: str) -> None:
        if self.chance(self.blanks):
            self.lines.append("")
        if self.chance(self.comments):
            self.lines.append(indent + self.comment())

    def suite(self, nodes: list[Node], indent: str) -> None:
        waiting: list[str] = []
        for position, node in enumerate(nodes):
            if isinstance(node, str):
                waiting.append(node)
                if position + 1 < len(nodes) and isinstance(nodes[position + 1], str) and self.chance(self.joined):
                    continue
                self.space(indent)
                self.lines.append(indent + "; ".join(waiting) + ";" * self.chance(self.joined // 4) + self.trailing())
                waiting = []
                continue
            for head, inner in node.clauses:
                self.space(indent)
                head = head.replace("\n@", f"\n{indent}@").replace("\ndef", f"\n{indent}def")
                head = indent + head.replace("\nasync def", f"\n{indent}async def") + ":"
                small = [one for one in inner if isinstance(one, str)]
                if len(small) == len(inner) and self.chance(self.short):
                    self.lines.append(f"{head} {'; '.join(small)}{self.trailing()}")
                    continue
                self.lines.append(head + self.trailing())
                self.suite(inner, indent + self.unit)
                if self.chance(self.comments // 3):
                    self.lines.append(indent + self.unit + self.comment())


# The run.


class Stop(BaseException):
    """Stands for KeyboardInterrupt and SystemExit."""


class Suspended:
    def __init__(self, number: int) -> None:
        self.number = number

    def __await__(self) -> Iterator[int]:
        yield self.number


class World:
    """All that a function can call. What happens depends on the scenario, the probe and how often it was called."""

    def __init__(self, scenario: int) -> None:
        self.scenario, self.faults = scenario, (0, 5, 15, 30)[scenario % 4]
        self.log: list[object] = []
        self.counts: Counter[str] = Counter()

    def draw(self, what: str) -> int:
        self.counts[what] += 1
        return zlib.crc32(f"{self.scenario} {what} {self.counts[what]}".encode()) // 7 % 100

    def p(self, number: int) -> object:
        self.log.append(number)
        drawn = self.draw(f"p{number}")
        if drawn < self.faults:
            raise (ValueError, KeyError, Stop, asyncio.CancelledError)[drawn % 4](number)
        return (number, 0, None, "a", number)[drawn % 5]

    async def ap(self, number: int) -> object:
        value = self.p(number)
        await Suspended(number)
        return value

    def w(self, number: int) -> bool:
        self.log.append(("while", number))
        return self.draw(f"w{number}") < 75 and self.counts[f"w{number}"] < 5

    def it(self, number: int) -> Iterator[int]:
        return (self.p(number) and 1 or 2 for _ in range(self.draw(f"it{number}") % 4))

    def ait(self, number: int) -> AsyncIterator[object]:
        world, left = self, self.draw(f"it{number}") % 4

        class Items:
            def __aiter__(self) -> Items:
                return self

            async def __anext__(self) -> object:
                nonlocal left
                left -= 1
                if left < 0:
                    raise StopAsyncIteration
                return await world.ap(number)

        return Items()

    def cm(self, number: int) -> Manager:
        return Manager(self, number)


class Manager:
    def __init__(self, world: World, number: int) -> None:
        self.world, self.number = world, number

    def __enter__(self) -> object:
        return self.world.p(self.number)

    def __exit__(self, kind: object, *_: object) -> bool:
        self.world.log.append(("exit", self.number, kind))
        self.world.p(self.number)
        return self.world.draw(f"cm{self.number}") < 25

    async def __aenter__(self) -> object:
        return await self.world.ap(self.number)

    async def __aexit__(self, kind: object, *_: object) -> bool:
        return self.__exit__(kind)


class Program:
    """A compiled program that can be run in scenarios."""

    def __init__(self, code: ast.Module | str | bytes, kind: str) -> None:
        self.kind, self.world = kind, World(0)
        self.code = compile(code, "<program>", "exec", dont_inherit=True)

    def outcome(self, scenario: int) -> tuple[object, list[object]]:
        # A new world each time: a generator that refuses to close may go on in the garbage collector.
        self.world = world = World(scenario)
        names: dict[str, Any] = {"ap": world.ap, "p": world.p, "w": world.w, "it": world.it, "ait": world.ait}
        names |= {"cm": world.cm, "acm": world.cm, "contextmanager": contextmanager, "Optional": Any, "Tuple": dict}
        names |= {"asynccontextmanager": asynccontextmanager, "called": lambda made: made(), "Stop": Stop}
        names |= {"v": 0, "result_value": 0}
        try:
            exec(self.code, names)
            result: object = None
            if self.kind not in ("module", "class"):
                result = repr(self._called(names["f"]))
        except BaseException as exc:
            # A message of the interpreter's own may name variables.
            result = type(exc), exc.args if type(exc) in (ValueError, KeyError, Stop) else ()
        return result, world.log

    def _called(self, function: Callable[[], Any]) -> object:
        match self.kind:
            case "sync":
                return function()
            case "async":
                return self._awaited(function())
            case "generator":
                return self._iterated(function(), lambda result: result, "send", "throw", "close")
            case "async generator":
                return self._iterated(function(), self._awaited, "asend", "athrow", "aclose")
            case "contextmanager":
                manager = function()
                try:
                    with manager as value:
                        self.world.log.append(("body", value))
                        self.world.p(-1)
                finally:
                    self._drained(manager.gen, lambda result: result, "close")
            case _:
                manager = function()
                try:
                    self._awaited(self._managed(manager))
                finally:
                    self._drained(manager.gen, self._awaited, "aclose")
        return None

    async def _managed(self, manager: Any) -> None:
        async with manager as value:
            self.world.log.append(("body", value))
            await self.world.ap(-1)

    def _awaited(self, made: Awaitable[object]) -> object:
        """Run a coroutine to its end, here and there with a cancellation."""
        running: Any = made.__await__()
        step: Callable[[], int] = running.__next__
        while True:
            try:
                number = step()
            except StopIteration as exc:
                return exc.value
            cancels = self.world.draw(f"cancel{number}") < self.world.faults // 3
            step = (lambda: running.throw(asyncio.CancelledError(number))) if cancels else running.__next__  # noqa: B023

    def _iterated(self, made: Any, run: Callable[[Any], object], send: str, throw: str, close: str) -> object:
        log = self.world.log
        try:
            argument: object = None
            while True:
                drawn = self.world.draw("driver")
                if drawn < 10:
                    log.append(("thrown", run(getattr(made, throw)(KeyError(-2)))))
                elif drawn < 15:
                    return "closed", run(getattr(made, close)())
                else:
                    log.append(("yielded", run(getattr(made, send)(argument))))
                    argument = drawn
        except (StopIteration, StopAsyncIteration) as exc:
            return "finished", getattr(exc, "value", None)
        finally:
            log.append("end")
            self._drained(made, run, close)

    def _drained(self, made: Any, run: Callable[[Any], object], close: str) -> None:
        """Close a generator that may ignore it, so that the garbage collector finds nothing left."""
        for _ in range(100):
            try:
                run(getattr(made, close)())
            except BaseException:
                continue
            return


# What should be found, and what it should become.


class Jump(NamedTuple):
    node: ast.stmt
    tries: tuple[ast.Try | ast.TryStar, ...]
    """The try statements whose `finally` it leaves, from the outside in."""

    @property
    def place(self) -> tuple[int, int]:
        return self.node.lineno, self.node.col_offset


Tries = tuple[Any, ...]


def jumps(suite: list[ast.stmt], returns: Tries = (), breaks: Tries = ()) -> Iterator[Jump]:
    """Every jump out of a `finally`; `returns` and `breaks` are what those jumps leave at this place."""
    for node in suite:
        match node:
            case ast.Return() if returns:
                yield Jump(node, returns)
            case ast.Break() | ast.Continue() if breaks:
                yield Jump(node, breaks)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield from jumps(node.body)
            case ast.For() | ast.AsyncFor() | ast.While():
                yield from jumps(node.body, returns, ())
                yield from jumps(node.orelse, returns, breaks)
            case ast.Try() | ast.TryStar():
                for inner in (node.body, *(handler.body for handler in node.handlers), node.orelse):
                    yield from jumps(inner, returns, breaks)
                yield from jumps(node.finalbody, (*returns, node), (*breaks, node))
            case ast.If() | ast.With() | ast.AsyncWith() | ast.Match():
                cases = [case.body for case in node.cases] if isinstance(node, ast.Match) else [node.body]
                for inner in (*cases, getattr(node, "orelse", [])):
                    yield from jumps(inner, returns, breaks)
            case _:
                pass


class Hoister(ast.NodeTransformer):
    """Takes the jumps at these places out of their `finally` and puts them right behind the try statement.

    `defaults` are the values that loops, named by the number in their head, return when no `return` is reached.
    """

    def __init__(self, places: set[tuple[int, int]], defaults: dict[str, str]) -> None:
        self.places, self.defaults = places, defaults

    def visit_Try(self, node: ast.Try | ast.TryStar) -> Any:  # noqa: N802
        self.generic_visit(node)
        if not node.finalbody:
            return node
        last = node.finalbody[-1]
        inner = last.body[0] if isinstance(last, ast.If) else last
        if (inner.lineno, inner.col_offset) not in self.places:
            return node
        node.finalbody.pop()
        if isinstance(inner, ast.Return) and inner is last and has_call(inner):
            assert inner.value
            node.finalbody.append(ast.Assign([ast.Name("kept_value", ast.Store())], inner.value, lineno=0))
            last = ast.Return(ast.Name("kept_value", ast.Load()))
        return [*([node] if node.finalbody or node.handlers else node.body), last]

    visit_TryStar = visit_Try

    def visit_For(self, node: ast.For | ast.AsyncFor | ast.While) -> Any:  # noqa: N802
        self.generic_visit(node)
        default = self.defaults.get(loop_name(node))
        return [node, *ast.parse(f"return {default}").body] if default else node

    visit_AsyncFor = visit_While = visit_For


def has_call(node: ast.AST) -> bool:
    return any(isinstance(inner, (ast.Call, ast.Await, ast.NamedExpr)) for inner in ast.walk(node))


def loop_name(node: ast.For | ast.AsyncFor | ast.While) -> str:
    return ast.unparse(node.test if isinstance(node, ast.While) else node.iter)


def loops(tree: ast.Module) -> Iterator[tuple[ast.For | ast.AsyncFor | ast.While, ast.stmt | None]]:
    """Every loop with the statement right before it."""
    for node in ast.walk(tree):
        for _, suite in ast.iter_fields(node):
            if isinstance(suite, list):
                for before, loop in zip([None, *suite], suite, strict=False):
                    if isinstance(loop, (ast.For, ast.AsyncFor, ast.While)):
                        yield loop, before


def variable_before(before: ast.stmt | None) -> tuple[str, str] | None:
    """Name and value of the assignment of a result variable."""
    match before:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return name, ast.unparse(value)
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            return name, ast.unparse(value)
        case _:
            return None


def handler_defaults(function: ast.AST, loop: ast.AST) -> set[str]:
    """The constants that alone are returned by all handlers of a try statement in the loop."""
    returns = getattr(function, "returns", None)
    if returns is None or re.search("Optional|None", ast.unparse(returns)):
        return set()
    found = set()
    for node in ast.walk(loop):
        if isinstance(node, (ast.Try, ast.TryStar)):
            inside = [one for handler in node.handlers for one in ast.walk(handler) if isinstance(one, ast.Return)]
            values = {ast.unparse(one.value) if one.value else "" for one in inside}
            found |= values if len(values) == 1 else set()
    return found


def new_defaults(before: ast.Module, after: ast.Module) -> dict[str, str]:
    """Per loop, the value that a result variable starts with where the handlers may decide that, `None` left out."""
    known = {loop_name(loop): variable_before(statement) for loop, statement in loops(before)}
    found = {}
    functions = [node for node in ast.walk(before) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    for loop, statement in loops(after):
        variable = variable_before(statement)
        name = loop_name(loop)
        if not variable or variable == known.get(name) or not variable[0].startswith("result_value"):
            continue
        inner = [(f, old) for f in functions for old in ast.walk(f) if isinstance(old, (ast.For, ast.AsyncFor, ast.While))]
        *_, (function, old) = [(f, old) for f, old in inner if loop_name(old) == name]
        if variable[1] in handler_defaults(function, old):
            found[name] = variable[1]
    return found


def comments(text: str) -> list[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text.replace("\r\n", "\n")).readline)
    return sorted(token.string for token in tokens if token.type == tokenize.COMMENT)


@dataclass
class Case:
    text: str
    kind: str
    style: str = "result-variable"
    unsafe: bool = False
    scenarios: int = 24
    fixed: int = field(default=0, init=False)

    def plan(self, text: str) -> engine.Plan:
        rule = FinallyJump(style=self.style)  # type: ignore[arg-type]
        return engine.plan(
            ["a.py"],
            lambda path: Module(path, text.encode()),
            lambda _: [rule],
            allowed=lambda finding: finding.fix is not None and (self.unsafe or finding.fix.safety == "safe"),
        )

    def check(self) -> None:
        """Raise AssertionError for whatever is wrong with the rule's work on this program."""
        tree = ast.parse(self.text)
        expected = list(jumps(tree.body))
        plan = self.plan(self.text)
        assert not plan.errors, plan.errors
        assert [one.span.line for one in plan.findings] == sorted(one.node.lineno for one in expected), "wrong findings"
        after = plan.changes[0].after.decode() if plan.changes else self.text
        self.fixed = len(plan.fixed)
        assert bool(plan.changes) == bool(plan.fixed), "fixed and changes differ"
        assert all(one.kept_because for one in plan.kept), "kept without a reason"
        if not plan.changes:
            return
        new_tree = ast.parse(after)
        assert len(list(jumps(new_tree.body))) == len(expected) - self.fixed, "jumps are left"
        assert not self.plan(after).changes, "a second run changes something"
        assert comments(after) == comments(self.text), "comments differ"
        self._check_lines(tree, after, {one.span.line for one in plan.fixed})
        lines = self.text.splitlines()
        starts = {(one.span.line, len(lines[one.span.line - 1][: one.span.column - 1].encode())) for one in plan.fixed}
        reference = Hoister(starts, new_defaults(tree, new_tree)).visit(ast.parse(self.text))
        by_hand = Program(ast.unparse(ast.fix_missing_locations(reference)), self.kind)
        by_rule = Program(after, self.kind)
        for scenario in range(self.scenarios):
            made, wanted = by_rule.outcome(scenario), by_hand.outcome(scenario)
            assert made == wanted, f"scenario {scenario}\n made  {made}\n wanted {wanted}\n{after}"

    def _check_lines(self, tree: ast.Module, after: str, fixed: set[int]) -> None:
        """Nothing changes but the jumps, the `finally` they leave empty, and what they made vanish."""
        before, may_go = self.text.splitlines(), set(fixed)
        tries = [jump.tries[-1] for jump in jumps(tree.body) if jump.node.lineno in fixed]
        for node in ast.walk(tree):
            if isinstance(node, ast.Return):
                may_go.update(range(node.lineno, (node.end_lineno or 0) + 1))
        for one in tries:
            may_go.update((one.lineno, *range(one.finalbody[0].lineno - 1, (one.end_lineno or 0) + 1)))
        old, new = ([line.strip() for line in lines] for lines in (before, after.splitlines()))
        gone = Counter(old) - Counter(new) - Counter(old[line - 1] for line in may_go)
        assert not [line for line in gone if line and not line.startswith(("#", "finally", "try"))], gone


def case(seed: int, **options: Any) -> Case:
    generator = Generator(seed)
    program = generator.function()
    return Case(Printer(seed, plain=seed % 3 == 0).text(program), generator.kind, **options)


@pytest.mark.parametrize("start", range(0, 200, 20))
def test_random(start: int) -> None:
    for seed in range(start, start + 20):
        case(seed).check()
