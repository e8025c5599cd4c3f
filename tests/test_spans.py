"""The join between `ast` and LibCST: which block an edit needs, and what comes back of it, byte for byte."""

from __future__ import annotations

import ast
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import libcst as cst
import pytest

from asyncfix import editing, spans
from asyncfix.errors import FileTrouble
from asyncfix.project import Module, flow
from asyncfix.rule import LINE, Anchor, Edit, Finding, Fix, Refused, Span
from asyncfix.spans import Block


def module_of(source: str | bytes) -> Module:
    return Module("a.py", source.encode() if isinstance(source, str) else source)


def here(module: Module) -> ast.expr:
    """The name HERE, which each source holds once."""
    (node,) = (node for node in ast.walk(module.tree) if isinstance(node, ast.Name) and node.id == "HERE")
    return node


def unchanged(node: cst.CSTNode) -> cst.CSTNode:
    return node


def as_there(node: cst.CSTNode) -> cst.CSTNode:
    assert isinstance(node, cst.Name)
    return node.with_changes(value="THERE")


def rewritten(module: Module, *edits: Edit) -> bytes:
    blocks = [spans.rewrite(module, block, inside) for block, inside in spans.merged(module, edits)]
    return editing.spliced(module, [block.splice for block in blocks])


def statement_of(module: Module, node: ast.expr) -> flow.Placed:
    """The innermost statement that holds an expression."""
    held = [at for at in flow.placed(module.tree) if any(inner is node for inner in ast.walk(at.statement))]
    return held[-1]


def refusal(module: Module, *edits: Edit) -> spans.RefusedEdit:
    with pytest.raises(spans.RefusedEdit) as caught:
        rewritten(module, *edits)
    return caught.value


# Which block


class Situation(NamedTuple):
    source: str
    lines: tuple[int, int]
    indents: tuple[str, ...] = ()


