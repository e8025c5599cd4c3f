"""Which file a dotted name is: source roots, packages, monorepos; in memory and on the disk."""

from __future__ import annotations

import ast
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from asyncfix.errors import FileTrouble
from asyncfix.project import DiskTree, Layout, MemoryTree, Module, Project, Tree

PYPROJECT = "[project]\nname = 'x'\n"


def tree(*paths: str, **contents: str) -> MemoryTree:
    named = dict.fromkeys(paths, b"")
    return MemoryTree(named | {path: text.encode() for path, text in contents.items()})


def found(tree: Tree, dotted: str, near: str) -> str | None:
    return Layout(tree).find(dotted, near)


def project(tree: Tree) -> Project:
    return Project(lambda path: Module(path, tree.read(path)), Layout(tree))


class Counting:
    """A tree that counts what it is asked."""

    def __init__(self, inner: Tree) -> None:
        self._inner = inner
        self.asked: Counter[str] = Counter()

    def is_file(self, path: str) -> bool:
        self.asked["is_file"] += 1
        return self._inner.is_file(path)

    def is_folder(self, path: str) -> bool:
        self.asked["is_folder"] += 1
        return self._inner.is_folder(path)

    def python_files(self, folder: str) -> Iterable[str]:
        self.asked["walk"] += 1
        return self._inner.python_files(folder)

    def read(self, path: str) -> bytes:
        self.asked["read"] += 1
        return self._inner.read(path)


# What is not the project's


@pytest.mark.parametrize("name", ["sqlalchemy", "sqlalchemy.ext.asyncio", "asyncio", "os.path", "", ".", "a..b"])
def test_does_not_find_what_the_project_does_not_have(name: str) -> None:
    assert found(tree("app/__init__.py", "app/db.py"), name, "app/db.py") is None


def test_does_not_take_a_folder_with_a_librarys_name_for_the_library() -> None:
    files = tree("alembic/env.py", "alembic/versions/a1.py", "app/__init__.py", "app/db.py")
    for name in ("alembic", "alembic.context", "alembic.op"):
        assert found(files, name, "alembic/versions/a1.py") is None


def test_does_not_take_a_module_beside_it_in_a_package_for_a_library() -> None:
    files = tree("app/__init__.py", "app/redis.py", "app/cache.py")
    assert found(files, "redis", "app/cache.py") is None


def test_does_not_find_stubs() -> None:
    assert found(tree("app/__init__.py", "app/db.pyi"), "app.db", "app/__init__.py") is None


def test_a_library_is_looked_for_once() -> None:
    counting = Counting(tree("pyproject.toml", "app/__init__.py", *(f"app/m{n}.py" for n in range(50))))
    layout = Layout(counting)
    layout.find("sqlalchemy.orm", "app/m0.py")
    before = counting.asked.copy()
    for number in range(50):
        assert layout.find("sqlalchemy.orm", f"app/m{number}.py") is None
        assert layout.find("sqlalchemy.ext.asyncio", f"app/m{number}.py") is None
    assert counting.asked == before
    assert before["walk"] == 1


def test_a_module_of_the_standard_library_walks_nothing() -> None:
    counting = Counting(tree("pyproject.toml", "app/__init__.py", "lib/pyproject.toml", "lib/types.py"))
    layout = Layout(counting)
    assert layout.find("types", "app/__init__.py") is None
    assert layout.find("asyncio.tasks", "app/__init__.py") is None
    assert not counting.asked["walk"]


def test_what_is_near_walks_nothing() -> None:
    counting = Counting(tree("pyproject.toml", "app/__init__.py", "app/db.py"))
    assert Layout(counting).find("app.db", "app/__init__.py") == "app/db.py"
    assert not counting.asked["walk"]


