"""The rule sync-orm-in-async: Django's synchronous ORM where an event loop runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from asyncfix.rule import Finding, Rule

if TYPE_CHECKING:
    from asyncfix.project import Module, Project


@dataclass(frozen=True)
class SyncOrmInAsync(Rule):
    """Django's ORM waits for the database, and refuses to do so on the thread of an event loop.

    ## What breaks

    Building a query is free; evaluating it on a thread with a running event loop raises. So do foreign keys that are
    read for the first time, `request.user`, sessions, forms that validate against the database or show rows to choose
    from, serializers that follow relations, templates that are given querysets, cursors, a `__str__` that follows a
    relation, and helpers that do any of it, any number of files away.

        async def book(request, pk):
            book = get_object_or_404(Book, pk=pk)
            return JsonResponse({"title": book.title, "author": book.author.name})

    raises

        SynchronousOnlyOperation: You cannot call this from an async context - use a thread or sync_to_async.

    and where an `except Exception` hides that, only an answer 500 without a reason is left. Tests with an anonymous
    client, an empty table or a warm cache pass. With `DJANGO_ALLOW_ASYNC_UNSAFE` nothing is raised, and every query
    stops the loop for all requests.

    ## What asyncfix writes

    The call that evaluates is made in a thread; what only builds the query stays where it is.

        book = await sync_to_async(get_object_or_404)(Book, pk=pk)
        return JsonResponse({"title": book.title, "author": await sync_to_async(lambda: book.author.name)()})

    A loop becomes `for book in await sync_to_async(list)(books)`, a condition `if await sync_to_async(bool)(books)`.
    Helpers stay synchronous: the call of one in asynchronous code is wrapped. A block of `transaction.atomic()` or of a
    cursor moves as a whole into a function of its own that is run once, since a transaction belongs to one thread.
    `sync_to_async` is used under the name that the module has for it, and imported where it has none.

    With `style = "native"` it is `await Book.objects.aget(pk=pk)`, `async for` and the like, as far as the project's
    version of Django has them: the version that it pins, else the installed one, else 4.2. What has no asynchronous
    name (foreign keys, indexes, forms, templates, transactions) is wrapped in either style. `request.user` becomes
    `await request.auser()` in functions that hand the request to nothing else, which would read the lazy user.

    ## What it leaves alone

    Reported, not rewritten: transactions that hold an `await`, a `yield` or an `async for`, `async with atomic()`,
    `@atomic` on a coroutine function, generators that run queries, synchronous methods and receivers that the event
    loop's thread calls, mixins that ask for the user before asynchronous handlers, schemas of django-ninja that read
    relations which did not come along, and expressions in which there is no place for an `await`. A function with a
    transaction that cannot be moved is left as it is.
    Silent: whatever only builds a query, rows and relations that are there already, functions that are handed to
    `sync_to_async`, `to_thread` or an executor, code that looks for a running loop itself, other ORMs that look the
    same, and whatever no type, import or call tells to be Django's.
    """

    name: ClassVar[str] = "sync-orm-in-async"
    needles: ClassVar[tuple[bytes, ...]] = (b"async def", b"ATOMIC_REQUESTS", b"receiver(")
    project_needles: ClassVar[tuple[bytes, ...]] = (b"from django", b"import django")
    option_help: ClassVar[dict[str, str]] = {
        "style": "wrap calls in sync_to_async, or use Django's asynchronous names where its version has them",
    }

    style: Literal["sync_to_async", "native"] = "sync_to_async"

    def detect(self, module: Module, project: Project) -> Iterator[Finding]:
        if not _may_be_of_django(module, project):
            return
        # Few files get here: the others need not pay for the import.
        from asyncfix.transforms.sync_orm_in_async.finding import findings

        yield from findings(module, project, self)


def _may_be_of_django(module: Module, project: Project) -> bool:
    """Whether a module, or one that imports may connect it with, names Django or what is built on it."""
    if b"django" in module.data:
        return True
    from asyncfix.frameworks import django

    others = {name.partition(".")[0] for name in (*django.OF_OTHERS, "ninja")}
    return project.mentions(("django", *sorted(others)), module.path)
