"""What was touched since HEAD and another commit parted, uncommitted and untracked changes included.

A finding is touched where its statement is, or that of a place that belongs to it, in any file. What else a change may
have caused is what was not found in the files as they were: `commands.narrowing` looks at those.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from asyncfix import enclosing, files, history, patches, suppress
from asyncfix.errors import FileTrouble, UsageError
from asyncfix.git import git_root
from asyncfix.patches import WHOLE, Changes, Lines
from asyncfix.project import Module
from asyncfix.report.paths import shown
from asyncfix.rule import Finding, Span

if TYPE_CHECKING:
    from asyncfix.run import UnusedIgnore

_OPEN = 64
"""Modules that are kept: findings come by path, but what they relate to may lie anywhere."""

_LONE_CR = re.compile(rb"\r(?!\n)")


@dataclass
class Since:
    """What has changed since HEAD and `ref` parted, in each repository that is asked about.

    Raises `UsageError` where git cannot tell. A submodule is compared with the commit that the repository around it
    had recorded; any other repository knows `ref` itself.
    """

    ref: str
    _bases: dict[str, str | None] = field(default_factory=dict)
    _changes: dict[str, Changes] = field(default_factory=dict)
    _roots: dict[str, str | None] = field(default_factory=dict)
    _folders: dict[str, str] = field(default_factory=dict)

    def prepare(self, paths: Iterable[str]) -> None:
        """Ask git about the repositories of files and folders, all of which must lie in one."""
        for path in paths:
            root, _ = self._home(path)
            if root is None:
                raise UsageError(
                    f"{shown(path)}: lies in no git repository, so nothing tells what changed in it since {self.ref};"
                    " leave it out, or --since"
                )
            self._changes_in(root)

    def lines(self, path: str) -> Sequence[Lines]:
        """The changed lines of a file; none where it lies in no repository."""
        root, relative = self._home(path)
        return [] if root is None else self._changes_in(root).of(relative)

    def touches(self, path: str) -> bool:
        """Whether anything changed in a file, which may be gone."""
        root, relative = self._home(path)
        if root is None:
            return False
        changes = self._changes_in(root)
        if os.path.lexists(path):
            return bool(changes.of(relative))
        return relative in changes.before or relative in changes.renamed.values()

    def before(self, paths: Iterable[str]) -> Mapping[str, bytes]:
        """The sources of the repositories that were asked about as they were, by real path, of which `paths` are some.

        Only what has changed is there, empty where there was nothing. What has another name now is under both.
        """
        wanted = {self._real(path) for path in paths}

        def is_source(path: str) -> bool:
            return path.endswith((".py", ".pyw")) or path in wanted

        found: dict[str, bytes] = {}
        for path in wanted:
            home, relative = self._home(path)
            if home and self._changes_in(home).is_new(relative):
                found[path] = b""
        for root, changes in self._changes.items():
            found |= {root + path: b"" for path in changes.lines if changes.is_new(path) and is_source(root + path)}
            hashes = {root + path: name for path, name in changes.before.items() if is_source(root + path)}
            blobs = history.blobs(root, hashes.values())
            found |= {path: blobs[name] for path, name in hashes.items() if name in blobs}
            names = {root + new: root + old for new, old in changes.renamed.items() if is_source(root + new)}
            # A file that only got another name is in no hunk.
            was = {new: found[old] if old in found else _now(new) for new, old in names.items()}
            found = {**{old: was[new] for new, old in names.items()}, **found, **was}
        return found

    def _home(self, path: str) -> tuple[str | None, str]:
        """The root of a file's or folder's repository, and the path from there."""
        real = self._real(path)
        folder = real if os.path.isdir(real) else os.path.dirname(real)
        if folder not in self._roots:
            self._roots[folder] = git_root(folder)
        root = self._roots[folder]
        return root, real[len(root) :] if root else ""

    def _real(self, path: str) -> str:
        # Most files share their folders, and are no links.
        folder, name = os.path.split(path)
        if not name or name in (".", "..") or os.path.islink(path):
            return os.path.realpath(path).replace(os.sep, "/")
        if folder not in self._folders:
            self._folders[folder] = os.path.realpath(folder).replace(os.sep, "/").rstrip("/")
        return f"{self._folders[folder]}/{name}"

    def _changes_in(self, root: str) -> Changes:
        if root not in self._changes:
            base = self._base(root)
            self._changes[root] = Changes() if base is None else _changes(root, base)
        return self._changes[root]

    def _base(self, root: str) -> str | None:
        """The commit that a repository is compared with; None for a submodule that was not there."""
        if root not in self._bases:
            outer = git_root(os.path.dirname(root.rstrip("/")))
            inside = outer is not None and history.is_submodule(outer, root[len(outer) : -1])
            self._bases[root] = self._recorded(outer, root) if inside and outer else history.merge_base(root, self.ref)
        return self._bases[root]

    def _recorded(self, outer: str, root: str) -> str | None:
        base = self._base(outer)
        commit = base and history.recorded(outer, base, root[len(outer) : -1])
        if commit and not history.has_commit(root, commit):
            raise UsageError(
                f"{root}: this submodule lacks the commit {commit[:12]}, which it stood at where HEAD and {self.ref}"
                f" parted; run `git -C {root} fetch`"
            )
        return commit


def _now(path: str) -> bytes:
    try:
        return files.read(path)
    except FileTrouble:
        return b""


def _changes(root: str, base: str) -> Changes:
    return patches.parsed(history.changes(root, base))._replace(tracked=history.tracked(root))


# Findings


class Touched:
    """Which findings, and which ignore comments, were touched."""

    def __init__(self, since: Since, open_module: Callable[[str], Module]) -> None:
        self._since = since
        self._module = lru_cache(_OPEN)(open_module)

    def finding(self, finding: Finding) -> bool:
        """Whether a finding's statement, or what causes it, was touched."""
        places: list[tuple[str, Span | int]] = [(finding.path, finding.span)]
        places += ((one.path, one.line) for one in finding.related)
        return any(self._is_touched(path, where) for path, where in places)

    def ignore(self, comment: UnusedIgnore) -> bool:
        """Whether an ignore comment, or what it speaks of, was touched."""
        lines = self._since.lines(comment.path)
        if not lines:
            return False
        for one in suppress.ignores(self._module(comment.path)):
            if one.line == comment.line:
                return _meet(lines, [(min(one.line, one.first), max(one.line, one.last))])
        return _meet(lines, [(comment.line, comment.line)])

    def _is_touched(self, path: str, where: Span | int) -> bool:
        lines = self._since.lines(path)
        if not lines or lines == [WHOLE]:
            return bool(lines)
        try:
            module = self._module(path)
            span = _at(module, where) if isinstance(where, int) else where
            # For git only a line feed ends a line.
            return bool(_LONE_CR.search(module.data)) or _meet(lines, _concerned(module, span))
        except (FileTrouble, IndexError):
            # It has changed while it was looked at: whatever it holds now is no older than that.
            return True


def _meet(changed: Iterable[Lines], concerned: Sequence[Lines]) -> bool:
    return any(first <= end and start <= last for first, last in changed for start, end in concerned)


def _concerned(module: Module, span: Span) -> list[Lines]:
    """The lines of a place and of its statement: the header of a compound one, but the whole of a `with`."""
    statement, header = enclosing.place(module, span)
    if statement is None:
        return [(span.line, span.end_line)]
    own = (enclosing.first_line(statement), statement.end_lineno or statement.lineno)
    if header and not isinstance(statement, ast.With | ast.AsyncWith):
        own = header.header
    return [(span.line, span.end_line), own]


def _at(module: Module, line: int) -> Span:
    """The first character of a line that is none of its indentation."""
    text = module.line(line)
    column = len(text) - len(text.lstrip()) + 1
    return Span(line, column, line, column + 1)
