"""What a name at the level of a module stands for: imports, re-exports, aliases, stars, alternatives."""

from __future__ import annotations

import ast

import pytest

from asyncfix.errors import FileTrouble
from asyncfix.project import External, Layout, MemoryTree, Module, Project, Symbol


def project(files: dict[str, str]) -> Project:
    tree = MemoryTree({path: text.encode() for path, text in files.items()})
    return Project(lambda path: Module(path, tree.read(path)), Layout(tree))


def meaning(files: dict[str, str], dotted: str, path: str = "main.py") -> str | None:
    """What a name in `main.py` stands for, as a text: `path:name`, or the library's name."""
    here = project(files)
    match here.resolve(here.at(path), dotted):
        case Symbol(module=module, name=name):
            return f"{module.path}:{name}"
        case External(name):
            return name
        case None:
            return None


PACKAGE = {
    "app/__init__.py": "from .models import User\nfrom . import db as database\nfrom lib import Thing\n",
    "app/models/__init__.py": "from .user import User\nfrom .base import *\n__all__ = ['User', 'Base']\n",
    "app/models/user.py": "class User:\n    class Meta:\n        def name(self): ...\n    kind = 1\n",
    "app/models/base.py": "class Base: ...\nclass _Hidden: ...\nOther = 1\n",
    "app/db/__init__.py": "",
    "app/db/session.py": "from ..models import User as Person\ndef get_db(): ...\nmaker = async_sessionmaker()\n",
}


# Look-alikes


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("", "User", id="bound_nowhere"),
        pytest.param("def f():\n    User = 1\n", "User", id="local_to_a_function"),
        pytest.param("class C:\n    User = 1\n", "User", id="in_a_class"),
        pytest.param("[User for User in ()]\n", "User", id="in_a_comprehension"),
        pytest.param("f = lambda: (User := 1)\n", "User", id="in_a_lambda"),
        pytest.param("x.User = 1\n", "User", id="an_attribute"),
        pytest.param("from app.models import Nobody\n", "Nobody", id="what_a_module_does_not_have"),
        pytest.param("import app\n", "app.nothing", id="what_a_package_does_not_have"),
        pytest.param("from app.models import _Hidden\n", "_Hidden", id="private_behind_a_star"),
        pytest.param("from app.db.session import missing\n", "missing", id="not_in_a_module"),
        pytest.param("from app.models.user import User\n", "User.Nothing", id="not_in_a_class"),
        pytest.param("import app.db.session\n", "app.db.session.maker.begin", id="of_a_value"),
        pytest.param("import app.models.user.User\n", "app.models.user.User.x.y", id="of_a_class_attribute"),
        pytest.param("from ...... import x\n", "x", id="more_dots_than_folders"),
        pytest.param("from app.models import *\n", "Other", id="not_in_all"),
    ],
)
def test_does_not_know(text: str, name: str) -> None:
    assert meaning({**PACKAGE, "main.py": text}, name) is None


def test_a_local_definition_shadows_an_import() -> None:
    assert meaning({**PACKAGE, "main.py": "from lib import User\nclass User: ...\n"}, "User") == "main.py:User"


def test_an_import_shadows_a_definition_before_it() -> None:
    assert meaning({**PACKAGE, "main.py": "class User: ...\nfrom lib import User\n"}, "User") == "lib.User"


def test_a_local_module_shadows_a_library() -> None:
    files = {"sqlalchemy.py": "class Session: ...\n", "main.py": "from sqlalchemy import Session\n"}
    assert meaning(files, "Session") == "sqlalchemy.py:Session"


def test_what_an_import_names_is_not_looked_for_in_the_importing_package() -> None:
    files = {"app/__init__.py": "", "app/redis.py": "class Redis: ...\n", "app/main.py": "from redis import Redis\n"}
    assert meaning(files, "Redis", "app/main.py") == "redis.Redis"


# Imports


