"""`engine.each_alone`: what repairs one finding, and nothing else in the files as they are."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

import libcst as cst

from asyncfix import engine
from asyncfix.errors import FileTrouble
from asyncfix.project import MemoryTree, Module, Project
from asyncfix.rule import Edit, Finding, Fix, Import, Refused, Rule


@dataclass(frozen=True)
class Renames(Rule):
    """Every call of `old` is a finding. Its fix calls `new`, which is imported, and raises for `old("refused")`."""

    name: ClassVar[str] = "renames"
    needles: ClassVar[tuple[bytes, ...]] = (b"old",)

    def detect(self, module: Module, project: Project) -> Iterator[Finding]:  # noqa: ARG002
        for node in ast.walk(module.tree):
            match node:
                case ast.Call(func=ast.Name(id="old")):
                    edit = Edit(module.path, module.anchor(node), renamed)
                    fix = Fix("safe", (edit,), wanted=((module.path, Import("names", "new")),))
                    yield Finding(self.name, module.path, module.span(node), "`old` is old", "warning", fix=fix)


def renamed(node: cst.CSTNode) -> cst.CSTNode:
    assert isinstance(node, cst.Call)
    match [cst.Module([]).code_for_node(argument.value) for argument in node.args]:
        case ['"refused"']:
            raise Refused("it does not want to")
        case ['"left"']:
            return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        case ['"raises"']:
            raise ZeroDivisionError
    return node.with_changes(func=cst.Name("new"))


def each_alone(files: Mapping[str, str]) -> dict[tuple[str, int], engine.Plan]:
    """The plans by path and line."""
    contents = {path: text.encode() for path, text in files.items()}

    def open_module(path: str) -> Module:
        if path not in contents:
            raise FileTrouble(path, "no such file")
        return Module(path, contents[path])

    made = engine.each_alone(sorted(contents), open_module, lambda _: [Renames()], tree=MemoryTree(contents))
    return {(path, span.line): plan for (_, path, span), plan in made.items()}


def after(plan: engine.Plan) -> dict[str, str]:
    return {change.path: change.after.decode() for change in plan.changes}


def test_each_plan_makes_one_fix_with_its_import() -> None:
    made = each_alone({"a.py": "x = old(1)\ny = old(2)\n", "b.py": "old(3)\n"})
    assert {place: after(plan) for place, plan in made.items()} == {
        ("a.py", 1): {"a.py": "from names import new\n\nx = new(1)\ny = old(2)\n"},
        ("a.py", 2): {"a.py": "from names import new\n\nx = old(1)\ny = new(2)\n"},
        ("b.py", 1): {"b.py": "from names import new\n\nold(3)\n".replace("old", "new")},
    }
    assert all(len(plan.fixed) == 1 and not plan.kept for plan in made.values())


def test_fixes_inside_each_other_are_each_made_on_the_file_as_it_is() -> None:
    made = each_alone({"a.py": "x = old(\n    old(1)\n)\n"})
    assert after(made["a.py", 1]) == {"a.py": "from names import new\n\nx = new(\n    old(1)\n)\n"}
    assert after(made["a.py", 2]) == {"a.py": "from names import new\n\nx = old(\n    new(1)\n)\n"}


def test_a_refused_fix_is_kept_with_its_reason_and_the_others_are_made() -> None:
    made = each_alone({"a.py": 'x = old("refused")\ny = old(2)\n'})
    (kept,) = made["a.py", 1].kept
    assert (kept.kept_because, made["a.py", 1].changes) == ("it does not want to", ())
    assert list(after(made["a.py", 2])) == ["a.py"]


def test_a_fix_that_fails_its_proof_is_kept_and_the_others_are_made() -> None:
    made = each_alone({"a.py": 'x = old("left")\ny = old(2)\n', "b.py": "old(3)\n"})
    (kept,) = made["a.py", 1].kept
    assert kept.kept_because is not None
    assert "failed its proof: leaves a finding of renames" in kept.kept_because
    assert made["a.py", 1].changes == ()
    assert [len(made[place].changes) for place in (("a.py", 2), ("b.py", 1))] == [1, 1]


def test_a_fix_that_raises_is_kept_and_the_others_are_made() -> None:
    made = each_alone({"a.py": 'x = old("raises")\ny = old(2)\n'})
    assert "ZeroDivisionError" in str(made["a.py", 1].kept[0].kept_because)
    assert len(made["a.py", 2].changes) == 1


def test_there_is_no_plan_for_what_may_not_be_fixed() -> None:
    assert each_alone({"a.py": "x = 1\n"}) == {}
    assert each_alone({"a.py": "old(\n"}) == {}
