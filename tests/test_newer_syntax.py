from __future__ import annotations

import ast
import re
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import asyncfix
from asyncfix.project.newer_syntax import mask

LINE_END = re.compile(r"\r\n|\r|\n")

# What is written, and what it becomes.
STATEMENTS = {
    "a function with a type parameter": (
        "def first[T](row: T) -> T: ...",
        "def first   (row: T) -> T: ...",
    ),
    "an async method with bounds and a default": (
        "async def get[T: (int, str) = int, *Ts, **P](self): ...",
        "async def get                               (self): ...",
    ),
    "a class without bases": ("class Box[T]: ...", "class Box   : ..."),
    "a class with bases": ("class Box[T] (Base[T]): ...", "class Box    (Base[T]): ..."),
    "a bound that holds brackets and quotes": (
        "def f[T: 'Row]', U: dict[str, int]](x): ...",
        "def f                              (x): ...",
    ),
    "type parameters outside of ASCII": (
        "def größe[Größe: 'ü'](x: Größe, 数: int): return x",
        "def größe            (x: Größe, 数: int): return x",
    ),
    "type parameters over several lines": (
        "def f[\n    T,  # any ] row\n\n    U,\n](x): ...",
        "def f(\n                   \n\n      \n  x): ...",
    ),
    "type parameters over several lines of a class without bases": (
        "class Box[\n    T,\n]: ...",
        "class Box(\n      \n): ...",
    ),
    "type parameters over several lines of a class with bases": (
        "class Box[\n    T,\n](Base): ...",
        "class Box(\n      \n  Base): ...",
    ),
    "a continued line before the type parameters": (
        "def f \\\n  [T](x): ...",
        "def f \\\n     (x): ...",
    ),
    "a type alias": ("type Row = tuple[int, str]", "(    Row)= tuple[int, str]"),
    "a type alias without blanks": ("type Row=tuple[int, str]", "__ = Row=tuple[int, str]"),
    "a generic type alias": (
        "type Pair[T: int] = tuple[T, T]",
        "(    Pair       ) = tuple[T, T]",
    ),
    "a generic type alias over several lines": (
        "type Pair[\n    T,\n] = tuple[\n    T, T\n]",
        "(    Pair \n      \n) = tuple[\n    T, T\n]",
    ),
    "a type alias over continued lines": (
        "type \\\n  Row \\\n  = int",
        "(    \\\n  Row)\\\n  = int",
    ),
    "a type alias called type": ("type type = type", "(    type)= type"),
    "two handlers": (
        "try: ...\nexcept OSError, EOFError: ...\nexcept a.B, C(d, e), F: ...",
        "try: ...\nexcept OSError| EOFError: ...\nexcept a.B| C(d, e)| F: ...",
    ),
    "a handler of groups": ("try: ...\nexcept* A, B: ...", "try: ...\nexcept* A| B: ..."),
    "a handler whose second type is parenthesised": (
        "try: ...\nexcept f[x:y, z], (A, B): ...",
        "try: ...\nexcept f[x:y, z]| (A, B): ...",
    ),
    "a handler over continued lines": (
        "try: ...\nexcept A, \\\n  f(\n    B\n  ): ...",
        "try: ...\nexcept A| \\\n  f(\n    B\n  ): ...",
    ),
    "a lazy import": ("lazy import json.decoder as d", "import      json.decoder as d"),
    "a lazy import from": ("lazy  from .json import (\n  a)", "from       .json import (\n  a)"),
    "a list of unpacked rows": ("[*row for row in rows]", "[ row for row in rows]"),
    "a set of unpacked rows": (
        "{ # all *\n *row async for row in rows for x in y}",
        "{ # all *\n  row async for row in rows for x in y}",
    ),
    "a dict of unpacked dicts": ("f({**d for d in (*e for e in x)})", "f({  d for d in ( e for e in x)})"),
    "the same quotes in a field": ('f"{row["id"]:>{len("x")}}{y}"', "f\"{row['id']:>{len('x')}}{y}\""),
    "the same triple quotes in a field": ('f"""{row["""id"""]}"""', "f\"\"\"{row['''id''']}\"\"\""),
    "an apostrophe between the same quotes": ('f"{row["it\'s"]}"', "f\"{row['it_s']}\""),
    "a backslash in a field": ("f\"{'\\n'.join(rows)}\"", "f\"{'_n'.join(rows)}\""),
    "an f-string in a field": ('f"{f"<{row["id"]}>" if row else ""}"', "f\"{f'<{row[(  )]}>' if row else ''}\""),
    "escapes in an f-string in a field": (
        "f'{f'\\N{DASH}\\t{x}'}' f'{rf'\\{x}\"'}'",
        "f'{f\"__________{x}\"}' f'{rf\"_{x}_\"}'",
    ),
    "an f-string in a triple-quoted one": (
        "f'''{f'''\"{x}'''}'''",
        "f'''{f\"\"\"_{x}\"\"\"}'''",
    ),
    "a comment in a field": ('f"""{x  # }" no\n  + y}"""', 'f"""{x         \n  + y}"""'),
    "a continued line in a field": ('f"""{x \\\n  + y}"""', 'f"""{x  \n  + y}"""'),
    "a blank after a conversion": ('f"{x!r :>3}"', 'f"{x !r:>3}"'),
    "a field over several lines": ('x = f"a{\n  b["ü"]\n  }"', 'x = """{\n  b[_ü_]\n """'),
    "strings over several lines in a field": (
        "f\"{'''a\nb'''}{x}\" f'{f\"\"\"a\n{y}\"\"\"}'",
        '"""___a\nb___}{""" """f___a\n{y}__"""',
    ),
    "a specifier over two lines": ('f"{x:\n}"', '"_{x\\\n}"'),
    "a field whose last line is short": ('f"a{\n  b\n}"', '"_a\\\n  \\\n}"'),
    "specifiers within specifiers": ('f"{x:{y:{z}}}"', '"_{x:{y:{z}}}"'),
    "four literals within each other": ('f"{f"{f"{x}"}"}"', '"_{f_{f_{x}_}_}"'),
    "literals side by side in a field": ('f"{"a" "b" + \'\'"c"}"', '"_{_a_ _b_ + ___c_}"'),
    "a plain string for an f-string, right after another": (
        '""f"{x:{y:{z}}}"',
        "\"\"'_{x:{y:{z}}}'",
    ),
    "a t-string": ("t\"{x!r:>{y}}\" RT'{x}\\{y}'", "f\"{x!r:>{y}}\" RF'{x}\\{y}'"),
    "a t-string in an f-string": ("f'{t'{x}'}'", "f'{f\"{x}\"}'"),
    "unpacking in a field": ('f"{[*x for x in y]}"', 'f"{[ x for x in y]}"'),
}