@pytest.mark.parametrize(
    ("text", "name", "stands_for"),
    [
        ("from app.models.user import User\n", "User", "app/models/user.py:User"),
        ("from app.models.user import User as U\n", "U", "app/models/user.py:User"),
        ("from app.models import User\n", "User", "app/models/user.py:User"),
        ("from app import User\n", "User", "app/models/user.py:User"),
        ("from app.models import Base\n", "Base", "app/models/base.py:Base"),
        ("from app.models import *\n", "User", "app/models/user.py:User"),
        ("from app.models.base import *\n", "Other", "app/models/base.py:Other"),
        ("from app.models.base import *\nOther = 2\n", "Other", "main.py:Other"),
        ("import app\n", "app", "app/__init__.py:"),
        ("import app\n", "app.User", "app/models/user.py:User"),
        ("import app\n", "app.models", "app/models/__init__.py:"),
        ("import app\n", "app.Thing", "lib.Thing"),
        ("import app\n", "app.database.session.get_db", "app/db/session.py:get_db"),
        ("import app.db.session\n", "app.db.session.get_db", "app/db/session.py:get_db"),
        ("import app.db.session as s\n", "s.get_db", "app/db/session.py:get_db"),
        ("import app.db.session as s\n", "s.Person", "app/models/user.py:User"),
        ("from app import db\n", "db.session.maker", "app/db/session.py:maker"),
        ("from app.db import session\n", "session", "app/db/session.py:"),
        ("from app.models.user import User\n", "User.Meta", "app/models/user.py:User.Meta"),
        ("from app.models.user import User\n", "User.Meta.name", "app/models/user.py:User.Meta.name"),
        ("from app.models.user import User\n", "User.kind", "app/models/user.py:User.kind"),
        ("import sqlalchemy as sa\n", "sa.select", "sqlalchemy.select"),
        ("import sqlalchemy.orm\n", "sqlalchemy.orm.Session", "sqlalchemy.orm.Session"),
        ("from sqlalchemy.ext.asyncio import AsyncSession as S\n", "S", "sqlalchemy.ext.asyncio.AsyncSession"),
        ("from sqlalchemy.ext import asyncio\n", "asyncio.AsyncSession", "sqlalchemy.ext.asyncio.AsyncSession"),
        ("def f():\n    import lib\n", "f", "main.py:f"),
    ],
)
def test_follows_imports(text: str, name: str, stands_for: str) -> None:
    assert meaning({**PACKAGE, "main.py": text}, name) == stands_for


def test_follows_relative_imports_of_all_levels() -> None:
    files = {
        "src/a/__init__.py": "",
        "src/a/top.py": "X = 1\n",
        "src/a/b/__init__.py": "from .c import deep\n",
        "src/a/b/near.py": "Y = 1\n",
        "src/a/b/c/__init__.py": "",
        "src/a/b/c/deep.py": "from ...top import X\nfrom ..near import Y\nfrom . import other\nfrom .other import Z\n",
        "src/a/b/c/other.py": "Z = 1\n",
    }
    for name, stands_for in {
        "X": "top.py:X",
        "Y": "b/near.py:Y",
        "Z": "b/c/other.py:Z",
        "other": "b/c/other.py:",
    }.items():
        assert meaning(files, name, "src/a/b/c/deep.py") == f"src/a/{stands_for}"
    assert meaning(files, "deep.Z", "src/a/b/__init__.py") == "src/a/b/c/other.py:Z"


def test_a_name_in_a_package_goes_before_its_submodule() -> None:
    files = {"app/__init__.py": "from .session import session\n", "app/session.py": "def session(): ...\n"}
    assert meaning({**files, "main.py": "from app import session\n"}, "session") == "app/session.py:session"
    assert meaning({**files, "main.py": "from app.session import session\n"}, "session") == "app/session.py:session"


def test_follows_names_through_a_folder_without_init() -> None:
    files = {
        "company/db/session.py": "maker = 1\n",
        "main.py": "import company.db.session\nfrom company.db import session\n",
    }
    assert meaning(files, "company.db.session.maker") == "company/db/session.py:maker"
    assert meaning(files, "session.maker") == "company/db/session.py:maker"


def test_a_file_that_cannot_be_parsed_gives_nothing() -> None:
    files = {"db.py": "def (\n", "main.py": "from db import get_db\nimport db\n"}
    assert meaning(files, "get_db") is None
    assert meaning(files, "db") is None


def test_an_app_that_is_run_from_its_folder() -> None:
    files = {"services/a/main.py": "from db import get_db\n", "services/a/db.py": "def get_db(): ...\n", "db.py": ""}
    assert meaning(files, "get_db", "services/a/main.py") == "services/a/db.py:get_db"


# Stars


def test_a_star_without_all_leaves_private_names_out() -> None:
    files = {"a.py": "def f(): ...\ndef _g(): ...\n", "main.py": "from a import *\n"}
    assert meaning(files, "f") == "a.py:f"
    assert meaning(files, "_g") is None


