"""sync-orm-in-async: what is found, what is written, and what stays as it is."""

from __future__ import annotations

import textwrap

import pytest

from asyncfix import engine
from asyncfix.project import MemoryTree, Module
from asyncfix.rule import Finding
from asyncfix.transforms.sync_orm_in_async import SyncOrmInAsync, versions

MODELS = """\
from django.db import models

class Author(models.Model):
    name = models.CharField(max_length=9)

class Book(models.Model):
    title = models.CharField(max_length=9)
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="books")
    tags = models.ManyToManyField("Tag")

class Tag(models.Model):
    name = models.CharField(max_length=9)
"""
HEAD = "from asgiref.sync import sync_to_async\nfrom m import Author, Book, Tag\n"


def plan(files: dict[str, str], **options: str) -> engine.Plan:
    contents = {path: text.encode() for path, text in {"m.py": MODELS, **files}.items()}
    rule = SyncOrmInAsync(**options)  # type: ignore[arg-type]
    return engine.plan(
        [path for path in contents if path.endswith(".py")],
        lambda path: Module(path, contents[path]),
        lambda _: [rule],
        tree=MemoryTree(contents),
    )


def findings(source: str, **files: str) -> list[Finding]:
    made = plan({"v.py": HEAD + textwrap.dedent(source), **files})
    assert not made.errors
    return made.findings


def written(body: str, *, parameters: str = "", files: dict[str, str] | None = None, **options: str) -> str:
    """What becomes of the body of an asynchronous function."""
    head = f"{HEAD}async def f({parameters}):\n"
    made = plan({"v.py": head + textwrap.indent(textwrap.dedent(body), "    "), **(files or {})}, **options)
    assert not made.errors
    assert not made.kept, [finding.kept_because for finding in made.kept]
    after = {change.path: change.after for change in made.changes}["v.py"].decode()
    return textwrap.dedent(after.partition("):\n")[2]).strip()


def kept(source: str) -> list[str]:
    return [str(finding.kept_because) for finding in findings(source) if finding.fix is None]


SILENT = {
    "building": "async def f():\n    return Book.objects.filter(title='a').order_by('pk')[:5]\n",
    "a-methods": "async def f():\n    return await Book.objects.aget(pk=1)\n",
    "synchronous code": "def f():\n    return Book.objects.get(pk=1).author.name\n",
    "wrapped": "async def f():\n    return await sync_to_async(lambda: Book.objects.get(pk=1).author)()\n",
    "a function that is handed on": (
        "async def f():\n    def read():\n        return list(Book.objects.all())\n"
        "    return await sync_to_async(read)()\n"
    ),
    "a relation that came along": (
        "async def f():\n    book = await Book.objects.select_related('author').aget(pk=1)\n"
        "    return book.author.name\n"
    ),
    "the key of a relation": "async def f(book: Book):\n    return book.author_id, book.pk, book.title\n",
    "a parameter that nothing tells about": "async def f(book):\n    book.save()\n    return book.author.name\n",
    "an empty queryset": "async def f():\n    return list(Book.objects.none())\n",
    "rows that are there": (
        "async def f():\n    rows = Book.objects.all()\n    await sync_to_async(list)(rows)\n"
        "    return [row.title for row in rows], len(rows), rows[0]\n"
    ),
    "a thread": ("import asyncio\nasync def f():\n    return await asyncio.to_thread(Book.objects.get, pk=1)\n"),
    "an unknown decorator": (
        "from x import job\n@job\ndef g():\n    return Book.objects.count()\nasync def f():\n    return g()\n"
    ),
}


@pytest.mark.parametrize("source", SILENT.values(), ids=SILENT.keys())
def test_leaves_alone(source: str) -> None:
    assert not findings(source)


@pytest.mark.parametrize("library", ["tortoise", "ormar", "piccolo.table", "mongoengine", "django_like.db"])
def test_leaves_other_orms_alone(library: str) -> None:
    models = f"from {library} import models\nclass Book(models.Model):\n    pass\n"
    source = "from other import Book\nasync def f():\n    return Book.objects.get(pk=1), list(Book.objects.all())\n"
    assert not plan({"other.py": models, "v.py": source}).findings