BLOCKS = {
    "a statement at module level": Situation("a\nHERE\nb\n", (2, 2)),
    "the only statement, without a final newline": Situation("HERE", (1, 1)),
    "a statement over several lines": Situation("a\nf(\n  HERE,\n\n)\nb\n", (2, 5)),
    "a string over several lines beside it": Situation("f('''\nx\n''', HERE)\nb\n", (1, 3)),
    "a backslash": Situation("a\nx = \\\n  HERE\nb\n", (2, 3)),
    "a function": Situation("a\ndef f():\n    x\n    HERE\n    y\n\nb\n", (2, 5)),
    "the outermost function": Situation("def f():\n    def g():\n        HERE\n    return g\n", (1, 4)),
    "an async function": Situation("a\nasync def f():\n    await HERE\nb\n", (2, 3)),
    "a default of a function": Situation("def f(x=HERE):\n    pass\nb\n", (1, 2)),
    "a function on one line": Situation("a\ndef f(): HERE\nb\n", (2, 2)),
    "a decorator": Situation("a\n@HERE\n@b\ndef f():\n    pass\n", (2, 5)),
    "below a decorator": Situation("a\n@b\n@c(\n  1)\ndef f():\n    HERE\n", (2, 6)),
    "a decorator on its own line in parentheses": Situation("@(\n    b\n)\ndef f():\n    HERE\n", (1, 5)),
    "a decorator whose @ is above it": Situation("a\n@ \\\nb\ndef f():\n    HERE\n", (2, 5)),
    "a decorator of a class": Situation("@b\nclass C:\n    x = HERE\n    y = 1\n", (3, 3), ("",)),
    "the decorator of a class itself": Situation("@HERE\nclass C:\n    x = 1\n", (1, 3)),
    "the bases of a class": Situation("class C(HERE):\n    x = 1\n", (1, 2)),
    "a class body": Situation("class C:\n    x = 1\n    HERE\n", (3, 3), ("",)),
    "a method": Situation("class C:\n    def f(self):\n        HERE\n        x\n\n    y = 1\n", (2, 4), ("",)),
    "a method of a nested class": Situation(
        "class C:\n  class D:\n    def f(self):\n      def g():\n        HERE\n      x\n", (3, 6), ("", "  ")
    ),
    "a decorated method": Situation("class C:\n\t@a\n\t@b\n\tasync def f(self):\n\t\tHERE\n", (2, 5), ("",)),
    "a class in a function": Situation("def f():\n    class C:\n        x = HERE\n", (1, 3)),
    "an if": Situation("if a:\n    HERE\n    b\nelse:\n    c\n", (2, 2), ("",)),
    "the test of an if": Situation("if HERE:\n    b\n", (1, 2)),
    "an elif": Situation("if a:\n    b\nelif c:\n    d\nelif e:\n    f\n    HERE\n", (7, 7), ("",)),
    "the test of an elif": Situation("if a:\n    b\nelif HERE:\n    c\nelse:\n    d\n", (1, 6)),
    "a function in an elif of a class": Situation(
        "class C:\n  if a:\n    b\n  elif c:\n    def f():\n      HERE\n", (5, 6), ("", "  ")
    ),
    "the test of an if in an else": Situation("if a:\n    b\nelse:\n    if HERE:\n        c\n    d\n", (4, 5), ("",)),
    "an else": Situation("if a:\n    b\nelse:\n    HERE\n", (4, 4), ("",)),
    "a try": Situation("try:\n    HERE\nfinally:\n    c\n", (2, 2), ("",)),
    "a handler": Situation("try:\n    a\nexcept E:\n    b\n    HERE\n", (5, 5), ("",)),
    "the type of a handler": Situation("try:\n    a\nexcept HERE:\n    b\n", (1, 4)),
    "a handler of groups": Situation("try:\n    a\nexcept* E:\n    HERE\n", (4, 4), ("",)),
    "the else of a try": Situation("try:\n    a\nexcept E:\n    b\nelse:\n    HERE\n", (6, 6), ("",)),
    "a finally": Situation("try:\n    a\nfinally:\n    HERE\n", (4, 4), ("",)),
    "a with": Situation("with a as b:\n    HERE\n", (2, 2), ("",)),
    "the else of a loop": Situation("for a in b:\n    c\nelse:\n    HERE\n", (4, 4), ("",)),
    "a while": Situation("while a:\n    HERE\n", (2, 2), ("",)),
    "a case": Situation("match a:\n    case 1:\n        b\n    case 2:\n        HERE\n", (5, 5), ("", "    ")),
    "the guard of a case": Situation("match a:\n    case 1 if HERE:\n        b\n", (1, 3)),
    "the subject of a match": Situation("match HERE:\n    case 1:\n        b\n", (1, 3)),
    "a function in a try in a class": Situation(
        "class C:\n  try:\n      def f():\n          HERE\n  except E: pass\n", (3, 4), ("", "  ")
    ),
    "a suite on one line": Situation("x\nif a: HERE\ny\n", (2, 2)),
    "a suite on one line in a class": Situation("class C:\n    if a: b; HERE\n    y\n", (2, 2), ("",)),
    "an else on one line": Situation("if a:\n    b\nelse: HERE\n", (1, 3)),
    "semicolons": Situation("a; HERE; b\nc\n", (1, 1)),
    "semicolons over several lines": Situation("a; f(\n); HERE; g(\n)\nc\n", (1, 3)),
    "a semicolon behind a decorated neighbour": Situation("@b\ndef f(): a\nHERE; c\n", (3, 3)),
    "a comment above": Situation("a\n# why\nHERE\n", (3, 3)),
    "comments below that are indented deeper": Situation(
        "def f():\n    HERE\n    # one\n\n    # two\n# three\n    # four\nb\n", (1, 5)
    ),
    "comments below in the same column": Situation("if a:\n    HERE\n    # one\nb\n", (2, 2), ("",)),
    "a comment below at the end of the file": Situation("def f():\n    HERE\n\n    # one", (1, 4)),
    "deeper comments below a method": Situation(
        "class C:\n    def f(self):\n        HERE\n        # one\n    # two\n    x = 1\n", (2, 4), ("",)
    ),
    "a form feed above": Situation("a\n\fHERE\n", (2, 2)),
    "carriage returns": Situation("a\rdef f():\r    HERE\r    x\rb\r", (2, 4)),
    "a line separator that is no line end": Situation("x = '\u2028\u2029\x85\x0b\x0c'\nHERE\n", (2, 2)),
    "type parameters": Situation("a\ndef f[T](\n    x: T,\n):\n    HERE\n", (2, 5)),
}


