"""How a function is entered: by what its callers give it; and what ends where it would go on for ever."""

from __future__ import annotations

import ast
import contextlib

import pytest
from interpreting import LEDGER, project, ran, shown

from asyncfix.project import flow, interpreter
from asyncfix.project.entries import enter
from asyncfix.project.interpreter import Interpreter, TooMuch

REPOSITORY = """
class Repo:
    def __init__(self, book): self.book = book
    async def add(self): await self.book.add(1)
"""


ADD = "async def add(book): await book.add(1)\n"


def entered(files: dict[str, str], name: str, path: str = "main.py") -> list[str]:
    """The kinds of what happens in a function that is named by its scopes: `Repo.add`."""
    here = project(files)
    module = here.at(path)
    chain: list[flow.Scope] = []
    body = module.tree.body
    for part in name.split("."):
        node = next(one for one in body if getattr(one, "name", None) == part)
        assert isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        chain.append(node)
        body = node.body
    run = Interpreter(here, LEDGER, frozenset({chain[-1]}))
    with run.recording() as happened:
        enter(run, module, chain)
    return [event.kind for event in happened.events]


# Callers


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"main.py": ADD + "async def main(): await add(Book())\n"},
            id="in_the_file",
        ),
        pytest.param(
            {
                "main.py": ADD,
                "jobs.py": "from ledger import Book\nfrom main import add\nasync def job(b: Book): await add(b)\n",
            },
            id="in_another_file",
        ),
        pytest.param(
            {
                "main.py": ADD,
                "jobs.py": "import main as m\nfrom ledger import Book\nasync def job(): await m.add(book=Book())\n",
            },
            id="by_the_module_and_by_name",
        ),
        pytest.param(
            {
                "main.py": ADD,
                "middle.py": "from main import add\nasync def through(book): await add(book)\n",
                "jobs.py": "from ledger import Book\nfrom middle import *\nasync def job(): await through(Book())\n",
            },
            id="a_caller_of_a_caller",
        ),
        pytest.param(
            {"main.py": ADD + "async def one(): await add(1)\nasync def other(): await add(Book())\n"},
            id="the_second_of_two",
        ),
        pytest.param(
            {
                "main.py": ADD
                + "def decorate(f): return f\n@decorate\nasync def job(book: Book): return await add(book)\n"
            },
            id="a_decorated_caller",
        ),
        pytest.param(
            {"main.py": "async def add(book=None): await book.add(1)\nasync def main(): await add(Book())\n"},
            id="a_default_of_none",
        ),
        pytest.param(
            {
                "main.py": ADD + "class Job:\n    def __init__(self, book: Book): self.book = book\n"
                "    async def run(self): await add(self.book)\n"
            },
            id="a_method_that_gives_its_field",
        ),
    ],
)
def test_callers_tell_what_a_parameter_is(files: dict[str, str]) -> None:
    assert entered(files, "add") == ["use"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ADD, id="nobody_calls"),
        pytest.param(ADD + "async def main(): await add(1)\n", id="a_number"),
        pytest.param(ADD + "async def main(x): await add(x)\n", id="unknown_too"),
        pytest.param(
            "async def add(book: int): await book.add(1)\nasync def main(): await add(Book())\n", id="annotated"
        ),
        pytest.param("async def add(book): await book.add(1); await add(book)\n", id="it_calls_itself"),
        pytest.param(
            "async def add(book): await book.add(1); await other(book)\nasync def other(book): await add(book)\n",
            id="two_that_call_each_other",
        ),
        pytest.param(
            f"import web\n@web.route('/')\n{ADD}async def main(): await add(Book())\n",
            id="a_framework_calls_it",
        ),
        pytest.param(
            "async def add(book): await book.add(1)\n"
            "class Other:\n    async def add(self, book): pass\n"
            "async def main(other: Other): await other.add(Book())\n",
            id="another_function_of_its_name",
        ),
    ],
)
def test_what_callers_do_not_tell(text: str) -> None:
    assert "use" not in entered({"main.py": text}, "add")


@pytest.mark.parametrize(
    "caller",
    [
        pytest.param("async def main(): await Repo(Book()).add()\n", id="a_local_object"),
        pytest.param("def make(book: Book): return Repo(book)\n", id="a_factory"),
        pytest.param("class Service:\n    def __init__(self, book: Book): self.repo = Repo(book=book)\n", id="a_field"),
    ],
)
def test_who_makes_an_object_tells_what_its_constructor_gets(caller: str) -> None:
    assert entered({"main.py": REPOSITORY + caller}, "Repo.add") == ["use"]


PAIR = "def pair(one, other): return one.x() and one, other.x() and other\n"


def test_what_one_caller_gives_twice_is_one_object() -> None:
    code = PAIR + "def main(book: Book): return pair(book, book)\n"
    assert ran(code, "pair").shown == "[Book1, Book1]"