@pytest.mark.parametrize(
    "exported",
    [
        "__all__ = ['f', '_g']",
        "__all__ = ('f', '_g')",
        "__all__ = ['f'] + ['_g']",
        "__all__ = ['f']\n__all__ += ['_g']",
        "__all__: list[str] = ['f', '_g']",
        "__all__ = ['f']\n__all__.append('_g')\n__all__.extend(['x'])",
    ],
)
def test_a_star_brings_what_all_says(exported: str) -> None:
    files = {"a.py": f"def f(): ...\ndef _g(): ...\ndef h(): ...\n{exported}\n", "main.py": "from a import *\n"}
    assert meaning(files, "f") == "a.py:f"
    assert meaning(files, "_g") == "a.py:_g"
    assert meaning(files, "h") is None


@pytest.mark.parametrize("exported", ["__all__ = names()", "__all__ = ['f', *other.__all__]", "__all__ += x.__all__"])
def test_an_all_that_cannot_be_read_leaves_out_private_names_only(exported: str) -> None:
    files = {"a.py": f"def f(): ...\ndef _g(): ...\n{exported}\n", "main.py": "from a import *\n"}
    assert meaning(files, "f") == "a.py:f"
    assert meaning(files, "_g") is None


def test_stars_lead_through_stars() -> None:
    files = {
        "a.py": "class A: ...\n",
        "b.py": "from a import *\nfrom c import *\nclass B: ...\n",
        "c.py": "from b import *\nclass C: ...\n",
        "main.py": "from c import *\n",
    }
    for name in "ABC":
        assert meaning(files, name) == f"{name.lower()}.py:{name}"
    assert meaning(files, "D") is None


def test_the_later_of_two_stars_counts() -> None:
    files = {"a.py": "X = 1\n", "b.py": "X = 2\n", "main.py": "from a import *\nfrom b import *\n"}
    assert meaning(files, "X") == "b.py:X"


def test_a_name_of_a_librarys_star() -> None:
    assert meaning({"main.py": "from sqlalchemy.orm import *\n"}, "Session") == "sqlalchemy.orm.Session"
    assert meaning({"main.py": "from sqlalchemy.orm import *\n"}, "print") is None
    assert meaning({"main.py": "from sqlalchemy.orm import *\n"}, "_Session") is None
    assert meaning({"main.py": "from one import *\nfrom two import *\n"}, "Session") is None
    files = {"main.py": "from one import *\nfrom broken import *\n", "broken.py": "def (\n"}
    assert meaning(files, "Session") is None


# Aliases and alternatives


@pytest.mark.parametrize(
    ("text", "stands_for"),
    [
        pytest.param("from app import User\nX = User\n", "app/models/user.py:User", id="alias"),
        pytest.param("import app\nX = app.models.User\n", "app/models/user.py:User", id="alias_with_dots"),
        pytest.param("import app\nX: type = app.User\n", "app/models/user.py:User", id="annotated_alias"),
        pytest.param("from app import User\nY = X = User\n", "app/models/user.py:User", id="two_targets"),
        pytest.param("from app import User\nY = User\nX = Y\n", "app/models/user.py:User", id="alias_of_an_alias"),
        pytest.param("from app import User\nX = User()\n", "main.py:X", id="a_call_is_no_alias"),
        pytest.param("import app\ntype X = app.User\n", "app/models/user.py:User", id="type_statement"),
        pytest.param("import app\ntype X[T] = list[app.User]\n", "main.py:X", id="generic_type_statement"),
        pytest.param("X = unknown\n", "main.py:X", id="alias_of_what_is_unknown"),
        pytest.param("X = X\n", "main.py:X", id="alias_of_itself"),
        pytest.param("X, Y = 1, 2\n", "main.py:X", id="unpacked"),
        pytest.param("for X in (): ...\n", "main.py:X", id="loop"),
        pytest.param("with a() as X: ...\n", "main.py:X", id="with"),
        pytest.param("with a():\n    from app import User as X\n", "app/models/user.py:User", id="in_with"),
        pytest.param("print(X := 1)\n", "main.py:X", id="walrus"),
        pytest.param("match 1:\n    case X: ...\n", "main.py:X", id="match"),
        pytest.param("def f():\n    global X\n    X = 1\n", "main.py:X", id="global"),
        pytest.param("async def X(): ...\n", "main.py:X", id="async_function"),
        pytest.param("class X[T]: ...\n", "main.py:X", id="generic_class"),
        pytest.param(
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from app import User as X\n",
            "app/models/user.py:User",
            id="type_checking",
        ),
        pytest.param(
            "if TYPE_CHECKING:\n    from app import User as X\nelse:\n    X = object\n",
            "app/models/user.py:User",
            id="type_checking_with_else",
        ),
        pytest.param(
            "try:\n    from lib import X\nexcept ImportError:\n    X = None\n", "lib.X", id="library_or_nothing"
        ),
        pytest.param("X = None\ntry:\n    from lib import X\nexcept ImportError: ...\n", "lib.X", id="nothing_first"),
        pytest.param(
            "try:\n    from lib import X\nexcept ImportError:\n    from app import User as X\n",
            "app/models/user.py:User",
            id="library_or_project",
        ),
        pytest.param(
            "try:\n    from app import User as X\nexcept ImportError:\n    from app.models import Base as X\n",
            "app/models/user.py:User",
            id="first_of_the_project",
        ),
        pytest.param(
            "try:\n    from new.lib import X\nexcept ImportError:\n    from old.lib import X\n", "new.lib.X", id="first"
        ),
        pytest.param(
            "try:\n    from app.nothing import X\nexcept ImportError:\n    from lib import X\n", "lib.X", id="known"
        ),
        pytest.param("import lib as X\nfrom app import User as X\n", "app/models/user.py:User", id="overwritten"),
        pytest.param("from app import User as X\nX = wrap(X)\n", "main.py:X", id="overwritten_by_a_call"),
    ],
)
def test_a_name_that_is_bound_by(text: str, stands_for: str) -> None:
    assert meaning({**PACKAGE, "main.py": text}, "X") == stands_for


