"""asyncfix from Python: what comes back, what is raised, and that the calling process stays as it was."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from pathlib import Path

import commandline
import pytest

import asyncfix

LOOP = commandline.LOOP.decode()
FIXED = commandline.FIXED.decode()
SESSION = """\
import asyncio

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession


async def both(session: AsyncSession):
    return await asyncio.gather(session.scalar(select(1)), session.scalar(select(2)))
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text(LOOP)
    (tmp_path / "clean.py").write_text("print()\n")
    (tmp_path / "broken.py").write_text("try\n")
    return tmp_path


# fix_source


def test_a_source_comes_back_fixed_and_of_the_type_it_was() -> None:
    result = asyncfix.fix_source(LOOP)
    assert result.source == FIXED
    assert [(finding.rule, finding.path, finding.span.line) for finding in result.fixed] == [
        ("finally-jump", "<source>", 6)
    ]
    assert (result.kept, result.errors, result.suppressed) == ((), (), 0)
    assert asyncfix.fix_source(LOOP.encode()).source == FIXED.encode()


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("", id="empty"),
        pytest.param("print()\n", id="clean"),
        pytest.param("\ufeffprint('\u263a')\r\n", id="byte_order_mark_and_crlf"),
        pytest.param("# coding: latin-1\nprint('\xe9')\n", id="latin_1"),
    ],
)
def test_a_source_without_findings_comes_back_as_it_was(source: str) -> None:
    assert asyncfix.fix_source(source) == asyncfix.FixResult(source, (), (), (), 0)


def test_line_ends_and_the_encoding_that_a_text_names_are_kept() -> None:
    text = "# coding: latin-1\n# \xe9\n" + LOOP
    assert asyncfix.fix_source(text).source == "# coding: latin-1\n# \xe9\n" + FIXED
    assert asyncfix.fix_source("\ufeff" + LOOP.replace("\n", "\r\n")).source == "\ufeff" + FIXED.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        pytest.param("try\n", "<source>: cannot be parsed: line 1: expected ':'", id="no_python"),
        pytest.param(b"\xff", "<source>: cannot be decoded as utf-8", id="bytes_of_no_encoding"),
        pytest.param(
            "# coding: ascii\n# \xe9\n", "<source>: cannot be encoded as ascii", id="text_beyond_its_encoding"
        ),
        pytest.param("'\udc80'", "<source>: cannot be encoded as utf-8", id="lone_surrogate"),
        pytest.param("# coding: klingon\n", "<source>: cannot be decoded: unknown encoding", id="unknown_encoding"),
        pytest.param("\0", "<source>: holds NUL bytes", id="nul"),
    ],
)
def test_what_is_no_python_comes_back_with_an_error(source: str | bytes, said: str) -> None:
    result = asyncfix.fix_source(source)  # type: ignore[type-var]
    (error,) = result.errors
    assert str(error).startswith(said)
    assert result.source == source


def test_rules_are_chosen_and_take_options() -> None:
    assert asyncfix.fix_source(LOOP, select=["sync-orm-in-async"]).source == LOOP
    assert asyncfix.fix_source(LOOP, ignore=["finally-jump"]).source == LOOP
    hoisted = asyncfix.fix_source(LOOP, options={"finally-jump.style": "hoist"}).source
    assert "result_value" not in hoisted
    assert "finally" not in hoisted
    swallowing = "def f():\n    try:\n        g()\n    finally:\n        return 1\n"
    assert asyncfix.fix_source(swallowing, options={"finally-jump.unswallow": True}).fixed
    (kept,) = asyncfix.fix_source(swallowing).kept
    assert kept.fix
    assert kept.fix.safety == "unsafe"
    assert asyncfix.fix_source(swallowing, unsafe=True).fixed


def test_an_ignore_comment_covers_a_finding() -> None:
    result = asyncfix.fix_source(LOOP.replace("break", "break  # asyncfix: ignore"))
    assert (result.fixed, result.kept, result.suppressed) == ((), (), 1)