# LibCST drops a leading form feed, and the last of lone carriage returns.
LOST_BY_LIBCST = ("a form feed above", "carriage returns")


@pytest.mark.parametrize("situation", BLOCKS)
def test_the_block_around(situation: str) -> None:
    source, (first, last), indents = BLOCKS[situation]
    module = module_of(source)
    assert spans.block_around(module, module.span(here(module))) == Block(first, last, indents)


@pytest.mark.parametrize("situation", BLOCKS)
def test_the_block_comes_back_around(situation: str) -> None:
    """An edit that changes nothing gives the bytes back; one that renames changes the name alone."""
    module = module_of(BLOCKS[situation].source)
    anchor = module.anchor(here(module))
    if situation in LOST_BY_LIBCST:
        refused = refusal(module, Edit("a.py", anchor, unchanged))
        assert refused.reason == "LibCST does not give the block at line 2 back as it was"
        return
    assert rewritten(module, Edit("a.py", anchor, unchanged)) == module.data
    renamed = rewritten(module, Edit("a.py", anchor, as_there))
    assert renamed == module.data.replace(b"HERE", b"THERE")


def test_a_span_outside_of_all_statements_needs_the_whole_file() -> None:
    module = module_of("# a comment\nx\n# another\n")
    assert spans.block_around(module, Span(3, 1, 3, 4)) == Block(1, 4, ())


def test_a_span_over_two_statements_needs_what_holds_both() -> None:
    module = module_of("class C:\n    x = 1\n    y = 2\nz\n")
    assert spans.block_around(module, Span(2, 5, 3, 10)) == Block(1, 3, ())


def edits_of(module: Module, *lines: int) -> list[Edit]:
    """An edit of each simple statement that begins on one of these lines."""
    return [
        Edit("a.py", module.anchor(at.statement), unchanged)
        for at in flow.placed(module.tree)
        if at.statement.lineno in lines and isinstance(at.statement, ast.Expr)
    ]


MERGED: dict[str, tuple[str, tuple[int, ...], list[tuple[int, int, int]]]] = {
    "apart": ("a\nb\nc\n", (3, 1), [(1, 1, 1), (3, 3, 1)]),
    "in one function": ("def f():\n    a\n    b\nc\n", (2, 3, 4), [(1, 3, 2), (4, 4, 1)]),
    "one inside the other": ("if f(\n): \n  a\n", (3,), [(3, 3, 1)]),
    "on one line": ("a; b; c\n", (1,), [(1, 1, 3)]),
}


@pytest.mark.parametrize("situation", MERGED)
def test_blocks_of_edits(situation: str) -> None:
    source, lines, expected = MERGED[situation]
    module = module_of(source)
    merged = spans.merged(module, edits_of(module, *lines))
    assert [(block.first, block.last, len(inside)) for block, inside in merged] == expected


def test_the_larger_of_two_blocks_stands_for_both() -> None:
    module = module_of("class C(\n    b\n):\n    a\nc\n")
    base = next(node for node in ast.walk(module.tree) if isinstance(node, ast.Name) and node.id == "b")
    edits = [*edits_of(module, 4, 5), Edit("a.py", module.anchor(base), unchanged)]
    merged = spans.merged(module, edits)
    assert [(block.first, block.last, len(inside)) for block, inside in merged] == [(1, 4, 2), (5, 5, 1)]


