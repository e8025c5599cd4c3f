"""`check --since`: what was touched, in repositories as git makes them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from commandline import LOOP, invoke

from asyncfix import changed
from asyncfix.changed import Since, Touched
from asyncfix.project import Module
from asyncfix.rule import Finding, Related, Span

CLEAN = b"x = 1\n"
OTHER = LOOP.replace(b"poll", b"other")
LOST = b"""\
def poll(rows):
    for row in rows:
        try:
            if row:
                return row()

            log(row)
        finally:
            break
"""
SETTINGS = b"[project]\nname = 'app'\nversion = '1'\ndependencies = ['django>=5.2']\n"
MODELS = b"""\
from django.db import models

class Book(models.Model):
    title = models.CharField(max_length=9)
"""
FINDING_BOOKS = b"""\
from app.models import Book

def first(title):
    found = Book.objects.filter(title=title)
    return found.first()
"""
VIEWS = b"""\
from app.finding import first

async def view(request):
    title = request.GET["title"]
    return first(title)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder, and a git that nobody has configured."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    return tmp_path


@pytest.fixture
def repository(folder: Path) -> Path:
    """The current folder as a repository with nothing in it."""
    git("init", "-q", "-b", "main", ".")
    return folder


def git(*arguments: str) -> str:
    options = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false", "-c", "core.autocrlf=false"]
    options += ["-c", "protocol.file.allow=always"]
    done = subprocess.run(["git", *options, *arguments], capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return os.fsdecode(done.stdout).strip()


def put(contents: Mapping[str, bytes | str]) -> None:
    for name, data in contents.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())


def commit(contents: Mapping[str, bytes | str]) -> str:
    put(contents)
    git("add", "--all")
    git("commit", "-q", "--allow-empty", "-m", "one")
    return git("rev-parse", "HEAD")


def found(*arguments: str) -> list[str]:
    """`path:line` of what `check --since` finds, with the exit code that goes with it."""
    result = invoke("check", "--format", "json", *arguments)
    places = [f"{one['path']}:{one['line']}" for one in json.loads(result.stdout)["findings"]]
    assert result.exit_code == (1 if places else 0), result.output
    return places


def refused(*arguments: str) -> str:
    result = invoke("check", *arguments)
    assert result.exit_code == 2, result.output
    assert result.output.startswith("asyncfix: ")
    assert result.output.count("\n") == 1
    return result.output


# Which findings


@pytest.mark.usefixtures("repository")
def test_old_findings_are_left_out_and_counted() -> None:
    commit({"a.py": LOOP})
    put({"b.py": OTHER})
    result = invoke("check", "--since", "HEAD")
    assert result.exit_code == 1
    assert "b.py:6:13" in result.output
    assert result.output.endswith("1 finding in 2 files; 1 fixable. 1 finding in code that was not touched.\n")
    data = json.loads(invoke("check", "--since", "HEAD", "--format", "json").stdout)
    assert data["summary"] == {"files": 2, "findings": 1, "fixable": 1, "untouched": 1}


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize(
    ("old", "new", "counts"),
    [
        (b"            break", b"            break  # out", True),
        (b"return row()", b"return  row()", True),
        (b"        finally:", b"        finally:  # always", False),
        (b"def poll(rows):", b"async def poll(rows):", False),
        (b"def poll(rows):", b"@wraps\ndef poll(rows):", False),
        (b"            log(row)", b"            log(row, 1)", False),
        (b"\n            log(row)", b"\n            wait()\n            log(row)", False),
        (b"\n\n            log(row)", b"\n            log(row)", False),
        (b"def poll(rows):", b"def before():\n    pass\n\n\ndef poll(rows):", False),
    ],
)
def test_a_finding_counts_when_its_statement_or_cause_was_touched(old: bytes, new: bytes, counts: bool) -> None:
    commit({"a.py": LOST})
    assert LOST.count(old) == 1
    put({"a.py": LOST.replace(old, new)})
    assert bool(found("--since", "HEAD")) is counts