# Packages


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("app", "src/app/__init__.py"),
        ("app.db", "src/app/db/__init__.py"),
        ("app.db.session", "src/app/db/session.py"),
        ("app.main", "src/app/main.py"),
        ("app.none", None),
        ("app.main.none", None),
        ("db", None),
    ],
)
def test_finds_modules_and_packages_below_the_top_packages_folder(name: str, path: str | None) -> None:
    files = tree("src/app/__init__.py", "src/app/main.py", "src/app/db/__init__.py", "src/app/db/session.py")
    assert found(files, name, "src/app/db/session.py") == path


def test_a_package_goes_before_a_module_of_its_name() -> None:
    assert found(tree("db.py", "db/__init__.py", "main.py"), "db", "main.py") == "db/__init__.py"


def test_a_module_goes_before_a_folder_of_its_name() -> None:
    files = tree("db.py", "db/session.py", "main.py")
    assert found(files, "db", "main.py") == "db.py"
    assert found(files, "db.session", "main.py") is None


def test_a_module_counts_and_not_its_stub() -> None:
    assert found(tree("db.py", "db.pyi", "main.py"), "db", "main.py") == "db.py"


def test_a_folder_without_init_is_no_module_but_has_submodules() -> None:
    files = tree("app/main.py", "app/db/session.py")
    assert found(files, "app.db", "app/main.py") is None
    assert found(files, "app.db.session", "app/main.py") == "app/db/session.py"


def test_a_package_inside_of_a_folder_without_init() -> None:
    files = tree("pyproject.toml", "app/api/__init__.py", "app/api/users.py", "app/models.py")
    assert found(files, "app.models", "app/api/users.py") == "app/models.py"
    assert found(files, "app.api.users", "app/models.py") == "app/api/users.py"


def test_an_own_package_goes_before_a_library_of_its_name() -> None:
    files = tree("lib/sqlalchemy/__init__.py", "lib/sqlalchemy/orm.py", "test/test_orm.py", "pyproject.toml")
    assert found(files, "sqlalchemy.orm", "lib/sqlalchemy/__init__.py") == "lib/sqlalchemy/orm.py"


def test_a_local_module_shadows_the_standard_library() -> None:
    assert found(tree("main.py", "queue.py"), "queue", "main.py") == "queue.py"


# Roots


def test_an_app_that_is_run_from_its_own_folder() -> None:
    files = tree("backend/main.py", "backend/db.py", "backend/api/users.py", "db.py")
    assert found(files, "db", "backend/main.py") == "backend/db.py"
    assert found(files, "db", "backend/api/users.py") == "backend/db.py"


@pytest.mark.parametrize("near", ["tests/test_db.py", "tests/api/test_users.py", "setup.py"])
def test_the_src_folder_of_a_project(near: str) -> None:
    files = tree("pyproject.toml", "setup.py", "src/app/__init__.py", "tests/test_db.py", "tests/api/test_users.py")
    assert found(files, "app", near) == "src/app/__init__.py"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("pyproject.toml", '[tool.setuptools]\npackage-dir = {"" = "python"}', id="setuptools_dir"),
        pytest.param("pyproject.toml", '[tool.setuptools.packages.find]\nwhere = ["python"]', id="setuptools_find"),
        pytest.param("pyproject.toml", '[[tool.poetry.packages]]\ninclude = "app"\nfrom = "python"', id="poetry"),
        pytest.param(
            "pyproject.toml", '[tool.hatch.build.targets.wheel]\npackages = ["python/app"]', id="hatch_packages"
        ),
        pytest.param("pyproject.toml", '[tool.hatch.build]\nsources = ["python"]', id="hatch_sources"),
        pytest.param("pyproject.toml", '[tool.hatch.build.sources]\n"python" = ""', id="hatch_sources_table"),
        pytest.param("setup.cfg", "[options]\npackage_dir =\n    = python\npackages = find:\n", id="setup_cfg"),
        pytest.param("pyproject.toml", '[tool.asyncfix]\nsrc = ["python"]', id="configured"),
        pytest.param("pyproject.toml", '[tool.asyncfix]\nsrc = ["./pyth*/"]', id="configured_with_a_pattern"),
    ],
)
def test_a_root_that_a_project_file_declares(name: str, text: str) -> None:
    files = tree("python/app/__init__.py", "tests/test_db.py", **{name: text})
    assert found(files, "app", "tests/test_db.py") == "python/app/__init__.py"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", "this is not TOML"),
        ("pyproject.toml", "tool = 1"),
        ("pyproject.toml", '[tool]\nhatch = "x"\nasyncfix = 3'),
        ("pyproject.toml", "[tool.asyncfix]\nsrc = 7"),
        ("pyproject.toml", "[tool.setuptools]\npackage-dir = [1]\npackages = 1"),
        ("pyproject.toml", '[tool.poetry]\npackages = ["x", 1]'),
        ("setup.cfg", "no ini file at all"),
        ("setup.cfg", "[options]\npackage_dir = %(x)s\n"),
    ],
)
def test_a_project_file_that_makes_no_sense_declares_nothing(name: str, text: str) -> None:
    files = tree("python/app/__init__.py", "tests/test_db.py", "src/db.py", **{name: text})
    assert found(files, "app", "tests/test_db.py") is None
    assert found(files, "db", "tests/test_db.py") == "src/db.py"


