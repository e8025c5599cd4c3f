"""finally-jump against random programs: what it writes behaves like the jump put by hand behind its try statement.

The reference is made here with `ast` alone and shares no code with the rule. Both versions run in the same
scenarios: a scenario says for each call of each probe whether it returns, raises, suspends or is cancelled.
"""

from __future__ import annotations

import ast
import asyncio
import io
import random
import re
import tokenize
import types
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest

from asyncfix import engine
from asyncfix.project import Module
from asyncfix.transforms.finally_jump import FinallyJump

KINDS = ("sync", "async", "generator", "async generator", "contextmanager", "asynccontextmanager", "module", "class")
CONSTANTS = ("None", "True", "False", "0", '""', "[]", "()", "-1", '"é"', "{}", '"""x\n  y\n"""')
ANNOTATIONS = ("", "", "", " -> bool", " -> Optional[int]", " -> 'int | None'", " -> Tuple[int,\n    str]", " -> int")
VALUES = ("{}", "{}", "({}, 1)", "{}, *[2]", "(\n        {},  # inside {n}\n   2)", "\\\n  {}", "({v} := {})")
HANDLERS = ("except ValueError", "except (KeyError, ValueError) as e", "except KeyError as e", "except Exception as e")
LAST_HANDLERS = ("except", "except BaseException as e", "except Exception", "except (KeyError, Exception)", *HANDLERS)


@dataclass
class Compound:
    """A statement with suites: each clause is a header and a suite. Other statements are plain text."""

    clauses: list[tuple[str, list[Node]]]


Node = str | Compound


class Around(NamedTuple):
    """What may stand at a place."""

    depth: int
    loop: bool = False
    ret: bool = True

    def inner(self, **changed: bool) -> Around:
        return self._replace(depth=self.depth - 1, **changed)