def test_blocks_that_meet_half_way_are_refused() -> None:
    class HalfWay(NamedTuple):
        first: Block
        second: Block

    module = module_of("a\nb\nc\n")
    blocks = HalfWay(Block(1, 2, ()), Block(2, 3, ()))
    one, two, _ = edits_of(module, 1, 2, 3)
    order = {one.anchor.span: blocks.first, two.anchor.span: blocks.second}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spans, "block_around", lambda _, span: order[span])
        with pytest.raises(spans.RefusedEdit, match=r"^the statements on lines 1-3 share a line$") as caught:
            spans.merged(module, [two, one])
    assert caught.value.edits == [one, two]


# Layout of what is new

NESTED = cst.parse_statement("if new:\n    for a in b:\n        deep()\n")


def followed_by_new(node: cst.CSTNode) -> cst.FlattenSentinel[cst.CSTNode]:
    return cst.FlattenSentinel([node, NESTED])


def with_units(unit: str, end: str, text: str) -> str:
    """Text in steps of one blank, in steps of `unit` and with other line ends."""
    lines = text.split("\n")
    return end.join(unit * (len(line) - len(line.lstrip(" "))) + line.lstrip(" ") for line in lines)


UNITS = {"two": "  ", "three": "   ", "four": "    ", "eight": " " * 8, "tabs": "\t"}
ENDS = {"line feeds": "\n", "carriage returns and line feeds": "\r\n"}

PLACES = {
    "at module level": ("x\nHERE\ny\n", 0),
    "in a function": ("def f():\n x\n HERE\n y\n", 1),
    "in a method": ("class C:\n def f(self):\n  HERE\n\n x = 1\n", 2),
    "in a class": ("class C:\n HERE\n y = 1\n", 1),
    "in a case of a method of a class in an if": (
        "if a:\n class C:\n  def f(self):\n   match a:\n    case 1:\n     HERE\n    case _:\n     pass\n",
        5,
    ),
    "in an if in a case": ("match a:\n case 1:\n  if a:\n   HERE\n", 3),
    "in a handler": ("try:\n x\nexcept E:\n HERE\nfinally:\n y\n", 1),
}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("place", PLACES)
def test_new_lines_are_indented_as_the_file_is(place: str, unit: str, end: str) -> None:
    text, depth = PLACES[place]
    module = module_of(with_units(UNITS[unit], ENDS[end], text))
    before, after = text.split("HERE\n")
    new = "".join(" " * (depth + step) + f"{line}\n" for step, line in enumerate(("if new:", "for a in b:", "deep()")))
    statement = statement_of(module, here(module)).statement
    edit = Edit("a.py", module.anchor(statement, LINE), followed_by_new)
    own_unit = UNITS[unit] if depth else "    "
    expected = with_units(own_unit, ENDS[end], f"{before}HERE\n{new}{after}")
    assert rewritten(module, edit).decode() == expected


def test_new_lines_go_by_the_unit_around_them_where_levels_are_mixed() -> None:
    module = module_of("class C:\n  def f(self):\n      if a:\n              HERE\n")
    statement = statement_of(module, here(module)).statement
    made = rewritten(module, Edit("a.py", module.anchor(statement, LINE), followed_by_new)).decode()
    assert made.startswith("class C:\n  def f(self):\n      if a:\n              HERE\n              if new:\n")
    ast.parse(made)


def test_a_file_without_a_final_newline_stays_so() -> None:
    module = module_of("def f():\n\tHERE")
    statement = statement_of(module, here(module)).statement
    edit = Edit("a.py", module.anchor(statement, LINE), followed_by_new)
    assert rewritten(module, edit) == b"def f():\n\tHERE\n\tif new:\n\t\tfor a in b:\n\t\t\tdeep()"


# What is hard to join


