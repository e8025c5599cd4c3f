"""What calls give, by the project's functions and by what frameworks hand to them. `Book1` twice is one object."""

from __future__ import annotations

import pytest
from interpreting import ran

FUNCTIONS = """
import contextlib, functools
from contextlib import asynccontextmanager, contextmanager
from functools import partial, wraps

def give(book): return book
def two(first, second=1, *rest, last=2, **more): return first, second, rest, last, more
def each():
    yield 1
    yield Book()
def through():
    yield from each()
async def later(book): return book
@contextmanager
def opened(book):
    print(book)
    yield book
@asynccontextmanager
async def found(book=None):
    if book is not None:
        yield book
    else:
        yield 1
@functools.cache
def only(): return Book()
def plain(function):
    @wraps(function)
    def wrapper(*args, **kwargs): return function(*args, **kwargs)
    return wrapper
def given(function):
    def wrapper(*args, **kwargs): return function(Book(), *args, **kwargs)
    return wrapper
def named(label):
    def decorate(function):
        @wraps(function)
        def wrapper(*args, **kwargs): return label, function(*args, **kwargs)
        return wrapper
    return decorate
class Counted:
    def __init__(self, function): self.function = function
    def __call__(self, *args): return self.function(*args), self
@plain
def decorated(book): return book
@given
def handed(book): return book
@named("label")
def labelled(book): return book
@Counted
def counted(book: Book): return book
@missing.decorator
def by_unknown(book): return book
def outer(book):
    count = 0
    def inner():
        nonlocal count
        count = count + 1
        return book
    return inner
class Manager:
    def __init__(self, book: Book): self.book = book
    def __enter__(self): return self.book
    def __exit__(self, *error): pass
    @plain
    def wrapped(self): return self.book
    @classmethod
    @contextmanager
    def open(cls, book): yield cls(book)
def first(book): return second(book) if what else book
def second(book): return first(book)
def deep(book): return deep(book)
"""

CALLS = [
    pytest.param("return give(book), book", "[Book1, Book1]", id="a_function"),
    pytest.param("return two(book)", "[Book1, 1, [], 2, []]", id="defaults"),
    pytest.param("return two(1, book, 3, last=4, x=5)", "[1, Book1, [3], 4, [5]]", id="all_kinds_of_arguments"),
    pytest.param("return two(*[1, book], **{'last': 3})", "[1, Book1, [], 3, []]", id="arguments_with_stars"),
    pytest.param("return two(second=book, first=1)", "[1, Book1, [], 2, []]", id="by_name"),
    pytest.param("return later(book)", "coroutine", id="a_coroutine_has_not_run"),
    pytest.param("return await later(book), book", "[Book1, Book1]", id="awaited"),
    pytest.param("return [x for x in each()]", "[1, Book1]", id="a_generator"),
    pytest.param("return list(through())", "[1, Book1]", id="yield_from"),
    pytest.param("with opened(book) as x: return x, book", "[Book1, Book1]", id="a_generator_as_a_manager"),
    pytest.param("async with found(book) as x: return x, book", "[Book1, Book1]", id="the_branch_that_was_given"),
    pytest.param("with Manager(book) as x: return x, book", "[Book1, Book1]", id="a_class_as_a_manager"),
    pytest.param("with Manager.open(book) as x: return x.book, book", "[Book1, Book1]", id="a_class_method_as_one"),
    pytest.param("with contextlib.nullcontext(book) as x: return x, book", "[Book1, Book1]", id="nullcontext"),
    pytest.param("with missing() as x: return x", "?", id="an_unknown_manager"),
    pytest.param("with opened(book) as (x, y): return x", "?", id="a_target_that_does_not_fit"),
    pytest.param(
        "async with contextlib.AsyncExitStack() as s:\n        return await s.enter_async_context(found(book)), book",
        "[Book1, Book1]",
        id="exit_stack",
    ),
    pytest.param("return only(), only()", "[Book1, Book1]", id="a_cached_function"),
    pytest.param("return partial(two, 1, last=book)(2)", "[1, 2, [], Book1, []]", id="partial"),
    pytest.param("return partial(two, last=1)(1, last=book)", "[1, 1, [], Book1, []]", id="partial_given_another"),
    pytest.param("return decorated(book), book", "[Book1, Book1]", id="a_wrapper"),
    pytest.param("return handed()", "Book1", id="a_decorator_that_gives_an_argument"),
    pytest.param("return handed(), handed()", "[Book1, Book2]", id="another_one_each_time"),
    pytest.param("return labelled(book)", "['label', Book1]", id="a_decorator_with_arguments"),
    pytest.param("return counted(book)", "[Book1, Counted2]", id="a_decorator_that_is_a_class"),
    pytest.param("return counted(book)[1], counted(book)[1]", "[Counted1, Counted1]", id="of_which_there_is_one"),
    pytest.param("return by_unknown(1)", "?", id="an_unknown_decorator"),
    pytest.param("return Manager(book).wrapped(), book", "[Book1, Book1]", id="a_wrapper_of_a_method"),
    pytest.param("return outer(book)(), book", "[Book1, Book1]", id="a_closure"),
    pytest.param("return deep(book)", "?", id="calls_that_never_end"),
    pytest.param("return first(book), book", "[? | Book1, Book1]", id="functions_that_call_each_other"),
]


