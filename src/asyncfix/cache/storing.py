"""A cache file: some sections of bytes, each with a checksum. Nothing that is read from one is ever executed."""

from __future__ import annotations

import contextlib
import os
import struct
from binascii import crc32
from collections.abc import Sequence

MAGIC = b"asyncfix cache, format 1\n"
_HEAD = struct.Struct("<QI")


class Unreadable(ValueError):
    """A cache file that is none, or is damaged: there is nothing to remember."""


def read(path: str) -> list[memoryview]:
    """The sections of a cache file, unchecked. Raises `Unreadable`."""
    try:
        with open(path, "rb", buffering=0) as file:
            data = memoryview(file.read())
    except OSError:
        raise Unreadable from None
    if data[: len(MAGIC)] != MAGIC:
        raise Unreadable
    sections = []
    at = len(MAGIC)
    while at < len(data):
        if at + _HEAD.size > len(data):
            raise Unreadable
        length = _HEAD.unpack_from(data, at)[0]
        if length > len(data) - at - _HEAD.size:
            raise Unreadable
        sections.append(data[at : at + _HEAD.size + length])
        at += _HEAD.size + length
    return sections


def content(section: memoryview) -> bytes:
    """What a section holds. Raises `Unreadable` if it is not what was written."""
    data = bytes(section[_HEAD.size :])
    if crc32(data) != _HEAD.unpack_from(section)[1]:
        raise Unreadable
    return data


class Draft:
    """A cache file in the making, beside the one that it will replace. Raises `OSError` where none can be made."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._draft = f"{path}.{os.getpid()}.{os.urandom(4).hex()}.new"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        self._descriptor = os.open(self._draft, flags, 0o600)
        self.made = os.fstat(self._descriptor).st_mtime_ns
        """When it was made, by the clock of its file system."""

    def finish(self, sections: Sequence[bytes]) -> None:
        """Write the sections, and take the place of the file."""
        try:
            descriptor, self._descriptor = self._descriptor, -1
            with open(descriptor, "wb") as file:
                file.write(MAGIC)
                for each in sections:
                    file.write(_HEAD.pack(len(each), crc32(each)))
                    file.write(each)
            os.replace(self._draft, self._path)
        except BaseException:
            self.drop()
            raise

    def drop(self) -> None:
        """Leave everything as it was."""
        if self._descriptor >= 0:
            with contextlib.suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = -1
        with contextlib.suppress(OSError):
            os.unlink(self._draft)