JOINED: dict[str, tuple[bytes, bytes]] = {
    "text outside of ASCII before it": (
        'def f():\n    log("오류 🎉"); await_(HERE, "é")\n'.encode(),
        'def f():\n    log("오류 🎉"); await_(THERE, "é")\n'.encode(),
    ),
    "a name outside of ASCII around it": ("größe.é(HERE).ñ\n".encode(), "größe.é(THERE).ñ\n".encode()),
    "combining characters before it": ("x = 'e\u0301'; HERE\n".encode(), "x = 'e\u0301'; THERE\n".encode()),
    "a line separator in a string before it": (
        "x = '\u2028'; HERE; y = '\u2029'\n".encode(),
        "x = '\u2028'; THERE; y = '\u2029'\n".encode(),
    ),
    "latin-1": (
        "# coding: latin-1\ndef f():\n    'é'; HERE\n".encode("latin-1"),
        "# coding: latin-1\ndef f():\n    'é'; THERE\n".encode("latin-1"),
    ),
    "euc-kr": (
        "# coding: euc-kr\ndef f():\n    '오류'; HERE\n".encode("euc-kr"),
        "# coding: euc-kr\ndef f():\n    '오류'; THERE\n".encode("euc-kr"),
    ),
    "a byte order mark on its line": (b"\xef\xbb\xbfHERE; x\n", b"\xef\xbb\xbfTHERE; x\n"),
    "tabs after blanks": (b"if a:\n  \tHERE\n  \tx\n", b"if a:\n  \tTHERE\n  \tx\n"),
    "a form feed on a line of its own above it": (b"a\n\f\nHERE\n", b"a\n\f\nTHERE\n"),
    "a form feed in the function": (b"def f():\n    a\n\f\n    HERE\n", b"def f():\n    a\n\f\n    THERE\n"),
    "mixed line ends": (b"def f():\r\n    a\n    HERE\r\n    b\n", b"def f():\r\n    a\n    THERE\r\n    b\n"),
    "a backslash in front of it": (b"a = \\\n  HERE + \\\n  1\n", b"a = \\\n  THERE + \\\n  1\n"),
    "a string that goes on at the margin": (
        b"def f():\n    x = '''\nif\n  ''', HERE\n    y\n",
        b"def f():\n    x = '''\nif\n  ''', THERE\n    y\n",
    ),
    "blanks behind lines": (b"def f():  \n    HERE\t \n   \n", b"def f():  \n    THERE\t \n   \n"),
    "an f-string": (b"f(f'{x!r:>{y}}', HERE)\n", b"f(f'{x!r:>{y}}', THERE)\n"),
    "parentheses around it": (b"f(((HERE)))\n", b"f(((THERE)))\n"),
    "an attribute of it": (b"HERE.a.b[HERE_too].c\n", b"THERE.a.b[HERE_too].c\n"),
    "newer syntax": (
        b"def f[T: int](x: T):\n    type R = list[T]\n    HERE\n",
        b"def f[T: int](x: T):\n    type R = list[T]\n    THERE\n",
    ),
}


@pytest.mark.parametrize("situation", JOINED)
def test_finds_a_name_again_beside(situation: str) -> None:
    before, after = JOINED[situation]
    module = module_of(before)
    assert rewritten(module, Edit("a.py", module.anchor(here(module)), as_there)) == after


def statements(source: str) -> list[tuple[Module, ast.stmt]]:
    module = module_of(source)
    return [(module, at.statement) for at in flow.placed(module.tree)]


KINDS = """\
import a
from b import c
x = 1
x: int = 1
x += 1
del x
del x, y
assert x
pass
x
@d
class C(x): pass
@d
def f(): pass
@d
async def f(): pass
def f():
    global x
    return x
def f():
    x = 1
    def g():
        nonlocal x
async def f():
    async for x in y:
        await x
        continue
    async with y as z:
        raise x from z
for x in y:
    break
else:
    pass
while x: pass
if x:
    pass
elif y:
    pass
else:
    pass
with x, y: pass
try:
    pass
except E as e:
    pass
else:
    pass
finally:
    pass
try:
    pass
except* E:
    pass
match x:
    case 1: pass
    case _: pass
def f():
    x;
try:
    x;
finally: y; z;
for x in y:
    if x: y;
    else: z ;
"""