@pytest.mark.usefixtures("repository")
def test_the_cause_may_lie_in_another_file() -> None:
    files = {"pyproject.toml": SETTINGS, "app/__init__.py": b"", "app/models.py": MODELS}
    commit({**files, "app/finding.py": FINDING_BOOKS, "app/views.py": VIEWS})
    assert found() == ["app/views.py:5"]
    assert found("--since", "HEAD") == []
    put({"app/finding.py": FINDING_BOOKS.replace(b"found.first()", b"found.last()")})
    assert found("--since", "HEAD") == ["app/views.py:5"]
    assert found("--since", "HEAD", "app/views.py") == ["app/views.py:5"]


@pytest.mark.usefixtures("repository")
def test_a_function_that_became_asynchronous_is_the_cause_of_its_findings() -> None:
    files = {"pyproject.toml": SETTINGS, "app/__init__.py": b"", "app/models.py": MODELS}
    views = (
        b"from app.models import Book\n\ndef view(\n    request,\n):\n    x = 1\n    return Book.objects.get(pk=x)\n"
    )
    commit({**files, "app/views.py": views})
    assert found() == []
    put({"app/views.py": views.replace(b"def view", b"async def view")})
    assert found("--since", "HEAD") == ["app/views.py:7"]


def place_of(source: str, mark: str) -> tuple[Module, Span]:
    module = Module("m.py", source.encode())
    start = module.text.index(mark)
    return module, Span(*module.place(start), *module.place(start + len(mark)))


@pytest.mark.parametrize(
    ("source", "mark", "own"),
    [
        ("f(\n    a,\n)\n", "a", "1-3"),
        ("class A:\n    def f(\n        self,\n    ):\n        g()\n", "g()", "5-5"),
        ("class A:\n    def f(\n        self=g(),\n    ):\n        g()\n", "g()", "2-4"),
        ("@a\n@b(\n    1\n)\ndef f():\n    g()\n", "1", "1-5"),
        ("if a:\n    b()\nelif c:\n    d()\nelse:\n    e()\n", "e()", "6-6"),
        ("if a:\n    b()\nelif c:\n    d()\nelse:\n    e()\n", "d()", "4-4"),
        ("if a:\n    b()\nelif c:\n    d()\nelse:\n    e()\n", "c", "3-3"),
        ("try:\n    a()\nexcept B:\n    c()\nfinally:\n    d()\n", "B", "3-3"),
        ("try:\n    a()\nexcept B:\n    c()\nfinally:\n    d()\n", "d()", "6-6"),
        ("match a:\n    case 1:\n        b()\n    case z():\n        c()\n", "z()", "4-4"),
        ("for a in b(\n):\n    c()\nelse:\n    d()\n", "b(", "1-2"),
        ("with a:\n    b()\n    c()\n", "with a:", "1-3"),
        ("if a: b(); c()\n", "c()", "1-1"),
        ("a = 1\n# here\nb = 1\n", "here", "2-2"),
    ],
)
def test_the_lines_of_a_statement(source: str, mark: str, own: str) -> None:
    module, span = place_of(source, mark)
    first, last = changed._concerned(module, span)[-1]
    assert f"{first}-{last}" == own


@pytest.mark.usefixtures("repository")
def test_what_was_not_found_before_was_caused_by_the_change_wherever_that_is() -> None:
    through = b"from app.finding import first\n\ndef between(title):\n    return None\n"
    files = {"pyproject.toml": SETTINGS, "app/__init__.py": b"", "app/models.py": MODELS}
    views = VIEWS.replace(b"app.finding import first", b"app.through import between as first")
    commit({**files, "app/finding.py": FINDING_BOOKS, "app/through.py": through, "app/views.py": views})
    assert found() == []
    put({"app/through.py": through.replace(b"None", b"first(title)")})
    assert found("--since", "HEAD") == ["app/views.py:5"]
    assert found("--since", "HEAD", "app/views.py") == ["app/views.py:5"]
    os.chdir("app")
    assert found("--since", "HEAD") == ["views.py:5"]
    os.chdir("..")
    assert found("--since", "HEAD", os.path.abspath("app")) == ["app/views.py:5"]
    commit({})
    put({"app/through.py": through.replace(b"None", b"first(title)  # slowly")})
    assert found("--since", "HEAD") == []


