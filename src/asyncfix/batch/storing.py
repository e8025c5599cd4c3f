"""Which bytes git would store for a file of the working tree.

They are the file's own, but where line ends, a filter (Git LFS), `ident` or an encoding of the working tree come
between. Such files are laid out in an empty working tree and added to an index that holds them, and the attributes, as
the base commit has them: this is `git add` itself. `git hash-object --path` will not do, since under `text=auto` it
turns CRLF into LF also where the commit has CRLF.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from asyncfix.batch.repository import Entry, Repository

_ATTRIBUTES = ("filter", "ident", "working-tree-encoding")


def converted(repository: Repository, entries: Mapping[str, Entry], files: Mapping[str, bytes]) -> dict[str, str]:
    """The objects of those files, by path, that git does not store byte for byte; the others are not in the result.

    `entries` are those of the base commit, in which all the files are; paths are relative to the repository. The
    objects are in its store when this returns. Raises `UsageError` where git cannot store a file, as when a filter
    fails.
    """
    with TemporaryDirectory(prefix="asyncfix-") as empty:
        settings = {
            "GIT_DIR": repository.folder,
            "GIT_WORK_TREE": empty,
            "GIT_INDEX_FILE": os.path.join(empty, ".asyncfix-index"),
        }
        _stage(repository, {path: entry for path, entry in entries.items() if path in files or _holds(path)}, settings)
        special = _special(repository, list(files), settings)
        wanted = {path: data for path, data in files.items() if path in special or b"\r" in data}
        if not wanted:
            return {}
        for path, data in wanted.items():
            place = Path(empty, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        added = b"".join(os.fsencode(path) + b"\0" for path in wanted)
        add = ("-c", "core.safecrlf=false", "update-index", "--add", "-z", "--stdin")
        repository.git(*add, given=added, settings=settings)
        return {path: hash_ for path, hash_ in _staged(repository, settings).items() if path in wanted}


def _holds(path: str) -> bool:
    """Whether a file holds attributes."""
    return path == ".gitattributes" or path.endswith("/.gitattributes")


def _stage(repository: Repository, entries: Mapping[str, Entry], settings: Mapping[str, str]) -> None:
    lines = (
        b"%s %s 0\t%s\0" % (mode.encode(), hash_.encode(), os.fsencode(path)) for path, (mode, hash_) in entries.items()
    )
    repository.git("update-index", "-z", "--index-info", given=b"".join(lines), settings=settings)


def _special(repository: Repository, paths: list[str], settings: Mapping[str, str]) -> set[str]:
    """The paths with an attribute that changes what is stored, whatever their bytes."""
    given = b"".join(os.fsencode(path) + b"\0" for path in paths)
    told = repository.git("check-attr", "--cached", "-z", "--stdin", *_ATTRIBUTES, given=given, settings=settings)
    fields = told.split(b"\0")
    triples = zip(fields[0::3], fields[2::3], strict=False)
    return {os.fsdecode(path) for path, value in triples if value not in (b"unspecified", b"unset")}


def _staged(repository: Repository, settings: Mapping[str, str]) -> dict[str, str]:
    listing = repository.git("ls-files", "--stage", "-z", settings=settings)
    entries = (line.partition(b"\t") for line in listing.split(b"\0")[:-1])
    return {os.fsdecode(path): facts.split(b" ")[1].decode() for facts, _, path in entries}