@pytest.mark.parametrize(
    ("module", "statement"),
    [pytest.param(*one, id=f"{type(one[1]).__name__} on line {one[1].lineno}") for one in statements(KINDS)],
)
def test_every_kind_of_statement_is_found_again(module: Module, statement: ast.stmt) -> None:
    seen: list[cst.CSTNode] = []

    def noted(node: cst.CSTNode) -> cst.CSTNode:
        seen.append(node)
        return node

    assert rewritten(module, Edit("a.py", module.anchor(statement), noted)) == module.data
    assert len(seen) == 1


def test_a_line_goes_by_each_of_its_statements() -> None:
    module = module_of("if a: b; c\nd; e\n")
    seen: list[str] = []

    def noted(node: cst.CSTNode) -> cst.CSTNode:
        seen.append(type(node).__name__)
        return node

    simple = [at.statement for at in flow.placed(module.tree) if isinstance(at.statement, ast.Expr)]
    for statement in simple:
        assert rewritten(module, Edit("a.py", module.anchor(statement, LINE), noted)) == module.data
    assert seen == ["SimpleStatementSuite"] * 2 + ["SimpleStatementLine"] * 2


def test_edits_inside_each_other_are_made_from_the_inside_out() -> None:
    module = module_of("def f():\n    g(HERE)\n")
    call = next(node for node in ast.walk(module.tree) if isinstance(node, ast.Call))
    seen: list[str] = []

    def noted(node: cst.CSTNode) -> cst.CSTNode:
        seen.append(cst.Module([]).code_for_node(node))
        return node

    edits = [
        Edit("a.py", module.anchor(call), noted),
        Edit("a.py", module.anchor(here(module)), as_there),
        Edit("a.py", module.anchor(module.tree.body[0]), noted),
    ]
    assert rewritten(module, *edits) == b"def f():\n    g(THERE)\n"
    assert seen == ["g(THERE)", "def f():\n    g(THERE)\n"]


# Refusals


def test_a_node_that_is_not_found_again_is_refused_with_its_line() -> None:
    module = module_of("a\nf(HERE)\n")
    span = module.span(here(module))
    good = Edit("a.py", module.anchor(here(module)), unchanged)
    lost = Edit("a.py", Anchor("Await", span), unchanged)
    refused = refusal(module, good, lost)
    assert refused.reason == "asyncfix did not find the code of line 2 again in LibCST's tree"
    assert refused.edits == [lost]


def test_two_edits_of_one_node_are_refused() -> None:
    module = module_of("f(HERE)\n")
    edits = [Edit("a.py", module.anchor(here(module)), unchanged) for _ in range(2)]
    assert "did not find the code of line 1" in refusal(module, *edits).reason


def test_a_refused_edit_is_refused_alone_and_known_by_its_finding() -> None:
    module = module_of("def f():\n    a\n    HERE\n")

    def refuses(_: cst.CSTNode) -> cst.CSTNode:
        raise Refused("because")

    first, second = edits_of(module, 2, 3)
    second = Edit("a.py", second.anchor, refuses)
    refused = refusal(module, first, second)
    assert refused.reason == "because"
    found = Finding("r", "a.py", Span(1, 1, 1, 2), "m", "error", fix=Fix("safe", (second,)))
    assert refused.concerns(found)
    twin = Edit("a.py", second.anchor, refuses)
    assert not refused.concerns(Finding("r", "a.py", Span(1, 1, 1, 2), "m", "error", fix=Fix("safe", (first, twin))))
    assert not refused.concerns(Finding("r", "a.py", Span(1, 1, 1, 2), "m", "error"))


def test_a_block_that_libcst_cannot_parse_is_refused() -> None:
    module = module_of("if a:\n    (b): int = HERE\n")
    refused = refusal(module, Edit("a.py", module.anchor(here(module)), unchanged))
    assert refused.reason.startswith("LibCST cannot parse the block at line 2: ")
    assert len(refused.edits) == 1