@pytest.mark.usefixtures("repository")
def test_what_was_found_before_under_another_name_is_not_new() -> None:
    files = {"pyproject.toml": SETTINGS, "app/__init__.py": b"", "app/models.py": MODELS}
    commit({**files, "app/finding.py": FINDING_BOOKS, "app/views.py": VIEWS})
    git("mv", "app/finding.py", "app/looking.py")
    git("mv", "app/views.py", "app/pages.py")
    put({"app/pages.py": VIEWS.replace(b"app.finding", b"app.looking")})
    assert found() == ["app/pages.py:5"]
    assert found("--since", "HEAD") == []
    commit({"app/finding.py": FINDING_BOOKS})
    git("mv", "app", "service")
    put({"service/pages.py": VIEWS.replace(b"app.finding", b"service.looking")})
    put({"service/looking.py": FINDING_BOOKS.replace(b"app.models", b"service.models")})
    assert found() == ["service/pages.py:5"]
    assert found("--since", "HEAD") == []


@pytest.mark.usefixtures("repository")
def test_one_more_of_the_same_does_not_make_the_others_new() -> None:
    loop = b"    for row in rows:\n        try:\n            row()\n        finally:\n            break\n"
    commit({"a.py": b"def f(rows):\n" + loop * 2})
    put({"a.py": b"def f(rows):\n" + loop + b"    x = 1\n" + loop * 2})
    assert len(found()) == 3
    assert len(found("--since", "HEAD")) == 1


@pytest.mark.usefixtures("repository")
def test_an_ignore_comment_that_was_taken_away_brings_its_finding_back() -> None:
    commit({"a.py": b"# asyncfix: ignore\n" + LOOP + OTHER})
    put({"a.py": LOOP + OTHER})
    assert found("--since", "HEAD") == ["a.py:6"]


@pytest.mark.usefixtures("repository")
def test_code_that_could_not_be_parsed_before_is_new() -> None:
    commit({"a.py": LOOP + b"def g(:\n"})
    put({"a.py": LOOP + b"def g():\n    pass\n"})
    assert found("--since", "HEAD") == ["a.py:6"]


@pytest.mark.usefixtures("repository")
def test_lines_taken_out_of_a_statement_touch_it() -> None:
    source = LOOP.replace(b"return row()", b"return row(\n                1,\n                2,\n            )")
    commit({"a.py": source})
    put({"a.py": source.replace(b"                1,\n", b"")})
    assert found("--since", "HEAD") == ["a.py:8"]


@pytest.mark.usefixtures("repository")
def test_changes_that_are_committed_staged_or_neither_count_alike() -> None:
    start = commit({"a.py": LOOP, "b.py": LOOP, "c.py": LOOP, "d.py": LOOP})
    touched = LOOP.replace(b"break", b"break  # out")
    commit({"a.py": touched})
    put({"b.py": touched})
    git("add", "b.py")
    put({"c.py": touched, "e.py": LOOP})
    assert found("--since", start) == ["a.py:6", "b.py:6", "c.py:6", "e.py:6"]
    assert found("--since", "HEAD") == ["b.py:6", "c.py:6", "e.py:6"]
    assert found("--since", "HEAD", "d.py") == []


