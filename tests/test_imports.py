from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asyncfix.imports import RefusedImport, settle, statement_for
from asyncfix.project import Module
from asyncfix.rule import Import

LINE_END = re.compile(r"\r\n|\r|\n")
SYNC_TO_ASYNC = Import("asgiref.sync", "sync_to_async")


def settled(text: str, wanted: Sequence[Import] = (), unneeded: Sequence[str] = (), path: str = "views.py") -> str:
    """The text after settling, with all that holds for every text checked on the way."""
    module = Module(path, text.encode())
    result = applied(module, wanted, unneeded)
    after = Module(path, result.encode())
    ast.parse(after.parsed_text)
    assert settle(after, wanted, unneeded) == []
    assert comments(after) == comments(module)
    assert set(LINE_END.findall(result)) <= (set(LINE_END.findall(text)) or {"\n"})
    assert not text or not result or text.endswith(("\n", "\r")) == result.endswith(("\n", "\r"))
    return result


def applied(module: Module, wanted: Sequence[Import], unneeded: Sequence[str]) -> str:
    pieces, position = [], 0
    for splice in settle(module, wanted, unneeded):
        assert position <= splice.start <= splice.end
        pieces += [module.text[position : splice.start], splice.text]
        position = splice.end
    return "".join([*pieces, module.text[position:]])


def comments(module: Module) -> Counter[str]:
    text = LINE_END.sub("\n", module.parsed_text)
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return Counter(token.string for token in tokens if token.type == tokenize.COMMENT)


# --- Wanted

BOUND_ALREADY = {
    "a plain from-import": ("from m import a\n", Import("m", "a")),
    "among others": ("from m import (\n    a,\n    b,\n)\n", Import("m", "b")),
    "the same alias": ("from m import a as x\n", Import("m", "a", "x")),
    "a module": ("import m\n", Import("m")),
    "a submodule loads its package": ("import m.n\n", Import("m")),
    "a submodule": ("import m.n\n", Import("m.n")),
    "a deeper submodule": ("import m.n.o\n", Import("m.n")),
    "a submodule under an alias": ("import m.n as x\n", Import("m.n", None, "x")),
    "a from-import of a submodule": ("from m import n\n", Import("m.n", None, "n")),
    "an alias of a submodule": ("import m.n as n\n", Import("m", "n")),
    "a relative import": ("from .m import a\n", Import(".m", "a")),
    "a neighbour": ("from . import m\n", Import(".", "m")),
    "below other code": ("x = 1\nfrom m import a\n", Import("m", "a")),
    "beside another statement": ("import os; from m import a\n", Import("m", "a")),
    "in a try that only raises": (
        "try:\n    import m\nexcept ImportError as e:\n    raise RuntimeError('pip install m') from e\n",
        Import("m"),
    ),
    "under a context manager": ("with warnings.catch_warnings():\n    from m import a\n", Import("m", "a")),
}


@pytest.mark.parametrize("name", BOUND_ALREADY)
def test_leaves_alone_what_is_imported_already(name: str) -> None:
    text, wanted = BOUND_ALREADY[name]
    assert settled(text, [wanted]) == text