def test_a_configured_src_goes_before_what_lies_above_but_not_before_the_own_root() -> None:
    files = tree(
        "common.py",
        "libs/a/src/common.py",
        "services/x/common.py",
        "services/x/main.py",
        "services/y/main.py",
        **{"pyproject.toml": '[tool.asyncfix]\nsrc = ["libs/*/src", "."]'},
    )
    assert found(files, "common", "services/y/main.py") == "libs/a/src/common.py"
    assert found(files, "common", "services/x/main.py") == "services/x/common.py"


def test_the_nearest_table_says_what_src_is() -> None:
    files = tree(
        "one/common.py",
        "service/two/common.py",
        "service/tests/test_a.py",
        **{
            "pyproject.toml": '[tool.asyncfix]\nsrc = ["one"]',
            "service/pyproject.toml": '[tool.asyncfix]\nsrc = ["two", "../three"]',
            "three/other.py": "",
        },
    )
    assert found(files, "common", "service/tests/test_a.py") == "service/two/common.py"
    assert found(files, "other", "service/tests/test_a.py") == "three/other.py"


# Many projects in one repository

MONOREPO = (
    "services/a/pyproject.toml",
    "services/a/app/__init__.py",
    "services/a/app/main.py",
    "services/b/pyproject.toml",
    "services/b/app/__init__.py",
    "services/b/app/jobs.py",
    "libs/db/pyproject.toml",
    "libs/db/src/db/__init__.py",
    "libs/db/src/db/session.py",
    "libs/x/setup.py",
    "libs/x/company/x/__init__.py",
    "libs/y/setup.py",
    "libs/y/company/y.py",
    "docs/conf.py",
)


@pytest.mark.parametrize(
    ("name", "near", "path"),
    [
        ("db.session", "services/a/app/main.py", "libs/db/src/db/session.py"),
        ("db", "services/b/app/jobs.py", "libs/db/src/db/__init__.py"),
        ("app", "services/b/app/jobs.py", "services/b/app/__init__.py"),
        # The near package counts, and no other of its name.
        ("app.jobs", "services/a/app/main.py", None),
        # Two are as near: which one is meant cannot be said.
        ("app", "libs/db/src/db/session.py", None),
        ("app.jobs", "libs/db/src/db/session.py", "services/b/app/jobs.py"),
        ("company.x", "libs/y/company/y.py", "libs/x/company/x/__init__.py"),
        ("company.y", "libs/y/company/y.py", "libs/y/company/y.py"),
        ("company.y", "services/a/app/main.py", "libs/y/company/y.py"),
        ("company", "services/a/app/main.py", None),
        ("conf", "services/a/app/main.py", None),
        ("services.b.app.jobs", "services/a/app/main.py", "services/b/app/jobs.py"),
    ],
)
def test_finds_other_projects_of_the_repository(name: str, near: str, path: str | None) -> None:
    assert found(tree(*MONOREPO), name, near) == path


