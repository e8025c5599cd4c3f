"""What running an awaitable does: events with their places, the calls that lead to them, and the locks held."""

from __future__ import annotations

import pytest
from interpreting import Done, ran, shown

from asyncfix.project.effects import Member, Together
from asyncfix.project.values import Coroutine, Task

HELPERS = """
import asyncio, itertools, post
from contextlib import asynccontextmanager

async def use(book): await book.add(1)
async def twice(book):
    await use(book)
    await use(book)
async def locked(book, seal):
    async with seal: await use(book)
async def again(book): await again(book)
class Repo:
    def __init__(self, book: Book): self.book, self.seal = book, Seal()
    async def use(self): await self.book.add(1)
    async def guarded(self):
        async with self.seal: await self.use()
    @asynccontextmanager
    async def exclusive(self):
        async with self.seal: yield self.book
    async def by_manager(self):
        async with self.exclusive() as book: await book.add(1)
def make(book): return use(book)
"""
FIRST = HELPERS.count("\n")
OWN_USE = "use add at <async def use(self): await self.book.add(1)> through"
USE = "use add at <async def use(book): await book.add(1)> through"


def done(body: str) -> Done:
    return ran(f"{HELPERS}async def main(book: Book, what, seal: Seal):\n    {body}\n")


def events(body: str) -> list[str]:
    """What happens in a function of this body, whose first line is line 0; places in the helpers show their text."""
    return [_placed(event) for event in done(body).events]


def _placed(event: str) -> str:
    lines = ["", "", *HELPERS.splitlines()[1:]]
    words = []
    for word in event.split(" "):
        path, _, line = word.partition(":")
        if path != "main.py":
            words.append(word)
        elif int(line) > FIRST + 1:
            words.append(f"line {int(line) - FIRST - 2}")
        else:
            words.append(f"<{lines[int(line)].strip()}>")
    return " ".join(words)


NOTHING = [
    pytest.param("book.add(1)", id="a_coroutine_that_is_not_awaited"),
    pytest.param("use(book)", id="a_call_that_is_not_awaited"),
    pytest.param("if False:\n        await book.add(1)", id="a_branch_that_is_never_taken"),
    pytest.param("return\n    await book.add(1)", id="after_a_return"),
    pytest.param("raise E\n    await book.add(1)", id="after_a_raise"),
    pytest.param("what(book)", id="an_unknown_call_that_is_not_awaited"),
    pytest.param("await what(1)", id="an_unknown_call_that_gets_nothing_of_it"),
    pytest.param("await what(lambda: book)", id="a_closure_that_nobody_is_seen_to_call"),
    pytest.param("start(use(book))", id="a_task_that_nobody_awaits"),
    pytest.param("await asyncio.sleep(1)", id="another_library"),
    pytest.param("for x in []: await book.add(1)", id="a_loop_over_nothing"),
]


@pytest.mark.parametrize("body", NOTHING)
def test_nothing_happens(body: str) -> None:
    assert events(body) == []


