"""One source file: bytes to text and back, positions, names, and sentences about what cannot be read."""

from __future__ import annotations

import ast
import codecs
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asyncfix.errors import FileTrouble
from asyncfix.project import Module, Project
from asyncfix.rule import LINE, Span


def module_of(source: str | bytes) -> Module:
    return Module("a.py", source.encode() if isinstance(source, str) else source)


def expression(module: Module) -> ast.expr:
    """The value of the last statement."""
    last = module.tree.body[-1]
    assert isinstance(last, (ast.Expr, ast.Assign))
    return last.value


def trouble_with(data: bytes) -> str:
    with pytest.raises(FileTrouble) as caught:
        _ = module_of(data).tree
    assert caught.value.path == "a.py"
    return caught.value.message


# Encodings

READABLE: dict[str, tuple[bytes, str, str]] = {
    "nothing": (b"", "utf-8", ""),
    "ASCII": (b"x = 1\n", "utf-8", "x = 1\n"),
    "UTF-8": ("x = '오류'\n".encode(), "utf-8", "x = '오류'\n"),
    "a byte order mark": (codecs.BOM_UTF8 + "x = 'é'\r\n".encode(), "utf-8", "x = 'é'\r\n"),
    "nothing but a byte order mark": (codecs.BOM_UTF8, "utf-8", ""),
    "a byte order mark and a cookie": (codecs.BOM_UTF8 + b"# coding: utf-8\n", "utf-8", "# coding: utf-8\n"),
    "a cookie for latin-1": (b"# coding: latin-1\nx = '\xe9'\n", "iso-8859-1", "# coding: latin-1\nx = 'é'\n"),
    "a cookie on the second line": (
        b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '\x80'\n",
        "cp1252",
        "#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '€'\n",
    ),
    "a cookie for euc-kr": (
        "# -*- coding: euc-kr -*-\nx = '한글'\n".encode("euc-kr"),
        "euc-kr",
        "# -*- coding: euc-kr -*-\nx = '한글'\n",
    ),
    "a cookie on the third line": (b"\n\n# coding: latin-1\n", "utf-8", "\n\n# coding: latin-1\n"),
    "the word coding in code": (b"coding = 1\n", "utf-8", "coding = 1\n"),
    "a cookie below code": (b"x = 1\n# coding: latin-1\n", "utf-8", "x = 1\n# coding: latin-1\n"),
}


@pytest.mark.parametrize("situation", READABLE)
def test_reads_a_file_with(situation: str) -> None:
    data, encoding, text = READABLE[situation]
    module = module_of(data)
    assert module.encoding == encoding
    assert module.text == text
    assert module.bom + module.text.encode(module.encoding) == data
    assert isinstance(module.tree, ast.Module)


UNREADABLE: dict[str, tuple[bytes, str]] = {
    "a NUL": (b"x = 1\n\0", "holds NUL bytes, so it is not Python source"),
    "UTF-16": ("x = 1\n".encode("utf-16"), "holds NUL bytes, so it is not Python source"),
    "an unknown cookie": (b"# coding: klingon\nx = 1\n", "cannot be decoded: unknown encoding: klingon"),
    "a cookie that is no text": (b"# coding: base64\nx = 1\n", "cannot be decoded as base64: "),
    "a byte order mark and another cookie": (
        codecs.BOM_UTF8 + b"# coding: latin-1\n",
        "cannot be decoded: encoding problem: utf-8",
    ),
    "bytes that are no UTF-8": (b"x = '\xe9'\n", "cannot be decoded as utf-8: "),
    "bytes that are no UTF-8 near the word coding": (
        b"# encoding\nx = '\xe9'\n",
        "cannot be decoded: invalid or missing encoding declaration",
    ),
    "bytes that are no euc-kr": (b"# coding: euc-kr\nx = '\xff'\n", "cannot be decoded as euc-kr: "),
    "bytes that come back otherwise": (
        b"# coding: utf-7\nx = '+AGE-'\n",
        "does not survive decoding and encoding as utf-7",
    ),
    "a word too many": (b"x = 1\ny = 2 3\n", "cannot be parsed: line 2: invalid syntax"),
    "a string that does not end": (b"x = '''\n", "cannot be parsed: line 1: unterminated triple-quoted string literal"),
    "tabs and blanks": (b"if x:\n\ty\n        z\n", "cannot be parsed: line 3: inconsistent use of tabs and spaces"),
    "Python 2": (b"print 'x'\n", "cannot be parsed: line 1: Missing parentheses in call to 'print'"),
    "a lone surrogate": (b"x = '\xed\xa0\x80'\n", "cannot be decoded as utf-8: "),
    "too large an integer": (b"x = " + b"1" * 5000 + b"\n", "cannot be parsed: "),
    "two hundred brackets": (b"(" * 250 + b")" * 250, "cannot be parsed: line 1: too many nested parentheses"),
}


@pytest.mark.parametrize("situation", UNREADABLE)
def test_says_why_a_file_cannot_be_read_with(situation: str) -> None:
    data, sentence = UNREADABLE[situation]
    message = trouble_with(data)
    assert message.startswith(sentence)
    assert "\n" not in message
    assert "Traceback" not in message


