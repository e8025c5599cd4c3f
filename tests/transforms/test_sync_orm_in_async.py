"""sync-orm-in-async: what is found, what is written, and what stays as it is."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Collection
from pathlib import Path

import pytest

from asyncfix import engine
from asyncfix.project import Layout, MemoryTree, Module, Project
from asyncfix.rule import Finding
from asyncfix.transforms.sync_orm_in_async import SyncOrmInAsync, effects, memo, versions
from asyncfix.transforms.sync_orm_in_async.kinds import Function
from asyncfix.transforms.sync_orm_in_async.walk import Walk

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
    "an empty page": (
        "from django.core.paginator import Paginator\n"
        "async def f():\n    page = Paginator([1, 2], 2).page(1)\n    return len(page), page[0], list(page)\n"
    ),
    "lists that are annotated as querysets": (
        "from django.db.models import QuerySet\nasync def f(rows: QuerySet[Book]):\n    try:\n"
        "        return await rows.acount()\n    except AttributeError:\n        return len(rows)\n"
    ),
    "the other branch of isinstance": (
        "from django.db.models import QuerySet\nasync def f(rows: QuerySet[Book]):\n"
        "    if isinstance(rows, QuerySet):\n        return await rows.acount()\n    else:\n        return len(rows)\n"
    ),
    "a function that looks for the loop": (
        "import asyncio\ndef count():\n    try:\n        asyncio.get_running_loop()\n    except RuntimeError:\n"
        "        return Book.objects.count()\n    return None\nasync def f():\n    return count()\n"
    ),
    "a branch that only runs without a loop": (
        "import asyncio\ndef is_sync():\n    try:\n        asyncio.get_running_loop()\n    except RuntimeError:\n"
        "        return True\n    return False\ndef count():\n    if is_sync():\n        return Book.objects.count()\n"
        "    return None\nasync def f():\n    return count()\n"
    ),
    "a form that shows no rows": (
        "from django import forms\nclass F(forms.Form):\n    name = forms.CharField()\n"
        "async def f():\n    return str(F()), F().as_p(), str(F()['name'])\n"
    ),
    "a form whose choices are typed in": (
        "from django import forms\nclass F(forms.ModelForm):\n    class Meta:\n        model = Book\n"
        "        fields = ['author']\n        widgets = {'author': forms.TextInput}\n"
        "async def f():\n    return str(F())\n"
    ),
    "a formset without rows": (
        "from django.forms import modelformset_factory\nBooks = modelformset_factory(Book, fields=['title'])\n"
        "async def f():\n    return Books(queryset=Book.objects.none()).forms\n"
    ),
    "a serializer of columns": (
        "from rest_framework import serializers\nclass S(serializers.ModelSerializer):\n    class Meta:\n"
        "        model = Book\n        fields = ['title', 'author']\n"
        "async def f(book: Book):\n    return S(book).data\n"
    ),
    "a serializer of relations that came along": (
        "from rest_framework import serializers\nclass A(serializers.ModelSerializer):\n    class Meta:\n"
        "        model = Author\n        fields = ['name']\nclass S(serializers.ModelSerializer):\n    author = A()\n"
        "    class Meta:\n        model = Book\n        fields = ['author']\n"
        "async def f():\n    book = await Book.objects.select_related('author').aget(pk=1)\n    return S(book).data\n"
    ),
    "a cache that another word is said of": (
        "from django.core.cache import cache\n# CACHES: not a DatabaseCache\nasync def f():\n    cache.get('a')\n"
    ),
    "the code of the lazy user": (
        "from django.http import HttpRequest\nasync def f(request: HttpRequest):\n"
        "    return f'{request.user!r}', repr(request.user)\n"
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
    "return '%s' % Book.objects.all()": "return await sync_to_async(lambda: '%s' % Book.objects.all())()",
    "return '{}'.format(Book.objects.all())": "return await sync_to_async('{}'.format)(Book.objects.all())",
    "from django.db import connection\nconnection.close()": (
        "from django.db import connection\nawait sync_to_async(lambda: connection.close())()"
    ),
    "from django.db import connection\nc = connection.cursor()\nc.execute('x')\nreturn c.fetchall()": (
        "from django.db import connection\nc = await sync_to_async(lambda: connection.cursor())()\n"
        "await sync_to_async(c.execute)('x')\nreturn await sync_to_async(c.fetchall)()"
    ),
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


USERS = {
    "return request.user.pk": "return (await request.auser()).pk",
    "user = request.user\nreturn user.pk, str(user)": "user = await request.auser()\nreturn user.pk, str(user)",
    "if request.user.is_authenticated:\n    return request.user.pk": (
        "if (await request.auser()).is_authenticated:\n    return (await request.auser()).pk"
    ),
    "return Book.objects.filter(owner=request.user).first()": (
        "return await Book.objects.filter(owner=await request.auser()).afirst()"
    ),
    # What is called reads the lazy user.
    "greet(request)\nreturn request.user.pk": ("greet(request)\nreturn await sync_to_async(lambda: request.user.pk)()"),
    "return lambda: request.user, request.user.pk": (
        "return lambda: request.user, await sync_to_async(lambda: request.user.pk)()"
    ),
}


def of_a_request(body: str, **options: str) -> str:
    """What becomes of the body of an asynchronous view."""
    source = f"from django.http import HttpResponse\n{HEAD}async def f(request):\n{textwrap.indent(body, '    ')}\n"
    changes = plan({"v.py": source, "requirements.txt": "django==5.2\n"}, **options).changes
    after = next((change.after.decode() for change in changes), source)
    return textwrap.dedent(after.partition("):\n")[2]).strip()


def test_adds_to_an_item_of_a_session() -> None:
    assert of_a_request('request.session["n"] += 1 if n else 2') == (
        'await sync_to_async(request.session.__setitem__)("n", '
        'await sync_to_async(request.session.__getitem__)("n") + (1 if n else 2))'
    )


@pytest.mark.parametrize("first", ["await request.auser()", "await sync_to_async(lambda: request.user.pk)()"])
def test_knows_the_session_is_there_once_the_user_is(first: str) -> None:
    body = f'{first}\nrequest.session["n"] += 1\nreturn request.session["n"]'
    assert of_a_request(body) == body


@pytest.mark.parametrize("before", USERS)
def test_awaits_the_user_of_a_request_natively(before: str) -> None:
    assert of_a_request(before, style="native") == USERS[before]


def test_says_that_a_save_no_longer_follows_at_once() -> None:
    found = findings("async def f():\n    b = Book.objects.get(pk=1)\n    b.save()\n    Book(pk=2).save()\n")
    assert [len(finding.notes) for finding in found] == [0, 1, 0]


def test_follows_a_manager_to_its_own_queryset() -> None:
    models = """
        from django.db import models
        class Rows(models.QuerySet):
            def long(self):
                return self.filter(pages=9)
        class Everything(models.Manager):
            def get_queryset(self):
                return Rows(self.model, using=self._db)
        class Essay(models.Model):
            objects = Everything()
        """
    source = "from e import Essay\nasync def f():\n    for essay in Essay.objects.all().long():\n        essay.save()\n"
    found = plan({"e.py": textwrap.dedent(models), "v.py": source}).findings
    assert [finding.span.line for finding in found] == [3, 4]


def test_knows_a_parameter_by_what_the_calls_of_the_file_hand_over() -> None:
    source = """
        async def publish(book, by):
            book.save()
            by.save()
        async def f(someone):
            for book in await sync_to_async(list)(Book.objects.all()):
                await publish(book, someone)
        """
    assert [finding.span.line for finding in findings(source)] == [5]


def test_reports_a_receiver_where_it_queries() -> None:
    source = """
        from django.dispatch import Signal, receiver
        paid = Signal()
        @receiver(paid)
        def count(sender, **kwargs):
            Book.objects.count()
        async def f():
            paid.send("web")
        """
    (reason,) = kept(source)
    assert "`f` sends the signal" in reason
    assert not findings(source.replace("paid.send", "await paid.asend"))


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
        "from django.db import transaction\n\ndef in_transaction():\n    with transaction.atomic():\n"
        "        a = Author.objects.create(name='x')\n        a.save()\n    return a\n\n"
        "a = await sync_to_async(in_transaction)()\nreturn a"
    )


def test_goes_on_behind_a_block_that_may_swallow_an_error() -> None:
    quiet = """
        from m import Book
        class Quiet:
            def __enter__(self): Book.objects.count()
            def __exit__(self, *exc): return True
        """
    before = "from quiet import Quiet\nwith Quiet():\n    return Book.objects.first()\nreturn 5"
    after = written(before, files={"quiet.py": textwrap.dedent(quiet)})
    assert after.endswith('if outcome == "return":\n    return value\nreturn 5')


IN_A_LOOP = """
    from django.db import transaction
    async def f(numbers):
        for n in numbers:
            with transaction.atomic():
                {inside}
            {behind}
        {at_the_end}
    """


@pytest.mark.parametrize(
    ("inside", "behind", "at_the_end", "is_moved"),
    [
        ("if n: last = n", "print(last)", "pass", False),
        ("if n: continue\n                last = n", "pass", "return last", False),
        ("if n: continue\n                last = n", "print(last)", "pass", True),
        ("last = n", "pass", "return last", True),
    ],
)
def test_moves_no_block_whose_names_outlive_a_turn_of_a_loop(
    inside: str, behind: str, at_the_end: str, is_moved: bool
) -> None:
    (found,) = findings(IN_A_LOOP.format(inside=inside, behind=behind, at_the_end=at_the_end))
    assert (found.kept_because is None) is is_moved
    assert is_moved or "an earlier turn of the loop" in (found.kept_because or "")


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


# What is asked of whom: calls of calls


MUTUAL = """
    def ping(n):
        pong(n)
        return {then}
    def pong(n):
        if n:
            return ping(n - 1)
    async def f(n):
        {first}(n)
    async def g(n):
        {second}(n)