EXTENDS = {
    "before a name": ("from m import b\n", "from m import a, b\n"),
    "after a name": ("from m import B\n", "from m import B, a\n"),
    "constants, classes, functions": ("from m import MAX, Base, b\n", "from m import MAX, Base, a, b\n"),
    "names in the order of small letters": ("from m import A0, Aa, b\n", "from m import A0, Aa, a, b\n"),
    "unsorted names": ("from m import z, b, x\n", "from m import z, b, x, a\n"),
    "a line with a comment": ("from m import b  # why\n", "from m import a, b  # why\n"),
    "a line with a pragma": ("from m import b  # noqa: F401\n", "from m import a, b  # noqa: F401\n"),
    "parentheses on one line": ("from m import (b)\n", "from m import (a, b)\n"),
    "a trailing comma on one line": ("from m import (B, C,)\n", "from m import (B, C, a,)\n"),
    "the first of two statements": (
        "from m import b\nfrom m import c, d\n",
        "from m import a, b\nfrom m import c, d\n",
    ),
    "beside another statement": ("import os; from m import b\n", "import os; from m import a, b\n"),
    "before another statement": ("from m import B; import os\n", "from m import B, a; import os\n"),
    "carriage returns": ("import os\r\nfrom m import b\r\n", "import os\r\nfrom m import a, b\r\n"),
    "no final newline": ("from m import b", "from m import a, b"),
    "letters beyond ASCII": ("s = 'ÄÖ'; from m import ü, ä\n", "s = 'ÄÖ'; from m import ü, ä, a\n"),
    "below other code": ("x = 1\nfrom m import b\n", "x = 1\nfrom m import a, b\n"),
    "a continued line": ("from m import B, \\\n    b\n", "from m import B, \\\n    a, b\n"),
    "the end of a continued line": ("from m import A, \\\n    B\n", "from m import A, \\\n    B, a\n"),
    "a hanging grid": (
        "from m import (A, B,\n               b, c)\n",
        "from m import (A, B,\n               a, b, c)\n",
    ),
    "an indented row": ("from m import (\n    A, B\n)\n", "from m import (\n    A, B, a\n)\n"),
    "one name a line": ("from m import (\n    A,\n    b,\n)\n", "from m import (\n    A,\n    a,\n    b,\n)\n"),
    "one name a line, as the first": ("from m import (\n    b,\n)\n", "from m import (\n    a,\n    b,\n)\n"),
    "one name a line, as the last": ("from m import (\n    B,\n)\n", "from m import (\n    B,\n    a,\n)\n"),
    "no trailing comma": ("from m import (\n    A,\n    B\n)\n", "from m import (\n    A,\n    B,\n    a\n)\n"),
    "no trailing comma but a comment": (
        "from m import (\n    B  # base, really\n)\n",
        "from m import (\n    B,  # base, really\n    a\n)\n",
    ),
    "a comment on every name": (
        "from m import (  # all\n    # base\n    B,  # one\n    # rest\n    b,  # two\n    # end\n)  # done\n",
        "from m import (  # all\n    # base\n    B,  # one\n    a,\n    # rest\n    b,  # two\n    # end\n)  # done\n",
    ),
    "a comment above the first name": (
        "from m import (\n    # bee\n    b,\n)\n",
        "from m import (\n    a,\n    # bee\n    b,\n)\n",
    ),
    "tabs": ("from m import (\n\tB,\n\tb,\n)\n", "from m import (\n\tB,\n\ta,\n\tb,\n)\n"),
    "carriage returns in parentheses": (
        "from m import (\r\n    B,\r\n    b,\r\n)\r\n",
        "from m import (\r\n    B,\r\n    a,\r\n    b,\r\n)\r\n",
    ),
    "commas that begin lines": ("from m import (\n    B\n    , b\n)\n", "from m import (\n    B\n    , a, b\n)\n"),
    "not a statement in a block": (
        "try:\n    from m import b\nexcept ImportError:\n    b = None\nfrom m import c\n",
        "try:\n    from m import b\nexcept ImportError:\n    b = None\nfrom m import a, c\n",
    ),
    "not a star": ("from m import *\nfrom m import b\n", "from m import *\nfrom m import a, b\n"),
    "not a statement of aliases": (
        "from m import b as x\nfrom m import c\n",
        "from m import b as x\nfrom m import a, c\n",
    ),
    "a statement with both kinds": ("from m import b as x, c\n", "from m import a, b as x, c\n"),
}


@pytest.mark.parametrize("name", EXTENDS)
def test_extends_a_statement(name: str) -> None:
    before, after = EXTENDS[name]
    assert settled(before, [Import("m", "a")]) == after


def test_extends_with_an_alias_where_aliases_stand_among_names() -> None:
    assert settled("from m import b as x, c\n", [Import("m", "a", "y")]) == "from m import a as y, b as x, c\n"


def test_extends_a_relative_import() -> None:
    assert settled("from ..m import b\n", [Import("..m", "a")]) == "from ..m import a, b\n"
    assert settled("from . import b\n", [Import(".", "a")]) == "from . import a, b\n"


def test_extends_with_several_names_at_once() -> None:
    wanted = [Import("m", "c"), Import("m", "A"), Import("m", "c")]
    assert settled("from m import b\n", wanted) == "from m import A, b, c\n"


LONG = ", ".join(f"some_long_nam_{number}" for number in range(1, 6))


def test_extends_a_line_that_gets_too_long_with_four_spaces_where_nothing_else_is_indented() -> None:
    after = settled(f"from m import {LONG}", [Import("m", "some_long_nam_0")])
    assert after.startswith("from m import (\n    some_long_nam_0,\n    some_long_nam_1,\n")


def test_extends_a_line_that_gets_too_long_in_parentheses() -> None:
    assert len(f"from m import {LONG}") == 97
    lines = "".join(f"\t{name},\n" for name in ["some_long_nam_0", *LONG.split(", ")])
    text = f"from m import {LONG}\n\nclass A:\n\tpass\n"
    assert settled(text, [Import("m", "some_long_nam_0")]) == f"from m import (\n{lines})\n\nclass A:\n\tpass\n"


@pytest.mark.parametrize("text", [f"from m import {LONG}  # why\n", f"from m import ({LONG},\n    z)\n"])
def test_inserts_a_second_statement_where_a_line_would_get_too_long(text: str) -> None:
    assert settled(text, [Import("m", "some_long_nam_0")]) == text + "from m import some_long_nam_0\n"


