"""Warm runs say what cold ones say, whatever has changed, and whoever wrote the cache."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from commandline import invoke

from asyncfix import looking, run
from asyncfix.cache import keys, places, stamps, storing, values
from asyncfix.cache.notebook import Notebook
from asyncfix.files import Found
from asyncfix.rule import Rule

MAIN = "from fastapi import FastAPI\nfrom app.guards import Guard\n\napp = FastAPI()\napp.add_middleware(Guard)\n"
GUARDS = """\
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware


class Guard(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        try:
            return await call_next(request)
        except ValueError as exc:
            return JSONResponse(status_code=404, content={"error": str(exc)})
"""
SERVICE = """\
import asyncio

from app.db import make
from app.reading import load


async def report():
    async with make() as session:
        return await asyncio.gather(load(session, 1), load(session, 2))
"""
READING = (
    "from app.queries import fetch\n\n\nasync def load(session, number):\n    return await fetch(session, number)\n"
)
QUERIES = "async def fetch(session, number):\n    return await session.get(object, number)\n"
IDLE_QUERIES = "async def fetch(session, number):\n    return number\n"
DB = """\
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

make = async_sessionmaker(create_async_engine("sqlite+aiosqlite://"))
"""
PLAIN_DB = "import contextlib\n\nmake = contextlib.nullcontext\n"
MODELS = "from django.db import models\n\n\nclass Book(models.Model):\n    title = models.TextField()\n"
PLAIN_MODELS = "class Objects:\n    def first(self):\n        return None\n\n\nclass Book:\n    objects = Objects()\n"
VIEWS = """\
from django.shortcuts import get_object_or_404

from shop.models import Book


async def book(request, pk):
    return get_object_or_404(Book, pk=pk), Book.objects.first()
"""
JUMP = """\
def poll(rows):
    for row in rows:
        try:
            return row()
        finally:
            break
"""
IGNORED_JUMP = JUMP.replace("break", "break  # asyncfix: ignore[finally-jump] so be it")
TOTALS = """
import asyncio


async def totals(session):
    return await asyncio.gather(session.get(object, 1), session.get(object, 2))
"""
CALLER = """
from pages.glue import *
from sqlalchemy.ext.asyncio import AsyncSession


async def page(session: AsyncSession):
    return await totals(session)
"""
BROKEN = "def poll(:\n    finally:\n        break\n"

PROJECT = {
    "pyproject.toml": '[project]\nname = "acme"\n',
    "app/__init__.py": "",
    "app/main.py": MAIN,
    "app/guards.py": GUARDS,
    "app/service.py": SERVICE,
    "app/reading.py": READING,
    "app/queries.py": QUERIES,
    "app/db.py": DB,
    "shop/__init__.py": "",
    "shop/models.py": MODELS,
    "shop/views.py": VIEWS,
    "jump.py": JUMP,
    "plain.py": "x = 1\n",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "acme"
    for path, text in PROJECT.items():
        put(folder / path, text)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv(places.VARIABLE, raising=False)
    # Whoever tests a checkout may be editing it.
    monkeypatch.setattr(keys, "_own_code", lambda: ["as it is"])
    return folder


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def said(*args: str) -> tuple[int, str, str]:
    result = invoke(*args)
    return result.exit_code, result.stdout, result.stderr


def check_both(*args: str) -> str:
    """What a warm run says, which must be what one without a cache says."""
    args = args or ("check", "--format", "json", "--report-unused-ignores", "--jobs", "1", ".")
    warm = said(*args)
    assert warm == said(args[0], "--no-cache", *args[1:])
    return warm[1]


def settle() -> None:
    """Wait until the stamps of what was just written tell something."""
    time.sleep(0.15)


def remember() -> str:
    """Run until the whole result is remembered."""
    settle()
    check_both()
    settle()
    check_both()
    return check_both()


class Looks:
    """Counts the files that were really looked at."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.paths: list[str] = []
        self.detected: list[str] = []
        at, inside = looking.Chunk._at, looking.Chunk._inside

        def looked_at(chunk: looking.Chunk, item: looking.Item) -> run.Outcome:
            self.paths.append(item.found.path)
            return at(chunk, item)

        def looked_inside(chunk: looking.Chunk, found: Found, data: bytes, rules: Sequence[Rule]) -> run.Looked:
            self.detected.append(found.path)
            return inside(chunk, found, data, rules)

        monkeypatch.setattr(looking.Chunk, "_at", looked_at)
        monkeypatch.setattr(looking.Chunk, "_inside", looked_inside)

    def of(self, *args: str) -> list[str]:
        self.paths.clear()
        self.detected.clear()
        said(*(args or ("check", "--format", "json", "--report-unused-ignores", "--jobs", "1", ".")))
        return sorted(set(self.paths))


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Looks:
    return Looks(monkeypatch)


# What is not done again


@pytest.mark.usefixtures("project")
def test_nothing_is_looked_at_while_nothing_changes(looks: Looks) -> None:
    before = remember()
    assert "shared-session-gather" in before
    assert "sync-orm-in-async" in before
    assert "base-http-middleware" in before
    assert looks.of() == []
    assert said("check", "--format", "json", "--report-unused-ignores", "--jobs", "1", ".")[1] == before


@pytest.mark.usefixtures("project")
def test_files_are_not_even_searched_for_while_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    before = remember()
    monkeypatch.setattr(run, "found_files", lambda *_: pytest.fail("the folders were walked"))
    assert said("check", "--format", "json", "--report-unused-ignores", "--jobs", "1", ".")[1] == before


def test_an_edit_of_a_file_that_no_finding_is_made_of_costs_one_look(project: Path, looks: Looks) -> None:
    remember()
    put(project / "plain.py", "x = 2\n")
    assert looks.of() == ["plain.py"]
    check_both()


def test_a_new_file_that_no_finding_is_made_of_costs_one_look(project: Path, looks: Looks) -> None:
    remember()
    put(project / "app" / "more.py", "y = 2\n")
    assert looks.of() == ["app/more.py"]
    check_both()


def test_results_are_kept_in_a_fresh_clone_with_new_times(project: Path, looks: Looks) -> None:
    before = remember()
    shutil.copytree(project, project.parent / "clone")
    for path in PROJECT:
        (project / path).unlink()
        shutil.copyfile(project.parent / "clone" / path, project / path)
    assert looks.of() == []
    assert looks.detected == []
    assert check_both() == before


def test_what_decides_which_projects_count_is_not_asked_again_in_a_fresh_clone(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "FEW", 0)
    before = remember()
    for path in PROJECT:
        (project / path).touch()
    with monkeypatch.context() as patched:
        patched.setattr(run, "_settled", lambda *_: pytest.fail("it was decided again"))
        said("check", "--format", "json", "--report-unused-ignores", "--jobs", "1", ".")
    assert check_both() == before
    put(project / "app/db.py", PLAIN_DB)
    assert check_both() != before


@pytest.mark.usefixtures("project")
def test_diff_uses_the_look_of_check(looks: Looks) -> None:
    settle()
    for _ in range(2):
        said("check", "--jobs", "1", ".")
        settle()
    before = said("diff", "--no-cache", "--jobs", "1", ".")
    assert looks.of("diff", "--jobs", "1", ".") == []
    assert said("diff", "--jobs", "1", ".") == before


def test_a_named_file_alone_is_not_remembered(project: Path) -> None:
    said("check", "jump.py")
    said("check", "jump.py", "plain.py")
    assert not (project / ".asyncfix").exists()


def test_standard_input_is_not_remembered(project: Path) -> None:
    invoke("check", "-", stdin=JUMP)
    assert not (project / ".asyncfix").exists()


# What is noticed

CHANGES: dict[str, dict[str, str | None]] = {
    "a call site of the middleware goes": {"app/main.py": MAIN.replace("app.add_middleware(Guard)\n", "")},
    "a call site of the middleware comes, in a new file": {
        "app/other.py": "from app.guards import Guard\nfrom app.main import app\n\napp.add_middleware(Guard)\n"
    },
    "a subclass of the middleware comes": {
        "app/other.py": "from app.guards import Guard\n\n\nclass Other(Guard):\n    pass\n"
    },
    "the session is used no longer, two files away": {"app/queries.py": IDLE_QUERIES},
    "the session is none any longer": {"app/db.py": PLAIN_DB},
    "the module in between goes": {"app/reading.py": None},
    "a package shadows a module": {"app/queries/__init__.py": IDLE_QUERIES},
    "a model is none any longer": {"shop/models.py": PLAIN_MODELS},
    "the models go": {"shop/models.py": None},
    "a package of the same name is nearer": {"shop/models/__init__.py": PLAIN_MODELS},
    "another file breaks": {"app/queries.py": BROKEN},
    "a finding is ignored": {"jump.py": IGNORED_JUMP},
    "an ignore comment comes that covers nothing": {"plain.py": "x = 1  # asyncfix: ignore\n"},
    "a file breaks": {"jump.py": BROKEN},
    "a file holds NUL": {"jump.py": JUMP + "\0"},
    "a file goes": {"jump.py": None},
    "a file comes": {"more/jump.py": JUMP},
    "a rule is left out": {"pyproject.toml": '[tool.asyncfix]\nignore = ["finally-jump"]\n'},
    "a file is excluded": {"pyproject.toml": '[tool.asyncfix]\nexclude = ["jump.py"]\n'},
    "a configuration comes, further in": {"app/pyproject.toml": '[tool.asyncfix]\nselect = ["finally-jump"]\n'},
    "the configuration goes": {"pyproject.toml": None},
    "a file is ignored by git's rules": {".gitignore": "/jump.py\n"},
    "a file that another needs is ignored by git's rules": {".gitignore": "main.py\n"},
    "a folder becomes a virtual environment": {"app/pyvenv.cfg": ""},
    "a folder becomes a repository of its own": {"app/.git/HEAD": "", "app/.git/config": ""},
    "a place of packages is declared": {
        "pyproject.toml": '[tool.setuptools.package-dir]\n"" = "lib"\n',
        "lib/shop/__init__.py": "",
        "lib/shop/models.py": PLAIN_MODELS,
    },
}


WITHOUT_EFFECT = {"a folder becomes a repository of its own", "the configuration goes"}


@pytest.mark.parametrize("settled", [True, False], ids=["remembered", "just written"])
@pytest.mark.parametrize("change", CHANGES)
def test_notices_that(change: str, settled: bool, project: Path) -> None:
    before = remember() if settled else check_both()
    for path, text in CHANGES[change].items():
        if text is None:
            (project / path).unlink()
        else:
            put(project / path, text)
    after = check_both()
    assert (after == before) == (change in WITHOUT_EFFECT)
    for path in CHANGES[change]:
        if path in PROJECT:
            put(project / path, PROJECT[path])
        else:
            (project / path).unlink()
    check_both()


def test_notices_a_pin_that_changes_what_is_written(project: Path) -> None:
    arguments = ("diff", "-o", "sync-orm-in-async.style=native", "--jobs", "1", "shop")
    put(project / "requirements.txt", "django==4.2\n")
    settle()
    before = {check_both(*arguments), check_both(*arguments)}
    put(project / "requirements.txt", "django==5.1\n")
    assert check_both(*arguments) not in before
    assert len(before) == 1


def test_notices_edits_outside_of_the_named_paths(project: Path) -> None:
    settle()
    arguments = ("check", "--format", "json", "app/service.py", "app/guards.py", "shop")
    before = {check_both(*arguments), check_both(*arguments)}
    put(project / "app/main.py", MAIN.replace("app.add_middleware(Guard)\n", ""))
    middle = check_both(*arguments)
    put(project / "app/queries.py", IDLE_QUERIES)
    assert len({*before, middle, check_both(*arguments)}) == 3


def test_notices_a_file_of_the_same_size_and_time(project: Path) -> None:
    before = remember()
    path = project / "jump.py"
    state = path.stat()
    put(path, JUMP.replace("break", "pass "))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert path.stat().st_size == state.st_size
    assert check_both() != before


def test_notices_a_file_written_twice_within_a_tick(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a file system with seconds: all stamps of the second are the same, whatever was written."""
    fields = stamps.stamp_of(str(project / "plain.py"))
    now = time.time_ns() // 10**9 * 10**9
    monkeypatch.setattr(stamps, "_fields", lambda state: (now, now, state.st_size, fields[3]))
    before = check_both()
    put(project / "jump.py", JUMP.replace("break", "pass "))
    assert check_both() != before


def test_notices_where_a_link_leads(project: Path) -> None:
    put(project.parent / "idle.py", IDLE_QUERIES)
    put(project.parent / "using.py", QUERIES)
    (project / "app/queries.py").unlink()
    (project / "app/queries.py").symlink_to(project.parent / "using.py")
    before = remember()
    put(project.parent / "using.py", IDLE_QUERIES)
    changed = check_both()
    assert changed != before
    put(project.parent / "using.py", QUERIES)
    assert remember() == before
    (project / "app/queries.py").unlink()
    (project / "app/queries.py").symlink_to(project.parent / "idle.py")
    assert check_both() == changed
    (project.parent / "idle.py").unlink()
    assert "nothing" in said("check", ".")[2]
    check_both()


def test_notices_a_file_that_becomes_readable(project: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    (project / "app/queries.py").chmod(0)
    before = remember()
    (project / "app/queries.py").chmod(0o644)
    assert check_both() != before


@pytest.mark.usefixtures("project")
def test_notices_another_version_of_itself_or_of_python(looks: Looks, monkeypatch: pytest.MonkeyPatch) -> None:
    remember()
    assert looks.of() == []
    with monkeypatch.context() as patched:
        patched.setattr("asyncfix.cache.keys.__version__", "99")
        assert len(looks.of()) > 10
    with monkeypatch.context() as patched:
        patched.setattr(sys, "version", "3.99")
        assert len(looks.of()) > 10
    with monkeypatch.context() as patched:
        patched.setattr(keys, "_own_code", lambda: ["another"])
        assert len(looks.of()) > 10
    assert looks.of() == []


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    "more", [["--select", "finally-jump"], ["--ignore", "finally-jump"], ["--exclude", "jump.py"], ["app"]]
)
def test_other_options_have_other_results(more: list[str]) -> None:
    remember()
    paths = more if more == ["app"] else [*more, "."]
    assert said("check", "--jobs", "1", *paths) != said("check", "--jobs", "1", ".")
    check_both("check", "--jobs", "1", *paths)
    check_both("check", "--jobs", "1", ".")


@pytest.mark.usefixtures("project")
def test_an_option_of_a_rule_is_noticed() -> None:
    remember()
    arguments = ["check", "--format", "json", "--jobs", "1", "-o", "finally-jump.style=hoist", "."]
    assert check_both(*arguments)
    assert check_both(*arguments)


@pytest.mark.usefixtures("project")
def test_notices_which_django_is_installed(monkeypatch: pytest.MonkeyPatch, looks: Looks) -> None:
    remember()
    assert looks.of() == []
    monkeypatch.setattr("asyncfix.project.index.installed_version", lambda _: "1.2")
    looks.of()
    assert "shop/views.py" in looks.detected


# Sequences of edits

VARIANTS: dict[str, list[str | None]] = {
    "app/main.py": [MAIN, MAIN.replace("app.add_middleware(Guard)\n", ""), None, BROKEN],
    "app/guards.py": [GUARDS, GUARDS.replace("ValueError", "KeyError"), "\n" + GUARDS, None],
    "app/service.py": [SERVICE, SERVICE.replace("load(session, 2)", "load(None, 2)"), "# moved\n" + SERVICE],
    "app/reading.py": [READING, None, READING.replace("fetch(session, number)", "number")],
    "app/queries.py": [QUERIES, IDLE_QUERIES, BROKEN, None],
    "app/queries/__init__.py": [None, IDLE_QUERIES],
    "app/db.py": [DB, PLAIN_DB, DB + "\n\nclass Guard:\n    pass\n"],
    "app/other.py": [
        None,
        "from app.guards import Guard\n\n\nclass Other(Guard):\n    pass\n",
        "Guard = make = load = 1\n",
    ],
    "shop/models.py": [MODELS, PLAIN_MODELS, None],
    "shop/views.py": [VIEWS, VIEWS + "# asyncfix: ignore-file\n", VIEWS.replace("async def", "def")],
    "lib/shop/models.py": [None, PLAIN_MODELS],
    "lib/pyproject.toml": [None, "[project]\n"],
    "jump.py": [JUMP, IGNORED_JUMP, BROKEN, JUMP.replace("break", "pass"), None],
    "plain.py": ["x = 1\n", "x = 2\n", "x = 1  # asyncfix: ignore\n", "Book = get_object_or_404 = 1\n"],
    "requirements.txt": [None, "django==4.2\n", "django==5.1\n"],
    ".gitignore": [None, "main.py\n", "queries*\n", "lib/\n"],
    "pyproject.toml": ['[project]\nname = "acme"\n', '[tool.asyncfix]\nexclude = ["db.py"]\n', None],
}
SPARSE = {".gitignore", "pyproject.toml", "lib/pyproject.toml"}


def edit_at_random(project: Path, source: random.Random) -> None:
    path = source.choice([path for path in VARIANTS if path not in SPARSE or source.random() < 0.3])
    text = source.choice(VARIANTS[path])
    if text is None:
        (project / path).unlink(missing_ok=True)
    elif source.random() < 0.3:
        put(project / "new", text)
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / "new").replace(project / path)
    else:
        put(project / path, text)


def edits(project: Path, seed: int, steps: int, *args: str) -> int:
    """How many different things were said while files were edited, each time warm as cold."""
    source = random.Random(seed)
    seen = set()
    for _ in range(steps):
        for _ in range(source.choice([0, 1, 1, 1, 2, 4])):
            edit_at_random(project, source)
        if source.random() < 0.3:
            settle()
        seen.add(check_both(*args))
    return len(seen)


@pytest.mark.parametrize("seed", range(2))
def test_says_warm_what_it_says_cold_after_any_edits(seed: int, project: Path) -> None:
    assert edits(project, seed, 12) > 3


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 112))
def test_says_warm_what_it_says_cold_after_many_edits(seed: int, project: Path) -> None:
    assert edits(project, seed, 40) > 3


@pytest.mark.parametrize("folder", ["app", "shop"])
def test_says_warm_what_it_says_cold_where_only_the_project_tells_which_files_count(
    folder: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "FEW", 0)
    assert edits(project, 7, 12, "check", "--format", "json", "--jobs", "1", folder) > 1


def test_notices_what_makes_a_project_count_although_no_result_names_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "FEW", 0)
    put(project / "app/db.py", PLAIN_DB)
    put(project / "app/lonely.py", SERVICE.replace("from app.db import make", "from tools import make"))
    arguments = ("check", "--format", "json", "--jobs", "1", "app")
    for _ in range(3):
        settle()
        before = check_both(*arguments)
    put(project / "tools.py", DB)
    assert check_both(*arguments) != before


def test_notices_an_import_that_makes_two_projects_have_to_do_with_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("asyncfix.project.layout.FEW", 0)
    monkeypatch.chdir(tmp_path)
    for path, text in {
        "pyproject.toml": "",
        "one/pyproject.toml": "",
        "one/guards/__init__.py": GUARDS,
        "two/pyproject.toml": "",
        "two/pages/__init__.py": "",
        "two/pages/bridge.py": "x = 1\n",
        "two/pages/main.py": MAIN.replace("from app.guards import Guard", "from pages.bridge import *"),
    }.items():
        put(tmp_path / path, text)
    before = remember()
    put(tmp_path / "two/pages/bridge.py", "from guards import *\n")
    assert check_both() != before
    put(tmp_path / "two/pages/bridge.py", "x = 1\n")
    assert check_both() == before


def test_notices_an_import_in_a_file_without_the_word_that_lets_a_caller_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("asyncfix.project.layout.FEW", 0)
    monkeypatch.chdir(tmp_path)
    for path, text in {
        "pyproject.toml": "",
        "one/pyproject.toml": "",
        "one/reports/__init__.py": TOTALS,
        "two/pyproject.toml": "",
        "two/pages/__init__.py": "",
        "two/pages/caller.py": CALLER,
        "two/pages/glue.py": "x = 1\n",
    }.items():
        put(tmp_path / path, text)
    before = remember()
    assert not json.loads(before)["findings"]
    put(tmp_path / "two/pages/glue.py", "from reports import *\n")
    assert json.loads(check_both())["findings"]
    put(tmp_path / "two/pages/glue.py", "x = 1\n")
    assert check_both() == before


@pytest.mark.parametrize("seed", range(2))
def test_says_warm_what_it_says_cold_in_a_repository_of_many_files(
    seed: int, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("asyncfix.project.layout.FEW", 0)
    assert edits(project, seed + 20, 12) > 3


@pytest.mark.parametrize("seed", range(2))
def test_says_warm_what_it_says_cold_in_several_processes(
    seed: int, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "CHUNK", 2)
    monkeypatch.setattr(run, "FEW", 1)
    source = random.Random(seed)
    for _ in range(6):
        edit_at_random(project, source)
        check_both("check", "--format", "json", "--jobs", "2", ".")


def test_what_each_process_reads_is_known_by_its_content(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "CHUNK", 2)
    settle()
    said("check", "--jobs", "2", ".")
    sections = storing.read(str(cache_file(project)))
    paths = storing.content(sections[1]).decode().split("\0")
    digests = storing.content(sections[3]).decode().split(",")
    assert {path for path, digest in zip(paths, digests, strict=False) if digest} >= {
        path for path in PROJECT if path.endswith(".py")
    }


def test_a_project_that_got_too_big_is_forgotten_but_not_what_was_made_of_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each result names the project it was found with, not the one that came after it."""
    monkeypatch.setattr(looking, "MOST_BYTES", 1)
    remember()
    for path, text in (("app/queries.py", IDLE_QUERIES), ("app/main.py", ""), ("shop/models.py", PLAIN_MODELS)):
        put(project / path, text)
        check_both()


# Whoever wrote it


def cache_file(project: Path) -> Path:
    (found,) = (project / ".asyncfix/cache").glob("*.cache")
    return found


def damaged(data: bytes) -> list[bytes]:
    source = random.Random(1)
    flipped = []
    for _ in range(12):
        at = source.randrange(len(data))
        flipped.append(data[:at] + bytes([data[at] ^ (1 << source.randrange(8))]) + data[at + 1 :])
    cut = [data[: source.randrange(len(data))] for _ in range(6)]
    newer = data.replace(b"format 1", b"format 2", 1)
    return [b"", b"\0" * 5000, storing.MAGIC, newer, *flipped, *cut]


def test_a_damaged_cache_is_no_cache(project: Path) -> None:
    before = remember()
    data = cache_file(project).read_bytes()
    for number, other in enumerate(damaged(data)):
        cache_file(project).write_bytes(other)
        assert said("check", "--format", "json", "--report-unused-ignores", "--jobs", "1", ".")[1] == before, number


@pytest.mark.parametrize("head", ["[]", "null", "{}", '{"key": 1}', "[" * 100_000])
def test_a_cache_with_other_contents_is_no_cache(project: Path, head: str) -> None:
    before = remember()
    path = cache_file(project)
    sections = [head.encode(), *(storing.content(each) for each in storing.read(str(path))[1:])]
    storing.Draft(str(path)).finish(sections)
    assert check_both() == before


def test_a_result_of_another_run_in_the_same_place_is_not_taken(project: Path) -> None:
    remember()
    first = cache_file(project)
    data = first.read_bytes()
    check_both("check", "--format", "json", "--jobs", "1", "app")
    for other in (project / ".asyncfix/cache").glob("*.cache"):
        other.write_bytes(data)
    check_both("check", "--format", "json", "--jobs", "1", "app")


def test_a_cache_that_cannot_be_written_is_no_trouble(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(project.parent / "file", "")
    arguments = ("check", "--cache-dir", str(project.parent / "file"), ".")
    assert said(*arguments) == said("check", "--no-cache", ".")
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
    assert said("check", ".") == said("check", "--no-cache", ".")
    assert not list((project / ".asyncfix/cache").glob("*.new"))


def test_nothing_is_remembered_with_no_cache(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said("check", "--no-cache", ".")
    put(project / "pyproject.toml", "[tool.asyncfix]\ncache = false\n")
    monkeypatch.setenv(places.VARIABLE, str(project / "elsewhere"))
    said("check", ".")
    assert not (project / ".asyncfix").exists()
    assert not (project / "elsewhere").exists()


def test_two_runs_at_once_leave_a_cache_that_is_right(project: Path) -> None:
    command = [sys.executable, "-m", "asyncfix", "check", "--format", "json", "--report-unused-ignores", "."]
    running = [subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    outputs = {process.communicate(timeout=60)[0] for process in running}
    assert len(outputs) == 1
    assert json.loads(outputs.pop())["findings"]
    check_both()


# Where it lies


def test_git_and_backups_leave_it_alone(project: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    said("check", ".")
    status = subprocess.run(["git", "status", "--porcelain"], cwd=project, check=True, capture_output=True, text=True)
    assert "asyncfix" not in status.stdout
    assert (
        (project / ".asyncfix/cache/CACHEDIR.TAG").read_bytes().startswith(b"Signature: 8a477f597d28d172789f06886806")
    )


def test_it_lies_where_it_is_told_to(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(project / "pyproject.toml", '[tool.asyncfix]\ncache-dir = "kept/here"\n')
    said("check", ".")
    assert list((project / "kept/here").glob("*.cache"))
    monkeypatch.setenv(places.VARIABLE, str(project.parent / "variable"))
    said("check", ".")
    assert list((project.parent / "variable").glob("*.cache"))
    said("check", "--cache-dir", str(project.parent / "option"), ".")
    assert list((project.parent / "option").glob("*.cache"))
    assert not (project / ".asyncfix").exists()


def test_it_lies_in_the_users_folder_where_there_is_no_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_users_folder", lambda: str(tmp_path / "home"))
    monkeypatch.setattr(os.path, "lexists", lambda _: False)
    assert places.default_folder() == str(tmp_path / "home/asyncfix")


def test_a_folder_inside_of_what_is_looked_at_does_no_harm(project: Path, looks: Looks) -> None:
    arguments = ("check", "--jobs", "1", "--cache-dir", "cached", ".")
    settle()
    for _ in range(3):
        said(*arguments)
        settle()
    assert looks.of(*arguments) == []
    put(project / "cached/.gitignore", "")
    put(project / "cached/jump.py", JUMP)
    check_both(*arguments)


def test_a_folder_with_other_things_stays_visible_to_git(project: Path) -> None:
    said("check", "--cache-dir", ".", ".")
    assert not (project / ".gitignore").exists()
    check_both("check", "--cache-dir", ".", ".")


def test_a_folder_holds_no_more_than_so_many(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "MOST_FILES", 3)
    for name in ("app", "shop", ".", "app/../app", "shop/.", "./app"):
        said("check", name)
    assert len(list((project / ".asyncfix/cache").glob("*.cache"))) == 3


def test_files_that_are_gone_are_dropped(project: Path) -> None:
    remember()
    assert b"jump.py" in cache_file(project).read_bytes()
    (project / "jump.py").unlink()
    check_both()
    assert b"jump.py" not in cache_file(project).read_bytes()


# Parts


@pytest.mark.usefixtures("project")
def test_a_result_comes_back_as_it_was() -> None:
    from asyncfix.config import Settings

    found, _ = run.found_files(["."], Settings())
    looked = run.look(found, run.Sources(Settings()), jobs=1, unused_ignores=True)
    assert looked.findings
    value = values.plain(looked)
    assert value is not None
    assert values.restored(json.loads(json.dumps(value))) == looked


def test_a_damaged_section_is_noticed_when_it_is_read(tmp_path: Path) -> None:
    path = str(tmp_path / "x.cache")
    storing.Draft(path).finish([b"one", b""])
    assert [storing.content(each) for each in storing.read(path)] == [b"one", b""]
    data = Path(path).read_bytes()
    Path(path).write_bytes(data.replace(b"one", b"two"))
    with pytest.raises(storing.Unreadable):
        storing.content(storing.read(path)[0])


def test_many_stamps_are_compared_in_two_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "_FORKING_PAYS", 4)
    paths = [str(tmp_path / str(number)) for number in range(7)]
    for path in paths:
        Path(path).write_text("x")
    packed = stamps.packed([stamps.stamp_of(path) for path in paths])
    assert stamps.are_as_before(paths, packed, 2)
    for path in (paths[0], paths[-1]):
        text = Path(path).read_text()
        Path(path).write_text("longer")
        assert not stamps.are_as_before(paths, packed, 2)
        Path(path).write_text(text)
        packed = stamps.packed([stamps.stamp_of(path) for path in paths])


def test_times_before_1970_are_stamps_too(tmp_path: Path) -> None:
    path = tmp_path / "old"
    path.write_text("x")
    os.utime(path, (-5, -5))
    packed = stamps.packed([stamps.stamp_of(str(path))])
    assert stamps.unpacked(packed) == [stamps.stamp_of(str(path))]
    assert stamps.are_as_before([str(path)], packed, 1)


def test_an_edit_of_a_checkout_of_asyncfix_is_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("asyncfix/__init__.py", "asyncfix/cache/keys.py", "asyncfix/rule.py"):
        put(tmp_path / name, "")
    monkeypatch.setattr(keys, "__file__", str(tmp_path / "asyncfix/cache/keys.py"))
    before = keys._own_code()
    assert keys._own_code() == before
    put(tmp_path / "asyncfix/rule.py", "x = 1\n")
    after = keys._own_code()
    assert after != before
    put(tmp_path / "asyncfix/another.py", "")
    assert keys._own_code() != after


def test_a_notebook_of_nothing_remembers_nothing(tmp_path: Path) -> None:
    assert Notebook("key", str(tmp_path), str(tmp_path / "none"), ["."], 1).whole() is None