@pytest.mark.usefixtures("repository")
def test_what_the_other_branch_did_meanwhile_does_not_count() -> None:
    commit({"a.py": LOOP, "b.py": CLEAN})
    git("checkout", "-q", "-b", "topic")
    commit({"b.py": OTHER})
    git("checkout", "-q", "main")
    commit({"a.py": CLEAN, "c.py": CLEAN})
    git("checkout", "-q", "topic")
    assert found("--since", "main") == ["b.py:6"]
    git("checkout", "-q", "--detach")
    assert found("--since", "main") == ["b.py:6"]
    git("tag", "-a", "v1", "-m", "one", "main")
    assert found("--since", "v1") == ["b.py:6"]


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("ref", ["HEAD~1", ":/before", "HEAD^{/before}", "before", "refs/tags/before", "@~1", "HEAD^"])
def test_a_commit_may_be_named_in_all_the_ways_that_git_knows(ref: str) -> None:
    commit({"a.py": LOOP})
    git("commit", "-q", "--allow-empty", "-m", "before")
    git("tag", "-a", "-m", "before", "before")
    commit({"b.py": OTHER})
    assert found("--since", ref) == ["b.py:6"]


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize(
    "table", ['ignore = ["finally-jump"]', "select = []", 'per-path-ignores = {"a.py" = ["finally-jump"]}']
)
def test_a_rule_that_was_switched_on_since_touches_no_code(table: str) -> None:
    commit({"a.py": LOOP, "pyproject.toml": f"[tool.asyncfix]\n{table}\n"})
    put({"pyproject.toml": "[tool.asyncfix]\n", "b.py": OTHER})
    assert found("--since", "HEAD") == ["b.py:6"]


@pytest.mark.usefixtures("repository")
def test_a_file_that_git_ignores_is_new_when_it_is_named() -> None:
    commit({".gitignore": "made/\n", "a.py": LOOP})
    put({"made/b.py": LOOP})
    assert found("--since", "HEAD") == []
    assert found("--since", "HEAD", "made/b.py") == ["made/b.py:6"]


@pytest.mark.usefixtures("repository")
def test_renamed_files_keep_their_old_lines() -> None:
    commit({"a.py": LOOP + OTHER, "b.py": LOOP + b"\n" + b"y = 1\n" * 20})
    git("mv", "a.py", "moved.py")
    assert found("--since", "HEAD") == []
    git("mv", "b.py", "too.py")
    put({"too.py": (LOOP + b"\n" + b"y = 1\n" * 20).replace(b"break", b"break  # out")})
    assert found("--since", "HEAD") == ["too.py:6"]


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("name", ["a b.py", 'q"uo\\te.py', "tab\tnew\nline.py", "오류é.py", os.fsdecode(b"\xff.py")])
def test_names_of_all_kinds(name: str) -> None:
    if not isinstance(os.fsencode(name), bytes) or (sys.platform != "linux" and not name.isprintable()):
        pytest.skip("no such names here")
    commit({name: LOOP + OTHER, f"d/{name}": LOOP})
    put({name: LOOP + OTHER.replace(b"break", b"break  # out")})
    assert [place.rpartition(":")[2] for place in found("--since", "HEAD")] == ["12"]
    git("mv", name, f"{name}.py")
    assert [place.rpartition(":")[2] for place in found("--since", "HEAD")] == ["12"]


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize(
    "settings",
    [
        {"diff.noprefix": "true"},
        {"diff.mnemonicPrefix": "true", "diff.srcPrefix": "x/", "diff.dstPrefix": "y/"},
        {"diff.external": "false", "diff.orderFile": "/nowhere", "diff.relative": "true"},
        {"color.ui": "always", "color.diff": "always", "diff.colorMoved": "zebra", "diff.wsErrorHighlight": "all"},
        {"diff.context": "9", "diff.interHunkContext": "9", "diff.suppressBlankEmpty": "true"},
        {"diff.renames": "false", "core.quotePath": "true", "diff.submodule": "log", "status.showUntrackedFiles": "no"},
        {"core.autocrlf": "true", "core.safecrlf": "false"},
    ],
)
def test_what_is_configured_for_people_makes_no_difference(settings: Mapping[str, str]) -> None:
    commit({"a.py": LOOP + OTHER, "é.py": LOOP})
    git("mv", "é.py", "ü.py")
    for name, value in settings.items():
        git("config", name, value)
    put({"a.py": LOOP + OTHER.replace(b"break", b"break  # out"), "new.py": LOOP})
    assert found("--since", "HEAD") == ["a.py:12", "new.py:6"]