@pytest.mark.parametrize(("body", "expected"), CALLS)
def test_what_a_call_gives(body: str, expected: str) -> None:
    assert ran(f"{FUNCTIONS}\nasync def main(book: Book):\n    {body}\n").shown == expected


DEPENDENCIES = """
from typing import Annotated
import pytest
from fastapi import Depends

def get_book():
    yield Book()
def get_other(): return Book()
class Repo:
    def __init__(self, book: Book = Depends(get_book)): self.book = book
class Service:
    def __init__(self, repo: Annotated[Repo, Depends()], book=Depends(get_book)):
        self.repo, self.book = repo, book
def get_repo(book=Depends(get_book)): return Repo(book)
Ours = Annotated[Book, Depends(get_book)]
Typed = Annotated[Book, Depends(missing)]

@pytest.fixture
def book(): return Book()
@pytest.fixture
def repo(book): return Repo(book)
@pytest.fixture(name="named")
async def _named(book):
    yield book
"""

GIVEN = [
    pytest.param("main(a=Depends(get_book), b=Depends(get_book))", "a, b", "[Book1, Book1]", id="solved_once"),
    pytest.param("main(a=Depends(get_book), b=Depends(get_other))", "a, b", "[Book1, Book2]", id="of_two_functions"),
    pytest.param("main(a: Ours, b: Ours)", "a, b", "[Book1, Book1]", id="an_alias"),
    pytest.param("main(a: Ours, b=Depends(get_repo))", "a, b.book", "[Book1, Book1]", id="of_a_dependency"),
    pytest.param("main(a: Ours, b: Repo = Depends())", "a, b.book", "[Book1, Book1]", id="of_a_class"),
    pytest.param("main(a: Service = Depends())", "a.book, a.repo.book", "[Book1, Book1]", id="of_a_class_of_a_class"),
    pytest.param("main(a: Typed)", "a", "Book1", id="one_that_is_nowhere"),
    pytest.param(
        "main(a=Depends(get_book, use_cache=False), b=Depends(get_book, use_cache=False))",
        "a, b",
        "[Book1, Book2]",
        id="each_of_its_own",
    ),
    pytest.param(
        "main(a=Depends(get_book, use_cache=False), b=Depends(get_book))", "a, b", "[Book1, Book1]", id="one_is_cached"
    ),
    pytest.param("test(book, repo, named)", "book, repo.book, named", "[Book1, Book1, Book1]", id="fixtures"),
    pytest.param("main(book, repo)", "book, repo", "[?, ?]", id="fixtures_are_of_tests_only"),
    pytest.param("test(missing)", "missing", "?", id="a_fixture_that_is_nowhere"),
]


@pytest.mark.parametrize(("signature", "result", "expected"), GIVEN)
def test_what_a_framework_gives(signature: str, result: str, expected: str) -> None:
    code = f"{DEPENDENCIES}\ndef {signature}:\n    return {result}\n"
    assert ran(code, signature.partition("(")[0]).shown == expected


def test_a_fixture_of_a_folder_above() -> None:
    files = {
        "conftest.py": "import pytest\nfrom ledger import Book\n\n@pytest.fixture\ndef book():\n    yield Book()\n",
        "main.py": "def test(book):\n    return book\n",
    }
    assert ran(files, "test").shown == "Book1"
