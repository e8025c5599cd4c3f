"""Control flow inside one scope, on small functions: what leaves, what completes, which names are free."""

from __future__ import annotations

import ast
import textwrap

import pytest

from asyncfix.project import flow


def tree_of(source: str) -> ast.Module:
    return ast.parse(textwrap.dedent(source))


def text(node: ast.AST) -> str:
    return ast.unparse(node).splitlines()[0]


def jumps(source: str) -> list[tuple[flow.Jump, flow.Placed]]:
    return [
        (at.statement, at)
        for at in flow.placed(tree_of(source))
        if isinstance(at.statement, (ast.Return, ast.Break, ast.Continue))
    ]


def only_jump(source: str) -> tuple[flow.Jump, flow.Placed]:
    ((jump, at),) = jumps(source)
    return jump, at


def only_try(source: str) -> flow.Try:
    """The outermost try statement."""
    found = [at.statement for at in flow.placed(tree_of(source)) if isinstance(at.statement, (ast.Try, ast.TryStar))]
    return found[0]


# placed, within

EVERYTHING = """\
a
class C(base):
    b
    async def f(self):
        try:
            c
        except E:
            d
        except F:
            e
        else:
            g
        finally:
            h
def g():
    for x in i:
        j
    else:
        k
    while l:
        m
    with n:
        match o:
            case 1:
                p
            case 2:
                q
    if r:
        s
    elif t:
        u
    else:
        v
async def h():
    async for x in w: y
    async with x: z
    try: aa
    except* E: bb
"""

PLACED = [
    ("a", "", ""),
    ("b", "C", ""),
    ("c", "C.f", "body"),
    ("d", "C.f", "handlers"),
    ("e", "C.f", "handlers"),
    ("g", "C.f", "orelse"),
    ("h", "C.f", "finalbody"),
    ("j", "g", "body"),
    ("k", "g", "orelse"),
    ("m", "g", "body"),
    ("p", "g", "cases<body"),
    ("q", "g", "cases<body"),
    ("s", "g", "body"),
    ("u", "g", "body<orelse"),
    ("v", "g", "orelse<orelse"),
    ("y", "h", "body"),
    ("z", "h", "body"),
    ("aa", "h", "body"),
    ("bb", "h", "handlers"),
]


def test_every_statement_is_placed_in_source_order() -> None:
    tree = ast.parse(EVERYTHING)
    found = list(flow.placed(tree))
    simple = [at for at in found if isinstance(at.statement, ast.Expr)]
    assert [(text(at.statement), at.symbol, "<".join(frame.field for frame in at.frames())) for at in simple] == PLACED
    starts = [at.statement.lineno for at in found]
    assert starts == sorted(starts)
    assert {at.statement for at in found} == {node for node in ast.walk(tree) if isinstance(node, ast.stmt)}


def test_a_place_knows_its_suite_and_scopes() -> None:
    for at in flow.placed(ast.parse(EVERYTHING)):
        assert at.statement in at.suite
        assert isinstance(at.scopes[0], ast.Module)
        assert at.scope is at.scopes[-1]
        frames = list(at.frames())
        assert (frames[0].suite if frames else at.scope.body) is at.suite
        assert not frames or frames[-1].node in at.scope.body


def test_frames_go_from_the_inside_out() -> None:
    _, at = only_jump("for x in y:\n    if x:\n        with z:\n            break\n")
    assert [type(frame.node).__name__ for frame in at.frames()] == ["With", "If", "For"]
    assert at.frame is not None
    assert [frame.node for frame in at.frame.up()] == [frame.node for frame in at.frames()]


def test_within_a_statement_are_its_own_statements_only() -> None:
    statement = only_try("""
        try:
            a
            def f():
                b
            class C:
                c
            if d:
                e
        except E:
            f
        finally:
            g
    """)
    found = list(flow.within(statement))
    assert [text(at.statement) for at in found] == ["a", "def f():", "class C:", "if d:", "e", "f", "g"]
    assert all(list(at.frames())[-1].node is statement for at in found)


# loop_of, leaves

