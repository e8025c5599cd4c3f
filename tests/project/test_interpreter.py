"""What expressions stand for. Objects have numbers here: `Book1` twice is one object."""

from __future__ import annotations

import pytest
from interpreting import ran

OBJECTS = [
    pytest.param("a = Book()\n    return a, a, Book()", "[Book1, Book1, Book2]", id="a_name_is_its_object"),
    pytest.param("return book, book", "[Book1, Book1]", id="a_parameter_is_one_object"),
    pytest.param("return book if book else Book()", "Book1", id="an_object_is_true"),
    pytest.param("return book or Book()", "Book1", id="or_stops_at_an_object"),
    pytest.param("return None or book", "Book1", id="or_goes_past_none"),
    pytest.param("return book and 1", "1", id="and_goes_past_an_object"),
    pytest.param("return (b := book), b", "[Book1, Book1]", id="an_assignment_expression"),
    pytest.param("a = b = book\n    return a, b", "[Book1, Book1]", id="two_targets"),
    pytest.param("a, *rest = book, 1, 2\n    return a, rest", "[Book1, [1, 2]]", id="a_starred_target"),
    pytest.param("a: Book = book\n    return a, book", "[Book1, Book1]", id="the_value_before_the_annotation"),
    pytest.param("a: Book = what()\n    return a", "Book1", id="the_annotation_where_the_value_is_unknown"),
    pytest.param("return what, what(1), what.x", "[?, ?, ?]", id="a_name_that_is_nowhere"),
    pytest.param("return what(book)", "opaque", id="an_unknown_call_carries_what_it_gets"),
    pytest.param("a = book\n    del a\n    return a", "?", id="a_deleted_name"),
    pytest.param("return (lambda: book)(), book", "[Book1, Book1]", id="a_lambda_closes_over_it"),
    pytest.param("return ledger.Book(), Book", "[Book1, ledger.Book]", id="through_the_module"),
    pytest.param("return Press()()", "Book1", id="a_library_object_that_is_called"),
    pytest.param("press = Press()\n    return press(), press()", "[Book1, Book2]", id="each_call_makes_another"),
    pytest.param("return book.anything", "Book1.anything", id="a_method_of_a_library_object"),
    pytest.param("return len, print(1)", "[builtins.len, ?]", id="builtins"),
    pytest.param("return f'{book}', -1, not 1, 1 + 1", "[?, ?, ?, ?]", id="what_is_not_worked_out"),
]

CHOICES = [
    pytest.param("return book if what else None", "Book1 | None", id="either_of_two"),
    pytest.param("return book if True else None", "Book1", id="a_condition_that_is_known"),
    pytest.param("a = None\n    if what:\n        a = book\n    return a", "Book1 | None", id="after_an_if"),
    pytest.param("if what:\n        return book\n    return 1", "Book1 | 1", id="two_returns"),
    pytest.param("if what:\n        return 1\n    else:\n        a = book\n    return a", "1 | Book1", id="one_leaves"),
    pytest.param("if 0:\n        return 1\n    return 2", "2", id="a_branch_that_is_never_taken"),
    pytest.param("a = book if what else None\n    if a:\n        return a\n    return 1", "Book1 | 1", id="narrowed"),
    pytest.param(
        "a = book if what else None\n    if a is None:\n        return 1\n    return a",
        "1 | Book1",
        id="is_none_leaves",
    ),
    pytest.param(
        "a = book if what else None\n    if a is not None:\n        return a\n    return 1",
        "Book1 | 1",
        id="is_not_none",
    ),
    pytest.param(
        "a = book if what else None\n    if not a:\n        raise x\n    return a", "Book1", id="raise_leaves"
    ),
    pytest.param("a = book if what else None\n    assert a\n    return a", "Book1", id="an_assertion"),
    pytest.param("a = book if what else None\n    return a or 1", "Book1 | 1", id="or_narrows"),
    pytest.param("a = book if what else None\n    return a.x", "Book1.x", id="an_attribute_of_what_may_be_none"),
    pytest.param("if isinstance(what, Book):\n        return what\n    return 1", "? | 1", id="not_of_a_missing_name"),
    pytest.param("a = what\n    assert isinstance(a, Book)\n    return a", "Book1", id="isinstance"),
    pytest.param(
        "a = what\n    if not isinstance(a, Book):\n        raise x\n    return a", "Book1", id="isinstance_or_raise"
    ),
    pytest.param("try:\n        return book\n    except E:\n        return 1", "Book1 | 1", id="try_and_except"),
    pytest.param(
        "match what:\n        case 1:\n            return book\n    return 2",
        "Book1 | 2",
        id="a_case_that_may_not_match",
    ),
    pytest.param("from typing import cast\n    return cast(Book, what)", "Book1", id="cast"),
    pytest.param(
        "from typing import cast\n    return cast(int, book), book", "[Book1, Book1]", id="cast_of_a_known_one"
    ),
]