class Writer:
    """Makes one random program."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.pick = self.rng.choice
        self.kind = self.pick((*KINDS, *KINDS[:2] * 4))
        self.is_async = self.kind.startswith("async")
        self.yields = "generator" in self.kind or "manager" in self.kind
        self.var = self.pick(("v", "v", "result_value"))
        self.eager = self.pick((4, 4, 12))
        self.number = 0

    def chance(self, percent: int) -> bool:
        return self.rng.random() * 100 < percent

    def call(self, sync: str, asynchronous: str = "") -> str:
        self.number += 1
        return f"{asynchronous if asynchronous and self.is_async and self.chance(60) else sync}({self.number})"

    def probe(self) -> str:
        return self.call("p", "await ap")

    def returns(self) -> str:
        if (self.yields and self.is_async) or self.chance(10):
            return "return"
        value = self.pick(VALUES).format(self.probe(), n=self.number, v=self.var)
        return f"return {self.pick((value, value, self.var, self.pick(CONSTANTS), self.pick(CONSTANTS)))}"

    def jump(self, at: Around) -> str:
        return self.pick(
            ["break"] * 5 * at.loop + ["continue"] * 2 * at.loop + [self.returns()] * 2 * at.ret or ["pass"]
        )

    def simple(self, at: Around) -> str:
        loop = ["break", "break", "continue"] * at.loop
        probes = [self.probe()] * 5 + [f"{self.var} = {self.probe()}"] * 5
        rare = ["pass", '"é한"', f"{self.var} = {self.var}, 1"]
        yields = [f"{self.var} = yield {self.probe()}"] * 4 * self.yields
        raises = f"raise {self.pick(('ValueError', 'KeyError', 'Stop'))}({self.probe()})"
        returns = [self.returns()] * self.eager * at.ret
        return self.pick([*loop, *probes, *rare, *yields, raises, *returns])

    def suite(self, at: Around, most: int = 3) -> list[Node]:
        return [self.statement(at) for _ in range(self.rng.randint(1, most))]

    def statement(self, at: Around) -> Node:
        if at.depth <= 0 or self.chance(50):
            return self.simple(at)
        return self.pick((self.choice, self.loop, self.nested, *[self.tried] * 5))(at)

    def condition(self) -> str:
        return self.pick((self.probe(), self.probe(), self.var, f"not {self.var}", f'"é" and {self.probe()}'))

    def choice(self, at: Around) -> Compound:
        """`if`, `with` or `match`."""
        one, two, three = (self.suite(at.inner()) for _ in range(3))
        manager = self.call("with cm", "async with acm")
        cases: list[Node] = [Compound([("case 0 | None", one)]), *[Compound([("case _", two)])] * self.chance(50)]
        conditional = [(f"if {self.condition()}", one), (f"elif {self.condition()}", two), ("else", three)]
        kept = self.pick((conditional[:1], conditional[:2], conditional, [conditional[0], conditional[2]]))
        return Compound(self.pick((kept, [(manager, one)], [(f"match {self.probe()}", cases)])))

    def loop(self, at: Around, body: list[Node] | None = None) -> Compound:
        head = self.call("while w") if self.chance(25) else self.call("for i in it", "async for i in ait")
        otherwise = [("else", self.suite(at.inner()))] * self.chance(15)
        return Compound([(head, body or self.suite(at.inner(loop=True))), *otherwise])

    def nested(self, at: Around) -> Compound:
        kept, self.is_async, self.yields = (self.is_async, self.yields), False, False
        body = self.suite(Around(at.depth - 1))
        self.is_async, self.yields = kept
        outer = [f"nonlocal {self.var}"] * (self.kind not in ("module", "class") and self.chance(40))
        return Compound([(f"@called\ndef g({'' if outer else self.var + '=1'})", [*outer, *body])])

    def tried(self, at: Around, jumps: int = 65) -> Compound:
        clauses = [("try", self.suite(at.inner()))]
        star = self.chance(8)
        inside = at.inner(loop=False, ret=False) if star else at.inner()
        heads = [*self.rng.sample(HANDLERS, self.chance(25)), self.pick(LAST_HANDLERS)] * self.chance(75)
        for head in heads:
            constant = "return" if self.yields and self.is_async else f"return {self.pick(CONSTANTS)}"
            suite: list[Node] = [constant] if inside.ret and self.chance(35) else self.suite(inside, 2)
            clauses.append((f"except* {head[7:] or 'Exception'}" if star else head, suite))
        clauses += [("else", self.suite(at.inner()))] * (len(clauses) > 1 and self.chance(20))
        if len(clauses) == 1 or self.chance(70):
            clauses.append(("finally", self.final(at) if self.chance(jumps) else [self.probe(), *self.cleanup(at)]))
        return Compound(clauses)

    def cleanup(self, at: Around) -> list[Node]:
        calm = Around(at.depth - 1, ret=False)
        return [self.statement(calm) if self.chance(15) else self.probe() for _ in range(self.rng.randint(0, 2))]

    def final(self, at: Around) -> list[Node]:
        before, jump = self.cleanup(at), self.jump(at)
        conditional = Compound([(f"if {self.condition()}", [self.jump(at)])])
        rare = [[*before, jump, self.probe()], [*before, conditional, jump], [*before, *self.suite(at.inner(), 2)]]
        return self.pick([[*before, jump]] * 12 + [[*before, conditional]] * 3 + rare)

    def program(self) -> list[Node]:
        ret = self.kind not in ("module", "class")
        at = Around(self.rng.randint(1, 3), ret=ret)
        body = self.suite(at)
        if self.chance(75):
            inner = at._replace(loop=True)
            body = [*[self.simple(inner)] * self.chance(25), self.tried(inner, 95)]
            body = [self.loop(at, [*body, *[self.statement(inner)] * self.chance(15)])]
            body = [Compound([(self.pick(("if p(0)", "with cm(0)", "if True")), body)])] if self.chance(25) else body
            body = [*[self.simple(at)] * self.chance(25), *body, *[self.statement(at)] * self.chance(20)]
        if not ret:
            return body if self.kind == "module" else [Compound([("class K", body)])]
        constant = "return" if self.yields and self.is_async else f"return {self.pick(CONSTANTS)}"
        if self.chance(15) and not (self.yields and self.is_async):
            body = [f"{self.var} = {self.pick(CONSTANTS)}", *body[-1:], f"return {self.var}"]
        else:
            body += [constant] * self.chance(35)
        body += ["yield"] * self.yields
        head = f"@{self.kind}\n" * ("manager" in self.kind) + f"{'async ' * self.is_async}def f({self.var}=0)"
        head += self.pick(ANNOTATIONS)
        made: list[Node] = [Compound([(head, body)])]
        wrapped: list[list[Node]] = [
            [Compound([("if False", ["pass"]), ("elif True", made)])],
            [Compound([("class K", [Compound([("@staticmethod\n" + head, body)])])]), "f = K.f"],
            [Compound([("def make()", [*made, "return f"])]), "f = make()"],
        ]
        return self.pick([*wrapped, *[made] * 7])


class Printer:
    """Writes a program in a random style: indents, line ends, comments, one-line suites, semicolons, blank lines."""

    def __init__(self, seed: int, *, plain: bool = False) -> None:
        self.rng = random.Random(seed)
        self.unit = "    " if plain else self.rng.choice(("    ", "    ", "  ", "   ", " " * 8, "\t"))
        self.newline = "\n" if plain else self.rng.choice(("\n", "\n", "\r\n"))
        levels = ((0, 0, most) for most in (50, 30, 25, 20))
        self.short, self.joined, self.comments, self.blanks = (0 if plain else self.rng.choice(one) for one in levels)
        self.final_newline = plain or self.rng.random() < 0.9
        self.lines: list[str] = []

    def chance(self, percent: int) -> bool:
        return self.rng.random() * 100 < percent

    def text(self, program: list[Node]) -> str:
        self.suite(program, "")
        return ("\n".join(self.lines) + "\n" * self.final_newline).replace("\n", self.newline)

    def comment(self) -> str:
        return f"# c{len(self.lines)}"

    def trailing(self) -> str:
        return (self.rng.choice(("  ", " ", "")) + self.comment()) * self.chance(self.comments)

    def space(self, indent: str) -> None:
        self.lines += [""] * self.chance(self.blanks)
        self.lines += [self.rng.choice((indent, indent, indent, "")) + self.comment()] * self.chance(self.comments)

    def suite(self, nodes: list[Node], indent: str) -> None:
        waiting: list[str] = []
        for node, following in zip(nodes, [*nodes[1:], None], strict=True):
            if isinstance(node, str):
                waiting.append(node)
                if not (isinstance(following, str) and self.chance(self.joined)):
                    self.space(indent)
                    end = ";" * self.chance(self.joined // 4) + self.trailing()
                    self.lines.append(indent + "; ".join(waiting) + end)
                    waiting = []
                continue
            for head, inner in node.clauses:
                self.space(indent)
                head = indent + re.sub(r"\n(?=@|def|async)", "\n" + indent, head) + ":"
                small = [one for one in inner if isinstance(one, str)]
                if len(small) == len(inner) and self.chance(self.short):
                    self.lines.append(f"{head} {'; '.join(small)}{self.trailing()}")
                    continue
                self.lines.append(head + self.trailing())
                self.suite(inner, indent + self.unit)
                self.lines += [indent + self.unit + self.comment()] * self.chance(self.comments // 3)


class Stop(BaseException):
    """Stands for KeyboardInterrupt and SystemExit."""


@types.coroutine
def suspended(number: int) -> Generator[int, None, None]:
    yield number


class World:
    """All that a program can call. What happens depends on the scenario, the probe and how often it was called."""

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
        await suspended(number)
        return value

    def w(self, number: int) -> bool:
        self.log.append(("while", number))
        return self.draw(f"w{number}") < 75 and self.counts[f"w{number}"] < 5

    def it(self, number: int) -> Iterator[object]:
        return (self.p(number) for _ in range(self.draw(f"it{number}") % 4))

    async def ait(self, number: int) -> AsyncIterator[object]:
        for _ in range(self.draw(f"it{number}") % 4):
            yield await self.ap(number)

    def cm(self, number: int) -> Manager:
        return Manager(self, number)


@dataclass
class Manager:
    """A context manager that may fail at either end, and may swallow."""

    world: World
    number: int

    def __enter__(self) -> object:
        return self.world.p(self.number)

    def __exit__(self, kind: object, *_: object) -> bool:
        self.world.log.append(("exit", kind))
        self.world.p(self.number)
        return self.world.draw(f"cm{self.number}") < 25

    async def __aenter__(self) -> object:
        return await self.world.ap(self.number)

    async def __aexit__(self, kind: object, *_: object) -> bool:
        return self.__exit__(kind)


def outcome(code: types.CodeType, kind: str, scenario: int) -> tuple[object, list[object]]:
    """What a program comes to, and what it did on its way. A new world each time: the garbage collector may go on."""
    world = World(scenario)
    names: dict[str, Any] = {name: getattr(world, name) for name in ("p", "ap", "w", "it", "ait", "cm")}
    names |= {"contextmanager": contextmanager, "asynccontextmanager": asynccontextmanager, "Stop": Stop, "v": 0}
    names |= {"acm": world.cm, "called": lambda made: made(), "Optional": Any, "Tuple": dict, "result_value": 0}
    try:
        exec(code, names)
        return repr(called(names["f"](), kind, world) if "f" in names else None), world.log
    except BaseException as exc:
        # A message of the interpreter's own may name variables.
        return (type(exc), exc.args if type(exc) in (ValueError, KeyError, Stop) else ()), world.log


def called(made: Any, kind: str, world: World) -> object:
    made = made.gen if "manager" in kind else made
    if kind.startswith("async"):
        return awaited(made, world) if kind == "async" else driven(made, lambda one: awaited(one, world), "a", world)
    return driven(made, lambda one: one, "", world) if kind != "sync" else made


def awaited(made: Any, world: World) -> object:
    """Run a coroutine to its end, here and there with a cancellation."""
    running = made.__await__()
    cancels = False
    try:
        while True:
            number = running.throw(asyncio.CancelledError()) if cancels else next(running)
            cancels = world.draw(f"cancel{number}") < world.faults // 3
    except StopIteration as exc:
        return exc.value


def driven(made: Any, run: Callable[[Any], object], prefix: str, world: World) -> object:
    """Run a generator, here and there with an exception thrown in, or closed early."""
    send, throw, close = (getattr(made, prefix + name) for name in ("send", "throw", "close"))
    drawn = None
    try:
        while True:
            thrown = world.draw("driver")
            if thrown < 5:
                return "closed", run(close())
            world.log.append(("yielded", run(throw(KeyError(-2)) if thrown < 15 else send(drawn))))
            drawn = thrown
    except (StopIteration, StopAsyncIteration) as exc:
        return "finished", getattr(exc, "value", None)


class Jump(NamedTuple):
    node: ast.stmt
    tries: tuple[Any, ...]
    """The try statements whose `finally` it leaves, from the outside in."""


def jumps(parent: Any, returns: tuple[Any, ...] = (), others: tuple[Any, ...] = ()) -> Iterator[Jump]:
    """Every jump out of a `finally` below a node; `returns` and `others` are what a `return`, a `break` here leaves."""
    loop = isinstance(parent, (ast.For, ast.AsyncFor, ast.While))
    scope = isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    for name, children in ast.iter_fields(parent):
        final = (parent,) if name == "finalbody" else ()
        inner = () if scope else (*returns, *final)
        inner_others = () if scope or (loop and name == "body") else (*others, *final)
        for child in children if isinstance(children, list) else ():
            left = inner if isinstance(child, ast.Return) else inner_others
            if isinstance(child, (ast.Return, ast.Break, ast.Continue)) and left:
                yield Jump(child, left)
            elif isinstance(child, (ast.stmt, ast.excepthandler, ast.match_case)):
                yield from jumps(child, inner, inner_others)


def has_call(node: ast.AST) -> bool:
    return any(isinstance(inner, (ast.Call, ast.NamedExpr)) for inner in ast.walk(node))


class Hoister(ast.NodeTransformer):
    """Takes the jumps at these places (line, UTF-8 column) out of their `finally`, puts them behind the try statement.

    A function whose annotation does not admit None returns "fell off" at its end: the rule may choose a value there.
    """

    def __init__(self, places: set[tuple[int, int]]) -> None:
        self.places = places

    def visit(self, node: ast.AST) -> Any:
        self.generic_visit(node)
        if isinstance(node, (ast.Try, ast.TryStar)) and node.finalbody:
            return self._hoisted(node)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and handler_values(node):
            node.body.append(ast.Return(ast.Constant("fell off")))
        return node

    def _hoisted(self, node: ast.Try | ast.TryStar) -> ast.stmt | list[ast.stmt]:
        last = node.finalbody[-1]
        jump = last.body[0] if isinstance(last, ast.If) else last
        if (jump.lineno, jump.col_offset) not in self.places:
            return node
        node.finalbody.pop()
        if isinstance(last, ast.Return) and last.value and has_call(last):
            node.finalbody.append(ast.Assign([ast.Name("kept_value", ast.Store())], last.value))
            last = ast.Return(ast.Name("kept_value", ast.Load()))
        return [*([node] if node.finalbody or node.handlers else node.body), last]


def handler_values(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """The values, as `repr`, that a result variable may start with: those that all handlers of some `try` return."""
    if function.returns is None or re.search("Optional|None", ast.unparse(function.returns)) or yields(function):
        return set()
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, (ast.Try, ast.TryStar)):
            returned = [one.value for h in node.handlers for one in own_nodes(h) if isinstance(one, ast.Return)]
            if len({ast.dump(value) if value else "" for value in returned}) == 1:
                found |= {repr(ast.literal_eval(value)) for value in returned if value and is_literal(value)}
    return found


def own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef):
            yield from own_nodes(child)


def is_literal(value: ast.expr) -> bool:
    return not has_call(value) and not any(isinstance(inner, ast.Name) for inner in ast.walk(value))


def yields(function: ast.AST) -> bool:
    return any(isinstance(node, ast.Yield) for node in ast.walk(function))


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
        return engine.plan(
            ["a.py"],
            lambda path: Module(path, text.encode()),
            lambda _: [FinallyJump(style=self.style)],  # type: ignore[arg-type]
            allowed=lambda finding: finding.fix is not None and (self.unsafe or finding.fix.safety == "safe"),
        )

    def check(self) -> None:
        """Raise AssertionError for whatever is wrong with the rule's work on this program."""
        tree, plan = ast.parse(self.text), self.plan(self.text)
        expected = list(jumps(tree))
        self.fixed = len(plan.fixed)
        assert not plan.errors, plan.errors
        assert [one.span.line for one in plan.findings] == sorted(one.node.lineno for one in expected), "wrong findings"
        assert all(one.kept_because for one in plan.kept), "kept without a reason"
        assert not [one for one in plan.kept if re.search("asyncfix|LibCST", one.kept_because or "")], "refused"
        assert bool(plan.changes) == bool(plan.fixed), "fixed and changes differ"
        if not plan.changes:
            return
        after = plan.changes[0].after.decode()
        assert len(list(jumps(ast.parse(after)))) == len(expected) - self.fixed, "jumps are left"
        assert not self.plan(after).changes, "a second run changes something"
        assert comments(after) == comments(self.text), "comments differ"
        lines = self.text.splitlines()
        starts = {(one.span.line, len(lines[one.span.line - 1][: one.span.column - 1].encode())) for one in plan.fixed}
        self._check_lines(tree, after, {line for line, _ in starts})
        self._check_behaviour(tree, after, starts)

    def _check_lines(self, tree: ast.Module, after: str, fixed: set[int]) -> None:
        """Nothing goes but the jumps, the `try` and `finally` they empty, and the returns that they made vanish."""
        may_go = set(fixed)
        for node in ast.walk(tree):
            if isinstance(node, ast.Return):
                may_go.update(range(node.lineno, (node.end_lineno or 0) + 1))
        for statement in (one.tries[-1] for one in jumps(tree) if one.node.lineno in fixed):
            may_go.update((statement.lineno, *range(statement.finalbody[0].lineno - 1, statement.end_lineno + 1)))
        old, new = ([line.strip() for line in text.splitlines()] for text in (self.text, after))
        gone = Counter(old) - Counter(new) - Counter(old[line - 1] for line in may_go)
        assert not [line for line in gone if line and not line.startswith(("#", "finally", "try"))], gone

    def _check_behaviour(self, tree: ast.Module, after: str, starts: set[tuple[int, int]]) -> None:
        functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
        defaults = {"None"}.union(*map(handler_values, functions))
        reference = ast.fix_missing_locations(Hoister(starts).visit(tree))
        by_hand = compile(ast.unparse(reference), "by hand", "exec", dont_inherit=True)
        by_rule = compile(after, "by rule", "exec", dont_inherit=True)
        for scenario in range(self.scenarios):
            made, wanted = outcome(by_rule, self.kind, scenario), outcome(by_hand, self.kind, scenario)
            if wanted[0] == repr("fell off") and made[0] in defaults:
                wanted = made[0], wanted[1]
            assert made == wanted, f"scenario {scenario}\n made  {made}\n wanted {wanted}\n{after}"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("start", range(0, 160, 20))