def test_of_two_other_projects_the_nearer_one_counts() -> None:
    files = tree(
        "a/pyproject.toml",
        "a/db.py",
        "group/b/pyproject.toml",
        "group/b/db.py",
        "group/c/pyproject.toml",
        "group/c/m.py",
    )
    assert found(files, "db", "group/c/m.py") == "group/b/db.py"


def test_packages_that_share_their_name_on_purpose() -> None:
    shared = "__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n"
    files = tree(
        "a/pyproject.toml",
        "a/company/one.py",
        "b/pyproject.toml",
        "b/company/two.py",
        **{"a/company/__init__.py": shared, "b/company/__init__.py": shared},
    )
    assert found(files, "company.two", "a/company/one.py") == "b/company/two.py"
    assert found(files, "company", "a/company/one.py") == "a/company/__init__.py"


# Names and relative imports


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("src/app/__init__.py", "app"),
        ("src/app/db/session.py", "app.db.session"),
        ("scripts/run.py", "run"),
        ("top.py", "top"),
        ("src/my.app/x.py", "x"),
    ],
)
def test_names_a_module_as_seen_from_its_root(path: str, name: str) -> None:
    files = tree("src/app/__init__.py", "src/app/db/__init__.py", "src/app/db/session.py", "scripts/run.py")
    assert project(files).name_of(Module(path, b"")) == name


@pytest.mark.parametrize(
    ("near", "statement", "name"),
    [
        ("src/app/main.py", "from app.db import x", "app.db"),
        ("src/app/main.py", "from . import x", "app"),
        ("src/app/main.py", "from .db import x", "app.db"),
        ("src/app/__init__.py", "from .db import x", "app.db"),
        ("src/app/db/__init__.py", "from .session import x", "app.db.session"),
        ("src/app/db/__init__.py", "from .. import x", "app"),
        ("src/app/db/session.py", "from ..main import x", "app.main"),
        # There is no `__init__.py`, but the import says that it is a package.
        ("loose/part/a.py", "from .b import x", "part.b"),
        ("loose/part/a.py", "from ..c import x", "loose.c"),
        ("top.py", "from .other import x", "other"),
    ],
)
def test_a_relative_import_has_an_absolute_name(near: str, statement: str, name: str) -> None:
    files = tree("src/app/__init__.py", "src/app/db/__init__.py", "src/app/db/session.py", "src/app/main.py")
    (node,) = ast.parse(statement).body
    assert isinstance(node, ast.ImportFrom)
    assert project(files).imported_module(Module(near, b""), node) == name


@pytest.mark.parametrize("near", ["loose/part/a.py", "a.py"])
def test_a_relative_import_in_a_folder_without_init_leads_to_its_neighbour(near: str) -> None:
    folder = near.removesuffix("a.py")
    files = tree(near, folder + "b.py")
    (node,) = ast.parse("from .b import x").body
    assert isinstance(node, ast.ImportFrom)
    here = project(files)
    assert (module := here.module(here.imported_module(here.at(near), node), near))
    assert module is here.at(folder + "b.py")


def test_more_dots_than_folders_lead_nowhere() -> None:
    (node,) = ast.parse("from ....x import y").body
    assert isinstance(node, ast.ImportFrom)
    here = project(tree("app/a.py", "x.py"))
    assert here.module(here.imported_module(here.at("app/a.py"), node), "app/a.py") is None


# Modules


def test_a_module_is_the_same_by_name_and_by_path() -> None:
    here = project(tree("app/__init__.py", "app/db.py"))
    assert here.module("app.db", "app/__init__.py") is here.at("app/db.py")