COLLECTIONS = [
    pytest.param("return [book, 1][0], (book, 1)[1]", "[Book1, 1]", id="by_index"),
    pytest.param("return {'a': book}['a'], book", "[Book1, Book1]", id="by_key"),
    pytest.param("a, b = book, Book()\n    return a, b, book", "[Book1, Book2, Book1]", id="unpacked"),
    pytest.param("x = [book]\n    x.append(1)\n    return x", "[Book1, 1]", id="append"),
    pytest.param("x = [book]\n    x += [1]\n    return x", "[Book1, 1]", id="added_in_place"),
    pytest.param("x = []\n    x.extend([book, 1])\n    return x", "[Book1, 1]", id="extend"),
    pytest.param("return [*[book], *(1, 2)]", "[Book1, 1, 2]", id="stars"),
    pytest.param("return [book] + [1]", "[Book1, 1]", id="a_sum"),
    pytest.param("return {'a': 1, **{'b': book}}['b']", "Book1", id="a_dict_in_a_dict"),
    pytest.param("return dict(a=book)['a']", "Book1", id="dict_with_keywords"),
    pytest.param("return {'a': book}.get('a', 1), {}.get('a', 1)", "[Book1 | 1, ? | 1]", id="get"),
    pytest.param("return [x for x in (book, 1)]", "[Book1, 1]", id="a_comprehension_over_few"),
    pytest.param("return [book for x in what]", "[*Book1]", id="one_object_for_all"),
    pytest.param("return [Book() for x in what]", "[*Book1]", id="an_object_for_each"),
    pytest.param("books = [Book() for x in what]\n    return books[0], books[1]", "[Book1, Book2]", id="of_many"),
    pytest.param("a, b = [Book() for x in what]\n    return a, b", "[Book1, Book2]", id="many_unpacked"),
    pytest.param("d = {x: Book() for x in what}\n    return d[1], d[what]", "[Book1, Book2]", id="many_by_key"),
    pytest.param("it = iter([Book() for x in what])\n    return next(it), next(it)", "[Book1, Book2]", id="next"),
    pytest.param("books = [book for x in what]\n    return books[0], book", "[Book1, Book1]", id="many_times_the_same"),
    pytest.param("return [y for x in what for y in (x, book)]", "[*?, *Book1]", id="two_loops"),
    pytest.param("return [x for x in (book, 1) if False]", "[]", id="a_filter_that_lets_nothing_through"),
    pytest.param("x = 1\n    [x for x in (book,)]\n    return x", "1", id="names_of_a_comprehension_end_with_it"),
    pytest.param(
        "x = []\n    for y in what:\n        x.append(book)\n    return x[0], book", "[Book1, Book1]", id="loop"
    ),
    pytest.param("return [a for a, b in zip([book, 1], [2, 3])]", "[Book1, 1]", id="zip"),
    pytest.param("return [a for i, a in enumerate([book])]", "[Book1]", id="enumerate"),
    pytest.param("return [v for k, v in {'a': book}.items()]", "[Book1]", id="items"),
    pytest.param("return list({'a': book}.values()), book", "[[Book1], Book1]", id="values"),
    pytest.param("return [*map(lambda x: (x, book), [1, 2])]", "[[1, Book1], [2, Book1]]", id="map"),
    pytest.param("return books[0], books[1]", "[Book1, Book2]", id="of_an_annotated_list"),
    pytest.param("return by_name['a'], by_name['b']", "[Book1, Book2]", id="of_an_annotated_dict"),
    pytest.param("a = books[0]\n    return a, a", "[Book1, Book1]", id="what_was_taken_out_once"),
]


@pytest.mark.parametrize(("body", "expected"), OBJECTS + CHOICES + COLLECTIONS)
def test_what_a_function_returns(body: str, expected: str) -> None:
    done = ran(f"def main(book: Book, books: list[Book], by_name: dict[str, Book]):\n    {body}\n")
    assert done.shown == expected