INSERTS = {
    "in an empty file": ("", "from asgiref.sync import sync_to_async\n"),
    "below comments only": ("# licence\n", "# licence\n\nfrom asgiref.sync import sync_to_async\n"),
    "below comments without a final newline": (
        "#!/bin/sh\n# x",
        "#!/bin/sh\n# x\n\nfrom asgiref.sync import sync_to_async",
    ),
    "below a docstring": ('"""Doc."""\n', '"""Doc."""\n\nfrom asgiref.sync import sync_to_async\n'),
    "below a docstring without a final newline": (
        '"""Doc."""',
        '"""Doc."""\n\nfrom asgiref.sync import sync_to_async',
    ),
    "between a docstring and a function": (
        '"""Doc."""\n\n\ndef f(): ...\n',
        '"""Doc."""\n\nfrom asgiref.sync import sync_to_async\n\n\ndef f(): ...\n',
    ),
    "right below a docstring": (
        '"""Doc."""\nx = 1\n',
        '"""Doc."""\n\nfrom asgiref.sync import sync_to_async\n\nx = 1\n',
    ),
    "between a docstring and a class right below": (
        '"""Doc."""\nclass A: ...\n',
        '"""Doc."""\n\nfrom asgiref.sync import sync_to_async\n\n\nclass A: ...\n',
    ),
    "between a docstring and a class one line below": (
        '"""Doc."""\r\n\r\nclass A: ...\r\n',
        '"""Doc."""\r\n\r\nfrom asgiref.sync import sync_to_async\r\n\r\n\r\nclass A: ...\r\n',
    ),
    "below a docstring of several lines": (
        '"""Doc.\n\nimport os\n"""\n\nx = 1\n',
        '"""Doc.\n\nimport os\n"""\n\nfrom asgiref.sync import sync_to_async\n\nx = 1\n',
    ),
    "below the future": (
        '"""Doc."""\n\nfrom __future__ import annotations\n\nx = 1\n',
        '"""Doc."""\n\nfrom __future__ import annotations\n\nfrom asgiref.sync import sync_to_async\n\nx = 1\n',
    ),
    "between the future and other imports": (
        "from __future__ import annotations\nimport zlib\n",
        "from __future__ import annotations\nimport zlib\n\nfrom asgiref.sync import sync_to_async\n",
    ),
    "below shebang, cookie and licence": (
        "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n# Copyright\nx = 1\n",
        (
            "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n# Copyright\n\n"
            "from asgiref.sync import sync_to_async\n\nx = 1\n"
        ),
    ),
    "above the comment of the first statement": (
        "# Copyright\n\n# The number.\nx = 1\n",
        "# Copyright\n\nfrom asgiref.sync import sync_to_async\n\n# The number.\nx = 1\n",
    ),
    "above a function with decorators": (
        "@app\ndef f(): ...\n",
        "from asgiref.sync import sync_to_async\n\n\n@app\ndef f(): ...\n",
    ),
    "below the standard library": (
        "import os\nimport sys\n\nx = 1\n",
        "import os\nimport sys\n\nfrom asgiref.sync import sync_to_async\n\nx = 1\n",
    ),
    "between the standard library and a project's own": (
        "import os\n\nfrom .models import Order\n",
        "import os\n\nfrom asgiref.sync import sync_to_async\n\nfrom .models import Order\n",
    ),
    "above a project's own, below what may be a licence": (
        "# Ours\nfrom .models import Order\n",
        "# Ours\n\nfrom asgiref.sync import sync_to_async\n\nfrom .models import Order\n",
    ),
    "above a project's own and their comment": (
        "# Copyright\n\n# Ours\nfrom .models import Order\n",
        "# Copyright\n\nfrom asgiref.sync import sync_to_async\n\n# Ours\nfrom .models import Order\n",
    ),
    "into the third parties": (
        "import os\n\nimport aiohttp\nimport django\n\nfrom .models import Order\n",
        (
            "import os\n\nimport aiohttp\nimport django\nfrom asgiref.sync import sync_to_async\n\n"
            "from .models import Order\n"
        ),
    ),
    "as the first of a group": (
        "import os\n\nfrom django.db import models\n",
        "import os\n\nfrom asgiref.sync import sync_to_async\nfrom django.db import models\n",
    ),
    "at its place in a group": (
        "from aiohttp import web\nfrom django.db import models\n",
        "from aiohttp import web\nfrom asgiref.sync import sync_to_async\nfrom django.db import models\n",
    ),
    "at its place among both kinds of statements": (
        "from aiohttp import web\nimport attrs\nfrom django.db import models\n",
        "from aiohttp import web\nfrom asgiref.sync import sync_to_async\nimport attrs\nfrom django.db import models\n",
    ),
    "at the end of a group without an order": (
        "import os\n\nfrom django.db import models\nfrom aiohttp import web\nfrom celery import task\n\nx = 1\n",
        (
            "import os\n\nfrom django.db import models\nfrom aiohttp import web\nfrom celery import task\n"
            "from asgiref.sync import sync_to_async\n\nx = 1\n"
        ),
    ),
    "into the first of several third-party groups": (
        "import aiohttp\n\nimport zlib_ng\n",
        "import aiohttp\nfrom asgiref.sync import sync_to_async\n\nimport zlib_ng\n",
    ),
    "into the group that knows the package": (
        "import aiohttp\n\nimport asgiref\n",
        "import aiohttp\n\nimport asgiref\nfrom asgiref.sync import sync_to_async\n",
    ),
    "into one mixed group": (
        "import os\nimport sys\nfrom .models import Order\n",
        "import os\nimport sys\nfrom asgiref.sync import sync_to_async\nfrom .models import Order\n",
    ),
    "into a mixed group without an order": (
        "import sys\nfrom .models import Order\nimport django\nimport os\n",
        "import sys\nfrom .models import Order\nimport django\nfrom asgiref.sync import sync_to_async\nimport os\n",
    ),
    "below a statement with a comment": (
        "import aiohttp  # the client\n\nx = 1\n",
        "import aiohttp  # the client\nfrom asgiref.sync import sync_to_async\n\nx = 1\n",
    ),
    "below two statements on a line": (
        "import aiohttp; import anyio\nx = 1\n",
        "import aiohttp; import anyio\nfrom asgiref.sync import sync_to_async\nx = 1\n",
    ),
    "below a statement in parentheses": (
        "from aiohttp import (\n    web,\n)\n",
        "from aiohttp import (\n    web,\n)\nfrom asgiref.sync import sync_to_async\n",
    ),
    "below an import without a final newline": (
        "import aiohttp",
        "import aiohttp\nfrom asgiref.sync import sync_to_async",
    ),
    "below the first imports below other code": (
        "__version__ = '1'\nimport os\n\nx = 1\nimport sys\n",
        "__version__ = '1'\nimport os\n\nfrom asgiref.sync import sync_to_async\n\nx = 1\nimport sys\n",
    ),
    "above functions, where imports stand below them": (
        "def f(): ...\n\nfrom .late import g\n",
        "from asgiref.sync import sync_to_async\n\n\ndef f(): ...\n\nfrom .late import g\n",
    ),
    "into the imports that know the package": (
        "import sys\nsys.path.insert(0, 'lib')\nimport asgiref.local\nx = 1\n",
        "import sys\nsys.path.insert(0, 'lib')\nimport asgiref.local\nfrom asgiref.sync import sync_to_async\nx = 1\n",
    ),
    "outside of TYPE_CHECKING": (
        "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from asgiref.sync import async_to_sync\n",
        (
            "from typing import TYPE_CHECKING\n\nfrom asgiref.sync import sync_to_async\n\n"
            "if TYPE_CHECKING:\n    from asgiref.sync import async_to_sync\n"
        ),
    ),
    "outside of a try": (
        "try:\n    from asgiref.sync import async_to_sync\nexcept ImportError:\n    pass\n",
        (
            "from asgiref.sync import sync_to_async\n\ntry:\n    from asgiref.sync import async_to_sync\n"
            "except ImportError:\n    pass\n"
        ),
    ),
    "outside of functions": (
        "def f():\n    from asgiref.sync import sync_to_async\n",
        "from asgiref.sync import sync_to_async\n\n\ndef f():\n    from asgiref.sync import sync_to_async\n",
    ),
    "out of TYPE_CHECKING, where other names stay": (
        "import os\n\nif TYPE_CHECKING:\n    from asgiref.sync import sync_to_async\n    from a import b\n",
        "import os\n\nfrom asgiref.sync import sync_to_async\n\nif TYPE_CHECKING:\n    from a import b\n",
    ),
    "besides TYPE_CHECKING, where nothing else stands": (
        "import os\n\nif TYPE_CHECKING:\n    from asgiref.sync import sync_to_async\n",
        (
            "import os\n\nfrom asgiref.sync import sync_to_async\n\n"
            "if TYPE_CHECKING:\n    from asgiref.sync import sync_to_async\n"
        ),
    ),
    "with a statement of its own for each name": (
        "from asgiref.sync import async_to_sync\nfrom m import a\nfrom m import b\n",
        (
            "from asgiref.sync import async_to_sync\nfrom asgiref.sync import sync_to_async\n"
            "from m import a\nfrom m import b\n"
        ),
    ),
    "beside a statement of aliases": (
        "from asgiref.sync import async_to_sync as a2s\n",
        "from asgiref.sync import async_to_sync as a2s\nfrom asgiref.sync import sync_to_async\n",
    ),
    "where isort is off": (
        "# isort: skip_file\nimport zlib\nimport os\n",
        "# isort: skip_file\nimport zlib\nimport os\n\nfrom asgiref.sync import sync_to_async\n",
    ),
    "with carriage returns": (
        '"""Doc."""\r\nimport os\r\n\r\nx = 1\r\n',
        '"""Doc."""\r\nimport os\r\n\r\nfrom asgiref.sync import sync_to_async\r\n\r\nx = 1\r\n',
    ),
    "with lone carriage returns": (
        "import os\r\rx = 1\r",
        "import os\r\rfrom asgiref.sync import sync_to_async\r\rx = 1\r",
    ),
    "beside lazy imports": (
        "lazy from asgiref.sync import async_to_sync\nx = 1\n",
        "lazy from asgiref.sync import async_to_sync\nfrom asgiref.sync import sync_to_async\nx = 1\n",
    ),
}