USES = [
    pytest.param("await book.add(1)", ["use add at line 0"], id="awaited"),
    pytest.param("x = book.add(1)\n    await x", ["use add at line 0"], id="awaited_later"),
    pytest.param("add = book.add\n    await add(1)", ["use add at line 1"], id="a_method_in_a_name"),
    pytest.param("await [book.add(1), book.drop()][0]", ["use add at line 0"], id="one_of_a_list"),
    pytest.param("await make(book)", [f"{USE} line 0"], id="made_by_a_plain_function"),
    pytest.param("await use(book)", [f"{USE} line 0"], id="a_call_away"),
    pytest.param("await twice(book)", [f"{USE} line 0 <await use(book)>"] * 2, id="two_calls_away_and_twice"),
    pytest.param("t = start(use(book))\n    await t", [f"{USE} line 0"], id="a_task"),
    pytest.param("await together(use(book), use(book))", [f"{USE} line 0"] * 2, id="together"),
    pytest.param("f'{await book.add(1)}'", ["use add at line 0"], id="in_a_text"),
    pytest.param("raise E(await book.add(1))", ["use add at line 0"], id="in_a_raise"),
    pytest.param("[await book.add(x) for x in what]", ["use add at line 0"], id="a_loop_is_run_once"),
    pytest.param("for x in (1, 2): await book.add(x)", ["use add at line 0"] * 2, id="a_loop_over_two"),
    pytest.param("await (book or what).add(1)", ["use add at line 0"], id="the_first_of_two"),
    pytest.param("await (book if what else Book()).add(1)", ["use add at line 0"] * 2, id="each_of_two"),
    pytest.param(
        "await (use(book) if what else what(1))", [f"{USE} line 0 perhaps"], id="one_of_two_of_which_one_is_unknown"
    ),
    pytest.param(
        "if what: await book.add(1)\n    else: await book.drop()",
        ["use add at line 0", "use drop at line 1"],
        id="both_branches",
    ),
    pytest.param(
        "try:\n        await book.add(1)\n    finally:\n        await book.close()",
        ["use add at line 1", "use close at line 3"],
        id="try_and_finally",
    ),
    pytest.param(
        "async def inner(): await book.add(1)\n    await inner()", ["use add at line 0 through line 1"], id="a_closure"
    ),
    pytest.param("inner = lambda: book.add(1)\n    await inner()", ["use add at line 1"], id="a_lambda"),
    pytest.param(
        "t = start(book.add(1))\n    await book.drop()\n    await t",
        ["use drop at line 1", "use add at line 0"],
        id="a_task_happens_where_it_is_awaited",
    ),
]
LOCKED = [
    pytest.param("async with seal: await book.add(1)", ["use add at line 0 locked"], id="in_a_with"),
    pytest.param("async with seal: pass\n    await book.add(1)", ["use add at line 1"], id="after_it"),
    pytest.param(
        "await locked(book, Seal())", [f"{USE} line 0 <async with seal: await use(book)> locked"], id="given_the_lock"
    ),
    pytest.param("async with seal: await what(book)", ["opaque at line 0 locked"], id="handed_on_in_a_with"),
    pytest.param("async with what.lock: await book.add(1)", ["use add at line 0 locked"], id="what_may_be_a_lock"),
    pytest.param("async with what: await book.add(1)", ["use add at line 0"], id="what_is_no_lock_by_its_name"),
    pytest.param(
        "await Repo(book).guarded()",
        [f"{OWN_USE} line 0 <async with self.seal: await self.use()> locked"],
        id="a_lock_of_the_object",
    ),
    pytest.param(
        "await Repo(book).by_manager()",
        ["use add at <async with self.exclusive() as book: await book.add(1)> through line 0 locked"],
        id="a_lock_of_its_own_manager",
    ),
    pytest.param(
        "async with Repo(book).exclusive(): await book.add(1)\n    await book.drop()",
        ["use add at line 0 locked", "use drop at line 1"],
        id="until_the_manager_is_left",
    ),
]
OTHERS = [
    pytest.param("await what(book)", ["opaque at line 0"], id="given_to_something_unknown"),
    pytest.param("await what([book], x=1)", ["opaque at line 0"], id="given_in_a_list"),
    pytest.param("await what(x=book)", ["opaque at line 0"], id="given_by_name"),
    pytest.param("await what(Repo(book))", ["opaque at line 0"] * 3, id="given_in_an_object"),
    pytest.param("await what(book.add(1))", ["use add at line 0"], id="a_coroutine_is_taken_to_be_awaited"),
    pytest.param("await post.send(1)", ["wait post.send at line 0"], id="something_far_away"),
    pytest.param("Bell().ring()", ["meet ring at line 0"], id="tasks_meet"),
    pytest.param("while True: pass", ["endless a loop without an end at line 0"], id="a_loop_without_an_end"),
    pytest.param("while True:\n        if what: break", [], id="a_loop_with_a_break"),
    pytest.param("while True:\n        if what: return", [], id="a_loop_with_a_return"),
    pytest.param(
        "for x in itertools.count(): pass",
        ["endless a loop without an end at line 0"],
        id="over_a_source_without_an_end",
    ),
    pytest.param(
        "async for x in what: pass", ["endless an `async for` over something unknown at line 0"], id="over_the_unknown"
    ),
    pytest.param("async for x in what:\n        if x: return", [], id="over_the_unknown_with_a_return"),
    pytest.param("while what.more: await asyncio.sleep(1)", ["poll at line 0"], id="a_loop_that_waits_for_a_change"),
    pytest.param("while what.more: await book.add(1)", ["use add at line 0"], id="a_loop_that_does_not_wait"),
]


