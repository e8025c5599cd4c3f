"""The engine with toy rules: what happens to fixes that overlap, span files, refuse, or are wrong."""

from __future__ import annotations

import ast
import dataclasses
import pickle
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NoReturn

import libcst as cst
import pytest

from asyncfix import engine
from asyncfix.errors import FileTrouble
from asyncfix.project import Module, Project, flow
from asyncfix.rule import Edit, Finding, Fix, Import, Refused, Related, Rule, Safety, Span

if TYPE_CHECKING:
    from asyncfix.rule import Rewrite

Files = dict[str, str]


def plan(files: Mapping[str, str | bytes], *rules: Rule, paths: Sequence[str] = (), **options: object) -> engine.Plan:
    """Plan all of these files, or some paths, with one or more rules."""
    contents = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}

    def open_module(path: str) -> Module:
        if path not in contents:
            raise FileTrouble(path, "no such file")
        return Module(path, contents[path])

    return engine.plan(paths or sorted(contents), open_module, lambda _: rules, **options)  # type: ignore[arg-type]


def texts(made: engine.Plan) -> Files:
    return {change.path: change.after.decode() for change in made.changes}


def lines(findings: Sequence[Finding]) -> list[tuple[str, int]]:
    return [(finding.path, finding.span.line) for finding in findings]