@pytest.mark.parametrize("name", INSERTS)
def test_inserts_a_statement(name: str) -> None:
    before, after = INSERTS[name]
    assert settled(before, [SYNC_TO_ASYNC]) == after


@pytest.mark.parametrize(
    "data",
    ["\ufeffs = 'é'\nimport gather\n".encode(), "# coding: latin-1\n\ns = 'é'\nimport gather\n".encode("latin-1")],
)
def test_inserts_and_removes_in_a_file_of_another_encoding(data: bytes) -> None:
    module = Module("views.py", data)
    text = "from asgiref.sync import sync_to_async\n"
    assert applied(module, [SYNC_TO_ASYNC], ["gather"]) == module.text.replace("import gather\n", text)


def test_inserts_above_what_the_file_s_own_folder_names() -> None:
    text = "from shop.models import Order\n"
    after = f"from asgiref.sync import sync_to_async\n\n{text}"
    assert settled(text, [SYNC_TO_ASYNC], path="src/shop/views.py") == after


def test_inserts_modules_and_aliases() -> None:
    wanted = [Import("asyncio"), Import("os.path", None, "p"), Import("m", "a", "b"), Import(".n", "c")]
    after = "import asyncio\nimport os.path as p\n\nfrom m import a as b\n\nfrom .n import c\n"
    assert settled("", wanted) == after
    assert [statement_for(one) for one in wanted] == [line for line in after.splitlines() if line]