# What an older Python takes, however much it looks like the newer syntax.
OLD = [
    "type(x)",
    "type = 3",
    "type: int = 3",
    "type[x] = 3",
    "type.x = type == 4",
    "type",
    "type in [x]",
    "type is [x]",
    "type or[x]",
    "type if [x] else y",
    "x = [\n  type, X]\nX = 3",
    "# type X = int",
    "'''\ntype X = int\n'''",
    "lazy = 3",
    "lazy",
    "from lazy import x",
    "from .lazy import x",
    "from a import lazy",
    "from a import lazy; import b",
    "raise lazy from error",
    "raise \\\n  lazy from error",
    "# c:\\\nlazy",
    "def f(): yield from lazy",
    "try: ...\nexcept (A, B): ...\nexcept f(a, b): ...\nexcept d[x, y] as e: ...\nexcept: ...",
    "try: ...\nexcept (\n  A,  # b:\n  B,\n): ...",
    "try: ...\nexcept* A: ...",
    "class A(B[T]): ...",
    "def f(x=[y]): ...",
    "undef = class_[x]",
    "f(*a, **{x: y for x in z})",
    "f(*a, *(x for x in y), *[x for x in y])",
    "for x in *a, *b: ...",
    "[\n  *a, [b for c in d]]",
    "x = 1 if'y'else 2",
    "f'{x!r:>{y}}' rf'\\{x}' F'''{x[\"\"]}\n{\n'a'}'''",
    'f"""{f\'a"b{x}\'}{x["a"]:{"b"}}"""',
    "f'{{}}{x != y}{x:!<3}{x = }{x[y:z]}\\'\\\n\\N{EN DASH}'",
    "f'''{x:\n}{y}'''",
    "[b'\\'', u'\\\\', r'\\'']",
    "",
]