def test_a_block_that_libcst_does_not_give_back_is_refused() -> None:
    module = module_of("def f():\n    HERE\r    a\n    b\r")
    refused = refusal(module, Edit("a.py", module.anchor(here(module)), unchanged))
    assert refused.reason == "LibCST does not give the block at line 1 back as it was"


def test_comments_before_and_after_are_told() -> None:
    module = module_of(
        "# above\n@a  # one\ndef f():  # two\n    # three\n    HERE  # four # five\n    # six\n# below\n"
    )
    (node,) = module.tree.body

    def shorter(node: cst.CSTNode) -> cst.CSTNode:
        assert isinstance(node, cst.FunctionDef)
        return node.with_changes(body=cst.IndentedBlock([cst.SimpleStatementLine([cst.Pass()])]))

    ((block, inside),) = spans.merged(module, [Edit("a.py", module.anchor(node), shorter)])
    made = spans.rewrite(module, block, inside)
    assert sorted(made.comments_before) == ["# four # five", "# one", "# six", "# three", "# two"]
    assert made.comments_after == ["# one"]


# Real code

LIBRARY = Path(os.__file__).parent


def library(size: int) -> list[Path]:
    """The standard library's files up to a size, in an order that says nothing."""
    files = (path for path in LIBRARY.rglob("*.py") if "site-packages" not in path.parts)
    small = (path for path in files if path.stat().st_size <= size)
    return sorted(small, key=lambda path: zlib.crc32(path.relative_to(LIBRARY).as_posix().encode()))


def readable(paths: list[Path]) -> Iterator[Module]:
    for path in paths:
        module = Module(path.relative_to(LIBRARY).as_posix(), path.read_bytes())
        try:
            module.check_syntax()
        except FileTrouble:
            # Among them are tests for files that are no Python.
            continue
        yield module


def statement_edits(module: Module) -> list[Edit]:
    found = [at.statement for at in flow.placed(module.tree)]
    return [Edit(module.path, module.anchor(statement), unchanged) for statement in found]


def expression_edits(module: Module) -> list[Edit]:
    """Calls, awaits, names and attributes, but for those in f-strings: older parsers do not know where they are."""
    found: list[Edit] = []
    waiting: list[ast.AST] = [module.tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Call, ast.Await, ast.Name, ast.Attribute)):
            found.append(Edit(module.path, module.anchor(node), unchanged))
        if not isinstance(node, ast.JoinedStr):
            waiting.extend(ast.iter_child_nodes(node))
    return found


def libcst_takes(module: Module) -> bool:
    """Whether LibCST can read a file: `(a): int` it cannot."""
    try:
        return cst.parse_module(module.text).code == module.text
    except cst.ParserSyntaxError:
        return False


def missed(module: Module, edits: list[Edit]) -> list[str]:
    """Why edits that change nothing could not be made, or changed something."""
    try:
        made = rewritten(module, *edits)
    except spans.RefusedEdit as exc:
        return [] if not libcst_takes(module) else [f"{module.path}: {exc.reason} ({exc.edits[0].anchor.kind})"]
    return [] if made == module.data else [f"{module.path}: came back otherwise"]


def test_every_statement_of_150_files_of_the_standard_library_is_found_again() -> None:
    modules = list(readable(library(3_500)[:150]))
    assert len(modules) > 100
    assert [why for module in modules for why in missed(module, statement_edits(module))] == []


def test_every_call_and_name_of_30_files_of_the_standard_library_is_found_again() -> None:
    modules = list(readable(library(6_000)[:30]))
    assert len(modules) > 20
    assert [why for module in modules for why in missed(module, expression_edits(module))] == []


@pytest.mark.slow
def test_every_statement_and_name_of_200_larger_files_is_found_again() -> None:
    refused: list[str] = []
    for module in readable(library(40_000)[:200]):
        refused += missed(module, statement_edits(module))
        refused += missed(module, expression_edits(module))
    assert refused == []