def test_inserts_a_submodule_beside_its_package() -> None:
    assert settled("import m\n", [Import("m.n")]) == "import m\nimport m.n\n"


REFUSES = {
    "a function": "def sync_to_async(): ...\n",
    "an async function": "async def sync_to_async(): ...\n",
    "a class": "class sync_to_async: ...\n",
    "a variable": "sync_to_async = None\n",
    "an annotated variable": "sync_to_async: object\n",
    "a variable in a block": "if x:\n    for sync_to_async in y: pass\n",
    "a global of a function": "def f():\n    global sync_to_async\n    sync_to_async = 1\n",
    "another import": "from channels.db import database_sync_to_async as sync_to_async\n",
    "another package": "import sync_to_async\n",
    "an import with a fallback": (
        "try:\n    from asgiref.sync import sync_to_async\nexcept ImportError:\n    sync_to_async = None\n"
    ),
    "a name deleted again": "from asgiref.sync import sync_to_async\ndel sync_to_async\n",
    "a caught exception": "try: pass\nexcept E as sync_to_async: pass\n",
    "a pattern": "match x:\n    case [*sync_to_async]: pass\n",
    "a pattern for the rest": "match x:\n    case {**sync_to_async}: pass\n",
}


@pytest.mark.parametrize("name", REFUSES)
def test_refuses_a_name_that_means_something_else(name: str) -> None:
    with pytest.raises(
        RefusedImport, match=r"^`sync_to_async` means something else in this file \(line \d\)"
    ) as caught:
        settle(Module("views.py", REFUSES[name].encode()), [SYNC_TO_ASYNC], [])
    assert caught.value.wanted == SYNC_TO_ASYNC


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    from asgiref.sync import sync_to_async\nexcept ImportError:\n    pass\n",
        "with suppress(ImportError):\n    from asgiref.sync import sync_to_async\n",
    ],
)
def test_refuses_a_name_that_may_be_missing(text: str) -> None:
    with pytest.raises(RefusedImport, match="imported in a `try`"):
        settle(Module("views.py", text.encode()), [SYNC_TO_ASYNC], [])


@pytest.mark.parametrize(
    "text",
    [
        "def f(sync_to_async): return [sync_to_async for sync_to_async in x]\n",
        "class A:\n    sync_to_async = 1\n",
        "x = y.sync_to_async\n",
    ],
)
def test_inserts_a_name_that_only_inner_scopes_bind(text: str) -> None:
    assert settled(text, [SYNC_TO_ASYNC]).startswith("from asgiref.sync import sync_to_async\n\n")


# --- Unneeded

USES = {
    "a call": "asyncio.run(x)",
    "a call in a function": "def f():\n    return asyncio.run(x)",
    "an assignment": "asyncio = None",
    "a deletion": "del asyncio",
    "a global": "def f():\n    global asyncio",
    "a parameter, which may be a fixture": "def test(asyncio): ...",
    "an f-string": "x = f'{asyncio}'",
    "a string annotation": "def f(x: 'asyncio.Task') -> None: ...",
    "a string annotation of a result": "async def f() -> 'list[asyncio.Task]': ...",
    "a string annotation of a variable": "x: 'asyncio.Task'",
    "a string in an annotation": "x: list['asyncio.Task']",
    "a string in an alias": "Tasks = Optional['asyncio.Task']",
    "a declared alias": "Task: TypeAlias = 'asyncio.Task'",
    "cast": "x = typing.cast('asyncio.Task', y)",
    "a bound": "T = TypeVar('T', bound='asyncio.Task')",
    "a type comment": "x = y  # type: asyncio.Task",
    "__all__": "__all__ = ['asyncio']",
    "__all__ with a type": "__all__: list[str] = ['asyncio']",
    "more of __all__": "__all__ += ('asyncio',)",
    "extended __all__": "__all__.extend(['asyncio'])",
    "a doctest": "def f():\n    '''\n    >>> asyncio.run(f())\n    '''",
    "a patched name": "patch(f'{__name__}.asyncio.sleep')",
    "another patched name": "patch(__name__ + '.asyncio')",
    "eval": "eval('asyncio.run(f())')",
    "type parameters": "class A[T: asyncio.Task]: ...",
    "a file without checks": "# ruff: noqa",
    "a file without one check": "# flake8: noqa: E501, F401",
}


@pytest.mark.parametrize("name", USES)
def test_leaves_alone_what_is_used(name: str) -> None:
    text = f"import asyncio\n\n{USES[name]}\n"
    assert settled(text, (), ["asyncio"]) == text


NO_USES = {
    "a keyword argument": "f(asyncio=1)",
    "an attribute": "x.asyncio",
    "a method": "class A:\n    def asyncio(self): ...",
    "a comment": "# asyncio",
    "a string": "logging.getLogger('asyncio')",
    "a docstring": "def f():\n    '''Uses asyncio.'''",
    "a longer name": "asyncio_loop = 1",
    "a literal": "def f(backend: Literal['asyncio', 'trio']): ...",
    "a file without another check": "# ruff: noqa: E501",
    "a function that imports it itself": "def f():\n    import asyncio\n    return asyncio.run(x)",
}