CLASSES = """
import copy, dataclasses, functools
from typing import NamedTuple

class Repo:
    kind = "plain"
    def __init__(self, book: Book, other=None):
        self.book = book
        self._other = other or Book()
    @property
    def owned(self): return self.book
    @property
    def fresh(self): return Book()
    @functools.cached_property
    def kept(self): return Book()
    @classmethod
    def of(cls, book): return cls(book)
    @staticmethod
    def plain(book): return book
    @classmethod
    def bare(cls, book):
        self = cls.__new__(cls)
        self.book = book
        return self
    def me(self): return self
    def on(self, book):
        clone = copy.copy(self)
        clone.book = book
        return clone

class Counted:
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.count = 0

class Timed(Counted, Repo):
    def __init__(self, book, **kwargs):
        super().__init__(book, **kwargs)

class Named(Repo):
    kind = "named"

@dataclasses.dataclass
class Context:
    book: Book
    number: int = 1
    more: list = dataclasses.field(default_factory=list)

@dataclasses.dataclass
class After:
    context: Context
    book: Book = dataclasses.field(init=False)
    def __post_init__(self): self.book = self.context.book

class Row(NamedTuple):
    book: Book
    number: int

class Proxy:
    def __init__(self, target): self.target = target
    def __getattr__(self, name): return getattr(self.target, name)

class Base:
    def make(self): raise NotImplementedError

class One(Base):
    def __init__(self, book: Book): self.book = book
    def make(self): return 1

class Other(Base):
    def make(self): return 2

class Held:
    book: Book

class Late:
    def __init__(self): self.number = 1
    def open(self, book: Book): self.book = book
"""

ATTRIBUTES = [
    pytest.param("Repo(book).book, book", "[Book1, Book1]", id="constructor"),
    pytest.param("Repo(book).owned, book", "[Book1, Book1]", id="property"),
    pytest.param("(r := Repo(book)).fresh, r.fresh", "[Book1, Book2]", id="a_property_that_makes_one_each_time"),
    pytest.param("(r := Repo(book)).kept, r.kept", "[Book1, Book1]", id="a_cached_property"),
    pytest.param("(r := Repo(book))._other, r._other", "[Book1, Book1]", id="made_in_the_constructor"),
    pytest.param("Repo(book)._other, Repo(book)._other", "[Book1, Book2]", id="of_two_objects"),
    pytest.param("Repo(book, book)._other, book", "[Book1, Book1]", id="given_and_not_made"),
    pytest.param("Repo(book, other=book)._other, book", "[Book1, Book1]", id="given_by_name"),
    pytest.param("Repo.of(book).book, book", "[Book1, Book1]", id="class_method"),
    pytest.param("Named.of(book)", "Named1", id="a_class_method_of_a_base"),
    pytest.param("Repo.plain(book), Repo(1).plain(book)", "[Book1, Book1]", id="static_method"),
    pytest.param("Repo.bare(book).book, book", "[Book1, Book1]", id="without_its_constructor"),
    pytest.param("(r := Repo(book)).me(), r", "[Repo1, Repo1]", id="self"),
    pytest.param("Repo(book).__class__", "class Repo", id="class_of_an_object"),
    pytest.param("Repo(book).kind, Named(book).kind, Named.kind", "['plain', 'named', 'named']", id="class_attribute"),
    pytest.param("Timed(book).book, book", "[Book1, Book1]", id="super_through_a_mixin"),
    pytest.param("Timed(book, other=book)._other, book", "[Book1, Book1]", id="keywords_through_a_mixin"),
    pytest.param("Timed(book).count", "0", id="of_a_mixin"),
    pytest.param("Context(book).book, Context(book=book).book", "[Book1, Book1]", id="fields_of_a_dataclass"),
    pytest.param("Context(book).number, Context(book, 2).number", "[1, 2]", id="defaults_of_a_dataclass"),
    pytest.param("After(Context(book)).book, book", "[Book1, Book1]", id="post_init"),
    pytest.param("Row(book, 2).book, book", "[Book1, Book1]", id="a_named_tuple"),
    pytest.param("Proxy(Repo(book)).book, book", "[Book1, Book1]", id="getattr_method"),
    pytest.param("getattr(Repo(book), 'book'), book", "[Book1, Book1]", id="getattr_of_a_literal"),
    pytest.param("getattr(Repo(book), what)", "?", id="getattr_of_something"),
    pytest.param("copy.copy(Repo(book)).book, book", "[Book1, Book1]", id="copy_shares_its_attributes"),
    pytest.param("(r := Repo(book)), copy.copy(r)", "[Repo1, Repo2]", id="a_copy_is_another_object"),
    pytest.param("Repo(book).on(Book()).book, book", "[Book1, Book2]", id="a_copy_whose_attribute_is_set"),
    pytest.param("(r := Repo(book)).on(1) and r.book, book", "[Book1, Book1]", id="setting_a_copy_leaves_the_first"),
    pytest.param("dataclasses.replace(Context(book), number=2).book, book", "[Book1, Book1]", id="replace_keeps"),
    pytest.param("dataclasses.replace(Context(book), book=Book()).book, book", "[Book1, Book2]", id="replace_sets"),
    pytest.param("base.make()", "1 | 2", id="an_abstract_method_is_what_subclasses_make_of_it"),
    pytest.param("held.book, held.book", "[Book1, Book1]", id="declared_and_never_set"),
    pytest.param("held.book, other_held.book", "[Book1, Book2]", id="declared_of_two_objects"),
    pytest.param("repo.book, repo.owned", "[Book1, Book1]", id="worked_out_from_the_class"),
    pytest.param("repo.book, other_repo.book", "[Book1, Book2]", id="worked_out_for_two_objects"),
    pytest.param("late.book, late.book", "[Book1, Book1]", id="set_by_another_method"),
    pytest.param("late.missing", "?", id="an_attribute_that_nobody_sets"),
]


