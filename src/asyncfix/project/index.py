"""The files of a project, opened on demand, and what their names mean across files."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from asyncfix.errors import AsyncfixError
from asyncfix.project.bindings import Binding, Bound, bound
from asyncfix.project.layout import Layout
from asyncfix.project.meanings import Meaning, Symbol
from asyncfix.project.module import Module
from asyncfix.project.resolution import Names, Resolution
from asyncfix.project.tree import DiskTree


def installed_version(distribution: str) -> str | None:
    """The version of an installed distribution, None where there is none."""
    from importlib import metadata

    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


SEARCHED_BYTES = 8_000_000
"""Source that is kept because it is searched for one word after the other."""


class Project:
    """Modules by path and by name. `open_module` makes one, reading its bytes from wherever the caller keeps them.

    It is asked once a path; what it raises (`FileTrouble`) passes through `at`, and nothing else. `layout` finds
    files by dotted names; projects over the same files may share one. It is the disk's where none is given.
    """

    def __init__(self, open_module: Callable[[str], Module], layout: Layout | None = None) -> None:
        self._open = open_module
        self._layout = layout or Layout(DiskTree())
        self._modules: dict[str, Module] = {}
        self._broken: set[str] = set()
        self._bound: dict[str, Bound] = {}
        self._symbols: dict[tuple[str, str], Symbol] = {}
        self._resolved: dict[tuple[str, str], Meaning | None] = {}
        self.known: dict[tuple[str, object], Any] = {}
        """What the interpreter found out about nodes, which holds for every entry."""
        self._searched: dict[str, Module] = {}
        self._searched_bytes = 0
        self._mentions: dict[tuple[int, str], tuple[str, ...]] = {}
        self._mentioned: dict[tuple[int, str], bool] = {}
        self._words: set[tuple[str, str]] = set()
        self._installed: dict[str, str | None] = {}

    def at(self, path: str) -> Module:
        """The module of a path."""
        if path not in self._modules:
            self._modules[path] = self._open(path)
        return self._modules[path]

    @property
    def size(self) -> int:
        """The bytes of all modules whose trees are held: what is only searched weighs little beside them."""
        return sum(len(module.data) for module in self._modules.values() if module.is_parsed)

    def forget(self) -> None:
        """Let go of all modules and of what was found out about them; nobody may ask for anything any more.

        Much of it is held in cycles, and with trees hanging from those the collector would take ten times as long.
        """
        for module in self._modules.values():
            if module.is_parsed:
                _let_go(module.tree.body)
            vars(module).clear()
        vars(self).clear()

    # What answers are made of

    @property
    def opened(self) -> Collection[str]:
        """The paths of the modules that were opened, or that hold a word which was searched for."""
        return self._modules.keys()

    @property
    def searched(self) -> Collection[tuple[str, str]]:
        """The words that files of a repository were searched for, each behind the repository's folder."""
        return self._words

    @property
    def installed_versions(self) -> Mapping[str, str | None]:
        """What `installed` was asked, and what it said."""
        return self._installed

    def installed(self, distribution: str) -> str | None:
        """The version of a distribution that is installed where asyncfix runs."""
        if distribution not in self._installed:
            self._installed[distribution] = installed_version(distribution)
        return self._installed[distribution]

    # Files by name

    def module(self, dotted: str, near: str) -> Module | None:
        """The project's module that code in the file `near` imports under an absolute dotted name.

        A package gives its `__init__.py`. None for what is not the project's, for a folder without `__init__.py`
        and for a file that cannot be read or parsed.
        """
        path = self._layout.find(dotted, near)
        return None if path is None else self._parsed(path)

    def _parsed(self, path: str) -> Module | None:
        if path in self._broken:
            return None
        try:
            module = self.at(path)
            module.check_syntax()
        except AsyncfixError:
            # Its own trouble, or that of a configuration that nobody asked for.
            self._broken.add(path)
            return None
        return module

    def imported_module(self, module: Module, node: ast.ImportFrom) -> str:
        """The absolute dotted name that a `from ... import` of a module imports from.

        It keeps its dots where there are more of them than folders.
        """
        if not node.level:
            return node.module or ""
        package = self._layout.package(module.path, node.level)
        if package is None:
            return "." * node.level + (node.module or "")
        return ".".join(part for part in (package, node.module) if part)

    def name_of(self, module: Module) -> str:
        """A module's dotted name as seen from its source root."""
        return self._layout.name(module.path)

    def repository(self, module: Module) -> str:
        """The folder of a module's repository."""
        return self._layout.repository(module.path)

    def unit(self, module: Module) -> str:
        """The folder of the code that a module belongs to: its source root or project, not the whole repository."""
        return self._layout.unit(module.path)

    def conftests(self, module: Module) -> list[Module]:
        """The conftest.py files that pytest reads for a module, nearest first."""
        paths = [f"{folder}/conftest.py".lstrip("/") for folder in self._layout.folders(module.path)]
        found = (self._parsed(path) for path in paths if self._layout.is_file(path))
        return [each for each in found if each is not None]

    def beside(self, module: Module, names: Sequence[str]) -> Iterator[bytes]:
        """The bytes of files, which need be no Python, in the folders around a module: nearest first."""
        for folder in self._layout.folders(module.path):
            for name in names:
                data = self._layout.bytes_of(f"{folder}/{name}" if folder else name)
                if data is not None:
                    yield data

    def mentioning(self, word: str, near: str, text: re.Pattern[bytes] | None = None) -> Iterator[Module]:
        """The modules of near's project that hold a word as an identifier, by path; those that cannot be parsed not.

        The text of all files that have to do with `near` (see `Layout.related`) is searched once a word; files are
        parsed as they are yielded. With `text` only those come, and are parsed, in which that is found besides.
        """
        related = self._layout.related(near)
        # The layout keeps it: its identity tells it from others.
        key = (id(related), word)
        if key not in self._mentions:
            self._words.add((self._layout.repository(near), word))
            pattern = _identifier(word)
            self._mentions[key] = tuple(path for path in related if self._holds(path, word.encode(), pattern))
        for path in self._mentions[key]:
            if text is None or text.search(self.at(path).data):
                module = self._parsed(path)
                if module is not None:
                    yield module

    def surroundings(self, near: str) -> int:
        """A number that stands for the modules that `mentioning` looks at: the same for files with the same ones."""
        return id(self._layout.related(near))

    def mentions(self, words: Iterable[str], near: str) -> bool:
        """Whether a module of near's project holds one of some words as an identifier; no file is parsed.

        One file that holds one is enough: the others need not be searched, and may change.
        """
        related = self._layout.related(near)
        return any(self._is_mentioned(word, related, near) for word in words)

    def _is_mentioned(self, word: str, related: tuple[str, ...], near: str) -> bool:
        key = (id(related), word)
        if key not in self._mentioned:
            pattern = _identifier(word)
            self._mentioned[key] = any(self._holds(path, word.encode(), pattern) for path in related)
            if not self._mentioned[key]:
                self._words.add((self._layout.repository(near), word))
        return self._mentioned[key]

    def extending(self, name: str, near: str) -> Iterator[Module]:
        """The modules of near's project in which a class names another among its bases, by that one's last name."""
        for path in self._layout.extended(near).get(name, ()):
            module = self._parsed(path)
            if module is not None:
                yield module

    def _holds(self, path: str, word: bytes, pattern: re.Pattern[bytes]) -> bool:
        try:
            module = self._modules.get(path) or self._searched.get(path) or self._open(path)
        except AsyncfixError:
            return False
        # The pattern alone takes twenty times as long.
        if word in module.data and pattern.search(module.data):
            self._modules[path] = module
            return True
        if path not in self._searched and self._searched_bytes < SEARCHED_BYTES:
            self._searched[path] = module
            self._searched_bytes += len(module.data)
        return False

    # What names mean

    def bindings(self, module: Module) -> Mapping[str, tuple[Binding, ...]]:
        """What binds each name at the level of a module, in source order.

        Names that only a `*` brings in are found by asking for them; those of the project's own modules count too
        when the mapping is iterated.
        """
        return Names(self, module)

    def resolve(self, module: Module, dotted: str) -> Meaning | None:
        """What a dotted name, read at the level of a module, stands for: through imports, aliases and re-exports.

        Of several bindings that may count, the first import that leads into the project is taken, else the first
        one. None for what is not known, also for what a module of the project does not bind.
        """
        key = (module.path, dotted)
        if key not in self._resolved:
            self._resolved[key] = Resolution(self).name(module, dotted)
        return self._resolved[key]

    def bound(self, module: Module) -> Bound:
        """The names that a module binds itself, and the `*` imports in it."""
        if module.path not in self._bound:
            self._bound[module.path] = bound(module, lambda node: self.imported_module(module, node))
        return self._bound[module.path]

    def symbol(self, module: Module, name: str, nodes: tuple[ast.stmt, ...] = ()) -> Symbol:
        """The one symbol of a name in a module."""
        return self._symbols.setdefault((module.path, name), Symbol(module, name, nodes))

    def owns(self, dotted: str, near: str) -> bool:
        """Whether the first part of a dotted name is the project's."""
        return self._layout.owns(dotted, near)


def _let_go(suite: list[ast.stmt]) -> None:
    """Empty the functions of a module, which what was found out about them may hold for longer."""
    for statement in suite:
        match statement:
            case ast.ClassDef(body=body):
                _let_go(body)
            case ast.FunctionDef(body=body) | ast.AsyncFunctionDef(body=body):
                body.clear()
            case _:
                pass


def _identifier(word: str) -> re.Pattern[bytes]:
    """What finds a word that stands by itself."""
    return re.compile(rb"(?<![\w])%b(?![\w])" % re.escape(word).encode())