BROKEN = [
    "'",
    '"""\\',
    "f'{",
    "f'{x:",
    'f"{x["a',
    't"""{t"',
    "def f[",
    "def f[T",
    "class C['",
    "type X[T]",
    "type X[",
    "except A, ",
    "except A, 'b",
    "except A, B)",
    "lazy import",
    "[*x for",
    ")]}",
    "f'{}}' [",
    """f'{"a""",
    "f'{x}\n{y}'",
    "\0",
    "def \ud800[T](): ...",
    'f"{' * 40,
    "f'{x:" + "{x:" * 40,
]


def newer(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return True
    return False


def shape(text: str) -> list[int]:
    return [len(line) for line in LINE_END.split(text)]


def parse_as_old(text: str) -> ast.Module:
    return ast.parse(text, feature_version=(3, 11))


def in_characters(node: ast.stmt | ast.expr, text: str) -> tuple[int, int, int, int]:
    lines = LINE_END.split(text)
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    column = len(lines[node.lineno - 1].encode()[: node.col_offset].decode())
    end_column = len(lines[node.end_lineno - 1].encode()[: node.end_col_offset].decode())
    return node.lineno, column, node.end_lineno, end_column


def names_outside_of_strings(node: ast.AST) -> list[ast.Name]:
    if isinstance(node, ast.JoinedStr):
        return []
    own = [node] if isinstance(node, ast.Name) else []
    return own + [name for child in ast.iter_child_nodes(node) for name in names_outside_of_strings(child)]


def names(text: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(mask(text))) if isinstance(node, ast.Name)}


@pytest.mark.parametrize(("text", "masked"), STATEMENTS.values(), ids=STATEMENTS.keys())
class TestStatements:
    def test_masked(self, text: str, masked: str) -> None:
        assert mask(text) == masked

    def test_what_3_11_refuses_becomes_what_it_takes(self, text: str, masked: str) -> None:
        if sys.version_info < (3, 12):
            assert newer(text)
        parse_as_old(masked)

    def test_no_line_changes_its_length(self, text: str, masked: str) -> None:
        assert shape(masked) == shape(text)

    def test_masked_once_is_masked_for_good(self, text: str, masked: str) -> None:
        assert mask(masked) is masked != text

    def test_names_stand_where_they_stood(self, text: str, masked: str) -> None:
        lines = LINE_END.split(text)
        for name in names_outside_of_strings(parse_as_old(masked)):
            line, column, _, end_column = in_characters(name, masked)
            assert lines[line - 1][column:end_column] == name.id or name.id == "__"

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("x = '''type X = int\n'''\n", "\nx = 1"),
            ("x = [\n1]\n", "  # type [*'"),
            ("@a(b)\n", "\n@c(d)\ndef f(): ..."),
        ],
        ids=["after a string", "before a comment", "after a decorator"],
    )
    def test_masked_wherever_it_stands(self, text: str, masked: str, before: str, after: str) -> None:
        assert mask(before + text + after) == before + masked + after

    def test_masked_with_any_line_ends(self, text: str, masked: str) -> None:
        assert mask(text.replace("\n", "\r\n")) == masked.replace("\n", "\r\n")
        assert mask(text.replace("\n", "\r")) == masked.replace("\n", "\r")


@pytest.mark.parametrize("text", OLD)
def test_leaves_alone_what_3_11_takes(text: str) -> None:
    parse_as_old(text)
    assert mask(text) is text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("if x: type X = int; type Y = X", "if x: (    X)= int; (    Y)= X"),
        ("class C: type X[T] = T", "class C: (    X  ) = T"),
        ("x = 1; lazy import a", "x = 1; import      a"),
        ("if x: lazy from a import b", "if x: from      a import b"),
        ("# c:\\\nlazy import a", "# c:\\\nimport      a"),
        ("x = 1\\\n\nlazy import a", "x = 1\\\n\nimport      a"),
    ],
)
def test_masked_in_one_line_with_others(text: str, masked: str) -> None:
    assert mask(text) == masked
    parse_as_old(masked)


