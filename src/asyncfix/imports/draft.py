"""A text that changes in several steps, told as one set of splices of the original."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from asyncfix.project import Module
from asyncfix.spans import Splice


class _Kept(NamedTuple):
    start: int
    end: int


class Draft:
    """A module that changes step by step, and remembers which of its characters are the original's."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self._original = module
        self._pieces: list[_Kept | str] = [_Kept(0, len(module.text))]

    def apply(self, splices: Sequence[Splice]) -> bool:
        """Make one step, given in offsets of `self.module`; whether it changed anything."""
        if not splices:
            return False
        pieces: list[_Kept | str] = []
        at = 0
        for splice in splices:
            pieces += [*self._between(at, splice.start), splice.text]
            at = splice.end
        self._pieces = [*pieces, *self._between(at, len(self.module.text))]
        old = self._original
        text = "".join(piece if isinstance(piece, str) else old.text[slice(*piece)] for piece in self._pieces)
        self.module = Module(old.path, old.bom + text.encode(old.encoding), target_version=old.target_version)
        return True

    def _between(self, start: int, end: int) -> Iterator[_Kept | str]:
        at = 0
        for piece in self._pieces:
            size = len(piece) if isinstance(piece, str) else piece.end - piece.start
            low, high = max(start - at, 0), min(end - at, size)
            if low < high:
                yield piece[low:high] if isinstance(piece, str) else _Kept(piece.start + low, piece.start + high)
            at += size

    def splices(self) -> list[Splice]:
        """All steps as one, in offsets of the original."""
        found: list[Splice] = []
        at, new = 0, ""
        for piece in [*self._pieces, _Kept(len(self._original.text), len(self._original.text))]:
            if isinstance(piece, str):
                new += piece
                continue
            if self._original.text[at : piece.start] != new:
                found.append(Splice(at, piece.start, new))
            at, new = piece.end, ""
        return found