@pytest.mark.parametrize(("expression", "expected"), ATTRIBUTES)
def test_what_an_attribute_stands_for(expression: str, expected: str) -> None:
    parameters = "book: Book, base: Base, held: Held, other_held: Held, repo: Repo, other_repo: Repo, late: Late"
    assert ran(f"{CLASSES}\ndef main({parameters}):\n    return {expression}\n").shown == expected


ANNOTATIONS = [
    pytest.param("Book", "Book1", id="a_class"),
    pytest.param("'Book'", "Book1", id="a_text"),
    pytest.param("'ledger.Book | None'", "Book1 | None", id="a_union_in_a_text"),
    pytest.param("'Book |'", "?", id="a_text_that_is_no_expression"),
    pytest.param("ledger.books.Book", "Book1", id="another_spelling"),
    pytest.param("Optional[Book]", "Book1 | None", id="optional"),
    pytest.param("Union[Book, int, None]", "Book1 | ? | None", id="union"),
    pytest.param("Annotated[Book, 'ours']", "Book1", id="annotated"),
    pytest.param("Shelf", "[*Book1]", id="an_alias_of_a_list"),
    pytest.param("Maybe", "Book1 | None", id="an_alias_of_a_union"),
    pytest.param("B", "Book1", id="a_type_variable_with_a_bound"),
    pytest.param("Ours", "Book1", id="a_new_type"),
    pytest.param("type[Book]", "ledger.Book", id="a_type"),
    pytest.param("dict[str, Book]", "[*Book1]", id="a_dict"),
    pytest.param("Callable[[], Book]", "?", id="a_factory_is_not_the_object"),
    pytest.param("Final[Book]", "Book1", id="final"),
    pytest.param("Any", "?", id="anything"),
    pytest.param("int", "?", id="a_builtin"),
    pytest.param("Missing", "?", id="a_name_that_is_nowhere"),
    pytest.param("1 + 1", "?", id="no_type_at_all"),
]


@pytest.mark.parametrize(("annotation", "expected"), ANNOTATIONS)
def test_what_an_annotation_stands_for(annotation: str, expected: str) -> None:
    code = """
from collections.abc import Callable
from typing import Annotated, Any, Final, NewType, Optional, TypeVar, Union
Shelf = list[Book]
Maybe = Book | None
B = TypeVar("B", bound="Book")
Ours = NewType("Ours", Book)
"""
    assert ran(f"{code}\ndef main(it: {annotation}):\n    return it\n").shown == expected


FACTORIES = [
    pytest.param("a: Callable[[], Book]", "return a(), a()", "[Book1, Book2]", id="callable"),
    pytest.param("a: Callable[..., Awaitable[Book]]", "return await a()", "Book1", id="awaited_callable"),
    pytest.param("a: Callable[..., int]", "return a()", "?", id="callable_of_something_else"),
    pytest.param("a: Callable", "return a()", "?", id="callable_of_anything"),
    pytest.param("a: AbstractAsyncContextManager[Book]", "async with a as b: return b", "Book1", id="manager"),
    pytest.param(
        "a: Callable[[], AbstractAsyncContextManager[Book]]",
        "async with a() as b, a() as c: return b, c",
        "[Book1, Book2]",
        id="factory_of_managers",
    ),
    pytest.param("a: AsyncIterator[Book]", "async for b in a: return b", "Book1 | None", id="iterator"),
    pytest.param("a: ContextVar[Book]", "return a", "ContextVar1", id="context_variable"),
]


@pytest.mark.parametrize(("parameter", "body", "expected"), FACTORIES)
def test_what_an_annotated_factory_gives(parameter: str, body: str, expected: str) -> None:
    code = """
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from contextvars import ContextVar
"""
    assert ran(f"{code}\nasync def main({parameter}):\n    {body}\n").shown == expected