"""


@pytest.mark.parametrize(("first", "second"), [("ping", "pong"), ("pong", "ping")])
def test_follows_functions_that_call_each_other(first: str, second: str) -> None:
    found = findings(MUTUAL.format(then="Book.objects.get(pk=n)", first=first, second=second))
    assert [finding.symbol for finding in found] == ["f", "g"]
    assert {finding.related[0].line for finding in found} == {6}


def test_is_silent_about_functions_that_only_call_each_other() -> None:
    assert not findings(MUTUAL.format(then="Book.objects.filter(pk=n)", first="ping", second="pong"))


def test_finds_a_query_of_one_of_three_that_call_each_other_through_a_thread() -> None:
    source = """
        def outer():
            inner()
            return sync_to_async(inner)
        def inner():
            helper()
            outer()
            return Book.objects.count()
        def helper():
            inner()
        async def f():
            outer()
        async def g():
            helper()
        """
    assert [finding.symbol for finding in findings(source)] == ["f", "g"]


def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each function is read for the sake of its callers, from now on."""
    read: Counter[str] = Counter()
    original = effects._effect

    def effect(walk: Walk, function: Function, given: effects.Arguments) -> effects.Effect:
        read[getattr(function.node, "name", "lambda")] += 1
        return original(walk, function, given)

    monkeypatch.setattr(effects, "_effect", effect)
    return read