@pytest.mark.parametrize("name", NO_USES)
def test_removes_what_is_not_used(name: str) -> None:
    assert settled(f"import asyncio\n\n{NO_USES[name]}\n", (), ["asyncio"]) == f"{NO_USES[name]}\n"


REMOVES = {
    "one of several names": ("from asyncio import gather, sleep\n", "from asyncio import sleep\n"),
    "the last of several names": ("from asyncio import Task, gather\n", "from asyncio import Task\n"),
    "a name in the middle": ("from asyncio import a, gather, z\n", "from asyncio import a, z\n"),
    "an alias": ("from asyncio import wait as gather, sleep\n", "from asyncio import sleep\n"),
    "one of several modules": ("import asyncio, gather, os\n", "import asyncio, os\n"),
    "a module under an alias": ("import x.y as gather\nimport os\n", "import os\n"),
    "a module and its submodule": ("import gather.x, os\n", "import os\n"),
    "a name beside a comment": ("from a import gather, b  # why\n", "from a import b  # why\n"),
    "a name in parentheses": ("from a import (gather, b)\n", "from a import (b)\n"),
    "a name before a trailing comma": ("from a import (b, gather,)\n", "from a import (b,)\n"),
    "a line of its own": ("from a import (\n    b,\n    gather,\n    z,\n)\n", "from a import (\n    b,\n    z,\n)\n"),
    "the first line": ("from a import (\n    gather,\n    z,\n)\n", "from a import (\n    z,\n)\n"),
    "the last line": ("from a import (\n    b,\n    gather\n)\n", "from a import (\n    b,\n)\n"),
    "a line between comments": (
        "from a import (  # all\n    b,  # one\n    gather,\n    z,  # two\n)  # end\n",
        "from a import (  # all\n    b,  # one\n    z,  # two\n)  # end\n",
    ),
    "a name of a grid": (
        "from a import (b, c,\n               gather, z)\n",
        "from a import (b, c,\n               z)\n",
    ),
    "the end of a row": (
        "from a import (\n    b, gather,\n    z,\n)\n",
        "from a import (\n    b,\n    z,\n)\n",
    ),
    "the first of a grid": ("from a import (gather,\n               z)\n", "from a import z\n"),
    "the end of a continued line": ("from a import b, \\\n    gather\n", "from a import b\n"),
    "the start of a continued line": ("from a import gather, \\\n    b\n", "from a import b\n"),
    "a name after a comma that begins the line": ("from a import (\n    b\n    , gather\n)\n", "from a import b\n"),
    "with carriage returns": (
        "from a import (\r\n    b,\r\n    gather,\r\n)\r\n",
        "from a import (\r\n    b,\r\n)\r\n",
    ),
    "a whole statement": ("import os\nfrom asyncio import gather\nimport sys\n", "import os\nimport sys\n"),
    "a statement over several lines": (
        "import os\nfrom asyncio import (\n    gather,\n)\nx = 1\n",
        "import os\nx = 1\n",
    ),
    "the first line of the file": ("import gather\n\n\ndef f(): ...\n", "def f(): ...\n"),
    "the first line below a docstring": (
        '"""Doc."""\n\nimport gather\n\n\ndef f(): ...\n',
        '"""Doc."""\n\n\ndef f(): ...\n',
    ),
    "all of the file": ("import gather\n", ""),
    "the last line of the file": ("x = 1\n\nimport gather\n", "x = 1\n"),
    "the last line without a newline": ("x = 1\n\nimport gather", "x = 1"),
    "a group of its own": ("import os\n\nimport gather\n\nimport m\n", "import os\n\nimport m\n"),
    "the end of a group": ("import os\nimport gather\n\nimport m\n", "import os\n\nimport m\n"),
    "two statements with a gap": (
        "import os\n\nimport gather\n\nfrom a import gather\n\n\nx = 1\n",
        "import os\n\n\nx = 1\n",
    ),
    "a statement below its comment": ("# For gather.\nimport gather\nx = 1\n", "# For gather.\nx = 1\n"),
    "with blank lines and carriage returns": (
        "import os\r\n\r\nimport gather\r\n\r\nx = 1\r\n",
        "import os\r\n\r\nx = 1\r\n",
    ),
    "one of three statements on a line": ("import a; import gather; import b\n", "import a; import b\n"),
    "the first statement on a line": ("import gather; import b  # b\n", "import b  # b\n"),
    "the last statement on a line": ("import a; import gather;\n", "import a;\n"),
    "two statements on a line": ("import x\nimport gather; from a import gather\n", "import x\n"),
    "a piece and a name on a line": ("import gather; from a import gather, b\n", "from a import b\n"),
    "a statement of a function": ("def f():\n    import gather\n    return 1\n", "def f():\n    return 1\n"),
    "the first statement of a function and its gap": (
        "def f():\n    import gather\n\n    return 1\n",
        "def f():\n    return 1\n",
    ),
    "a statement below a docstring of a function": (
        'def f():\n    """Doc."""\n    import gather\n\n    return 1\n',
        'def f():\n    """Doc."""\n\n    return 1\n',
    ),
    "the last statement of a function": (
        "def f():\n    x = 1\n\n    import gather\n\n\ny = 1\n",
        "def f():\n    x = 1\n\n\ny = 1\n",
    ),
    "at module level and in a function": (
        "import gather\nx = 1\ndef f():\n    from asyncio import gather\n    return x\n",
        "x = 1\ndef f():\n    return x\n",
    ),
    "in one function, while another uses it": (
        "def f():\n    import gather\n    return 1\ndef g():\n    import gather\n    return gather.x\n",
        "def f():\n    return 1\ndef g():\n    import gather\n    return gather.x\n",
    ),
    "in a function whose signature means the module's": (
        "import gather\ndef f(x: gather.X):\n    import gather\n    return x\n",
        "import gather\ndef f(x: gather.X):\n    return x\n",
    ),
    "in a branch that keeps a statement": (
        "if TYPE_CHECKING:\n    from a import b\n    from asyncio import gather\n",
        "if TYPE_CHECKING:\n    from a import b\n",
    ),
    "above a form feed": ("x = 1\nimport gather\n\f\ny = 1\n", "x = 1\n\f\ny = 1\n"),
    "beside letters beyond ASCII": ("from ä import ü, gather, ö; s = 'é'\n", "from ä import ü, ö; s = 'é'\n"),
}


