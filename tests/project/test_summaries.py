"""Summaries stand for calls that have nothing to do with a watched object, and for no others."""

from __future__ import annotations

import ast

import pytest
from interpreting import LEDGER, Done, project, ran

from asyncfix.frameworks import asyncio
from asyncfix.project import Module, calls
from asyncfix.project.interpreter import Interpreter
from asyncfix.project.summaries import Summaries
from asyncfix.project.values import Arguments, Collection, Function, Item, Value

LIBRARY = asyncio.LIBRARY | LEDGER

CODE = """
import asyncio, post
from contextvars import ContextVar
from contextlib import contextmanager

_book: ContextVar[Book] = ContextVar("book")
_number: ContextVar[int] = ContextVar("number")
shared = Book()
seal = Seal()

def text(number): return str(number)
def pair(number): return number, 1
def settings(): return Settings()
def one_of(number): return 1 if number else "a"
def counted(number):
    yield number
    yield 1
async def send(number): await post.send(number)
async def forever():
    while True: pass
def indirect(number): return text(number)
def first(number): return second(number)
def second(number): return first(number) if number else 1
def takes(book: Book): return book
def makes(): return Book()
def reads(): return shared
def holds():
    with seal: pass
def calls_one(number): return makes()
async def current(): await _book.get().add(1)
def number(): return _number.get()
async def touch(it): await it.add(1)
class Settings:
    def __init__(self): self.number = 1
    def text(self): return text(self.number)
class Repo:
    def __init__(self, book: Book): self.book = book
    def name(self): return "repo"
    async def add(self): await self.book.add(1)
class Holder:
    def __init__(self): self.it = None
    async def add(self): await self.it.add(1)
"""