LOOPS: dict[str, tuple[str, str | None]] = {
    "a return": ("def f():\n for a in b:\n  return", None),
    "a break in a for": ("for a in b:\n break", "for a in b:"),
    "a continue in a while": ("while a:\n if b:\n  continue", "while a:"),
    "a break in an async for": ("async def f():\n async for a in b:\n  with c:\n   break", "async for a in b:"),
    "a break in the else of an inner loop": ("for a in b:\n for c in d:\n  e\n else:\n  break", "for a in b:"),
    "a break in the inner loop": ("for a in b:\n for c in d:\n  break", "for c in d:"),
    "a break in a finally": ("while a:\n try:\n  b\n finally:\n  break", "while a:"),
    "a break of no loop": ("if a:\n break", None),
    "a break in the else of the only loop": ("for a in b:\n c\nelse:\n break", None),
}


@pytest.mark.parametrize("situation", LOOPS)
def test_the_loop_of(situation: str) -> None:
    source, expected = LOOPS[situation]
    jump, at = only_jump(source)
    loop = flow.loop_of(jump, at.frames())
    assert (text(loop.node) if loop else None) == expected


LEAVES: dict[str, tuple[str, list[str]]] = {
    "a return from all": ("def f():\n for a in b:\n  if c:\n   return", ["If.body", "For.body"]),
    "a return from no outer function": ("if a:\n def f():\n  with b:\n   return", ["With.body"]),
    "a break up to its loop": ("while a:\n for b in c:\n  try:\n   d\n  finally:\n   break", ["Try.finalbody"]),
    "a continue from nothing": ("if z:\n for a in b:\n  continue", []),
    "a break out of the else of a loop": (
        "for z in y:\n for a in b:\n  c\n else:\n  if d:\n   break",
        ["If.body", "For.orelse"],
    ),
    "a continue out of match and handler": (
        "for a in b:\n match c:\n  case 1:\n   try:\n    d\n   except E:\n    continue",
        ["Try.handlers", "Match.cases"],
    ),
}


@pytest.mark.parametrize("situation", LEAVES)
def test_leaves(situation: str) -> None:
    source, expected = LEAVES[situation]
    jump, at = only_jump(source)
    left = [f"{type(frame.node).__name__}.{frame.field}" for frame in flow.leaves(jump, at.frames())]
    assert left == expected


# exits

EXITS: dict[str, tuple[str, list[str]]] = {
    "none": ("try: a\nfinally: b", []),
    "a return of each suite": (
        "def f():\n try:\n  return 1\n except E:\n  return 2\n else:\n  return 3\n finally: a",
        ["return 1", "return 2", "return 3"],
    ),
    "a jump of the finally itself": ("while a:\n try: b\n finally: break", []),
    "a break of the loop around it": ("while a:\n try:\n  if b: break\n finally: c", ["break"]),
    "a break of a loop inside it": ("try:\n for a in b:\n  break\nfinally: c", []),
    "a return in a loop inside it": ("def f():\n try:\n  for a in b:\n   return 1\n finally: c", ["return 1"]),
    "a break in the else of a loop inside it": (
        "while a:\n try:\n  for b in c:\n   continue\n  else:\n   break\n finally: d",
        ["break"],
    ),
    "a return of a function inside it": ("try:\n def f():\n  return 1\nfinally: c", []),
    "a return in a class inside a function inside it": (
        "try:\n class C:\n  def f(self):\n   return 1\nfinally: c",
        [],
    ),
    "a return through an inner try": (
        "def f():\n try:\n  try:\n   return 1\n  finally:\n   return 2\n finally: a",
        ["return 1", "return 2"],
    ),
    "a continue through with and match": (
        "for a in b:\n try:\n  with c:\n   match d:\n    case 1:\n     continue\n finally: e",
        ["continue"],
    ),
    "groups": ("def f():\n try:\n  return 1\n except* E:\n  a\n finally: b", ["return 1"]),
}


@pytest.mark.parametrize("situation", EXITS)
def test_exits(situation: str) -> None:
    source, expected = EXITS[situation]
    assert [text(at.statement) for at in flow.exits(only_try(source))] == expected


# completes