def test_what_one_caller_gives_of_two_is_two_objects() -> None:
    code = PAIR + "def main(book: Book): return pair(book, Book())\n"
    assert ran(code, "pair").shown == "[Book1, Book2]"


# Entries


def test_a_function_in_a_function_sees_the_names_around_it() -> None:
    code = "def outer(book: Book):\n    other = book\n    async def inner(): await other.add(1)\n    return inner\n"
    assert entered({"main.py": code}, "outer.inner") == ["use"]


def test_a_method_has_its_object() -> None:
    code = "class Repo:\n    book: Book\n    async def add(self): await self.book.add(1)\n"
    assert entered({"main.py": code}, "Repo.add") == ["use"]


def test_a_class_method_has_its_class() -> None:
    code = (
        "class Repo:\n    def __init__(self, book: Book): self.book = book\n"
        "    @classmethod\n    async def run(cls, book: Book): await cls(book).book.add(1)\n"
    )
    assert entered({"main.py": code}, "Repo.run") == ["use"]


def test_a_static_method_has_neither() -> None:
    code = "class Repo:\n    @staticmethod\n    async def run(book: Book): await book.add(1)\n"
    assert entered({"main.py": code}, "Repo.run") == ["use"]


# Limits


def test_an_entry_that_takes_too_many_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "async def main(book: Book):\n" + "    await book.add(1)\n" * 20
    monkeypatch.setattr(interpreter, "STEPS", 40)
    here = project({"main.py": code})
    module = here.at("main.py")
    node = module.tree.body[-1]
    assert isinstance(node, ast.AsyncFunctionDef)
    run = Interpreter(here, LEDGER, frozenset({node}))
    with pytest.raises(TooMuch):
        enter(run, module, [node])


def test_what_ran_together_before_it_was_too_much_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "async def main(book: Book):\n    await together(book.add(1), book.add(2))\n" + "    await book.add(1)\n" * 20
    )
    monkeypatch.setattr(interpreter, "STEPS", 60)
    here = project({"main.py": code})
    module = here.at("main.py")
    node = module.tree.body[-1]
    assert isinstance(node, ast.AsyncFunctionDef)
    run = Interpreter(here, LEDGER, frozenset({node}))
    with pytest.raises(TooMuch):
        enter(run, module, [node])
    assert [len(found.members) for found in run.together] == [2]


@pytest.mark.parametrize(("text", "ends"), [("await book.add(1)", False), ("await sleep(book)", True)])
def test_an_entry_that_meets_nothing_watched_ends_sooner(
    monkeypatch: pytest.MonkeyPatch, text: str, *, ends: bool
) -> None:
    given = "book: Book" if not ends else "book"
    code = f"async def main({given}):\n" + f"    {text}\n" * 20
    monkeypatch.setattr(interpreter, "STEPS_BEFORE", 40)
    here = project({"main.py": code})
    module = here.at("main.py")
    node = module.tree.body[-1]
    assert isinstance(node, ast.AsyncFunctionDef)
    run = Interpreter(here, LEDGER, frozenset({node}))
    with pytest.raises(TooMuch) if ends else contextlib.nullcontext():
        enter(run, module, [node])


@pytest.mark.parametrize(("calls", "kind"), [pytest.param(5, "use", id="few"), pytest.param(40, "opaque", id="many")])
def test_calls_inside_calls_are_followed_so_deep(calls: int, kind: str) -> None:
    chain = "\n".join(f"async def f{number}(x): await f{number + 1}(x)" for number in range(calls))
    code = f"{chain}\nasync def f{calls}(x): await x.add(1)\nasync def main(book: Book): await f0(book)\n"
    assert entered({"main.py": code}, "main") == [kind]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("async def walk(book): await book.add(1); await walk(book)\n", id="itself"),
        pytest.param(
            "async def walk(book): await other(book)\nasync def other(book): await book.add(1); await walk(book)\n",
            id="by_another",
        ),
        pytest.param("async def walk(book): await book.add(1); await together(walk(book), walk(book))\n", id="a_tree"),
    ],
)
def test_recursion_ends(text: str) -> None:
    kinds = entered({"main.py": f"{text}async def main(book: Book): await walk(book)\n"}, "main")
    assert kinds[0] == "use"
    assert len(kinds) < 20


# Bad input