def test_code_that_is_nested_too_deeply_is_a_sentence() -> None:
    deep = trouble_with(b"x = " + b"-" * 20_000 + b"1\n")
    assert deep == "cannot be parsed: it is nested too deeply for Python's own parser"


def test_a_sum_of_many_terms_is_parsed() -> None:
    module = module_of("x = " + " + ".join(["a"] * 2000) + "\n")
    assert isinstance(module.tree.body[0], ast.Assign)


def test_a_file_that_cannot_be_read_says_so_each_time() -> None:
    module = module_of(b"(")
    for _ in range(2):
        with pytest.raises(FileTrouble, match=r"^a\.py: cannot be parsed: line 1: '\(' was never closed$"):
            module.check_syntax()


@pytest.mark.parametrize("source", ["x = '\\d'\n", "x = 1if y else 2\n", "assert (x, 'y')\n", "x is 1\n"])
def test_warnings_of_the_parser_do_not_leak(source: str) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        module_of(source).check_syntax()
    assert caught == []


def test_warning_filters_stay_as_they_were() -> None:
    filters = list(warnings.filters)
    module_of("x = '\\d'\n").check_syntax()
    assert warnings.filters == filters


# Newer syntax

NEWER = {
    "type parameters": "class C[T]:\n    def f[U](self, x: U) -> U: return HERE(x)\n",
    "a type alias": "type Row[T] = list[T]\nHERE\n",
    "two types without parentheses": "try: pass\nexcept A, B: HERE\n",
    "quotes nested in an f-string": "x = f'{row['é']}'; HERE\n",
    "a template": "t'{HERE}'; HERE\n",
    "a lazy import": "lazy import json\nHERE\n",
}


@pytest.mark.parametrize("situation", NEWER)
def test_newer_syntax_is_read_and_stays_where_it_stands(situation: str) -> None:
    module = module_of(NEWER[situation])
    named = [node for node in ast.walk(module.tree) if isinstance(node, ast.Name) and node.id == "HERE"]
    assert named
    assert {module.source(node) for node in named} == {"HERE"}
    assert len(module.parsed_text) == len(module.text)
    assert module.text == NEWER[situation]


def test_only_newer_syntax_is_masked() -> None:
    module = module_of("x = 'def f[T]()'\n")
    assert module.parsed_text == module.text


def test_the_trouble_with_masked_code_is_that_of_the_rest() -> None:
    assert trouble_with(b"type X[T] = int\nclass C[T]: x = = 1\n").startswith(
        "cannot be parsed: line 2: invalid syntax"
    )


# Positions

SPANS: dict[str, tuple[str, Span, str]] = {
    "ASCII": ("x\nf(y)\n", Span(2, 1, 2, 5), "f(y)"),
    "text outside of ASCII before it": ("'é'; '오류'; '🎉'; f('한')\n", Span(1, 17, 1, 23), "f('한')"),
    "several lines": ("f(\n  'é',\n  오)\n", Span(1, 1, 3, 5), "f(\n  'é',\n  오)"),
    "carriage returns": ("x\r\ry\rf(\r)\r", Span(4, 1, 5, 2), "f(\r)"),
    "both line ends": ("x\r\ny\nf(\r\n)\n", Span(3, 1, 4, 2), "f(\r\n)"),
    "line separators in strings": ("'\u2028\x85\x0b\x1c'; f(\n'\u2029')\n", Span(1, 9, 2, 5), "f(\n'\u2029')"),
    "a form feed": ("x\n\f\n\ff()\n", Span(3, 2, 3, 5), "f()"),
    "a byte order mark": ("\ufefff()\n", Span(1, 1, 1, 4), "f()"),
    "newer syntax before it": ("def é[오](): pass\nx = f'{'é'}', f()\n", Span(2, 5, 2, 18), "f'{'é'}', f()"),
}


@pytest.mark.parametrize("situation", SPANS)
def test_the_span_of_the_last_expression_counts_characters_after(situation: str) -> None:
    source, span, text = SPANS[situation]
    module = module_of(source)
    assert module.span(expression(module)) == span
    assert module.source(expression(module)) == text


def test_spans_hold_and_meet() -> None:
    outer, inner, beside = Span(1, 5, 3, 1), Span(2, 1, 2, 9), Span(3, 1, 3, 9)
    assert outer.holds(inner)
    assert not inner.holds(outer)
    assert outer.holds(outer)
    assert outer.meets(inner)
    assert inner.meets(outer)
    assert not outer.meets(beside)
    assert not beside.meets(outer)


ANCHORS = {
    "x = 'y'\n": "SimpleString",
    "x = y\n": "Name",
    "x = await_(y)\n": "Call",
    "x = y.z\n": "Attribute",
}


@pytest.mark.parametrize("source", ANCHORS)
def test_anchors_go_by_the_names_of_libcst(source: str) -> None:
    module = module_of(source)
    assert module.anchor(expression(module)).kind == ANCHORS[source]
    assert module.anchor(module.tree.body[0]).kind == "Assign"
    assert module.anchor(module.tree.body[0], LINE).kind == "Line"


