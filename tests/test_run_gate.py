"""The gate of rules that need their project: which files are looked at in a run over many."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest

from asyncfix import gating, run
from asyncfix.config import Settings
from asyncfix.project import Layout, MemoryTree, Module, Project
from asyncfix.rule import Finding, Rule


@dataclass(frozen=True)
class Toy(Rule):
    """Finds calls of `toy` in whatever it is shown."""

    name: ClassVar[str] = "toy"
    needles: ClassVar[tuple[bytes, ...]] = (b"toy",)
    project_needles: ClassVar[tuple[bytes, ...]] = (b"magic", b"spell")

    def detect(self, module: Module, project: Project) -> Iterator[Finding]:
        assert project.at(module.path) is module
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "toy":
                yield Finding(self.name, module.path, module.span(node), "a toy", "warning", kept_because="it is a toy")


@dataclass(frozen=True)
class Plain(Toy):
    """The same without a gate."""

    name: ClassVar[str] = "plain"
    project_needles: ClassVar[tuple[bytes, ...]] = ()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(run, "FEW", 0)
    monkeypatch.setattr(run, "CHUNK", 2)
    use(monkeypatch, Toy())
    return tmp_path


def use(monkeypatch: pytest.MonkeyPatch, *rules: Rule) -> None:
    monkeypatch.setattr(run, "all_rules", lambda: {rule.name: type(rule) for rule in rules})
    monkeypatch.setattr(Settings, "rules", lambda *_: rules)


def write(folder: Path, contents: dict[str, str]) -> None:
    for path, text in contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")


def looked(*paths: str, jobs: int = 1) -> run.Looked:
    sources = run.Sources(Settings())
    found, troubles = run.found_files(paths or ["."], sources.settings)
    assert not troubles
    return run.look(found, sources, jobs=jobs)


def paths(*named: str, jobs: int = 1) -> list[str]:
    return [finding.path for finding in looked(*named, jobs=jobs).findings]


TOY = "toy()\n"
MAGIC = "magic = 1\n"


@pytest.mark.parametrize("jobs", [1, 2])
def test_leaves_alone_a_project_without_the_words(folder: Path, jobs: int) -> None:
    write(folder, {"app/__init__.py": "", "app/a.py": TOY, "app/b.py": "import lib\n", "main.py": TOY, "c.py": TOY})
    result = looked(jobs=jobs)
    assert (result.findings, result.errors, result.files) == ((), (), 5)


@pytest.mark.parametrize("jobs", [1, 2])
def test_looks_at_files_of_a_project_with_a_word_somewhere(folder: Path, jobs: int) -> None:
    write(folder, {"app/__init__.py": "", "app/a.py": TOY, "app/b/c.py": TOY, "app/d/__init__.py": "spell\n"})
    result = looked(jobs=jobs)
    assert [finding.path for finding in result.findings] == ["app/a.py", "app/b/c.py"]
    assert (result.errors, result.files) == ((), 4)


def test_looks_at_few_files_in_any_case(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "FEW", 2)
    write(folder, {"a.py": TOY, "b.py": TOY})
    assert paths() == ["a.py", "b.py"]
    write(folder, {"c.py": TOY})
    assert paths() == []


def test_looks_at_a_file_that_holds_a_word_itself(folder: Path) -> None:
    write(folder, {"one/pyproject.toml": "", "one/a.py": TOY + MAGIC, "two/pyproject.toml": "", "two/b.py": TOY})
    assert paths() == ["one/a.py"]


def test_files_of_a_project_that_were_not_named_count(folder: Path) -> None:
    write(folder, {"app/__init__.py": MAGIC, "app/a.py": TOY})
    assert paths("app/a.py") == ["app/a.py"]


def test_rules_without_a_gate_look_at_every_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Toy(), Plain())
    write(folder, {"a.py": TOY, "one/pyproject.toml": "", "one/b.py": TOY, "one/c.py": MAGIC})
    found = [(finding.path, finding.rule) for finding in looked().findings]
    assert found == [("a.py", "plain"), ("one/b.py", "plain"), ("one/b.py", "toy")]


def test_a_named_file_that_is_no_python_is_told_of(folder: Path) -> None:
    write(folder, {"a.py": "toy(\n", "b.py": "toy(\n"})
    result = looked("a.py", ".")
    assert [error.path for error in result.errors] == ["a.py"]
    assert result.files == 2


def test_a_file_that_is_no_python_is_told_of_where_the_project_has_a_word(folder: Path) -> None:
    write(folder, {"a.py": "toy(\n", "b.py": MAGIC})
    assert [error.path for error in looked().errors] == ["a.py"]


def test_progress_ends_with_all_files(folder: Path) -> None:
    write(folder, {f"{letter}.py": TOY for letter in "abcde"} | {"f.py": ""})
    told: list[tuple[int, int]] = []
    sources = run.Sources(Settings())
    found, _ = run.found_files(["."], sources.settings)
    run.look(found, sources, jobs=1, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 6), (0, 6), (1, 6), (3, 6), (5, 6), (6, 6)]


def test_unused_ignores_are_reported_in_files_that_the_gate_keeps_out(folder: Path) -> None:
    write(folder, {"a.py": "toy()  # asyncfix: ignore[toy]\n"})
    sources = run.Sources(Settings())
    found, _ = run.found_files(["."], sources.settings)
    (unused,) = run.look(found, sources, jobs=1, unused_ignores=True).unused_ignores
    assert unused.path == "a.py"


# Units that lead into others


def counting(contents: dict[str, str], *, seen: str | None = None) -> list[str]:
    """The files with `toy` in them whose project may hold `magic`; `seen` is the folder that is looked at."""
    tree = MemoryTree({path: text.encode() for path, text in contents.items()})
    layout = Layout(tree)
    known = [path for path in contents if path.endswith(".py") and path.startswith(seen or "")]
    holders = [path for path in known if "magic" in contents[path]]
    waiting = [path for path in known if "toy" in contents[path] and path not in holders]

    def ask(searches: Sequence[gating.Search]) -> Iterator[tuple[gating.Search, gating.Hits]]:
        return ((search, gating.hits(search, tree.read)) for search in searches)

    return sorted(gating.in_units_that_count(waiting, known, holders, (b"magic",), layout, ask))


LIBRARY = {"libs/db/pyproject.toml": "", "libs/db/src/db/__init__.py": "", "libs/db/src/db/session.py": MAGIC}
SERVICE = {"services/a/pyproject.toml": "", "services/a/app/__init__.py": "", "services/a/app/x.py": TOY}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "import dbase\n",
        "from my import database\n",
        "db = 1\n",
        "# the db\n",
        "db.import_all()\n",
    ],
)
def test_a_project_that_does_not_import_one_with_a_word_does_not_count(text: str) -> None:
    assert counting({**LIBRARY, **SERVICE, "services/a/app/y.py": text}) == []


@pytest.mark.parametrize(
    "text",
    [
        "import db\n",
        "import os, db\n",
        "import os; import db.session as s\n",
        "from db.session import maker\n",
        "from \\\n    db import session\n",
        "def f():\n    from db import session\n",
        "import os  # (see\nimport db\n",
        "import db",
    ],
)
def test_a_project_that_imports_one_with_a_word_counts(text: str) -> None:
    assert counting({**LIBRARY, **SERVICE, "services/a/app/y.py": text}) == ["services/a/app/x.py"]
    assert counting({**LIBRARY, **SERVICE, "services/a/app/y.py": text}, seen="services/") == ["services/a/app/x.py"]


def test_a_project_that_imports_one_by_way_of_another_counts() -> None:
    between = {"libs/core/setup.py": "", "libs/core/core.py": "from db import session\n"}
    assert counting({**LIBRARY, **between, **SERVICE, "services/a/app/y.py": "import core\n"}) == [
        "services/a/app/x.py"
    ]
    assert counting({**LIBRARY, **between, **SERVICE}) == []


def test_a_package_of_many_parts_is_imported_by_all_of_its_name() -> None:
    library = {"pyproject.toml": "", "company/db/__init__.py": "", "company/db/session.py": MAGIC}
    service = {"company/web/__init__.py": "", "company/web/x.py": TOY}
    assert counting({**library, **service}) == ["company/web/x.py"], "they lie in one root"
    service = {"company/web/a/__init__.py": "", "company/web/a/x.py": TOY}
    assert counting({**library, **service}) == []
    for text in (
        "import company.db\n",
        "from company import (\n    other,\n    db,\n)\n",
        "from company.db import session\n",
    ):
        assert counting({**library, **service, "company/web/a/y.py": text}) == ["company/web/a/x.py"]
    assert counting({**library, **service, "company/web/a/y.py": "from company import web\nimport db1\n"}) == []


def test_packages_side_by_side_that_are_called_like_their_folders_do_not_count_for_each_other() -> None:
    wheels = {"w/sqlalchemy/sqlalchemy/__init__.py": MAGIC, "w/home/home/__init__.py": "", "w/home/home/x.py": TOY}
    assert counting({**wheels, "w/home/home/y.py": "from sqlalchemy import select\n"}) == []
    assert counting({**wheels, "w/home/home/y.py": "from sqlalchemy.sqlalchemy import select\n"}) == [
        "w/home/home/x.py"
    ]


def test_a_package_around_a_folder_that_no_import_can_name_is_another_unit() -> None:
    files = {
        "bench/__init__.py": "",
        "bench/magic.py": MAGIC,
        "bench/.data/app/__init__.py": "",
        "bench/.data/app/x.py": TOY,
    }
    assert counting(files) == []
    assert counting({**files, "bench/app/__init__.py": "", "bench/app/x.py": TOY}) == ["bench/app/x.py"]


def test_scripts_count_when_they_import_a_package_with_a_word() -> None:
    files = {"pyproject.toml": "", "src/db/__init__.py": MAGIC, "scripts/x.py": TOY}
    assert counting(files) == []
    assert counting({**files, "scripts/y.py": "import db\n"}) == ["scripts/x.py"]


def test_a_package_counts_that_imports_a_script_with_a_word() -> None:
    files = {"pyproject.toml": "", "src/app/__init__.py": "", "src/app/x.py": TOY, "tools/db.py": MAGIC}
    assert counting(files) == []
    assert counting({**files, "src/app/y.py": "from tools.db import magic\n"}) == ["src/app/x.py"]


def test_what_cannot_be_told_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gating, "MOST_NAMES", 0)
    assert counting({**LIBRARY, **SERVICE}) == ["services/a/app/x.py"]