@pytest.fixture
def followed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The functions that the interpreter itself goes into, not those that are only looked at for a summary."""
    names: list[str] = []
    original = calls.ran

    def told(
        run: Interpreter, function: Function, arguments: Arguments, node: ast.AST
    ) -> tuple[Value, list[Item]] | None:
        if type(run) is Interpreter:
            names.append(getattr(function.node, "name", "lambda"))
        return original(run, function, arguments, node)

    monkeypatch.setattr(calls, "ran", told)
    return names


def main(body: str) -> Done:
    return ran(f"{CODE}\nasync def main(book: Book, what, holder: Holder):\n    {body}\n", library=LIBRARY)


SUMMARISED = [
    pytest.param("return text(1)", "?", [], id="a_plain_function"),
    pytest.param("return pair(2)", "[?, 1, *?]", [], id="what_is_constant_in_it"),
    pytest.param("return settings()", "Settings1", [], id="a_new_object"),
    pytest.param("return settings(), settings()", "[Settings1, Settings2]", [], id="another_one_each_time"),
    pytest.param("return one_of(what)", "1 | 'a'", [], id="either_of_two"),
    pytest.param("return list(counted(1))", "[?, 1]", [], id="a_generator"),
    pytest.param("return await send(1)", "None", ["wait post.send"], id="a_coroutine"),
    pytest.param("return await forever()", "?", ["endless a loop without an end"], id="one_without_an_end"),
    pytest.param("return indirect(1)", "?", [], id="calls_of_calls"),
    pytest.param("return first(1)", "? | 1", [], id="functions_that_call_each_other"),
    pytest.param("return settings().text()", "?", [], id="a_method"),
    pytest.param("return number()", "?", [], id="a_context_variable_of_a_number"),
    pytest.param("return Repo(book).name()", "'repo'", [], id="a_method_that_leaves_its_book_alone"),
]


@pytest.mark.parametrize(("body", "value", "happens"), SUMMARISED)
def test_a_summary_stands_for_the_call(followed: list[str], body: str, value: str, happens: list[str]) -> None:
    done = main(body)
    assert set(followed) <= {"main", "__init__"}
    assert done.shown == value
    assert [f"{event.kind} {event.detail}" for event in done.happened.events] == happens


FOLLOWED = [
    pytest.param("takes(book)", "takes", id="a_parameter"),
    pytest.param("text(book)", "text", id="an_argument"),
    pytest.param("text(number=book)", "text", id="a_named_argument"),
    pytest.param("text(Repo(book))", "text", id="an_object_with_one"),
    pytest.param("text([book])", "text", id="a_list_of_them"),
    pytest.param("text({'a': [Repo(book)]})", "text", id="deep_in_a_list"),
    pytest.param("text(book.add(1))", "text", id="a_coroutine"),
    pytest.param("text(book.add)", "text", id="a_method_of_one"),
    pytest.param("text(lambda: book)", "text", id="a_closure"),
    pytest.param("text(makes)", "text", id="a_function_that_makes_one"),
    pytest.param("text(Book)", "text", id="the_class"),
    pytest.param("text(Repo)", "text", id="a_class_that_holds_one"),
    pytest.param("text(seal)", "text", id="a_lock"),
    pytest.param("text(what(book))", "text", id="what_something_unknown_made_of_it"),
    pytest.param("text(book if what else 1)", "text", id="one_of_two"),
    pytest.param("text(*[book])", "text", id="with_a_star"),
    pytest.param("makes()", "makes", id="a_function_that_makes_one_itself"),
    pytest.param("reads()", "reads", id="a_function_that_reads_one"),
    pytest.param("holds()", "holds", id="a_function_that_takes_a_lock"),
    pytest.param("calls_one(1)", "makes", id="a_function_that_calls_such_a_one"),
    pytest.param("await Repo(book).add()", "add", id="a_field"),
    pytest.param("await current()", "current", id="a_context_variable"),
    pytest.param("def inner(): return text(1)\n    inner()", "inner", id="a_function_in_a_function"),
]


@pytest.mark.parametrize(("body", "name"), FOLLOWED)
def test_a_call_with_a_watched_object_is_followed(followed: list[str], body: str, name: str) -> None:
    main(body)
    assert name in followed


def test_a_field_set_from_outside_makes_the_call_one_to_follow(followed: list[str]) -> None:
    done = main("await holder.add()\n    holder.it = book\n    await holder.add()")
    assert [name for name in followed if name != "__init__"] == ["main", "add"]
    assert [event.kind for event in done.happened.events] == ["use"]


def test_a_context_variable_that_was_set_makes_the_call_one_to_follow(followed: list[str]) -> None:
    code = "from contextvars import ContextVar\n_it = ContextVar('it')\nasync def touch(): await _it.get().add(1)\n"
    unset = ran(f"{code}async def main(book: Book):\n    await touch()\n", library=LIBRARY)
    done = ran(f"{code}async def main(book: Book):\n    _it.set(book)\n    await touch()\n", library=LIBRARY)
    assert followed == ["main", "main", "touch"]
    assert [event.kind for event in unset.happened.events] == []
    assert [event.kind for event in done.happened.events] == ["context", "use"]


def test_a_summary_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    original = Summaries._looked_at

    def told(self: Summaries, function: Function) -> object:
        made.append(getattr(function.node, "name", ""))
        return original(self, function)

    monkeypatch.setattr(Summaries, "_looked_at", told)
    within = project({"main.py": f"{CODE}\ndef main():\n    text(1)\n    indirect(1)\n    text(2)\n"})
    ran("", within=within)
    ran("", within=within)
    assert sorted(made) == ["indirect", "text"]


def test_what_a_summary_tells_is_placed_where_the_call_is() -> None:
    (event,) = main("await send(1)").happened.events
    assert isinstance(event.place.module, Module)
    assert [at.line for at in event.chain] == [event.chain[0].line, event.chain[0].line + 1]
    assert "post.send" in ast.unparse(event.place.node)


def test_a_summary_under_a_lock_is_locked() -> None:
    (event,) = main("async with seal: await send(1)").happened.events
    assert len(event.guards) == 1


@pytest.mark.parametrize(
    ("depth", "carried"), [pytest.param(2, True, id="in_a_list"), pytest.param(40, False, id="deeper_than_one_looks")]
)
def test_how_deep_an_object_is_looked_for(depth: int, carried: bool) -> None:
    done = main("return book")
    value: Value = done.value
    for _ in range(depth):
        value = Collection([Item(value)])
    assert done.run.summaries.carries(done.run, value) is carried


def test_a_collection_that_holds_itself() -> None:
    done = main("return book")
    value = Collection()
    value.items.append(Item(value))
    assert not done.run.summaries.carries(done.run, value)


def test_a_chain_of_functions_longer_than_are_summarised_at_once() -> None:
    chain = "\n".join(f"async def f{number}(x): return await f{number + 1}(x)" for number in range(14))
    code = (
        f"{chain}\nasync def f14(x): await x.add(1)\nasync def main(book: Book):\n    await f0(1)\n    await f0(book)\n"
    )
    assert [event.kind for event in ran(code).happened.events] == ["use"]


def test_the_attributes_of_a_class_that_lead_to_a_watched_object() -> None:
    code = """
    class Repo:
        def __init__(self, book: Book, number: int):
            self.book = book
            self.number = number
    class Base:
        repo: Repo
    class Service(Base):
        other: "Repo | None"
        name: str
        def __init__(self, book: "Book"):
            self.made = Repo(book, 1)
            self.given = book
            self.loop = Service(book)
    def main(): return Service
    """
    done = ran(code)
    cls = done.value
    assert done.run.summaries.watched_fields(cls) == {"repo", "other", "made", "given", "loop"}  # type: ignore[arg-type]