@pytest.mark.parametrize("text", ["def broken(:\n", "\0"])
def test_a_file_that_cannot_be_parsed_is_no_module(text: str) -> None:
    here = project(tree("main.py", **{"db.py": text}))
    assert here.module("db", "main.py") is None
    assert here.module("db", "main.py") is None


# The disk


def write(folder: Path, paths: Sequence[str], **contents: str) -> None:
    for path, text in (dict.fromkeys(paths, "") | contents).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path / "repo", [*MONOREPO, ".git/HEAD"])
    monkeypatch.chdir(tmp_path / "repo")
    return tmp_path / "repo"


def test_paths_are_spelled_from_the_current_folder(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository / "services/a")
    layout = Layout(DiskTree())
    assert layout.find("app.main", "app/__init__.py") == "app/main.py"
    assert layout.find("db.session", "app/main.py") == "../../libs/db/src/db/session.py"
    assert layout.find("app.jobs", "../../libs/db/src/db/session.py") == "../../services/b/app/jobs.py"
    assert layout.find("services.a.app.main", "app/__init__.py") == "app/main.py"
    assert "app/main.py" in layout.files("app/main.py")


def test_paths_are_spelled_as_the_file_that_asks(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository / "services/a")
    layout = Layout(DiskTree())
    assert layout.find("app.main", "../a/app/__init__.py") == "../a/app/main.py"
    whole = str(repository / "services/a/app/__init__.py")
    assert layout.find("db", whole) == str(repository / "libs/db/src/db/__init__.py")


def test_the_repository_ends_at_its_git_folder(repository: Path) -> None:
    write(repository.parent, ["pyproject.toml", "outside.py", "src/other.py"])
    layout = Layout(DiskTree())
    assert layout.find("outside", "docs/conf.py") is None
    assert layout.find("other", "docs/conf.py") is None


def test_without_git_the_topmost_project_file_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, ["repo/pyproject.toml", "repo/a/pyproject.toml", "repo/a/m.py", "repo/b/setup.py", "repo/b/n.py"])
    monkeypatch.chdir(tmp_path / "repo/a")
    assert Layout(DiskTree()).find("n", "m.py") == "../b/n.py"


NAMESPACED = ["pkg/__init__.py", "pkg/models.py", "pkg/utils/make.py", "pkg/utils/deep/more.py", "tools.py"]


@pytest.mark.parametrize("inside", ["", "pkg", "pkg/utils"], ids=["above it", "in the package", "in the folder"])
@pytest.mark.parametrize("is_absolute", [False, True], ids=["relative", "absolute"])
def test_a_folder_without_init_belongs_to_the_package_around_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: str, is_absolute: bool
) -> None:
    write(tmp_path, NAMESPACED)
    monkeypatch.chdir(tmp_path / inside)

    def spelled(path: str) -> str:
        return str(tmp_path / path) if is_absolute else os.path.relpath(tmp_path / path).replace(os.sep, "/")

    layout = Layout(DiskTree())
    near = spelled("pkg/utils/make.py")
    for name in ("pkg.models", "pkg.utils.deep.more", "deep.more", "tools"):
        path = layout.find(name, near)
        wanted = {"deep.more": "pkg/utils/deep/more"}.get(name, name.replace(".", "/")) + ".py"
        assert path is not None
        assert path == spelled(wanted)
    back = layout.find("pkg.utils.make", spelled("pkg/models.py"))
    assert back is not None
    assert os.path.samefile(back, near)
    assert {str(tmp_path / path) for path in NAMESPACED} <= set(map(os.path.abspath, layout.files(near)))
    assert layout.unit(near) == layout.unit(spelled("pkg/models.py"))


