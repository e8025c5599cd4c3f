"""What a remembered result depends on besides the user's files."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from asyncfix import __version__
from asyncfix.cache import stamps

if TYPE_CHECKING:
    from asyncfix.config import CommandLine

FORMAT = 1
"""Of what is stored: another number is another key."""


def key_of(paths: Sequence[str], line: CommandLine, unused_ignores: bool) -> str:
    """The text that stands for all of it: a run with another one remembers other results."""
    from asyncfix import own_rules

    run = [os.getcwd(), list(paths), astuple(line), unused_ignores]
    return json.dumps([FORMAT, __version__, sys.version, sys.platform, _own_code(), own_rules.state(), *run])


def _own_code() -> list[Any]:
    """How the code of asyncfix is: that of a checkout changes without a new version."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if {"site-packages", "dist-packages"}.isdisjoint(package.split(os.sep)):
        found = [stamps.stamp_of(path)[:3] for path in _python_files(package)]
        return [package, len(found), hash(tuple(found))]
    return [package, *stamps.stamp_of(os.path.join(package, "__init__.py"))]


def _python_files(folder: str) -> Iterator[str]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        yield from (os.path.join(parent, name) for name in sorted(names) if name.endswith(".py"))
