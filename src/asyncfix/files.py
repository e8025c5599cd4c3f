"""Which files, and their bytes.

Paths are text with forward slashes, as they were given or as they were reached from there.
"""

from __future__ import annotations

import errno
import functools
import os
import stat
from typing import TYPE_CHECKING, NamedTuple

from asyncfix.errors import FileTrouble
from asyncfix.git import git_root

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from asyncfix.ignored import Ignores

    Asked = Callable[[str], object]
    Excluded = Callable[[str, bool], bool]

LEFT_OUT = frozenset(
    {".git", ".hg", ".svn", ".venv", "venv", "node_modules", "site-packages", "__pycache__", "__pypackages__"}
    | {".tox", ".nox", ".eggs", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".asyncfix"}
)
"""Folders that no walk enters, unless they are named. Those that hold a `pyvenv.cfg` are left out as well."""

_SENTENCES = {
    errno.ENOENT: "no such file or folder",
    errno.ENOTDIR: "no such file or folder",
    errno.EACCES: "permission denied",
    errno.EISDIR: "is a folder",
    errno.ELOOP: "a symbolic link that leads back to itself",
    errno.ENXIO: "not a regular file",
    errno.ENOSPC: "no space left on the disk",
    errno.EROFS: "the file system is read-only",
}


def why(path: str, error: OSError) -> str:
    if error.errno == errno.ENOENT and os.path.islink(path):
        return "a symbolic link to nothing"
    return _SENTENCES.get(error.errno or 0) or (error.strerror or str(error)).lower()


def trouble_of(path: str, error: OSError) -> FileTrouble:
    return FileTrouble(path, why(path, error))


# Which files


class Found(NamedTuple):
    """A file to look at: its path as reached from the argument, and whether it was named itself."""

    path: str
    named: bool


class _Folder(NamedTuple):
    """A folder of a walk: both paths end in a slash (`path` is "" for the current folder)."""

    path: str
    real: str
    rules: tuple[Ignores, ...]
    """Those of the `.gitignore` files that apply to what lies here, the deepest first."""

    def below(self, name: str) -> _Folder:
        return _Folder(f"{self.path}{name}/", f"{self.real}{name}/", self.rules)


class _Kept(NamedTuple):
    """What a walk keeps of one folder: the names of its Python files, and of its links to such files."""

    folder: _Folder
    files: list[str]
    links: list[str]


def find(
    paths: Sequence[str], *, excluded: Excluded, asked: Asked = lambda _: None
) -> tuple[list[Found], list[FileTrouble]]:
    """The Python files that `paths` name or hold, each once, and what could not be looked at.

    A path that names a file stands for that file, whatever it is called. A folder stands for the regular
    `*.py` and `*.pyw` files below it, also those that are symbolic links to a regular file; links to folders
    are followed only where they are named. The walk leaves out what `excluded(path, is_folder)` says, what the
    `.gitignore` files from the root of the git repository down say (without a repository: those in the walked
    folder and below), the folders of `LEFT_OUT`, virtual environments and the lock links of Emacs. Nothing of
    that holds for the named paths themselves.

    Only `.gitignore` files count, so that every machine sees the same files: no `.git/info/exclude`, no
    `core.excludesFile`. A file that git tracks although a `.gitignore` matches it is left out too.

    Files come sorted by the parts of their paths. One that is reached twice, by real path, is spelled as it
    was named, else as it was reached without a link. Nothing is raised: a path that does not exist, a link to
    nothing, a folder that cannot be listed, a pipe that was named are in the second list.

    `asked` is told each folder before it is listed, and each `.gitignore` that was read or looked for.
    """
    items = [item for path in dict.fromkeys(paths) for item in _reached(path, excluded, asked)]
    walked = [item for item in items if isinstance(item, _Kept)]
    links, broken = _followed(walked)
    real_folder = functools.cache(_real)
    found: dict[str, Found] = {}
    for item in items:
        if isinstance(item, Found):
            found.setdefault(_real_file(item.path, real_folder), item)
    for folder, names, _ in walked:
        for name in names:
            found.setdefault(folder.real + name, Found(folder.path + name, named=False))
    for link in links:
        found.setdefault(_real(link.path), link)
    troubles = {item.path: item for item in [*items, *broken] if isinstance(item, FileTrouble)}
    return sorted(found.values(), key=_parts), sorted(troubles.values(), key=_parts)


def _parts(item: Found | FileTrouble) -> str:
    # "\0" comes before all characters of a name: this compares as the list of parts would.
    return item.path.replace("/", "\0")


def _real(path: str) -> str:
    return os.path.realpath(path).replace(os.sep, "/")


def _real_file(path: str, real_folder: Callable[[str], str]) -> str:
    # `realpath` asks about every part of a path; of thousands of named files most share their folders.
    if os.path.islink(path):
        return _real(path)
    folder, name = os.path.split(path)
    return _slashed(real_folder(folder)) + name


def _spelled(path: str) -> str:
    """`path` with forward slashes and without `.` parts; `..` stays, since it may follow a link."""
    drive, rest = os.path.splitdrive(path)
    rest = rest.replace(os.sep, "/")
    parts = "/".join(part for part in rest.split("/") if part not in ("", "."))
    return drive + "/" * rest.startswith("/") + parts