def test_a_path_gives_the_configuration_and_the_project_around_it(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[tool.asyncfix]\nignore = ["finally-jump"]\n')
    (folder / "db.py").write_text(
        "from sqlalchemy.ext.asyncio import AsyncSession\n\n\nclass Session(AsyncSession): ...\n"
    )
    source = SESSION.replace("sqlalchemy.ext.asyncio import AsyncSession", "db import Session as AsyncSession")
    assert asyncfix.fix_source(LOOP, path="a.py").source == LOOP
    assert asyncfix.fix_source(LOOP).source == FIXED, "without a path no table counts"
    assert asyncfix.fix_source(source, path=folder / "new.py").fixed
    assert not asyncfix.fix_source(source).fixed, "without a path nobody knows what db is"
    assert asyncfix.fix_source(SESSION).fixed


def test_a_fix_that_must_change_other_files_is_kept_with_their_names(folder: Path) -> None:
    (folder / "main.py").write_text(
        "from fastapi import FastAPI\nfrom errors import ErrorMiddleware\n\n"
        "app = FastAPI()\napp.add_middleware(ErrorMiddleware)\n"
    )
    source = (
        "from starlette.middleware.base import BaseHTTPMiddleware\nfrom starlette.responses import JSONResponse\n\n\n"
        "class DomainError(Exception): ...\n\n\n"
        "class ErrorMiddleware(BaseHTTPMiddleware):\n"
        "    async def dispatch(self, request, call_next):\n"
        "        try:\n            return await call_next(request)\n"
        "        except DomainError as exc:\n"
        '            return JSONResponse({"detail": str(exc)}, status_code=400)\n'
    )
    (folder / "errors.py").write_text(source)
    result = asyncfix.fix_source(source, path="errors.py")
    (kept,) = result.kept
    assert (result.source, kept.kept_because) == (source, "its fix must change main.py too")
    diff = asyncfix.diff_paths(["errors.py", "main.py"])
    assert [change.path for change in diff.changes] == ["errors.py", "main.py"]


def test_a_rewrite_in_a_process_of_its_own_is_the_same() -> None:
    assert asyncfix.fix_source(LOOP, isolated=True) == asyncfix.fix_source(LOOP)


def test_code_that_crashes_the_rewriting_costs_an_isolated_call_only_an_error() -> None:
    nested = f"def f(rows):\n    for row in rows:\n        try:\n            return {'[' * 2000}{']' * 2000}\n"
    source = nested + "        finally:\n            break\n"
    result = asyncfix.fix_source(source, isolated=True)
    assert result.source == source
    assert result.errors


def test_objects_that_hold_each_other_are_analysed() -> None:
    nodes = (
        "class Node:\n    def __init__(self, session):\n        self.me, self.session = self, session\n\n"
        "    async def go(self):\n        await self.session.execute('')\n\n\n"
    )
    both = "nodes = [Node(session), Node(session)]\n    await asyncio.gather(nodes[i].go(), nodes[i].go())\n"
    source = SESSION.partition("async def")[0] + nodes + f"async def f(session: AsyncSession, i):\n    {both}"
    result = asyncfix.fix_source(source)
    assert (len(result.fixed), result.errors) == (1, ())


def test_a_bug_costs_an_error_and_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("oh")

    monkeypatch.setattr("asyncfix.transforms.finally_jump.FinallyJump.detect", broken)
    result = asyncfix.fix_source(LOOP)
    assert result.source == LOOP
    said = "<source>: cannot be analysed: this is a bug in asyncfix: KeyError: 'oh'"
    assert [str(error) for error in result.errors] == [said]


# Paths


def test_paths_are_checked_as_the_command_does(folder: Path) -> None:
    result = asyncfix.check_paths(".")
    assert [(finding.path, finding.span.line) for finding in result.findings] == [("a.py", 6)]
    assert (result.files, result.suppressed) == (3, 0)
    assert asyncfix.check_paths(["a.py", folder / "clean.py"]).files == 2
    assert asyncfix.check_paths(".", exclude=["a.py"]).findings == ()
    assert [str(error) for error in asyncfix.check_paths(["broken.py", "gone.py"]).errors] == [
        "gone.py: no such file or folder",
        "broken.py: cannot be parsed: line 1: expected ':'",
    ]


def test_paths_are_diffed_and_nothing_is_written(folder: Path) -> None:
    result = asyncfix.diff_paths(folder / "a.py")
    (change,) = result.changes
    assert (change.path, change.before, change.after) == (str(folder / "a.py"), LOOP.encode(), FIXED.encode())
    assert ([finding.rule for finding in result.fixed], result.kept) == (["finally-jump"], ())
    assert (folder / "a.py").read_text() == LOOP


@pytest.mark.parametrize("options", [{"jobs": 2}, {"isolated": True}, {"jobs": 2, "isolated": True}])
def test_processes_give_the_same_diff(folder: Path, options: dict[str, int]) -> None:
    for number in range(150):
        (folder / f"clean_{number}.py").write_text("print()\n")
    assert asyncfix.diff_paths(".", **options) == asyncfix.diff_paths(".")  # type: ignore[arg-type]


# What is raised


def test_what_a_caller_did_wrong_is_raised_as_a_sentence(folder: Path) -> None:
    with pytest.raises(
        asyncfix.ConfigError, match='select: there is no rule "finaly-jump"; did you mean "finally-jump"'
    ):
        asyncfix.check_paths(".", select=["finaly-jump"])
    with pytest.raises(asyncfix.ConfigError, match='finally-jump has no option "styl"; did you mean "style"'):
        asyncfix.fix_source(LOOP, options={"finally-jump.styl": "hoist"})
    with pytest.raises(asyncfix.UsageError, match=r"select must be several texts, such as \['finally-jump'\]"):
        asyncfix.check_paths(".", select="finally-jump")
    with pytest.raises(asyncfix.UsageError, match="jobs must be 1 or more, not 0"):
        asyncfix.check_paths(".", jobs=0)
    with pytest.raises(asyncfix.UsageError, match="an empty path"):
        asyncfix.check_paths("")
    with pytest.raises(asyncfix.UsageError, match="an empty path"):
        asyncfix.fix_source(LOOP, path="")
    with pytest.raises(asyncfix.UsageError, match="no path holds a NUL character"):
        asyncfix.check_paths(["a.py", "b\0.py"])
    with pytest.raises(asyncfix.UsageError, match="no path holds a NUL character"):
        asyncfix.fix_source(LOOP, path="b\0.py")
    for version in ("3.11", 3.11, (3,), (3, "11"), (3, 11, 0)):
        with pytest.raises(asyncfix.UsageError, match=r"target_version must be a pair of numbers such as \(3, 12\)"):
            asyncfix.fix_source(LOOP, target_version=version)  # type: ignore[arg-type]
    (folder / "pyproject.toml").write_text("[tool.asyncfix]\nselct = []\n")
    calls: list[Callable[[], object]] = [
        lambda: asyncfix.check_paths("."),
        lambda: asyncfix.check_paths("a.py"),
        lambda: asyncfix.check_paths(["a.py", "clean.py"], jobs=2),
        lambda: asyncfix.diff_paths("a.py"),
        lambda: asyncfix.fix_source(LOOP, path="a.py"),
        lambda: asyncfix.fix_source(LOOP, path="a.py", isolated=True),
    ]
    for call in calls:
        with pytest.raises(asyncfix.ConfigError, match='has no key "selct"; did you mean "select"'):
            call()


def test_paths_may_be_bytes(folder: Path) -> None:
    assert len(asyncfix.check_paths(os.fsencode(folder / "a.py")).findings) == 1  # type: ignore[arg-type]
    assert len(asyncfix.check_paths([b"a.py", folder / "clean.py"]).findings) == 1  # type: ignore[list-item]


# The calling process


@pytest.mark.usefixtures("folder")
def test_nothing_is_printed_and_the_process_stays_as_it_was(capfd: pytest.CaptureFixture[str]) -> None:
    def state() -> tuple[object, ...]:
        handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
        settings = sys.getrecursionlimit(), threading.stack_size(), gc.isenabled(), list(warnings.filters)
        return os.getcwd(), threading.active_count(), handlers, settings, multiprocessing.active_children()

    before = state()
    asyncfix.check_paths(".")
    asyncfix.diff_paths(".", jobs=2)
    asyncfix.fix_source(LOOP, isolated=True)
    asyncfix.fix_source(LOOP)
    assert state() == before
    gc.disable()
    try:
        asyncfix.check_paths(".")
        assert not gc.isenabled()
    finally:
        gc.enable()
    assert capfd.readouterr() == ("", "")


def test_threads_may_call_at_the_same_time() -> None:
    limit, filters = sys.getrecursionlimit(), list(warnings.filters)

    async def all_at_once() -> list[str]:
        return await asyncio.gather(*(asyncio.to_thread(lambda: asyncfix.fix_source(LOOP).source) for _ in range(6)))

    assert asyncio.run(all_at_once()) == [FIXED] * 6
    assert (sys.getrecursionlimit(), list(warnings.filters)) == (limit, filters)


def test_a_program_with_handlers_of_its_own_keeps_them(folder: Path) -> None:
    program = """\
import os, signal, asyncfix
came = []
signal.signal(signal.SIGINT, lambda *_: came.append("int"))
signal.signal(signal.SIGCHLD, lambda *_: None)
asyncfix.diff_paths(".", jobs=2)
os.kill(os.getpid(), signal.SIGINT)
assert came == ["int"], came
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def _in_a_pool(path: str) -> tuple[int, str]:
    found = len(asyncfix.diff_paths(path).fixed)
    try:
        asyncfix.check_paths(path, jobs=2)
    except asyncfix.UsageError as error:
        return found, str(error)
    return found, ""


@pytest.mark.skipif(os.name != "posix", reason="the pool is forked")
def test_a_worker_of_a_pool_may_call_without_processes_of_its_own(folder: Path) -> None:
    with multiprocessing.get_context("fork").Pool(1) as pool:
        ((found, said),) = pool.map(_in_a_pool, [str(folder / "a.py")])
    assert found == 1
    assert said.startswith("a daemonic process of multiprocessing may not start others")


# The package


def test_importing_the_package_is_cheap_and_its_names_are_all_there() -> None:
    program = """\
import sys
before = set(sys.modules)
import asyncfix
new = {name for name in set(sys.modules) - before if name.startswith(("asyncfix", "libcst", "click", "rich", "ast"))}
assert new == {"asyncfix"}, new
for name in asyncfix.__all__:
    assert getattr(asyncfix, name) is not None
    assert name in dir(asyncfix)
assert "libcst" not in sys.modules
try:
    asyncfix.nothing
except AttributeError as error:
    assert str(error) == "module 'asyncfix' has no attribute 'nothing'"
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_program_that_uses_it_type_checks(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    program = """\
from __future__ import annotations
import asyncfix
text: str = asyncfix.fix_source("").source
data: bytes = asyncfix.fix_source(b"", path="a.py", unsafe=True).source
lines: list[int] = [finding.span.line for finding in asyncfix.check_paths("src").findings]
after: dict[str, bytes] = {change.path: change.after for change in asyncfix.diff_paths(["src"]).changes}
wrong: int = asyncfix.fix_source("").source
"""
    (tmp_path / "program.py").write_text(program)
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), "program.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert [line.split(": ")[0] for line in done.stdout.splitlines()[:-1]] == ["program.py:7"], done.stdout