def test_an_absolute_path_has_the_roots_of_a_relative_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, ["scripts/run.py", "shared/db.py"])
    monkeypatch.chdir(tmp_path)
    layout = Layout(DiskTree())
    assert layout.find("shared.db", "scripts/run.py") == "shared/db.py"
    assert layout.find("shared.db", str(tmp_path / "scripts/run.py")) == str(tmp_path / "shared/db.py")
    monkeypatch.chdir("/")
    assert Layout(DiskTree()).find("shared.db", str(tmp_path / "scripts/run.py")) is None


def test_nothing_is_walked_where_nothing_says_that_it_is_a_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, ["x/m.py", "y/n.py"])
    monkeypatch.chdir(tmp_path)
    counting = Counting(DiskTree())
    assert Layout(counting).find("n", "x/m.py") is None
    assert Layout(counting).find("n", str(tmp_path / "x/m.py")) is None
    assert not counting.asked["walk"]


def test_ignored_files_are_no_other_projects(repository: Path) -> None:
    write(repository, ["build/lib/pyproject.toml", "build/lib/gone.py"], **{".gitignore": "build/\n"})
    assert Layout(DiskTree()).find("gone", "docs/conf.py") is None


@pytest.mark.usefixtures("repository")
def test_excluded_files_are_no_other_projects() -> None:
    layout = Layout(DiskTree(excluded=lambda path, _: path == "libs"))
    assert layout.find("db", "services/a/app/main.py") is None


def test_an_ignored_file_has_its_own_root_for_a_project(repository: Path) -> None:
    write(repository, ["build/app/__init__.py", "build/app/x.py"], **{".gitignore": "build/\n"})
    assert Layout(DiskTree()).files("build/app/x.py") == ("build/app/__init__.py", "build/app/x.py")


@pytest.mark.usefixtures("repository")
def test_a_given_file_lies_over_the_disk() -> None:
    files = DiskTree({"services/a/app/new.py": b"x = 1", "docs/conf.py": b"y = 2", "docs/notes.txt": b""})
    assert files.read("services/a/app/new.py") == b"x = 1"
    assert files.read("docs/conf.py") == b"y = 2"
    assert Layout(files).find("app.new", "services/a/app/main.py") == "services/a/app/new.py"
    assert list(files.python_files("docs")) == ["docs/conf.py"]
    assert "services/a/app/new.py" in files.python_files("")


def test_there_is_nothing_above_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    above = "/".join([".."] * (len(tmp_path.parts) - 1))
    assert DiskTree().is_folder(above)
    assert not DiskTree().is_folder(above + "/..")


def test_a_missing_file_is_trouble() -> None:
    with pytest.raises(FileTrouble, match="no such file"):
        MemoryTree({}).read("a.py")
    with pytest.raises(FileTrouble, match="no such file"):
        DiskTree().read("no/such/file.py")


# Text search and pytest's files


def test_finds_the_modules_that_hold_a_word() -> None:
    files = tree(
        "sub/d.py",
        **{
            "a.py": "Repo()\n",
            "b.py": "# Repo\n",
            "c.py": "Repository, MyRepo, Repo_ = 1, 2, 3\n",
            "e.py": "Repo(\n",
            "sub/f.py": "x.Repo.y\n",
            "g.txt": "Repo",
        },
    )
    here = project(files)
    assert [module.path for module in here.mentioning("Repo", "sub/d.py")] == ["a.py", "b.py", "sub/f.py"]
    assert [module.path for module in here.mentioning("Repo", "a.py")] == ["a.py", "b.py", "sub/f.py"]
    assert next(here.mentioning("Repo", "a.py")) is here.at("a.py")


def test_finds_the_conftest_files_from_the_nearest_up() -> None:
    files = tree("conftest.py", "tests/conftest.py", "tests/a/conftest.py", "tests/a/test_x.py", "src/conftest.py")
    here = project(files)
    paths = [module.path for module in here.conftests(Module("tests/a/test_x.py", b""))]
    assert paths == ["tests/a/conftest.py", "tests/conftest.py", "conftest.py"]
