"""What a project's own files say of its source roots: pyproject.toml and setup.cfg."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from asyncfix.errors import FileTrouble
from asyncfix.project.paths import parent, slashed
from asyncfix.project.tree import Tree

PROJECT_FILES = ("pyproject.toml", "setup.py", "setup.cfg")


def read_pyproject(tree: Tree, folder: str) -> dict[str, Any]:
    """The pyproject.toml of a folder; empty where there is none that can be read."""
    path = slashed(folder) + "pyproject.toml"
    if not tree.is_file(path):
        return {}
    import tomllib

    try:
        return tomllib.loads(tree.read(path).decode())
    except (FileTrouble, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        return {}


def declared_in_pyproject(pyproject: dict[str, Any]) -> Iterator[str]:
    """The folders of packages that a pyproject.toml names plainly: setuptools, poetry and hatch."""
    setuptools = table(pyproject, "tool", "setuptools") or {}
    places = setuptools.get("package-dir")
    if isinstance(places, dict):
        yield from texts([places.get("")])
    yield from texts((table(setuptools, "packages", "find") or {}).get("where"))
    packages = (table(pyproject, "tool", "poetry") or {}).get("packages")
    if isinstance(packages, list):
        yield from texts([each.get("from") for each in packages if isinstance(each, dict)])
    hatch = table(pyproject, "tool", "hatch", "build") or {}
    for each in (hatch, table(hatch, "targets", "wheel") or {}):
        yield from (parent(path) for path in texts(each.get("packages")))
        sources = each.get("sources")
        yield from texts(list(sources) if isinstance(sources, dict) else sources)


def declared_in_setup(tree: Tree, folder: str) -> Iterator[str]:
    """The folder of packages that a setup.cfg names."""
    path = slashed(folder) + "setup.cfg"
    if not tree.is_file(path):
        return
    import configparser

    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(tree.read(path).decode())
    except (FileTrouble, UnicodeDecodeError, configparser.Error):
        return
    for line in parser.get("options", "package_dir", fallback="").splitlines():
        package, equals, place = line.partition("=")
        if equals and not package.strip():
            yield place.strip()


def table(value: object, *keys: str) -> dict[str, Any] | None:
    """A table inside a table, by the keys that lead there; None where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else None


def texts(value: object) -> list[str]:
    """The texts of a list, none of what is not a list."""
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []
