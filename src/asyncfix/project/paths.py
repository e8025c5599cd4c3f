"""Paths of a tree as texts with forward slashes; "" is its root."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache


def parent(path: str) -> str:
    """The folder of a path: "" for a relative one without a slash, "/" for what lies at the top of the disk."""
    folder, slash, _ = path.rpartition("/")
    return folder or slash


def slashed(folder: str) -> str:
    """A folder as what the paths in it begin with."""
    return folder if not folder or folder.endswith("/") else folder + "/"


def is_absolute(path: str) -> bool:
    """Whether a path does not depend on the current folder."""
    return path.startswith("/") or ":" in path


def is_importable(folder: str) -> bool:
    """Whether an import can name a folder: what "" and ".." are really called counts."""
    name = folder.rpartition("/")[2]
    return (os.path.basename(os.path.abspath(folder)) if name in ("", "..") else name).isidentifier()


def lies_in(path: str, folder: str) -> bool:
    """Whether a path is a folder or lies below it."""
    return not folder or path == folder or path.startswith(slashed(folder))


def folders_above(path: str) -> Iterator[str]:
    """The folders above a path, the nearest first."""
    while path and path != "/":
        path = parent(path)
        yield path


def between(path: str, top: str) -> Iterator[str]:
    """The folders from that of a path up to `top`, which it lies in."""
    while path != top:
        path = parent(path)
        yield path


def joined(folder: str, below: str) -> str:
    """A folder with a relative path, of the kind that stands in a configuration file, put to it."""
    parts = folder.split("/") if folder else []
    for part in below.replace("\\", "/").split("/"):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts) or ("/" if folder.startswith("/") else "")


def in_common(one: str, other: str) -> int:
    """How many folders two paths have in common at their beginning."""
    both = os.path.abspath(one), os.path.abspath(other)
    return os.path.commonpath(both).count(os.sep) if both[0][:1] == both[1][:1] else 0


def respelled(path: str, near: str) -> str:
    """A path that goes up from the current folder and down into it again, without that detour.

    Only what `near` itself does not do: files are spelled as a run from the same folder spells them.
    """
    own, kept = ups(path), ups(near)
    if own <= kept:
        return path
    parts, above = path.split("/")[own:], _current_folder()
    while own > kept and parts and len(above) >= own and parts[0] == above[-own]:
        del parts[0]
        own -= 1
    return "/".join([".."] * own + parts)


def ups(path: str) -> int:
    """How many `..` a path begins with."""
    parts = path.split("/")
    return next((number for number, part in enumerate(parts) if part != ".."), len(parts))


def _current_folder() -> list[str]:
    return _parts_of(os.getcwd())


@lru_cache(maxsize=1)
def _parts_of(folder: str) -> list[str]:
    return folder.replace(os.sep, "/").strip("/").split("/")