def calls_of(module: Module, name: str) -> Iterator[tuple[flow.Placed, ast.Call]]:
    """The calls of a plain name, each with the statement it stands in."""
    for at in flow.placed(module.tree):
        inside = [at.statement] if not list(flow.suites(at.statement)) else []
        if isinstance(at.statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            inside = []
        for statement in inside:
            for node in ast.walk(statement):
                match node:
                    case ast.Call(func=ast.Name(id=found)) if found == name:
                        yield at, node
                    case _:
                        pass


def finding(rule: Rule, module: Module, at: flow.Placed, node: ast.expr, fix: Fix | None) -> Finding:
    return Finding(
        rule=rule.name,
        path=module.path,
        span=module.span(node),
        message=f"`{module.source(node)}` is old",
        severity="warning",
        symbol=at.symbol,
        code=module.line(node.lineno).strip(),
        fix=fix,
        kept_because=None if fix else "it has no fix",
    )


def call_of(name: str) -> Rewrite:
    """A call becomes one of another name, with the same arguments."""

    def renamed(node: cst.CSTNode) -> cst.CSTNode:
        assert isinstance(node, cst.Call)
        return node.with_changes(func=cst.parse_expression(name))

    return renamed


AS_NEW, AS_OLD = call_of("new"), call_of("old")


@dataclass(frozen=True)
class Renames(Rule):
    """Every call of `word` is a finding; its fix rewrites the call."""

    name: ClassVar[str] = "renames"
    needles: ClassVar[tuple[bytes, ...]] = (b"old",)

    rewrite: Rewrite = AS_NEW
    word: str = "old"
    wanted: tuple[Import, ...] = ()
    unneeded: tuple[str, ...] = ()
    drops_comments: tuple[str, ...] = ()
    safety: Safety = "safe"

    def detect(self, module: Module, project: Project) -> Iterator[Finding]:  # noqa: ARG002
        for at, call in calls_of(module, self.word):
            fix = Fix(
                self.safety,
                (Edit(module.path, module.anchor(call), self.rewrite),),
                wanted=tuple((module.path, one) for one in self.wanted),
                unneeded=tuple((module.path, one) for one in self.unneeded),
                drops_comments=self.drops_comments,
            )
            yield finding(self, module, at, call, fix)


@dataclass(frozen=True)
class RewritesStatement(Rule):
    """Every statement that calls `word` is a finding; its fix rewrites the statement, or the line, that holds it."""

    name: ClassVar[str] = "rewrites-statement"
    needles: ClassVar[tuple[bytes, ...]] = (b"bad", b"worse")

    rewrite: Rewrite
    word: str = "bad"
    kind: str | None = None

    def detect(self, module: Module, project: Project) -> Iterator[Finding]:  # noqa: ARG002
        for at, call in calls_of(module, self.word):
            edit = Edit(module.path, module.anchor(at.statement, self.kind), self.rewrite)
            yield finding(self, module, at, call, Fix("safe", (edit,)))


@dataclass(frozen=True)
class MovesIn(Rule):
    """`move(path)` in one file ties it to the first statement of other files."""

    name: ClassVar[str] = "moves-in"
    needles: ClassVar[tuple[bytes, ...]] = (b"move",)

    there: Rewrite

    def detect(self, module: Module, project: Project) -> Iterator[Finding]:
        for at, call in calls_of(module, "move"):
            edits = [Edit(module.path, module.anchor(call), call_of("moved"))]
            for argument in call.args:
                other = project.at(ast.literal_eval(argument))
                edits.append(Edit(other.path, other.anchor(other.tree.body[0]), self.there))
            yield finding(self, module, at, call, Fix("safe", tuple(edits)))


def refuses(_: cst.CSTNode) -> NoReturn:
    raise Refused("line 1 is read by somebody else")


def as_pass(node: cst.CSTNode) -> cst.CSTNode:
    assert isinstance(node, cst.BaseSmallStatement)
    return cst.Pass()


def as_statement(code: str) -> Rewrite:
    """A small statement becomes another one."""

    def rewritten(_: cst.CSTNode) -> cst.CSTNode:
        line = cst.parse_statement(code)
        assert isinstance(line, cst.SimpleStatementLine)
        return line.body[0]

    return rewritten


def as_lines(*codes: str) -> Rewrite:
    """A line becomes several lines."""

    def rewritten(_: cst.CSTNode) -> cst.FlattenSentinel[cst.CSTNode]:
        return cst.FlattenSentinel([cst.parse_statement(code) for code in codes])

    return rewritten


# Nothing to do


def test_leaves_files_without_a_finding_alone() -> None:
    assert plan({"a.py": "new()\n"}, Renames()) == engine.Plan()


def test_leaves_findings_without_a_fix_alone() -> None:
    made = plan({"a.py": "old()\n"}, Renames(), allowed=lambda _: False)
    assert not made.changes
    assert not made.fixed
    assert lines(made.kept) == [("a.py", 1)]


def test_leaves_unsafe_fixes_alone_until_they_are_allowed() -> None:
    rule = Renames(safety="unsafe")
    made = plan({"a.py": "old()\n"}, rule)
    assert not made.changes
    assert made.kept[0].fix == Fix("unsafe", (), touches=frozenset({"a.py"}))
    assert texts(plan({"a.py": "old()\n"}, rule, allowed=lambda found: found.fix is not None)) == {"a.py": "new()\n"}


def test_a_file_that_cannot_be_parsed_is_an_error_and_the_others_are_done() -> None:
    made = plan({"a.py": "old(\n", "b.py": "old()\n"}, Renames())
    assert texts(made) == {"b.py": "new()\n"}
    assert [error.path for error in made.errors] == ["a.py"]
    assert made.errors[0].message.startswith("cannot be parsed: line 1: ")


def test_a_file_that_cannot_be_opened_is_an_error_and_the_others_are_done() -> None:
    made = plan({"b.py": "old()\n"}, Renames(), paths=["a.py", "b.py"])
    assert texts(made) == {"b.py": "new()\n"}
    assert [str(error) for error in made.errors] == ["a.py: no such file"]


# Files that belong together


def test_rewrites_files_that_were_not_named() -> None:
    files = {"a.py": "x = 1\nmove('b.py')\n", "b.py": "f()\ng()\n", "c.py": "move('b.py')\n"}
    made = plan(files, MovesIn(as_pass), paths=["a.py"])
    assert texts(made) == {"a.py": "x = 1\nmoved('b.py')\n", "b.py": "pass\ng()\n"}
    assert lines(made.fixed) == [("a.py", 2)]
    assert made.fixed[0].fix == Fix("safe", (), touches=frozenset({"a.py", "b.py"}))
    assert not made.kept


def test_findings_of_files_that_were_not_named_are_no_new_ones() -> None:
    files = {"a.py": "move('b.py')\n", "b.py": "f()\nold()\n"}
    made = plan(files, MovesIn(as_pass), Renames(), paths=["a.py"])
    assert not made.errors
    assert texts(made)["a.py"] == "moved('b.py')\n"
    assert texts(made)["b.py"].startswith("pass\n")


def test_one_refused_edit_keeps_every_file_of_its_finding() -> None:
    files = {"a.py": "move('b.py')\n", "b.py": "f()\n"}
    made = plan(files, MovesIn(refuses))
    assert not made.changes
    assert not made.errors
    (kept,) = made.kept
    assert kept.fix is None
    assert kept.kept_because == "line 1 is read by somebody else"


def test_a_refused_edit_keeps_no_other_finding() -> None:
    files = {"a.py": "move('b.py')\nold()\nmove()\n", "b.py": "f()\nold()\n"}
    made = plan(files, MovesIn(refuses), Renames())
    assert texts(made) == {"a.py": "move('b.py')\nnew()\nmoved()\n", "b.py": "f()\nnew()\n"}
    assert lines(made.kept) == [("a.py", 1)]
    assert lines(made.fixed) == [("a.py", 2), ("a.py", 3), ("b.py", 2)]


def test_refused_edits_of_one_function_keep_no_other_finding_in_it() -> None:
    def unless_two(node: cst.CSTNode) -> cst.CSTNode:
        assert isinstance(node, cst.Call)
        if len(node.args) == 2:
            raise Refused("two arguments")
        return call_of("new")(node)  # type: ignore[return-value]

    before = "def f():\n    old(1)\n    old(1, 2)\n    old(3, 4)\n    old(5)\n"
    made = plan({"a.py": before}, Renames(unless_two))
    assert texts(made) == {"a.py": "def f():\n    new(1)\n    old(1, 2)\n    old(3, 4)\n    new(5)\n"}
    assert [(found.span.line, found.kept_because) for found in made.kept] == [
        (3, "two arguments"),
        (4, "two arguments"),
    ]


def test_a_missing_file_that_a_rule_asks_for_is_an_error() -> None:
    made = plan({"a.py": "move('b.py')\n"}, MovesIn(as_pass))
    assert not made.changes
    assert [str(error) for error in made.errors] == ["b.py: no such file"]


# Fixes that overlap


def test_the_inner_of_two_nested_fixes_is_made_first() -> None:
    order: list[str] = []

    def noted(node: cst.CSTNode) -> cst.CSTNode:
        order.append(cst.Module([]).code_for_node(node))
        return call_of("new")(node)  # type: ignore[return-value]

    made = plan({"a.py": "f(old(\n    old(1),\n    old(2),\n))\n"}, Renames(noted))
    assert texts(made) == {"a.py": "f(new(\n    new(1),\n    new(2),\n))\n"}
    assert order == ["old(1)", "old(2)", "old(\n    new(1),\n    new(2),\n)"]
    assert lines(made.findings) == [("a.py", 1), ("a.py", 2), ("a.py", 3)]
    assert not made.kept


def test_the_inner_of_two_nested_fixes_is_made_first_on_one_line_too() -> None:
    order: list[str] = []

    def noted(node: cst.CSTNode) -> cst.CSTNode:
        order.append(cst.Module([]).code_for_node(node))
        return call_of("new")(node)  # type: ignore[return-value]

    made = plan({"a.py": "old(old(1))\n"}, Renames(noted))
    assert texts(made) == {"a.py": "new(new(1))\n"}
    assert order == ["old(1)", "old(new(1))"]


def test_fixes_that_overlap_across_files_are_made_one_after_the_other() -> None:
    def in_turn(node: cst.CSTNode) -> cst.CSTNode:
        match node:
            case cst.Expr(cst.Call(args=args) as call):
                return cst.Expr(call.with_changes(args=[*args, cst.Arg(cst.Integer("1"))]))
            case _:
                raise AssertionError(node)

    files = {"a.py": "move('c.py')\n", "b.py": "move('c.py')\n", "c.py": "f()\n"}
    made = plan(files, MovesIn(in_turn))
    assert texts(made) == {"a.py": "moved('c.py')\n", "b.py": "moved('c.py')\n", "c.py": "f(1, 1)\n"}


@dataclass(frozen=True)
class BindsName(Rule):
    """`bad()` becomes `value = 1`, under a name that is free."""

    name: ClassVar[str] = "binds-name"
    needles: ClassVar[tuple[bytes, ...]] = (b"bad",)

    says_so: bool = True

    def detect(self, module: Module, project: Project) -> Iterator[Finding]:  # noqa: ARG002
        for at, call in calls_of(module, "bad"):
            name = flow.free_name("value", flow.names_in(at.scope))
            edit = Edit(module.path, module.anchor(at.statement), as_statement(f"{name} = 1"))
            introduces = frozenset({name}) if self.says_so else frozenset()
            yield finding(self, module, at, call, Fix("safe", (edit,), introduces=introduces))


def test_fixes_that_introduce_the_same_name_are_made_one_after_the_other() -> None:
    before = {"a.py": "def f():\n    bad()\n    bad()\n    bad()\n"}
    made = plan(before, BindsName())
    assert texts(made) == {"a.py": "def f():\n    value = 1\n    value_2 = 1\n    value_3 = 1\n"}
    assert lines(made.fixed) == [("a.py", 2), ("a.py", 3), ("a.py", 4)]
    # That is what `introduces` is for: without it they do not know of each other.
    assert texts(plan(before, BindsName(says_so=False))) == {"a.py": "def f():\n" + "    value = 1\n" * 3}


# How many, and which


def test_at_most_so_many_fixes_are_made() -> None:
    before = "".join(f"old({number})\n" for number in range(4))
    made = plan({"a.py": before}, Renames(), at_most=3)
    assert texts(made) == {"a.py": before.replace("old(0", "new(0").replace("old(1", "new(1").replace("old(2", "new(2")}
    assert lines(made.fixed) == [("a.py", 1), ("a.py", 2), ("a.py", 3)]
    assert [(found.span.line, found.fix is not None) for found in made.kept] == [(4, True)]
    assert not plan({"a.py": before}, Renames(), at_most=0).changes


def test_refused_fixes_do_not_count_as_made() -> None:
    files = {"a.py": "move('c.py')\n", "b.py": "move()\nmove(  )\n", "c.py": "f()\n"}
    made = plan(files, MovesIn(refuses), at_most=1)
    assert texts(made) == {"b.py": "moved()\nmove(  )\n"}


def test_declined_findings_are_passed_over() -> None:
    before = {"a.py": "old(1)\nold(2)\nold(1)\nold(1)\n"}
    key = ("a.py", "renames", "", "old(1)")
    made = plan(before, Renames(), declined=Counter({key: 2}))
    assert texts(made) == {"a.py": "old(1)\nnew(2)\nold(1)\nnew(1)\n"}
    assert sorted(lines(made.fixed)) == [("a.py", 2), ("a.py", 4)]
    assert lines(made.kept) == [("a.py", 1), ("a.py", 3)]


def test_suppressed_findings_are_counted_and_not_fixed() -> None:
    before = {"a.py": "old(1)  # asyncfix: ignore[renames]\nold(2)\nold(3)  # asyncfix: ignore[other]\n"}
    made = plan(before, Renames())
    assert texts(made) == {"a.py": "old(1)  # asyncfix: ignore[renames]\nnew(2)\nnew(3)  # asyncfix: ignore[other]\n"}
    assert lines(made.findings) == [("a.py", 2), ("a.py", 3)]
    assert made.suppressed == 1


# Words and numbers of the plan


def test_lines_are_those_of_the_files_as_they_were() -> None:
    """The outer call is fixed in the second pass, when the inner fixes have made its file longer."""
    longer = as_lines("first()", "second()", "third()")
    before = "bad()\ndef f():\n    bad()\n    old(\n        old(1)\n    )\n"
    made = plan({"a.py": before}, RewritesStatement(longer, kind="Line"), Renames())
    assert texts(made) == {
        "a.py": "first()\nsecond()\nthird()\ndef f():\n    first()\n    second()\n    third()\n"
        "    new(\n        new(1)\n    )\n"
    }
    assert lines(made.findings) == [("a.py", 1), ("a.py", 3), ("a.py", 4), ("a.py", 5)]


@dataclass(frozen=True)
class OneName(Rule):
    """`bad` calls become `value`, one after the other; the first of each function is only reported."""

    name: ClassVar[str] = "one-name"
    needles: ClassVar[tuple[bytes, ...]] = (b"bad",)

    def detect(self, module: Module, project: Project) -> Iterator[Finding]:  # noqa: ARG002
        for number, (at, call) in enumerate(calls_of(module, "bad")):
            edit = Edit(module.path, module.anchor(at.statement), as_statement("value = 1"))
            fix = Fix("safe", (edit,), introduces=frozenset({"value"})) if number else None
            yield finding(self, module, at, call, fix)


def test_findings_of_the_same_words_are_told_apart_over_several_passes() -> None:
    made = plan({"a.py": "bad()\nbad()\nbad()\n"}, OneName())
    assert texts(made) == {"a.py": "bad()\nvalue = 1\nvalue = 1\n"}
    assert lines(made.fixed) == [("a.py", 2), ("a.py", 3)]
    assert lines(made.kept) == [("a.py", 1)]
    assert made.kept[0].kept_because == "it has no fix"


@dataclass(frozen=True)
class RefusesSecond(Rule):
    """`bad` calls take turns, the smaller first, and one of two lines refuses."""

    name: ClassVar[str] = "refuses-second"
    needles: ClassVar[tuple[bytes, ...]] = (b"bad",)

    def detect(self, module: Module, project: Project) -> Iterator[Finding]:  # noqa: ARG002
        for at, call in calls_of(module, "bad"):
            small = call.lineno == call.end_lineno
            edit = Edit(module.path, module.anchor(at.statement), refuses if small else as_statement("value = 1"))
            found = finding(self, module, at, call, Fix("safe", (edit,), introduces=frozenset({"value"})))
            yield dataclasses.replace(found, code="bad(")


def test_a_refused_fix_is_not_taken_for_an_earlier_one_of_the_same_words() -> None:
    made = plan({"a.py": "bad(\n)\nbad()\n"}, RefusesSecond())
    assert texts(made) == {"a.py": "value = 1\nbad()\n"}
    assert lines(made.fixed) == [("a.py", 1)]
    assert [(found.span.line, found.kept_because) for found in made.kept] == [(3, "line 1 is read by somebody else")]


@dataclass(frozen=True)
class CuresAll(Rule):
    """One fix for all `bad` calls of a module: any of them renames the import they come from."""

    name: ClassVar[str] = "cures-all"
    needles: ClassVar[tuple[bytes, ...]] = (b"bad",)

    def detect(self, module: Module, project: Project) -> Iterator[Finding]:  # noqa: ARG002
        if module.imported.get("bad") == "lib.bad":
            edit = Edit(module.path, module.anchor(module.tree.body[0]), as_statement("from lib import good as bad"))
            for at, call in calls_of(module, "bad"):
                yield finding(self, module, at, call, Fix("safe", (edit,)))


def test_a_finding_that_another_fix_cured_is_not_said_to_be_left() -> None:
    made = plan({"a.py": "from lib import bad\nbad(1)\nbad(2)\n"}, CuresAll())
    assert texts(made) == {"a.py": "from lib import good as bad\nbad(1)\nbad(2)\n"}
    assert lines(made.fixed) == [("a.py", 2), ("a.py", 3)]
    assert not made.kept


def test_a_plan_can_be_pickled() -> None:
    files = {"a.py": "old(1)\nmove('c.py')\nmove()\n", "b.py": "old(\n", "c.py": "f()\n"}
    made = plan(files, Renames(), MovesIn(refuses), declined=Counter({("a.py", "moves-in", "", "move()"): 1}))
    assert made.fixed
    assert made.kept
    assert made.errors
    copy = pickle.loads(pickle.dumps(made))
    assert copy == dataclasses.replace(made, errors=copy.errors)
    assert [(error.path, error.message) for error in copy.errors] == [(e.path, e.message) for e in made.errors]


def test_a_sealed_finding_can_be_pickled_and_knows_what_it_touches() -> None:
    related = (Related("b.py", 1, "here"),)
    (found,) = engine.detect(Module("a.py", b"old()\n"), Project(lambda path: Module(path, b"")), [Renames()])
    found = dataclasses.replace(found, related=related)
    with pytest.raises((pickle.PicklingError, AttributeError)):
        pickle.dumps(found)
    sealed = engine.sealed(found)
    assert pickle.loads(pickle.dumps(sealed)) == sealed
    assert sealed.fix == Fix("safe", (), touches=frozenset({"a.py"}))
    assert sealed.related == related
    assert engine.sealed(sealed.kept("no")) == sealed.kept("no")


def test_findings_come_in_source_order_whichever_rule_they_are_of() -> None:
    module = Module("a.py", b"old(1)\nmove()\nold(2)\n")
    project = Project(lambda path: Module(path, b""))
    found = engine.detect(module, project, [MovesIn(refuses), Renames()])
    assert [(one.rule, one.span) for one in found] == [
        ("renames", Span(1, 1, 1, 7)),
        ("moves-in", Span(2, 1, 2, 7)),
        ("renames", Span(3, 1, 3, 7)),
    ]


# Imports


def test_a_wanted_import_is_added_once_per_file() -> None:
    rule = Renames(call_of("asyncio.new"), wanted=(Import("asyncio"),))
    before = {"a.py": "import os\n\n\nold(os)\nold(1)\n", "b.py": "import asyncio\n\nold()\n"}
    made = plan(before, rule)
    assert texts(made) == {
        "a.py": "import asyncio\nimport os\n\n\nasyncio.new(os)\nasyncio.new(1)\n",
        "b.py": "import asyncio\n\nasyncio.new()\n",
    }
    assert texts(plan(texts(made), rule)) == {}


def test_an_unneeded_import_goes_with_its_last_use() -> None:
    rule = Renames(unneeded=("old",))
    before = {"a.py": "from lib import new, old\n\nold()\nold()\n", "b.py": "from lib import old, x\n\nold()\nx(old)\n"}
    assert texts(plan(before, rule)) == {
        "a.py": "from lib import new\n\nnew()\nnew()\n",
        "b.py": "from lib import old, x\n\nnew()\nx(old)\n",
    }


def test_an_import_that_cannot_be_added_keeps_its_finding() -> None:
    rule = Renames(call_of("asyncio.new"), wanted=(Import("asyncio"),))
    files = {"a.py": "asyncio = None\nold()\n", "b.py": "old()\n"}
    made = plan(files, rule)
    assert texts(made) == {"b.py": "import asyncio\n\nasyncio.new()\n"}
    assert lines(made.kept) == [("a.py", 2)]
    assert made.kept[0].fix is None
    assert made.kept[0].kept_because


def test_code_that_does_not_parse_is_our_bug_though_an_import_is_wanted_too() -> None:
    rule = Renames(lambda _: cst.Name("if"), wanted=(Import("asyncio"),))
    made = plan({"a.py": "old()\n"}, rule)
    assert not made.changes
    (error,) = made.errors
    assert "this is a bug in asyncfix: the rewrite for renames makes code that cannot be parsed" in error.message


# Proofs


def unchanged(node: cst.CSTNode) -> cst.CSTNode:
    return node


def with_newlines(_: cst.CSTNode) -> cst.FlattenSentinel[cst.CSTNode]:
    made = [cst.parse_statement("first()"), cst.parse_statement("second()")]
    ended = [line.with_deep_changes(line.trailing_whitespace, newline=cst.Newline("\r\n")) for line in made]  # type: ignore[union-attr]
    return cst.FlattenSentinel(ended)


def led_by_cookie(node: cst.CSTNode) -> cst.CSTNode:
    assert isinstance(node, cst.SimpleStatementLine)
    return cst.SimpleStatementLine(
        [cst.Pass()], leading_lines=[cst.EmptyLine(comment=cst.Comment("# coding: latin-1"))]
    )


WRONG: dict[str, tuple[Callable[[cst.CSTNode], object], str | None, str]] = {
    "code that does not parse": (
        lambda _: cst.Expr(cst.Name("if")),
        None,
        "makes code that cannot be parsed: line 4: ",
    ),
    "code that does not compile": (
        as_statement("return 1"),
        None,
        "makes code that does not compile: line 4: 'return' outside function",
    ),
    "code that the compiler warns of": (
        as_statement("assert (1, 'why')"),
        None,
        "makes code that the compiler warns of: assertion is always true, perhaps remove parentheses?",
    ),
    "the finding once more": (
        unchanged,
        None,
        "leaves a finding of rewrites-statement in b.py that should be gone, or makes a new one",
    ),
    "a finding of another rule": (
        as_statement("old()"),
        None,
        "leaves a finding of renames in b.py that should be gone, or makes a new one",
    ),
    "another line end": (with_newlines, "Line", "changes line ends"),
    "another encoding": (led_by_cookie, "Line", "changes the encoding of the file"),
}


@pytest.mark.parametrize("situation", WRONG)
def test_a_rewrite_that_makes(situation: str) -> None:
    """It is dropped, named as our bug, and the others are done."""
    rewrite, kind, reason = WRONG[situation]
    rule = RewritesStatement(rewrite, kind=kind)  # type: ignore[arg-type]
    files = {"a.py": "old()\n", "b.py": "\n\nold()\nbad()\nold()\n\n\ndef f():\n    old()\n"}
    if situation == "another encoding":
        files["b.py"] = "bad()\n" + files["b.py"].replace("bad()\n", "x()\n").lstrip("\n")
    made = plan(files, rule, Renames())
    after = {path: text.replace("old", "new") for path, text in files.items()}
    assert texts(made) == after
    assert all(found.rule == "renames" for found in made.fixed)
    line = files["b.py"].split("bad")[0].count("\n") + 1
    (kept,) = made.kept
    assert (kept.rule, kept.path, kept.span.line, kept.fix) == ("rewrites-statement", "b.py", line, None)
    assert kept.kept_because
    assert kept.kept_because.startswith(f"the rewrite failed its proof: {reason}")
    (error,) = made.errors
    assert error.path == "b.py"
    assert error.message.startswith(
        f"line {line}: this is a bug in asyncfix: the rewrite for rewrites-statement {reason}"
    )
    assert error.message.endswith("; nothing was changed")


def test_a_rewrite_that_is_wrong_in_one_file_is_dropped_in_all() -> None:
    files = {"a.py": "move('b.py')\nold()\n", "b.py": "f()\nold()\n", "c.py": "move()\n"}
    made = plan(files, MovesIn(as_statement("return 1")), Renames())
    assert texts(made) == {"a.py": "move('b.py')\nnew()\n", "b.py": "f()\nnew()\n", "c.py": "moved()\n"}
    assert lines(made.kept) == [("a.py", 1)]
    (error,) = made.errors
    assert error.path == "a.py"
    assert "this is a bug in asyncfix: the rewrite for moves-in makes code that does not compile" in error.message


def test_an_error_names_the_line_of_the_file_as_it_was() -> None:
    longer = as_lines("first()", "second()", "third()")
    wrong = RewritesStatement(as_statement("return 1"), word="worse")
    made = plan({"a.py": "bad()\nworse()\n"}, RewritesStatement(longer, kind="Line"), wrong)
    assert texts(made) == {"a.py": "first()\nsecond()\nthird()\nworse()\n"}
    assert lines(made.kept) == [("a.py", 2)]
    (error,) = made.errors
    assert error.message.startswith("line 2: this is a bug in asyncfix")


def test_a_rewrite_that_ends_the_last_line_otherwise_is_dropped() -> None:
    def with_blank_lines(_: cst.CSTNode) -> cst.CSTNode:
        body = cst.IndentedBlock([cst.SimpleStatementLine([cst.Pass()])], footer=[cst.EmptyLine(indent=False)] * 2)
        return cst.If(cst.Name("x"), body)

    made = plan({"a.py": "old()\nbad()"}, RewritesStatement(with_blank_lines, kind="Line"), Renames())
    assert texts(made) == {"a.py": "new()\nbad()"}
    assert lines(made.kept) == [("a.py", 2)]
    (error,) = made.errors
    assert "changes the end of the last line" in error.message


def test_a_rewrite_that_raises_is_dropped_and_the_others_are_done() -> None:
    """LibCST checks what it is given: `Name` takes identifiers only."""
    made = plan({"a.py": "bad()\n", "b.py": "old()\n"}, RewritesStatement(lambda _: cst.Name("1 +")), Renames())
    assert texts(made) == {"b.py": "new()\n"}
    assert lines(made.kept) == [("a.py", 1)]
    (error,) = made.errors
    assert error.path == "a.py"
    assert "this is a bug in asyncfix" in error.message


def without_comment(node: cst.CSTNode) -> cst.CSTNode:
    assert isinstance(node, cst.SimpleStatementLine)
    return cst.SimpleStatementLine([cst.Pass()])


def test_a_rewrite_that_loses_a_comment_is_dropped() -> None:
    files = {"a.py": "bad()  # why\n", "b.py": "old()\n"}
    made = plan(files, RewritesStatement(without_comment, kind="Line"), Renames())
    assert texts(made) == {"b.py": "new()\n"}
    (kept,) = made.kept
    assert kept.kept_because
    assert "would lose the comment '# why'" in kept.kept_because


def test_a_rewrite_that_loses_a_comment_is_our_bug() -> None:
    made = plan({"a.py": "bad()  # why\n"}, RewritesStatement(without_comment, kind="Line"))
    assert [error.path for error in made.errors] == ["a.py"]
    assert "this is a bug in asyncfix" in made.errors[0].message


def test_a_rewrite_that_loses_a_comment_keeps_no_other_finding_of_its_function() -> None:
    made = plan(
        {"a.py": "def f():\n    bad()  # why\n    old()\n"}, RewritesStatement(without_comment, kind="Line"), Renames()
    )
    assert texts(made) == {"a.py": "def f():\n    bad()  # why\n    new()\n"}
    assert lines(made.kept) == [("a.py", 2)]


def test_a_comment_may_go_where_the_fix_says_so() -> None:
    def bare(node: cst.CSTNode) -> cst.CSTNode:
        assert isinstance(node, cst.Call)
        return cst.Call(cst.Name("new"))

    before = {"a.py": "old(  # why\n)\nold(  # what\n)\n"}
    made = plan(before, Renames(bare, drops_comments=("# why",)))
    assert texts(made) == {"a.py": "new()\nold(  # what\n)\n"}


def test_a_comment_that_moves_is_not_lost() -> None:
    def moved(node: cst.CSTNode) -> cst.CSTNode:
        assert isinstance(node, cst.SimpleStatementLine)
        comment = node.trailing_whitespace.comment
        return cst.SimpleStatementLine([cst.Pass()], leading_lines=[cst.EmptyLine(comment=comment)])

    made = plan({"a.py": "x()\nbad()  # why\n"}, RewritesStatement(moved, kind="Line"))
    assert texts(made) == {"a.py": "x()\n# why\npass\n"}


@dataclass(frozen=True)
class Flips(Renames):
    """`old` to `new`, while `FlipsBack` wants `new` to be `old`."""


@dataclass(frozen=True)
class FlipsBack(Renames):
    name: ClassVar[str] = "flips-back"
    needles: ClassVar[tuple[bytes, ...]] = (b"new",)

    word: str = "new"
    rewrite: Rewrite = AS_OLD


def test_rules_that_undo_each_other_change_nothing() -> None:
    files = {"a.py": "old()\n", "b.py": "new()\n"}
    made = plan(files, Flips(), FlipsBack())
    assert not made.changes
    assert lines(made.kept) == [("a.py", 1), ("b.py", 1)]
    assert [error.path for error in made.errors] == ["a.py", "b.py"]
    assert all("or makes a new one" in error.message for error in made.errors)


def test_code_that_did_not_compile_before_need_not_compile_now() -> None:
    made = plan({"a.py": "return old()\n"}, Renames())
    assert texts(made) == {"a.py": "return new()\n"}


def test_warnings_that_were_there_before_are_no_reason_to_drop_a_rewrite() -> None:
    made = plan({"a.py": "assert (1, 2)\nassert (old(), 'x')\n"}, Renames())
    assert texts(made) == {"a.py": "assert (1, 2)\nassert (new(), 'x')\n"}


def test_newer_syntax_beside_a_rewrite_is_compiled_masked_and_written_as_it_was() -> None:
    before = "def first[T](rows: list[T]) -> T:\n    return old(rows)\n"
    made = plan({"a.py": before}, Renames())
    assert texts(made) == {"a.py": before.replace("old", "new")}


@pytest.mark.parametrize(
    ("situation", "data"),
    [
        ("a byte order mark", b"\xef\xbb\xbfx = '\xc3\xa9'\r\nold()\r\n"),
        ("latin-1", b"# coding: latin-1\nx = '\xe9'; old()\n"),
        ("euc-kr", "# -*- coding: euc-kr -*-\nx = '한글'; old()".encode("euc-kr")),
        ("no final newline", b"if x:\n\told()"),
        ("mixed line ends", b"x = 1\r\nold()\ny = 2\r\n"),
        ("trailing blank lines and blanks", b"x = 1  \n\n\told\n".replace(b"\told", b"old()   ") + b"\n \n\t\n\n"),
    ],
)
def test_all_other_bytes_stay_with(situation: str, data: bytes) -> None:
    (change,) = plan({"a.py": data}, Renames()).changes
    assert change.before == data, situation
    assert change.after == data.replace(b"old()", b"new()")


def test_a_file_with_lone_carriage_returns_is_kept_with_a_sentence() -> None:
    """LibCST drops the last of them."""
    made = plan({"a.py": b"x = 1\rold()\ry = 2\r"}, Renames())
    assert not made.changes
    assert not made.errors
    assert [found.kept_because for found in made.kept] == ["LibCST does not give the block at line 2 back as it was"]


def test_a_character_that_the_encoding_does_not_have_drops_the_rewrite() -> None:
    rule = RewritesStatement(as_statement("x = '한'"))
    made = plan({"a.py": b"# coding: latin-1\nx = '\xe9'; bad()\n", "b.py": "old()\n"}, rule, Renames())
    assert texts(made) == {"b.py": "new()\n"}
    assert lines(made.kept) == [("a.py", 2)]


# Depth


def test_deeply_nested_code_is_looked_at_and_rewritten_all_the_same() -> None:
    from asyncfix.deep import with_deep_stack

    terms = " + ".join(["old()"] + ["x"] * 1500)
    made = with_deep_stack(lambda: plan({"a.py": f"y = {terms}\n"}, Renames()))
    assert texts(made) == {"a.py": f"y = {terms}\n".replace("old", "new")}


def test_a_rule_that_recurses_gets_a_deep_stack() -> None:
    @dataclass(frozen=True)
    class Recurses(Renames):
        def detect(self, module: Module, project: Project) -> Iterator[Finding]:
            def down(depth: int) -> int:
                return depth and 1 + down(depth - 1)

            assert down(5000) == 5000
            yield from super().detect(module, project)

    found = engine.detect(Module("a.py", b"old()\n"), Project(lambda path: Module(path, b"")), [Recurses()])
    assert lines(found) == [("a.py", 1)]