def test_cycles_of_imports_end() -> None:
    files = {"a.py": "from b import X\n", "b.py": "from c import X\n", "c.py": "from a import X\n"}
    assert meaning(files, "X", "a.py") is None
    files |= {"c.py": "from a import X\nfrom a import Y\nX = 1\n"}
    assert meaning(files, "X", "a.py") == "c.py:X"
    assert meaning({"a.py": "A = B\nB = A\n"}, "A", "a.py") in {"a.py:A", "a.py:B"}
    assert meaning({"a.py": "import a\nfrom a import *\n"}, "a.a.a.a", "a.py") == "a.py:"


def test_what_is_asked_within_a_cycle_is_not_remembered_as_unknown() -> None:
    files = {
        "a.py": "try:\n    from b import X\nexcept ImportError:\n    X = 1\n",
        "b.py": "from a import X\n",
    }
    here = project(files)
    for path in ("b.py", "a.py", "b.py"):
        found = here.resolve(here.at(path), "X")
        assert isinstance(found, Symbol)
        assert found.module.path == "a.py"


def test_a_symbol_has_all_statements_that_bind_it() -> None:
    files = {"main.py": "if a:\n    def f(): ...\nelse:\n    def f(): ...\nf = wrap(f)\nfrom lib import g\n"}
    here = project(files)
    found = here.resolve(here.at("main.py"), "f")
    assert isinstance(found, Symbol)
    assert [type(node) for node in found.nodes] == [ast.FunctionDef, ast.FunctionDef, ast.Assign]
    assert here.resolve(here.at("main.py"), "f") is found


# Bindings themselves


def test_bindings_come_in_source_order_with_what_they_import() -> None:
    text = (
        "import a.b\nimport a.b as c\nfrom . import d\nfrom .e import f as c\nc = 1\nif x:\n    c: int\n"
        "def g():\n    global c\n    c = 2\n"
    )
    here = project({"app/__init__.py": "", "app/main.py": text})
    bindings = here.bindings(here.at("app/main.py"))
    assert list(bindings) == ["a", "c", "d", "g"]
    assert len(bindings) == 4
    assert [(each.source, each.member) for each in bindings["a"]] == [("a", None)]
    assert [(each.source, each.member) for each in bindings["d"]] == [("app", "d")]
    assert [(each.node.lineno, each.source, each.member, each.is_sure) for each in bindings["c"]] == [
        (2, "a.b", None, True),
        (4, "app.e", "f", True),
        (5, None, None, True),
        (7, None, None, False),
        (10, None, None, False),
    ]
    assert [each.function is not None for each in bindings["c"]] == [False, False, False, False, True]
    assert "nothing" not in bindings
    assert bindings.get("nothing") is None


def test_bindings_hold_what_a_star_brings() -> None:
    here = project({"a.py": "X = 1\n_Y = 2\n", "main.py": "Z = 0\nfrom a import *\nX = 3\n"})
    bindings = here.bindings(here.at("main.py"))
    assert set(bindings) == {"X", "Z"}
    assert [(each.source, each.member) for each in bindings["X"]] == [("a", "X"), (None, None)]


def test_a_module_that_cannot_be_parsed_has_no_bindings() -> None:
    here = project({"main.py": "def (\n"})
    with pytest.raises(FileTrouble):
        here.bindings(here.at("main.py"))["x"]