def test_anchors_know_no_async_statements_of_their_own() -> None:
    module = module_of("async def f():\n    async for x in y: pass\n    async with z: pass\n")
    (function,) = module.tree.body
    assert isinstance(function, ast.AsyncFunctionDef)
    assert [module.anchor(node).kind for node in (function, *function.body)] == ["FunctionDef", "For", "With"]


def test_lines_and_their_bounds() -> None:
    module = module_of("a\r\n\rb\n\u2028c\f\nd")
    lines = ["a\r\n", "\r", "b\n", "\u2028c\f\n", "d"]
    assert [module.line(number) for number in range(1, 6)] == lines
    assert [module.line_bounds(number) for number in range(1, 6)] == [(0, 3), (3, 4), (4, 6), (6, 10), (10, 11)]
    assert module.newline == "\r\n"


def test_the_line_after_a_final_newline_is_empty() -> None:
    assert module_of("a\n").line(2) == ""
    assert module_of("").line(1) == ""


@pytest.mark.parametrize(("source", "newline"), [("a\rb\n", "\r"), ("a\nb\r\n", "\n"), ("a", "\n"), ("", "\n")])
def test_the_newline_is_the_first_line_end(source: str, newline: str) -> None:
    assert module_of(source).newline == newline


@given(st.text(st.sampled_from("ab \t\n\r\f\u2028é오🎉"), max_size=30))
def test_places_and_offsets_go_there_and_back(text: str) -> None:
    module = module_of(text)
    assert "".join(module.line(number + 1) for number in range(module.place(len(text))[0])) == text
    for offset in range(len(text) + 1):
        line, column = module.place(offset)
        assert module.offset(line, column) == offset
        start, end = module.line_bounds(line)
        assert start <= offset <= end
        assert column == offset - start + 1


@given(st.lists(st.sampled_from(["x", "'é'", "'오\u2028'", "f(y)", "'''a\nb'''", "[1,\r\n2]", "🎉"]), max_size=8))
def test_the_source_of_each_statement_is_what_was_written(pieces: list[str]) -> None:
    pieces = [piece for piece in pieces if piece != "🎉"]
    module = module_of("; ".join(pieces))
    assert [module.source(node) for node in module.tree.body] == pieces


# Names

IMPORTED: dict[str, tuple[str, dict[str, str]]] = {
    "a module": ("import a", {"a": "a"}),
    "a module of a package": ("import a.b.c", {"a": "a"}),
    "a module under another name": ("import a.b.c as d", {"d": "a.b.c"}),
    "several": ("import a, b.c, d as e", {"a": "a", "b": "b", "e": "d"}),
    "a name": ("from a.b import c", {"c": "a.b.c"}),
    "a name under another name": ("from a import b as c, d", {"c": "a.b", "d": "a.d"}),
    "from here": ("from . import a", {"a": ".a"}),
    "from above": ("from ... import a as b", {"b": "...a"}),
    "from a module here": ("from .a import b", {"b": ".a.b"}),
    "from a package above": ("from ..a.b import c as d", {"d": "..a.b.c"}),
    "in a function": ("def f():\n    import a", {"a": "a"}),
    "in a branch": ("if x:\n    from a import b\nelse:\n    b = None", {"b": "a.b"}),
    "nothing": ("a = 1", {}),
}


@pytest.mark.parametrize("situation", IMPORTED)
def test_what_is_imported(situation: str) -> None:
    source, expected = IMPORTED[situation]
    assert module_of(source).imported == expected


DOTTED: dict[str, tuple[str, str | None]] = {
    "a name of its own": ("f", "f"),
    "an attribute": ("x.y.z", "x.y.z"),
    "an imported module": ("import a.b\na.b.c", "a.b.c"),
    "an alias": ("import a.b as c\nc.d", "a.b.d"),
    "an imported name": ("from a import b as c\nc.d.e", "a.b.d.e"),
    "a relative import": ("from ..a import b\nb.c", "..a.b.c"),
    "a call": ("f().a", None),
    "a subscript": ("a[0].b", None),
    "a string": ("'a'.join", None),
}


@pytest.mark.parametrize("situation", DOTTED)
def test_the_dotted_name_of(situation: str) -> None:
    source, expected = DOTTED[situation]
    module = module_of(source)
    assert module.dotted(expression(module)) == expected


# The project


def test_a_project_opens_each_file_once() -> None:
    opened: list[str] = []

    def open_module(path: str) -> Module:
        opened.append(path)
        return Module(path, b"")

    project = Project(open_module)
    assert project.at("a.py") is project.at("a.py")
    assert project.at("b.py").path == "b.py"
    assert opened == ["a.py", "b.py"]


def test_a_project_lets_trouble_through() -> None:
    def open_module(path: str) -> Module:
        raise FileTrouble(path, "no such file")

    with pytest.raises(FileTrouble, match=r"^a\.py: no such file$"):
        Project(open_module).at("a.py")