@pytest.mark.usefixtures("repository")
def test_attributes_make_no_difference() -> None:
    attributes = "a.py binary\nb.py -diff\nc.py diff=shout\n"
    commit({"a.py": LOOP + OTHER, "b.py": LOOP + OTHER, "c.py": LOOP + OTHER, ".gitattributes": attributes})
    git("config", "diff.shout.textconv", "tr a-z A-Z <")
    git("config", "diff.shout.command", "false")
    for name in ("a.py", "b.py", "c.py"):
        put({name: LOOP + OTHER.replace(b"break", b"break  # out")})
    assert found("--since", "HEAD") == ["a.py:12", "b.py:12", "c.py:12"]


@pytest.mark.usefixtures("repository")
def test_line_ends_of_all_kinds() -> None:
    windows, old = (LOOP + OTHER).replace(b"\n", b"\r\n"), (LOOP + OTHER).replace(b"\n", b"\r")
    commit({"a.py": windows, "b.py": old, "c.py": old})
    put({"a.py": windows[::-1].replace(b"kaerb", b"tuo #  kaerb", 1)[::-1], "b.py": old + b"\r"})
    # All of b.py is one line to git.
    assert found("--since", "HEAD") == ["a.py:12", "b.py:6", "b.py:12"]


@pytest.mark.usefixtures("repository")
def test_lines_that_look_like_a_patch() -> None:
    source = b"TEXT = '''\n@@ -1 +1 @@\n--- a/b.py\n+++ b/b.py\nrename from a.py\n'''\n"
    commit({"a.py": source, "b.py": LOOP})
    put({"a.py": source.replace(b"\n", b" \n") + b"'''\n+++ b/b.py\n@@ -1 +1,99 @@\n'''\n"})
    assert found("--since", "HEAD") == []


@pytest.mark.usefixtures("repository")
def test_an_unfinished_merge() -> None:
    commit({"a.py": LOOP, "b.py": "x = 1\n"})
    git("checkout", "-q", "-b", "topic")
    commit({"a.py": LOOP.replace(b"break", b"break  # topic")})
    git("checkout", "-q", "main")
    commit({"a.py": LOOP.replace(b"break", b"break  # main")})
    subprocess.run(["git", "merge", "topic"], capture_output=True, check=False, timeout=60)
    put({"a.py": LOOP.replace(b"break", b"break  # both"), "b.py": b"x = 1\n" + LOOP})
    assert found("--since", "HEAD") == ["a.py:6", "b.py:7"]


# Repositories


def test_repositories_beside_each_other(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two"):
        (folder / name).mkdir()
        monkeypatch.chdir(folder / name)
        git("init", "-q", "-b", "main", ".")
        commit({"a.py": LOOP})
    monkeypatch.chdir(folder)
    put({"two/b.py": LOOP})
    assert found("--since", "main", "one", "two") == ["two/b.py:6"]
    assert found("--since", "main") == ["two/b.py:6"]
    monkeypatch.chdir(folder / "one")
    assert found("--since", "main", "../two") == [f"{folder}/two/b.py:6"]


def test_a_submodule_is_compared_with_the_commit_recorded_around_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "lib").mkdir()
    monkeypatch.chdir(folder / "lib")
    git("init", "-q", "-b", "trunk", ".")
    commit({"lib.py": LOOP})
    (folder / "app").mkdir()
    monkeypatch.chdir(folder / "app")
    git("init", "-q", "-b", "main", ".")
    before = commit({"a.py": LOOP})
    git("submodule", "add", "-q", "../lib", "lib")
    commit({})
    assert found("--since", "main") == []
    # Before it was there, nothing of it was.
    assert found("--since", before) == ["lib/lib.py:6"]
    git("checkout", "-q", "-b", "topic")
    monkeypatch.chdir(folder / "app" / "lib")
    commit({"new.py": LOOP})
    monkeypatch.chdir(folder / "app")
    commit({})
    put({"lib/more.py": LOOP})
    assert found("--since", "main") == ["lib/more.py:6", "lib/new.py:6"]
    assert found("--since", "main", "lib/lib.py") == []
    monkeypatch.chdir(folder / "app" / "lib")
    git("update-ref", "-d", "refs/heads/trunk")
    git("checkout", "-q", "--orphan", "other")
    commit({})
    git("branch", "-r", "-d", "origin/trunk", "origin/HEAD")
    git("reflog", "expire", "--all", "--expire=now")
    git("gc", "-q", "--prune=now")
    assert "this submodule lacks the commit" in refused("--since", "main", "new.py")