COMPLETES: dict[str, tuple[str, bool]] = {
    "nothing": ("", True),
    "a call": ("a()", True),
    "a return": ("return", False),
    "a raise": ("raise", False),
    "a break": ("break", False),
    "a continue": ("continue", False),
    "a return before other statements": ("return\na", False),
    "a statement before a return": ("a\nreturn", False),
    "an if without else": ("if a:\n return", True),
    "an if whose both ways return": ("if a:\n return\nelse:\n raise", False),
    "an elif that goes on": ("if a:\n return\nelif b:\n c\nelse:\n return", True),
    "an elif chain that ends": ("if a:\n return\nelif b:\n raise\nelse:\n return", False),
    "an elif chain without else": ("if a:\n return\nelif b:\n return", True),
    "a loop": ("for a in b:\n return", True),
    "an endless loop": ("while True:\n a", True),
    "a with": ("with a:\n return", True),
    "a match": ("match a:\n case _:\n  return", True),
    "a function": ("def f():\n return", True),
    "a try that returns": ("try:\n return\nfinally:\n a", False),
    "a try whose finally returns": ("try:\n a\nfinally:\n return", False),
    "a try whose handler goes on": ("try:\n return\nexcept E:\n a", True),
    "a try whose handler raises": ("try:\n return\nexcept E:\n raise", False),
    "a try whose one handler goes on": ("try:\n return\nexcept E:\n raise\nexcept F:\n a", True),
    "a try whose else returns": ("try:\n a\nexcept E:\n raise\nelse:\n return", False),
    "a try that returns before its else": ("try:\n return\nexcept E:\n raise\nelse:\n a", False),
    "a try that goes on": ("try:\n a\nexcept E:\n return", True),
    "groups that go on": ("try:\n return\nexcept* E:\n a", True),
}


@pytest.mark.parametrize("situation", COMPLETES)
def test_completes(situation: str) -> None:
    source, expected = COMPLETES[situation]
    assert flow.completes(tree_of(source).body) is expected


def test_a_try_completes_whatever_its_finally_does() -> None:
    assert flow.try_completes(only_try("try:\n a\nfinally:\n return"))
    assert not flow.try_completes(only_try("try:\n return\nfinally:\n a"))


# Generators

GENERATORS: dict[str, tuple[str, bool]] = {
    "a yield": ("def f():\n yield", True),
    "a yield from": ("def f():\n x = yield from g()", True),
    "a yield in a condition": ("def f():\n if (yield 1):\n  pass", True),
    "a yield in an async function": ("async def f():\n async for a in b:\n  yield a", True),
    "a yield of an inner function": ("def f():\n def g():\n  yield", False),
    "a yield of a lambda": ("def f():\n return lambda: (yield)", False),
    "a yield of a method": ("def f():\n class C:\n  def g(self):\n   yield", False),
    "a generator expression": ("def f():\n return (a for a in b)", False),
    "an await": ("async def f():\n await g()", False),
}


@pytest.mark.parametrize("situation", GENERATORS)
def test_is_a_generator_with(situation: str) -> None:
    source, expected = GENERATORS[situation]
    (function,) = tree_of(source).body
    assert isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
    assert flow.is_generator(function) is expected


# Names

NAMES: dict[str, tuple[str, set[str]]] = {
    "reads and writes": ("a = b.c[d]", {"a", "b", "d"}),
    "parameters": ("def f(a, /, b, *c, d, **e): pass", {"f", "a", "b", "c", "d", "e"}),
    "classes and lambdas": ("class C: x = lambda y: z", {"C", "x", "y", "z"}),
    "an async function": ("async def f(): pass", {"f"}),
    "declarations": ("def f():\n global a, b\n nonlocal_ = 1", {"f", "a", "b", "nonlocal_"}),
    "outer variables": ("def f():\n a = 1\n def g():\n  nonlocal a", {"f", "a", "g"}),
    "imports": ("import a.b, c as d\nfrom e import f, g as h", {"a", "d", "f", "h"}),
    "a handler": ("try: pass\nexcept E as a: pass\nexcept: pass", {"E", "a"}),
    "patterns": ("match a:\n case [b, *c, {'k': d, **e}, C(f=g)] as h: pass\n case _: pass", set("abcdeCgh")),
    "patterns without names": ("match a:\n case [*_, {'k': 1}]: pass", {"a"}),
    "a walrus and a comprehension": ("[(a := b) for c in d]", set("abcd")),
    "keyword arguments": ("f(a=b)", {"f", "b"}),
}


@pytest.mark.parametrize("situation", NAMES)
def test_names_in(situation: str) -> None:
    source, expected = NAMES[situation]
    assert flow.names_in(tree_of(source)) == expected


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        (set(), "value"),
        ({"other"}, "value"),
        ({"value"}, "value_2"),
        ({"value", "value_2", "value_3"}, "value_4"),
        ({"value", "value_3"}, "value_2"),
        ({"value_2"}, "value"),
    ],
)
def test_a_free_name(taken: set[str], expected: str) -> None:
    assert flow.free_name("value", taken) == expected