@pytest.mark.parametrize("name", REMOVES)
def test_removes(name: str) -> None:
    before, after = REMOVES[name]
    assert settled(before, (), ["gather"]) == after


LEAVES = {
    "re-exports": "from asyncio import gather as gather\nimport gather as gather\n",
    "what a linter was told of": "from asyncio import gather  # noqa: F401\n",
    "what a linter was told of one of two": "from asyncio import gather, sleep  # pylint: disable=unused-import\n",
    "what a linter was told of on the line above": "# pylint: disable-next=unused-import\nimport gather\n",
    "a statement that isort skips": "import gather  # isort:skip\n",
    "a statement with a type comment": "from a import gather, b  # type: ignore[attr-defined]\n",
    "a statement whose first line has a pragma": "from a import (  # noqa\n    gather,\n    b,\n)\n",
    "a statement whose last line has a pragma": "from a import (\n    gather,\n    b,\n)  # noqa\n",
    "a comment": "import gather  # because\n",
    "a comment in parentheses": "from asyncio import (\n    # all\n    gather,\n)\n",
    "a comment on the name": "from asyncio import (\n    gather,  # all\n    sleep,\n)\n",
    "a comment above the name": "from asyncio import (\n    sleep,\n    # all\n    gather,\n    wait,\n)\n",
    "a grid with comments": "from asyncio import (gather,\n    sleep,  # why\n    wait)\n",
    "a comment inside of a piece": "import os; from asyncio import (  # all\n    gather)\n",
    "a comment beside two pieces": "import gather; from a import gather  # both\n",
    "the only statement of a function": "def f():\n    import gather\n",
    "all statements of a function": "def f():\n    import gather\n    from a import gather\n",
    "the only statement of a branch": "if TYPE_CHECKING:\n    from asyncio import gather\n",
    "the suite of a one-line branch": "if x: import gather\n",
    "a try": "try:\n    import gather\n    x = 1\nexcept ImportError:\n    pass\n",
    "a with": "with suppress(ImportError):\n    import gather\n    x = 1\n",
    "a class": "class A:\n    import gather\n    x = 1\n",
    "the future": "from __future__ import annotations as gather\n",
    "a star": "from gather import *\n",
    "a lazy import": "lazy import gather\n",
    "an import below a continued line": "\\\nimport gather\n",
}


@pytest.mark.parametrize("name", LEAVES)
def test_leaves_alone(name: str) -> None:
    assert settled(LEAVES[name], (), ["gather"]) == LEAVES[name]


def test_leaves_alone_a_package_s_own_module() -> None:
    text = "from asyncio import gather\n"
    assert settled(text, (), ["gather"], path="pkg/__init__.py") == text


def test_removes_a_submodule_and_leaves_its_neighbour() -> None:
    text = "import a.b\nimport a.c\nfrom x import y\n"
    assert settled(text, (), ["a.b"]) == "import a.c\nfrom x import y\n"
    assert settled(text, (), ["a"]) == "from x import y\n"
    assert settled(f"{text}a.c()\n", (), ["a.b", "a"]) == f"{text}a.c()\n"


# --- Both

BOTH = {
    "a name of the same module": (
        "from asyncio import gather\n\nx = 1\n",
        "from asyncio import TaskGroup\n\nx = 1\n",
    ),
    "the only import of the file": (
        "import gather\n\n\ndef f(): ...\n",
        "from asyncio import TaskGroup\n\n\ndef f(): ...\n",
    ),
    "a name below a docstring": (
        '"""Doc."""\n\nfrom a import gather\n\nx = 1\n',
        '"""Doc."""\n\nfrom asyncio import TaskGroup\n\nx = 1\n',
    ),
    "one name a line": (
        "from asyncio import (\n    gather,\n    sleep,\n)\n",
        "from asyncio import (\n    TaskGroup,\n    sleep,\n)\n",
    ),
    "a name of another group": (
        "import os\nimport sys\n\nimport gather\n\nfrom .m import a\n",
        "import os\nimport sys\nfrom asyncio import TaskGroup\n\nfrom .m import a\n",
    ),
    "nothing that is also wanted": (
        "from asyncio import TaskGroup\nfrom a import gather\n",
        "from asyncio import TaskGroup\n",
    ),
}