def test_a_linked_work_tree(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit({"a.py": LOOP, ".gitignore": "trees/\n"})
    git("worktree", "add", "-q", "trees/topic")
    monkeypatch.chdir(repository / "trees" / "topic")
    put({"b.py": LOOP})
    assert found("--since", "main") == ["b.py:6"]


@pytest.mark.usefixtures("repository")
def test_a_link_to_a_file_is_that_file() -> None:
    commit({"real/a.py": LOOP})
    os.symlink("real/a.py", "link.py")
    assert found("--since", "HEAD", "link.py") == []


def test_the_environment_of_a_hook_leads_nowhere_else(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit({"a.py": LOOP})
    put({"b.py": LOOP})
    monkeypatch.setenv("GIT_DIR", str(repository / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(repository / "index"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "false")
    assert found("--since", "main") == ["b.py:6"]


# Bad input


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize(
    "ref",
    [
        "nope",
        "-x",
        "--all",
        ":/no such text",
        "HEAD~1^{/x}",
        "main..HEAD",
        "HEAD^{tree}",
        "HEAD:a.py",
        "HEAD~9",
        "^main",
    ],
)
def test_what_is_no_commit_is_a_sentence(ref: str) -> None:
    commit({"a.py": CLEAN})
    said = refused(f"--since={ref}")
    assert f"git knows no commit {ref!r}; name a branch, a tag or a commit" in said


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("ref", ["", " ", "\n"])
def test_an_empty_name_is_told_to_be_one(ref: str) -> None:
    commit({"a.py": CLEAN})
    assert "--since wants a branch, a tag or a commit, and got none" in refused(f"--since={ref}")


@pytest.mark.usefixtures("folder")
def test_a_file_in_no_repository() -> None:
    put({"a.py": CLEAN})
    assert "a.py: lies in no git repository" in refused("--since", "main", "a.py")
    assert "lies in no git repository, so nothing tells what changed in it since main" in refused("--since", "main")
    git("init", "-q", "-b", "main", "inside")
    put({"inside/b.py": LOOP})
    git("-C", "inside", "add", "--all")
    git("-C", "inside", "commit", "-q", "-m", "one")
    assert "a.py: lies in no git repository" in refused("--since", "main", "inside", "a.py")


@pytest.mark.usefixtures("repository")
def test_a_repository_without_a_commit() -> None:
    put({"a.py": LOOP})
    assert "has no commit yet" in refused("--since", "main")
    tree = git("commit-tree", "-m", "one", git("write-tree"))
    git("branch", "other", tree)
    assert "has no commit yet" in refused("--since", "other")


@pytest.mark.usefixtures("repository")
def test_histories_with_nothing_in_common() -> None:
    commit({"a.py": LOOP})
    git("branch", "other", git("commit-tree", "-m", "another", "HEAD^{tree}"))
    assert "have no commit in common" in refused("--since", "other")


def test_a_shallow_clone(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        commit({"a.py": f"x = {number}\n"})
    git("checkout", "-q", "-b", "topic", "HEAD~1")
    commit({"b.py": LOOP})
    git("clone", "-q", "--depth=1", "--no-single-branch", f"file://{repository}", "shallow")
    monkeypatch.chdir(repository / "shallow")
    git("checkout", "-q", "topic")
    said = refused("--since", "origin/main")
    assert "is a shallow clone" in said
    assert "`git fetch --unshallow`, or `git fetch --deepen=100`" in said
    assert "this is a shallow clone: fetch that one first" in refused("--since", "HEAD~1")
    git("fetch", "-q", "--unshallow")
    assert found("--since", "origin/main") == ["b.py:6"]


def test_no_git_program(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit({"a.py": LOOP})
    monkeypatch.setenv("PATH", str(repository / "empty"))
    assert "asks git what has changed, and that program is not there" in refused("--since", "main")


@pytest.mark.usefixtures("folder")
def test_a_broken_repository() -> None:
    put({"a.py": CLEAN, ".git": "gitdir: nowhere\n"})
    assert "git cannot say what has changed: fatal: not a git repository" in refused("--since", "main")


def test_a_git_folder_with_nothing_in_it(repository: Path) -> None:
    commit({"a.py": LOOP, "inner/b.py": LOOP})
    (repository / "inner" / ".git").mkdir()
    assert f"{repository}/inner/: git takes {repository} for the repository" in refused("--since", "main", "inner")


@pytest.mark.usefixtures("repository")
def test_standard_input_has_no_past() -> None:
    commit({"a.py": LOOP})
    result = invoke("check", "--since", "HEAD", "-", stdin=LOOP)
    assert result.exit_code == 2
    assert "standard input" in result.output


@pytest.mark.usefixtures("repository")
def test_a_bad_name_is_told_before_files_are_looked_at() -> None:
    commit({"a.py": "def f(:\n"})
    assert "cannot be parsed" not in refused("--since", "nope")


# With the others


@pytest.mark.usefixtures("repository")
def test_a_baseline_and_changed_lines_together() -> None:
    put({"a.py": LOOP, "b.py": OTHER, "c.py": LOOP.replace(b"poll", b"third")})
    assert invoke("baseline", "write", "a.py", "b.py").exit_code == 0
    commit({})
    put({"a.py": LOOP.replace(b"row()", b"row(1)"), "d.py": LOOP.replace(b"poll", b"fourth")})
    arguments = ("--baseline", "asyncfix-baseline.json", "--since", "HEAD")
    result = invoke("check", *arguments)
    assert "d.py:6:13" in result.output
    summary = "1 finding in 4 files; 1 fixable. 1 finding in the baseline. 1 finding in code that was not touched.\n"
    assert result.output.endswith(summary)
    put({"d.py": CLEAN})
    assert found(*arguments) == []


@pytest.mark.usefixtures("repository")
def test_gone_findings_are_told_where_their_file_was_touched() -> None:
    put({"a.py": LOOP, "b.py": OTHER})
    assert invoke("baseline", "write").exit_code == 0
    commit({})
    commit({"a.py": CLEAN})
    arguments = ("check", "--baseline", "asyncfix-baseline.json", "--since")
    assert invoke(*arguments, "HEAD").exit_code == 0
    result = invoke(*arguments, "HEAD~1")
    assert result.exit_code == 1
    assert "a.py: finally-jump" in result.output
    Path("b.py").unlink()
    result = invoke(*arguments, "HEAD")
    assert result.exit_code == 1
    assert "b.py: finally-jump" in result.output
    assert "a.py: finally-jump" not in result.output


@pytest.mark.usefixtures("repository")
def test_comments_that_cover_nothing_are_told_where_what_they_speak_of_was_touched() -> None:
    source = "# asyncfix: ignore[finally-jump]\ndef f():\n    return 1\n\n\ny = 2  # asyncfix: ignore\n"
    commit({"a.py": source})
    arguments = ("check", "--since", "HEAD", "--report-unused-ignores")
    assert invoke(*arguments).exit_code == 0
    put({"a.py": source.replace("return 1", "return 2")})
    result = invoke(*arguments)
    assert result.exit_code == 1
    assert "a.py:1: unused" in result.output
    assert "a.py:6: unused" not in result.output
    put({"a.py": source + "\n"})
    assert invoke(*arguments).exit_code == 0


@pytest.mark.usefixtures("repository")
def test_a_file_that_changes_while_it_is_looked_at_counts_as_touched() -> None:
    commit({"a.py": LOOP})
    put({"a.py": LOOP.replace(b"break", b"break  # out")})
    finding = Finding("r", "a.py", Span(99, 1, 99, 5), "", "error", related=(Related("gone.py", 1, ""),))
    assert Touched(Since("HEAD"), lambda path: Module(path, b"\n")).finding(finding)


# Repairs


@pytest.mark.usefixtures("repository")
def test_only_what_was_touched_is_repaired() -> None:
    commit({"a.py": LOOP + OTHER, "b.py": LOOP})
    commit({"a.py": LOST + OTHER})
    shown = invoke("diff", "--since", "HEAD~")
    assert shown.exit_code == 1
    assert shown.stdout.count("finally-jump: ") == 1
    assert shown.stderr == "Would fix 1 finding in 1 file. 2 findings in code that was not touched.\n"
    assert invoke("apply", "--yes", "--since", "HEAD~").exit_code == 0
    assert Path("a.py").read_bytes().endswith(OTHER)
    assert b"result_value" in Path("a.py").read_bytes()
    assert Path("b.py").read_bytes() == LOOP
    again = invoke("diff", "--since", "HEAD~")
    assert (again.exit_code, again.stdout) == (0, "")
    assert again.stderr == "Nothing to do in 2 files. 2 findings in code that was not touched.\n"


@pytest.mark.usefixtures("repository")
def test_what_was_touched_and_cannot_be_repaired_is_told_without_the_rest() -> None:
    kept = LOOP.replace(b"            break", b"            if rows():\n                break")
    commit({"a.py": LOOP + kept.replace(b"poll", b"kept")})
    commit({"a.py": LOST + kept.replace(b"poll", b"other")})
    Path("a.py").write_bytes(LOOP + kept.replace(b"poll", b"more"))
    shown = invoke("diff", "--since", "HEAD~")
    assert shown.exit_code == 1
    assert "in more" not in shown.stdout
    assert shown.stderr.count("finally-jump: ") == 1
    assert "conditional jump" in shown.stderr
    done = invoke("apply", "--yes", "--allow-dirty", "--since", "HEAD~")
    assert done.exit_code == 1
    assert Path("a.py").read_bytes() == LOOP + kept.replace(b"poll", b"more")


@pytest.mark.usefixtures("repository")
def test_nobody_is_asked_about_what_was_not_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("asyncfix.commands.rewriting._can_ask", lambda: True)
    commit({"a.py": LOOP + OTHER})
    commit({"a.py": LOOP + LOST.replace(b"poll", b"lost") + OTHER})
    asked = invoke("apply", "--interactive", "--since", "HEAD~", stdin="y\n")
    assert asked.exit_code == 0, asked.output
    assert asked.stderr.count("write this change?") == 1
    assert Path("a.py").read_bytes().startswith(LOOP)
    assert Path("a.py").read_bytes().endswith(OTHER)


@pytest.mark.usefixtures("repository")
def test_several_that_read_the_same_are_repaired_together() -> None:
    twice = LOOP + LOOP.partition(b"\n")[2]
    commit({"a.py": twice})
    commit({"a.py": twice.replace(b"return row()", b"return row(1)", 1)})
    done = invoke("apply", "--yes", "--since", "HEAD~")
    assert done.exit_code == 0, done.output
    assert b"finally" not in Path("a.py").read_bytes()


@pytest.mark.usefixtures("repository")
def test_the_repair_of_standard_input_has_no_past() -> None:
    shown = invoke("diff", "--since", "HEAD", "-", stdin=LOOP)
    assert (shown.exit_code, shown.stdout) == (2, "")
    assert "standard input is none" in shown.stderr
