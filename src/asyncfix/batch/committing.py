"""Many commits at once, through one `git fast-import`: no working tree, no index, no ref."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from asyncfix.batch.repository import Repository, command, complaint, surroundings
from asyncfix.errors import UsageError

_TEMPORARY_REF = b"refs/asyncfix/export"


class Stored(NamedTuple):
    """A file of a commit: its path in the repository, its mode, and its bytes or the object that holds them."""

    path: str
    mode: str
    content: str | bytes


class Draft(NamedTuple):
    """A commit to be: its message, as bytes in UTF-8, and the files that it changes."""

    message: bytes
    files: Sequence[Stored]


def imported(repository: Repository, base: str, header: bytes, drafts: Sequence[Draft]) -> list[str]:
    """Make commits, each on top of `base`, that no ref leads to; their hashes, in order.

    `header` are the lines of author and committer. Raises `UsageError` with git's complaint.
    """
    with tempfile.TemporaryDirectory(prefix="asyncfix-") as folder, tempfile.TemporaryFile() as said:
        marks = Path(folder, "marks")
        options = ("--quiet", "--done", "--date-format=raw", f"--export-marks={marks}")
        process = subprocess.Popen(
            command("fast-import", *options),
            cwd=repository.top,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
            env=surroundings(),
        )
        _feed(process, _stream(base, header, drafts))
        if process.returncode:
            Path(repository.folder, f"fast_import_crash_{process.pid}").unlink(missing_ok=True)
            said.seek(0)
            raise UsageError(f"{repository.top}: `git fast-import` failed: {complaint(said.read())}")
        hash_of = dict(line.split(" ") for line in marks.read_text().splitlines())
    return [hash_of[f":{mark}"] for mark in range(1, len(drafts) + 1)]


def _feed(process: subprocess.Popen[bytes], stream: Iterator[bytes]) -> None:
    """Give a process all of its input and wait for its end; one that ends early tells why by its exit code."""
    assert process.stdin is not None
    try:
        with contextlib.suppress(BrokenPipeError):
            process.stdin.writelines(stream)
    except BaseException:
        process.kill()
        raise
    finally:
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        process.wait()


def _stream(base: str, header: bytes, drafts: Sequence[Draft]) -> Iterator[bytes]:
    """The commits in the language of `git fast-import`; their marks count from 1.

    All are made on one ref, which is deleted before the stream ends, so that it is never written.
    """
    for mark, draft in enumerate(drafts, start=1):
        yield b"commit %s\nmark :%d\n%s" % (_TEMPORARY_REF, mark, header)
        yield _data(draft.message) + b"from %s\n" % base.encode()
        for one in draft.files:
            yield from _modified(one)
        yield b"\n"
    yield b"reset %s\nfrom %s\n\ndone\n" % (_TEMPORARY_REF, b"0" * len(base))


def _modified(stored: Stored) -> Iterator[bytes]:
    match stored.content:
        case str(known):
            yield b"M %s %s %s\n" % (stored.mode.encode(), known.encode(), _quoted(stored.path))
        case bytes(data):
            yield b"M %s inline %s\n" % (stored.mode.encode(), _quoted(stored.path))
            yield _data(data)


def _data(data: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(data), data)


def _quoted(path: str) -> bytes:
    """A path as C writes a string: `fast-import` takes any other byte as it is."""
    raw = os.fsencode(path)
    return b'"%s"' % raw.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