def test_every_statement_of_a_module_stands_where_it_stood() -> None:
    text = (
        "lazy import json\n"
        "type Größe[Ü] = dict[Ü, int]; x = 1\n"
        "class Laden[Ü](Basis):\n"
        "    async def lade[Ö: 'Größe'](self, ä: Ö) -> None:\n"
        "        try:\n"
        "            s = f'{ä['größe']}{x}'; await self.öffne(s)\n"
        "        except Ärger, Übel: return\n"
    )
    masked = mask(text)
    found = [
        (type(node).__name__, *in_characters(node, masked))
        for node in ast.walk(parse_as_old(masked))
        if isinstance(node, ast.stmt)
    ]
    assert found == [
        ("Import", 1, 0, 1, 16),
        ("Assign", 2, 0, 2, 28),
        ("Assign", 2, 30, 2, 35),
        ("ClassDef", 3, 0, 7, 34),
        ("AsyncFunctionDef", 4, 4, 7, 34),
        ("Try", 5, 8, 7, 34),
        ("Assign", 6, 12, 6, 34),
        ("Expr", 6, 36, 6, 55),
        ("Return", 7, 28, 7, 34),
    ]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ('f"{", ".join(row.name for row in rows)}"', {"row", "rows"}),
        ('f"{task}{d["a"]}{"\\n".join(lines):{width}}"', {"task", "d", "lines", "width"}),
        ('f"{f"{f(x["a"])}" if y else ""}"', {"f", "x", "y"}),
        ('t"{row["a"]} {f"{z}"}"', {"row", "z"}),
        ('f"""{f"""{x}"""}{y # z\n}"""', {"x", "y"}),
    ],
)
def test_names_in_fields_stay_in_the_tree(text: str, seen: set[str]) -> None:
    assert names(text) == seen


@pytest.mark.parametrize("text", BROKEN)
def test_broken_text_comes_back_in_its_shape(text: str) -> None:
    assert shape(mask(text)) == shape(text)


@pytest.mark.parametrize(
    "text",
    [
        "try: ...\nexcept A, B as e: ...",
        "try: ...\nexcept A, B",
        "type X[T]",
        "f(type X = 3)",
        "x = lazy import a",
        "f(\nlazy import a\n)",
        "[*a, *b]; print 'x'",
    ],
)
def test_leaves_alone_what_no_python_takes(text: str) -> None:
    assert mask(text) is text


def test_what_comes_before_a_string_without_end_is_masked() -> None:
    assert mask("class A[T]: ...\nx = 'a\nclass B[T]: ...") == "class A   : ...\nx = 'a\nclass B[T]: ..."


def test_leaves_alone_the_code_of_asyncfix() -> None:
    for path in Path(asyncfix.__path__[0]).rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert mask(text) is text, path


@pytest.mark.parametrize(
    "piece",
    [
        'f"{',
        "f'{x:",
        "(",
        "[*x for ",
        "type X[",
        "type X=1;",
        "def f[",
        "except A, ",
        "lazy ",
        " ",
        "\\\n",
        '"a" ',
        "[ #\n",
    ],
)
def test_time_is_linear_in_the_length(piece: str) -> None:
    start = time.process_time()
    mask(piece * 50_000)
    assert time.process_time() - start < 10


PIECES = [
    *("'", '"', "'''", '"""', "f'", 'f"', 't"""', "rf'", "{", "}", "{{", "!r ", ":", "\\", "\n", "\r", "#", " "),
    *("(", ")", "[", "]", "*", "**", ",", ";", "=", ".", "def ", "class ", "type ", "except ", "as ", "lazy "),
    *("import ", "from ", "for ", "x", "ü", "😀", "0", "\t", "\f", "\0", "\ufeff", "\ud800", "\u2028", "\\N{"),
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_text_keeps_its_shape(text: str) -> None:
    masked = mask(text)
    assert shape(masked) == shape(text)
    assert LINE_END.findall(masked) == LINE_END.findall(text)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*(text for text, _ in STATEMENTS.values()), *OLD]), max_size=8))
def test_statements_are_masked_one_by_one(texts: list[str]) -> None:
    assert mask("\n".join(texts)) == "\n".join(mask(text) for text in texts)