def chain(count: int, end: str) -> str:
    steps = [
        f"def step_{number}(x):\n    if x:\n        return step_{number + 1}(x)\n"
        f"    else:\n        return step_{number + 1}(None)\n"
        for number in range(count)
    ]
    return f"{''.join(steps)}def step_{count}(x):\n    return {end}\nasync def f(x):\n    step_0(x)\n"


def test_reads_each_of_many_functions_once_and_finds_the_query_at_their_end(monkeypatch: pytest.MonkeyPatch) -> None:
    read = counted(monkeypatch)
    assert [finding.symbol for finding in findings(chain(30, "Book.objects.count()"))] == ["f"]
    assert len(read) == 31
    # Once for each kind of argument that it is called with, in each of the looks that a plan takes.
    assert max(read.values()) <= 4


def test_reads_a_local_function_that_calls_itself_once_a_call(monkeypatch: pytest.MonkeyPatch) -> None:
    source = """
        def spread(rows):
            def unpack(row):
                if isinstance(row, list):
                    return [unpack(each) for each in row]
                if isinstance(row, dict):
                    return {unpack(name): unpack(each) for name, each in row.items()}
                return [unpack(row.first), unpack((row, 1)), unpack([row]), unpack({"a": row})]
            return unpack(rows)
        async def f(rows):
            return spread(rows)
        """
    read = counted(monkeypatch)
    assert not findings(source)
    assert read == {"spread": 1, "unpack": 1}