BAD = [
    pytest.param(
        {
            "main.py": "from a import x\ndef main(): return x\n",
            "a.py": "from b import x\n",
            "b.py": "from a import x\n",
        },
        "?",
        id="imports_in_a_circle",
    ),
    pytest.param(
        {
            "main.py": "from a import *\ndef main(): return x\n",
            "a.py": "from b import *\n",
            "b.py": "from a import *\nx = 1\n",
        },
        "1",
        id="stars_in_a_circle",
    ),
    pytest.param({"main.py": "x = y\ny = x\ndef main(): return x\n"}, "?", id="names_in_a_circle"),
    pytest.param(
        {"main.py": "from gone import x\ndef main(): return x, x.y\n"}, "[gone.x, gone.x.y]", id="no_such_file"
    ),
    pytest.param({"main.py": "from a import x\ndef main(): return x\n", "a.py": "y = 1\n"}, "?", id="no_such_name"),
    pytest.param({"main.py": "from . import x\ndef main(): return x\n"}, "?", id="no_package_around_it"),
    pytest.param({"main.py": "class A(A): pass\ndef main(): return A().x\n"}, "?", id="a_class_of_itself"),
    pytest.param(
        {"main.py": "class A(B): pass\nclass B(A): pass\ndef main(): return A().x\n"}, "?", id="classes_in_a_circle"
    ),
    pytest.param(
        {"main.py": "class A(B): pass\nclass B(A): pass\ndef main(a: A): return a.x\n"}, "?", id="of_such_a_type"
    ),
    pytest.param({"main.py": "class A(what()): x = 1\ndef main(): return A().x\n"}, "1", id="a_base_that_is_a_call"),
    pytest.param(
        {"main.py": "class A:\n    @property\n    def x(self): return self.x\ndef main(): return A().x\n"},
        "?",
        id="a_property_of_itself",
    ),
    pytest.param(
        {"main.py": "class A:\n    def __getattr__(self, n): return getattr(self, n)\ndef main(): return A().x\n"},
        "?",
        id="getattr_of_itself",
    ),
    pytest.param(
        {"main.py": "class A:\n    def __init__(self): self.a = A()\ndef main(): return A().a.a.a\n"},
        "A1",
        id="an_object_that_makes_its_like",
    ),
    pytest.param({"main.py": "class A:\n    a: 'A'\ndef main(a: A): return a.a.a.a\n"}, "A1", id="a_list_of_nodes"),
    pytest.param({"main.py": "@x\ndef x(f): return f\ndef main(): return x\n"}, "?", id="decorated_by_itself"),
    pytest.param({"main.py": "def f(x=f): return x\ndef main(): return f()\n"}, "def f", id="a_default_of_itself"),
    pytest.param({"main.py": "X = list['X'] | Book\ndef main(x: X): return 1\n"}, "1", id="an_alias_that_names_itself"),
    pytest.param({"main.py": "x = []\nx.append(x)\ndef main(): return 1\n"}, "1", id="a_list_in_itself"),
    pytest.param(
        {"main.py": "def main(): return yielded()\ndef yielded():\n    yield from yielded()\n"},
        "generator",
        id="a_generator_of_itself",
    ),
    pytest.param(
        {"main.py": "def main(): return list(yielded())\ndef yielded():\n    yield from yielded()\n"},
        "[]",
        id="what_it_yields",
    ),
    pytest.param({"main.py": "def main(): return f(1, 2, 3, x=4)\ndef f(a): return a\n"}, "?", id="too_many_arguments"),
    pytest.param({"main.py": "def main(): return f()\ndef f(a): return a\n"}, "?", id="too_few_arguments"),
    pytest.param({"main.py": "def main(): return super().x\n"}, "?", id="super_outside_a_class"),
    pytest.param(
        {"main.py": "def main():\n    nonlocal_ = 1\n    return None.x, 'a'.x, (1).x\n"},
        "[?, ?, ?]",
        id="attributes_of_literals",
    ),
    pytest.param(
        {"main.py": "def main():\n    a, b, c = 1, 2\n    return a, b, c\n"}, "[1, 2, 1 | 2]", id="too_few_values"
    ),
    pytest.param({"main.py": "def main():\n    (a, b), c = 1, 2\n    return a, c\n"}, "[?, 2]", id="no_values"),
]


@pytest.mark.parametrize(("files", "expected"), BAD)
def test_what_makes_no_sense_is_not_known(files: dict[str, str], expected: str) -> None:
    assert ran(files).shown == expected


def test_a_file_that_is_no_python() -> None:
    files = {"main.py": "from broken import x\ndef main(): return x\n", "broken.py": "def (:\n"}
    assert shown(ran(files).value) in ("?", "broken.x")


def test_two_packages_of_one_name_are_told_apart_by_who_is_near() -> None:
    files = {
        "main.py": "",
        "one/pyproject.toml": "[project]\nname = 'one'\nversion = '0'\n",
        "one/app/__init__.py": "",
        "one/app/books.py": "from ledger import Book\nasync def add(book: Book): await book.add(1)\n",
        "one/app/jobs.py": "from app.books import add\nfrom ledger import Book\nasync def job(): await add(Book())\n",
        "two/pyproject.toml": "[project]\nname = 'two'\nversion = '0'\n",
        "two/app/__init__.py": "",
        "two/app/books.py": "async def add(book): pass\n",
        "two/app/jobs.py": "from app.books import add\nfrom ledger import Book\nasync def job(): await add(Book())\n",
    }
    assert entered(files, "job", "one/app/jobs.py") == ["use"]
    assert entered(files, "job", "two/app/jobs.py") == []