@pytest.mark.parametrize(("body", "expected"), USES + LOCKED + OTHERS)
def test_what_happens(body: str, expected: list[str]) -> None:
    assert events(body) == expected


def test_two_locks_are_held_at_once() -> None:
    (event,) = done("async with seal, Seal(): await book.add(1)").happened.events
    assert len(event.guards) == 2


def test_a_use_is_of_the_object_that_was_given() -> None:
    happened = done("other = Book()\n    await twice(other)\n    await use(book)").happened
    subjects = [event.subject for event in happened.events]
    assert subjects[0] is subjects[1]
    assert subjects[0] is not subjects[2]


def test_what_is_not_understood_is_said() -> None:
    assert done("await use(book)").happened.is_resolved
    assert not done("await what(1)").happened.is_resolved


def test_which_functions_are_entered() -> None:
    names = [node.name for _, node in done("await twice(book)").happened.reaches.values()]
    assert names == ["main", "twice", "use"]


# What runs together


def together(body: str) -> list[Together]:
    """What runs together in a function of this body; one alone runs with nothing."""
    return [found for found in done(body).run.together if len(found.members) > 1]


def branches(member: Member) -> list[int]:
    assert isinstance(member.awaitable, (Coroutine, Task))
    return [index for _, index in member.awaitable.branches]


def test_what_runs_together_is_told_with_what_each_does() -> None:
    (found,) = together("await together(use(book), book.drop(), what(book))")
    assert found.form == "together"
    assert [[event.kind for event in member.run.events] for member in found.members] == [["use"], ["use"], ["opaque"]]
    assert [member.many for member in found.members] == [False] * 3


def test_calls_of_others_are_not_told() -> None:
    assert together("await all_of(book)\nasync def all_of(book): await together(use(book), use(book))") == []


def test_a_task_runs_beside_what_is_awaited_meanwhile() -> None:
    (found,) = together("t = start(use(book))\n    await book.drop()\n    await t")
    assert (found.form, len(found.members)) == ("tasks", 2)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("t = start(use(book))\n    await t\n    await book.drop()", id="awaited_before"),
        pytest.param("await start(use(book))\n    await book.drop()", id="awaited_at_once"),
        pytest.param(
            "if what:\n        t = start(use(book))\n        return\n    await book.drop()", id="in_a_branch_that_ends"
        ),
    ],
)
def test_a_task_runs_beside_nothing(body: str) -> None:
    assert together(body) == []


def test_those_of_a_loop_are_many() -> None:
    found, *_ = together("for x in what:\n        t = start(use(book))\n    await book.drop()\n    await t")
    *tasks, beside = (member.many for member in found.members)
    assert all(tasks)
    assert not beside


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("if what: x = use(book)\n    else: x = 1\n    await together(x, book.drop())", [[0], []], id="if"),
        pytest.param("await together(use(book), use(book))", [[], []], id="none"),
    ],
)
def test_the_branches_that_awaitables_are_made_in(body: str, expected: list[list[int]]) -> None:
    (found,) = together(body)
    assert [branches(member) for member in found.members if member.awaitable] == expected


def test_what_one_awaitable_makes_is_its_own() -> None:
    (found,) = together("await together(own(), own())\nasync def own():\n    await use(Book())")
    one, other = (member.run.events[0].subject for member in found.members)
    assert one is not other


def test_awaiting_gives_what_the_coroutine_returns() -> None:
    assert shown(done("return await give(book), book\nasync def give(book): return book").value) == "[Book1, Book1]"