def test_gives_up_on_what_takes_too_long_to_find_out(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = "\n    ".join(f"def s{n + 1}(): s{n}(); s{n}()" for n in range(60))
    source = f"async def f():\n    def s0(): pass\n    {steps}\n    s60()\n    Book.objects.count()\n"
    monkeypatch.setattr(memo, "LINES", 500)
    read = counted(monkeypatch)
    assert [finding.span.line for finding in findings(source)] == [source.count("\n") + HEAD.count("\n")]
    assert sum(read.values()) <= 2 * memo.LINES


@pytest.mark.parametrize("later", ["Thread(target=lambda: function()).start()", "submit(run)"])
def test_is_silent_about_decorators_that_call_the_function_elsewhere(later: str) -> None:
    source = f"""
        def decorated(function):
            def call():
                def run():
                    return function()
                {later}
            return call
        @decorated
        def count():
            return Book.objects.count()
        async def f():
            count()
        """
    assert not findings(source)


@pytest.mark.parametrize(("given", "number"), [("self", 1), ("self.session", 0)])
def test_knows_what_a_context_manager_of_the_project_gives(given: str, number: int) -> None:
    source = f"""
        class Unit:
            def __init__(self): self.session = make()
            def __enter__(self): return {given}
            def __exit__(self, *exc): pass
            def save(self): Book.objects.create(title="x")
        async def f():
            with Unit() as unit:
                unit.save()
        """
    assert len(findings(source)) == number


@pytest.mark.parametrize(("made", "number"), [("set()", 1), ("{}", 1), ("tracker()", 0)])
def test_only_containers_iterate_what_they_are_updated_with(made: str, number: int) -> None:
    assert len(findings(f"async def f():\n    seen = {made}\n    seen.update(Book.objects.all())\n")) == number


@pytest.mark.parametrize(("name", "number"), [("clean", 1), ("clean_title", 1), ("clean_up", 0)])
def test_validates_by_the_clean_methods_that_django_calls(name: str, number: int) -> None:
    source = f"""
        from django import forms
        class BookForm(forms.Form):
            title = forms.CharField()
            def {name}(self): return Book.objects.count()
        async def f(request):
            BookForm(request.POST).is_valid()
        """
    assert len(findings(source)) == number


def test_reads_a_receiver_of_no_signals() -> None:
    source = """
        from django.dispatch import receiver
        @receiver([], sender=Book)
        async def f(instance, **kwargs):
            Book.objects.count()
        """
    assert len(findings(source)) == 1


def detected(files: dict[str, str], path: str) -> tuple[list[Finding], Collection[str], list[Module]]:
    """What is found in one file, the paths that were opened for good, and the modules that were made."""
    contents = {path: text.encode() for path, text in files.items()}
    made: list[Module] = []

    def opened(path: str) -> Module:
        made.append(Module(path, contents[path]))
        return made[-1]

    project = Project(opened, Layout(MemoryTree(contents)))
    return list(SyncOrmInAsync().detect(project.at(path), project)), project.opened, made


def test_parses_nothing_where_no_file_names_django() -> None:
    files = {f"m{number}.py": f"import m{number + 1}\nasync def f(request): request.user.x\n" for number in range(9)}
    found, opened, made = detected(files, "m0.py")
    assert not found
    assert not [module for module in made if module.is_parsed]
    assert set(opened) == {"m0.py"}


def test_looks_at_a_file_that_names_django_only_by_what_it_imports() -> None:
    files = {
        "m.py": MODELS,
        "between.py": "from m import Book\ndef count(): return Book.objects.count()\n",
        "v.py": "from between import count\nasync def f():\n    count()\n",
    }
    found, _, _ = detected(files, "v.py")
    assert [finding.span.line for finding in found] == [3]


def test_asks_each_project_for_its_own_user(tmp_path: Path) -> None:
    view = "import django\nasync def f(request):\n    return (await request.auser()).team.name\n"
    for name, field in (("one", "models.IntegerField()"), ("two", "models.ForeignKey('self', models.CASCADE)")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pyproject.toml").write_text("[project]\n")
        (tmp_path / name / "settings.py").write_text(f"AUTH_USER_MODEL = 'people.{name.title()}'\n")
        model = f"from django.db import models\nclass {name.title()}(models.Model):\n    team = {field}\n"
        (tmp_path / name / "people.py").write_text(model)
        (tmp_path / name / "v.py").write_text(view)
    project = Project(lambda path: Module(path, Path(path).read_bytes()))
    views = [project.at((tmp_path / name / "v.py").as_posix()) for name in ("one", "two")]
    assert [len(list(SyncOrmInAsync().detect(view, project))) for view in views] == [0, 1]