def _reached(path: str, excluded: Excluded, asked: Asked) -> Iterator[Found | _Kept | FileTrouble]:
    """What one named path stands for."""
    spelled = _spelled(path)
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISREG(mode):
            yield Found(spelled, named=True)
        elif stat.S_ISDIR(mode):
            real = _slashed(_real(path))
            yield from _walk(_Folder(_slashed(spelled), real, _rules_above(real, asked)), excluded, asked)
        else:
            yield FileTrouble(path, "not a regular file")
    except OSError as error:
        yield trouble_of(path, error)
    except FileTrouble as trouble:
        yield trouble


def _slashed(folder: str) -> str:
    return folder if not folder or folder.endswith("/") else folder + "/"


def _walk(top: _Folder, excluded: Excluded, asked: Asked) -> Iterator[_Kept | FileTrouble]:
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        asked(folder.path or ".")
        try:
            with os.scandir(folder.path or ".") as listing:
                entries = {entry.name: entry for entry in listing}
            if "pyvenv.cfg" in entries and folder is not top:
                continue
            folder = _with_own_rules(folder, entries, asked)
            folders, files, links = _sorted_out(entries)
            waiting += [folder.below(name) for name in _let_in(folder, folders, excluded, are_folders=True)]
            yield _Kept(folder, _let_in(folder, files, excluded), _let_in(folder, links, excluded))
        except OSError as error:
            yield trouble_of(folder.path.rstrip("/") or ".", error)
        except FileTrouble as trouble:
            yield trouble


def _with_own_rules(folder: _Folder, entries: Mapping[str, os.DirEntry[str]], asked: Asked) -> _Folder:
    # Rules stop at a repository in a repository. Git does not follow a `.gitignore` that is a link.
    rules = () if ".git" in entries else folder.rules
    if ".gitignore" in entries and entries[".gitignore"].is_file(follow_symlinks=False):
        asked(folder.path + ".gitignore")
        rules = (_ignores(folder.path + ".gitignore", folder.real), *rules)
    return folder._replace(rules=rules) if rules is not folder.rules else folder


def _sorted_out(entries: Mapping[str, os.DirEntry[str]]) -> tuple[list[str], list[str], list[str]]:
    """The names of the folders, the Python files and the links that are called like Python files."""
    folders, files, links = [], [], []
    for name, entry in entries.items():
        if entry.is_dir(follow_symlinks=False):
            if name not in LEFT_OUT:
                folders.append(name)
        elif name.endswith((".py", ".pyw")) and not name.startswith(".#"):
            if entry.is_file(follow_symlinks=False):
                files.append(name)
            elif entry.is_symlink():
                links.append(name)
    return folders, files, links


def _let_in(folder: _Folder, names: list[str], excluded: Excluded, *, are_folders: bool = False) -> list[str]:
    """Those names that neither `excluded` nor a `.gitignore` leaves out."""
    path = folder.path
    names = [name for name in names if not excluded(path + name, are_folders)]
    if not folder.rules or not names:
        return names
    real, mark = os.fsencode(folder.real), b"\0" * are_folders
    return [name for name in names if not _is_ignored(folder.rules, real, os.fsencode(name) + mark)]


def _is_ignored(rules: tuple[Ignores, ...], folder: bytes, name: bytes) -> bool:
    for each in rules:
        verdict = each.verdict(folder, name)
        if verdict is not None:
            return verdict
    return False


def _followed(walked: Sequence[_Kept]) -> tuple[list[Found], list[FileTrouble]]:
    """The met links that lead to a regular file, and those that lead nowhere."""
    links = [Found(folder.path + name, named=False) for folder, _, names in walked for name in names]
    good, broken = [], []
    for link in sorted(links, key=_parts):
        try:
            if stat.S_ISREG(os.stat(link.path).st_mode):
                good.append(link)
        except OSError as error:
            broken.append(trouble_of(link.path, error))
    return good, broken


def _ignores(path: str, folder: str) -> Ignores:
    from asyncfix.ignored import Ignores

    return Ignores(read(path), folder)


def _rules_above(real: str, asked: Asked) -> tuple[Ignores, ...]:
    """The rules that a walked folder (its real path) gets from its parents; raises `FileTrouble`."""
    root = git_root(real.rstrip("/"))
    if root is None:
        return ()
    rules = []
    folder = root
    for part in real[len(root) :].split("/")[:-1]:
        ignore_file = folder + ".gitignore"
        asked(ignore_file)
        if os.path.isfile(ignore_file) and not os.path.islink(ignore_file):
            rules.append(_ignores(ignore_file, folder))
        folder += part + "/"
    return tuple(reversed(rules))


# Bytes in

_READING = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


def read(path: str) -> bytes:
    """The bytes of a regular file; raises `FileTrouble` for whatever keeps them from being read.

    A pipe or a device that took the file's place is opened for a moment, but never waited for.
    """
    try:
        return content(path)[0]
    except OSError as error:
        raise trouble_of(path, error) from None


def content(path: str) -> tuple[bytes, os.stat_result]:
    """A file's bytes, and its state from before they were read."""
    descriptor = os.open(path, _READING)
    try:
        state = os.fstat(descriptor)
        if stat.S_ISDIR(state.st_mode):
            raise FileTrouble(path, "is a folder")
        if not stat.S_ISREG(state.st_mode):
            raise FileTrouble(path, "not a regular file")
        data = os.read(descriptor, state.st_size + 1)
        if len(data) != state.st_size:  # It grew or shrank, or it is larger than one call can give.
            chunks = [data]
            while chunk := os.read(descriptor, 1 << 20):
                chunks.append(chunk)
            data = b"".join(chunks)
        return data, state
    finally:
        os.close(descriptor)


# Write all of a plan or none
