"""Files cut into shards: by owner, by package, by folder, or all in one.

Borders are stable. Where a set of files is larger than a shard may be, it is cut at files chosen by a hash of their
names, so that one more file moves the files around it and not those behind it. A shard's key comes from what its files
have in common and, where that is not enough, from a hash of its first file: it stays while that border does.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

By = Literal["owner", "package", "dir", "none"]
Group = tuple[str, ...]

PROJECT_FILES = ("pyproject.toml", "setup.py", "setup.cfg")
UNOWNED = "unowned"
MOST_CHARACTERS = 80
"""Of a key: file systems allow 255 bytes for a name, and a ref adds a prefix and `.lock`."""


class Planned(NamedTuple):
    """A shard to be: a key that is unique and safe in a ref and a file name, owners with spaces between, its files."""

    key: str
    owner: str
    paths: tuple[str, ...]


class _Piece(NamedTuple):
    """Groups of one shard, what it is called, and whether others of the same name are to be expected."""

    name: str
    groups: list[Group]
    is_cut: bool = False


def cut(
    groups: Sequence[Group],
    *,
    by: By,
    max_files: int = 40,
    owner_of: Callable[[str], str],
    package_of: Callable[[str], str],
) -> list[Planned]:
    """Shards of at most `max_files` files, ordered by owner, package or folder and then by path.

    `groups` are files that are changed together, no file in two of them; paths are relative, with forward slashes. A
    group is in one shard, also where it is larger than `max_files` or its files have several owners, who are then all
    named. `package_of` gives the folder of a path's package (see `package_of`). With "none" there is one shard,
    whatever its size.
    """
    ordered = sorted(tuple(sorted(group)) for group in groups)
    match by:
        case "none":
            pieces = [_Piece("all", ordered)] if ordered else []
        case "dir":
            pieces = list(_by_folder(ordered, "", max_files))
        case "package":
            pieces = list(_by_name(ordered, lambda group: (_folder_name(package_of(group[0])),), max_files))
        case "owner":
            pieces = list(_by_name(ordered, lambda group: _owners(group, owner_of), max_files))
    keys = _keys(pieces)
    return [
        Planned(key, " ".join(_owners(paths, owner_of)), paths)
        for key, paths in zip(keys, map(_paths, pieces), strict=True)
    ]


def package_of(root: str) -> Callable[[str], str]:
    """A function from a path to the folder of its package, both relative to `root`; "" stands for the root itself.

    That is the nearest folder below the root with a pyproject.toml, a setup.py or a setup.cfg; else the outermost one
    of an unbroken row of folders with an `__init__.py`; else the first folder of the path.
    """

    @cache
    def holds(folder: str, name: str) -> bool:
        return os.path.lexists(os.path.join(root, folder, name))

    def folder_of(path: str) -> str:
        folders = list(_parents(path))
        for folder in folders:
            if any(holds(folder, name) for name in PROJECT_FILES):
                return folder
        package = ""
        for folder in folders:
            if not holds(folder, "__init__.py"):
                break
            package = folder
        return package or (folders[-1] if folders else "")

    return cache(folder_of)


def _parents(path: str) -> Iterator[str]:
    """The folders above a path, inner ones first, without the root."""
    folder = path.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


def _owners(paths: Sequence[str], owner_of: Callable[[str], str]) -> tuple[str, ...]:
    """The owners of all paths, each once, in the order in which they come."""
    return tuple(dict.fromkeys(name for path in paths for name in owner_of(path).split()))


def _paths(piece: _Piece) -> tuple[str, ...]:
    return tuple(sorted(path for group in piece.groups for path in group))


def _folder_name(folder: str) -> str:
    return folder or "root"


def _by_name(groups: Sequence[Group], names_of: Callable[[Group], tuple[str, ...]], most: int) -> Iterator[_Piece]:
    """Groups of the same names together, in whatever order the names are. Those without a name come last."""
    held: dict[frozenset[str], tuple[str, list[Group]]] = {}
    for group in groups:
        names = names_of(group)
        held.setdefault(frozenset(names), (" ".join(names), []))[1].append(group)
    for name, members in sorted(held.values(), key=lambda one: (not one[0], one[0])):
        yield from _in_sizes(name or UNOWNED, members, most)


def _by_folder(groups: Sequence[Group], folder: str, most: int) -> Iterator[_Piece]:
    """A folder with all below it is one shard where that is small enough; else each folder in it is looked at.

    One more file can then split one folder that was just small enough, and no other.
    """
    if _size(groups) <= most:
        if groups:
            yield _Piece(_folder_name(folder), list(groups))
        return
    below: dict[str, list[Group]] = {}
    for group in groups:
        inner, slash, _ = group[0][len(folder) + bool(folder) :].partition("/")
        below.setdefault(inner if slash else "", []).append(group)
    for inner, members in sorted(below.items()):
        if inner:
            yield from _by_folder(members, f"{folder}/{inner}" if folder else inner, most)
        else:
            yield from _in_sizes(_folder_name(folder), members, most)


def _in_sizes(name: str, groups: Sequence[Group], most: int) -> Iterator[_Piece]:
    """Groups in runs of at most `most` files. A run ends, in its second half, before the group of the lowest hash."""
    rest = list(groups)
    is_cut = _size(rest) > most
    while _size(rest) > most:
        border = _border(rest, most)
        yield _Piece(name, rest[:border], is_cut)
        rest = rest[border:]
    if rest:
        yield _Piece(name, rest, is_cut)


def _border(groups: Sequence[Group], most: int) -> int:
    """How many of the first groups make a run: between half of what fits and all of it, and at least one."""
    size, fitting, half = 0, 0, 0
    for group in groups:
        size += len(group)
        if size > most:
            break
        fitting += 1
        half += size * 2 <= most
    first = max(half, 1)
    return min(range(first, max(fitting, first) + 1), key=lambda at: _hash(groups[at][0]) if at < len(groups) else "~")


def _size(groups: Sequence[Group]) -> int:
    return sum(map(len, groups))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _keys(pieces: Sequence[_Piece]) -> list[str]:
    """A key for each piece. Pieces of one name get a hash of their first file; what is still the same is numbered."""
    return _distinct(
        [_safe(piece.name) + (f"-{_hash(piece.groups[0][0])[:4]}" if piece.is_cut else "") for piece in pieces]
    )


def keys(names: Sequence[str]) -> list[str]:
    """A key for each of these owners (as texts with spaces between them), no two alike."""
    return _distinct([_safe(name or UNOWNED) for name in names])


def _distinct(wanted: Sequence[str]) -> list[str]:
    taken: Counter[str] = Counter()
    plain = {key.casefold() for key in wanted}
    return [_numbered(key, taken, plain) for key in wanted]


def _numbered(key: str, taken: Counter[str], plain: set[str]) -> str:
    """The key, or with the first number that makes it unique also where case does not count."""
    same = key.casefold()
    taken[same] += 1
    if taken[same] == 1:
        return key
    while f"{same}-{taken[same]}" in plain:
        taken[same] += 1
    return f"{key}-{taken[same]}"


def _safe(name: str) -> str:
    """Letters, digits, `_`, `.` and `-` of a name, every run of others as one `-`."""
    composed = unicodedata.normalize("NFC", name)
    spaced = "".join(each if each.isalnum() or each in "_." else " " for each in composed)
    key = "-".join(word.strip(".") for word in spaced.split() if word.strip("."))
    while ".." in key:
        key = key.replace("..", ".")
    if len(key.encode()) > MOST_CHARACTERS:
        key = f"{key.encode()[: MOST_CHARACTERS - 5].decode(errors='ignore').rstrip('.-')}-{_hash(name)[:4]}"
    if not key or key.casefold().endswith(".lock"):
        key = f"{key or 'shard'}-{_hash(name)[:4]}"
    return key