DEFAULT = {
    "return Book.objects.get(pk=1)": "return await sync_to_async(Book.objects.get)(pk=1)",
    "return Book.objects.get(pk=1).title.upper()": (
        "return (await sync_to_async(Book.objects.get)(pk=1)).title.upper()"
    ),
    "return -Book.objects.count() ** 2": "return -await sync_to_async(Book.objects.count)() ** 2",
    "return [b.title for b in Book.objects.all()]": (
        "return [b.title for b in await sync_to_async(list)(Book.objects.all())]"
    ),
    "return len(Book.objects.all())": "return await sync_to_async(len)(Book.objects.all())",
    "return (n := Book.objects.count())": "return (n := await sync_to_async(Book.objects.count)())",
    "return f'{Book.objects.count():>3}'": "return f'{await sync_to_async(Book.objects.count)():>3}'",
    "return next(iter(Book.objects.all()))": "return next(iter(await sync_to_async(list)(Book.objects.all())))",
    "return Book.objects.all()[0].title": "return await sync_to_async(lambda: Book.objects.all()[0].title)()",
    "match b:\n    case first if first.author.name:\n        pass": (
        "match b:\n    case first if await sync_to_async(lambda: first.author.name)():\n        pass"
    ),
    "return await Book.objects.get(pk=1)": "return await sync_to_async(Book.objects.get)(pk=1)",
    "return await sync_to_async(Book.objects.get(pk=1))()": "return await sync_to_async(Book.objects.get)(pk=1)",
}


@pytest.mark.parametrize("before", DEFAULT)
def test_rewrites_by_wrapping(before: str) -> None:
    assert written(before, parameters="b: Book") == DEFAULT[before]


def test_binds_the_variable_of_a_loop() -> None:
    after = written("for b in Book.objects.all():\n    print(b.author.name)\n")
    assert after == (
        "for b in await sync_to_async(list)(Book.objects.all()):\n"
        "    print(await sync_to_async(lambda b=b: b.author.name)())"
    )


def test_reads_a_relation_once() -> None:
    after = written("a = b.author.name\nreturn b.author.pk, a", parameters="b: Book")
    assert after == "a = await sync_to_async(lambda: b.author.name)()\nreturn b.author.pk, a"


def test_wraps_a_helper_of_another_file_where_it_is_called() -> None:
    helper = (
        "from m import Book\ndef names():\n    return titles()\ndef titles():\n    return list(Book.objects.all())\n"
    )
    after = written("import h\nreturn h.names()", files={"h.py": helper})
    assert after == "import h\nreturn await sync_to_async(h.names)()"


NATIVE = {
    "return Book.objects.get(pk=1).title": "return (await Book.objects.aget(pk=1)).title",
    "for b in Book.objects.all():\n    pass": "async for b in Book.objects.all():\n    pass",
    "return [b for b in Book.objects.all()]": "return [b async for b in Book.objects.all()]",
    "return list(Book.objects.all())": "return [row async for row in Book.objects.all()]",
    "return len(Book.objects.all())": "return await Book.objects.all().acount()",
    "return 1 if Book.objects.all() else 2": "return 1 if await Book.objects.all().aexists() else 2",
    "return Book.objects.all()[0]": "return await sync_to_async(lambda: Book.objects.all()[0])()",
}


@pytest.mark.parametrize("before", NATIVE)
def test_rewrites_natively(before: str) -> None:
    assert written(before, style="native") == NATIVE[before]


def test_uses_no_name_that_the_pinned_version_does_not_have() -> None:
    files = {"requirements.txt": "django==4.1.7\n"}
    assert written("b.save()", parameters="b: Book", files=files, style="native") == "await sync_to_async(b.save)()"


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ('dependencies = ["celery==5.3", "django>=4.2,<5"]', (4, 2)),
        ('django = "^5.1"', (5, 1)),
        ('django = {version = "~5.0", extras = []}', (5, 0)),
        ("Django[argon2]==4.2.30  # LTS", (4, 2)),
        ("django-extensions==3.2", None),
        ('"Framework :: Django :: 4.1"', None),
        ("django<6", None),
    ],
)
def test_reads_a_pin(text: str, version: tuple[int, int] | None) -> None:
    assert versions.pinned_in(text) == version


def test_moves_a_transaction_as_a_whole() -> None:
    before = (
        "from django.db import transaction\nwith transaction.atomic():\n    a = Author.objects.create(name='x')\n"
        "    a.save()\nreturn a"
    )
    assert written(before) == (
        "from django.db import transaction\ndef in_transaction():\n    with transaction.atomic():\n"
        "        a = Author.objects.create(name='x')\n        a.save()\n    return a\n\n"
        "a = await sync_to_async(in_transaction)()\nreturn a"
    )


def test_reports_a_transaction_that_awaits_and_wraps_nothing_of_its_function() -> None:
    source = """
        from django.db import transaction
        async def f(g):
            n = Book.objects.count()
            with transaction.atomic():
                Author.objects.create(name=await g())
            return n
        """
    assert len(kept(source)) == len(findings(source)) == 2


def test_reports_a_generator_that_queries_step_by_step() -> None:
    source = """
        def claims():
            while book := Book.objects.first():
                yield book
        async def f():
            for book in claims():
                pass
        """
    (reason,) = kept(source)
    assert "generator" in reason