@pytest.mark.parametrize("style", ["result-variable", "hoist"])
@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
def test_rewrites_behave_like_jumps_put_behind_the_try_by_hand(start: int, style: str, *, unsafe: bool) -> None:
    for seed in range(start, start + 20):
        writer = Writer(seed)
        text = Printer(seed, plain=seed % 3 == 0).text(writer.program())
        try:
            Case(text, writer.kind, style, unsafe).check()
        except AssertionError as failure:
            raise AssertionError(f"seed {seed}: {failure}\n{text}") from failure


FOUND = {
    "a jump kept in an inner finally": """
def f(v=0):
    for i in it(1):
        try:
            try:
                return 1
            finally:
                if p(2):
                    break
        finally:
            break
""",
    "a cleanup that fails before a handler that breaks": """
def f(v=0):
    for i in it(1):
        try:
            try:
                return 1
            finally:
                p(2)
        except Exception:
            break
        finally:
            break
""",
    "a with that swallows what a cleanup raises": """
def f(v=0):
    for i in it(1):
        try:
            with cm(2):
                try:
                    return 1
                finally:
                    p(3)
            v = p(4)
        finally:
            break
""",
    "a variable of the function that a cleanup sets": """
def f(v=0):
    v = None
    for i in it(1):
        try:
            return p(2)
        finally:
            v = p(3)
            break
    return v
""",
    "two lines alike, one of them fixed in the second pass": """
for i in it(1):
    try:
        try:
            p(2)
        finally:
            break
        try:
            p(3)
        finally:
            break
            break
    finally:
        break
""",
    "a semicolon that ends the finally": """
def f(v=0):
    for i in it(1):
        try:
            p(2)
        finally:
            break;
""",
    "a function below elif": """
if False:
    pass
elif True:
    def f(v=0):
        for i in it(1):
            try:
                return p(2)
            finally:
                break
""",
}


@pytest.mark.parametrize("text", FOUND.values(), ids=FOUND)
def test_handles_what_random_programs_have_found(text: str) -> None:
    Case(text, "sync" if "def f" in text else "module").check()