@pytest.mark.parametrize("name", BOTH)
def test_removes_and_inserts(name: str) -> None:
    before, after = BOTH[name]
    assert settled(before, [Import("asyncio", "TaskGroup")], ["gather", "TaskGroup"]) == after


def test_leaves_alone_a_file_without_a_wish() -> None:
    assert settle(Module("views.py", b"import gather\n"), [], []) == []


def test_removes_imports_of_a_file_that_is_nested_deeply() -> None:
    chain = "x = " + "(" * 90 + "1" + ")" * 90 + "\nif a: pass\n" + "elif b: pass\n" * 1500
    assert settle(Module("views.py", f"import gather\n{chain}".encode()), [SYNC_TO_ASYNC], ["gather"])


# --- Any block of imports

NAMES = ["a", "b", "C", "D_E", "gather", "ü"]
COMMENTS = ["", "", "", "  # why", "  # noqa"]

names = st.lists(st.sampled_from(NAMES), min_size=1, max_size=5, unique=True)


@st.composite
def from_imports(draw: st.DrawFn) -> str:
    module = draw(st.sampled_from(["m", "os", ".", ".m", "asyncio"]))
    aliases = [f"{name} as {name}_2" if draw(st.integers(0, 5)) == 0 else name for name in draw(names)]
    lines = [draw(st.sampled_from(COMMENTS)) for _ in aliases]
    first, last = draw(st.sampled_from(COMMENTS)), draw(st.sampled_from(COMMENTS))
    comma = draw(st.sampled_from([",", ""]))
    match draw(st.integers(0, 5)):
        case 0:
            return f"from {module} import {', '.join(aliases)}{last}"
        case 1:
            return f"from {module} import ({', '.join(aliases)}{comma}){last}"
        case 2:
            joined = ", \\\n    ".join(aliases)
            return f"from {module} import {joined}{last}"
        case 3:
            commas = [","] * (len(aliases) - 1) + [comma]
            body = "".join(f"    {name}{c}{line}\n" for name, c, line in zip(aliases, commas, lines, strict=True))
            return f"from {module} import ({first}\n{body}){last}"
        case 4:
            body = "".join(
                f"\n    # about {name}\n    {name},{line}" for name, line in zip(aliases, lines, strict=True)
            )
            return f"from {module} import ({first}{body}\n){last}"
        case _:
            separators = [draw(st.sampled_from([", ", ",\n  ", "\n  , ", ",  # and\n  "])) for _ in aliases[1:]]
            body = "".join(a + b for a, b in zip(aliases, [*separators, comma], strict=True))
            return f"from {module} import ({body}){last}"


plain_imports = st.builds(
    lambda names, comment: f"import {', '.join(names)}{comment}", names, st.sampled_from(COMMENTS)
)
statements = st.one_of(from_imports(), plain_imports, st.just("import os; x = 1; import gather"), st.just("import a.b"))


@st.composite
def files(draw: st.DrawFn) -> str:
    pieces = draw(st.lists(st.sampled_from(["#!/bin/sh", '"""Doc."""', "", "# note"]), max_size=2))
    pieces += ["from __future__ import annotations"] if draw(st.booleans()) else []
    for statement in draw(st.lists(statements, max_size=6)):
        pieces += [""] * draw(st.sampled_from([0, 0, 1, 2]))
        pieces.append(draw(st.sampled_from(["", "", "# above\n"])) + statement)
    pieces += [""] * draw(st.integers(0, 2))
    pieces += [f"print({name})" for name in draw(st.lists(st.sampled_from(NAMES), max_size=2))]
    if draw(st.booleans()):
        inner = draw(statements).replace("\n", "\n        ")
        pieces.append(f"def f():\n    {inner}\n\n    return {draw(st.sampled_from(['1', *NAMES]))}")
    text = "\n".join(pieces) + draw(st.sampled_from(["\n", ""]))
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def used_names(tree: ast.Module) -> set[str]:
    """The names that mean what the module's own imports bind."""
    found = set()
    for statement in tree.body:
        inner = statement.body if isinstance(statement, ast.FunctionDef) else []
        own = bound_names(ast.Module(inner, []))
        found |= {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)} - own
    return found


def bound_names(tree: ast.Module) -> set[str]:
    imports = [statement for statement in tree.body if isinstance(statement, (ast.Import, ast.ImportFrom))]
    return {alias.asname or alias.name.partition(".")[0] for statement in imports for alias in statement.names}


@settings(max_examples=300, deadline=None)
@given(files(), st.sets(st.sampled_from([*NAMES, "a_2", "a.b", "os"])))
def test_settles_any_file(text: str, unneeded: set[str]) -> None:
    wanted = [SYNC_TO_ASYNC, Import("m", "B"), Import("asyncio")]
    before, after = ast.parse(text), ast.parse(settled(text, wanted, sorted(unneeded)))
    used = used_names(before)
    lost = bound_names(before) - bound_names(after)
    assert lost <= {name.partition(".")[0] for name in unneeded} - used
    assert {"sync_to_async", "B", "asyncio"} <= bound_names(after)
    if "#" not in text:
        assert not (bound_names(after) & unneeded) - used
