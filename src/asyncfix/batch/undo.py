"""What a run has written is put back, byte for byte, unless somebody edited it since."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import NamedTuple

from asyncfix.batch import identity, inplace, rewriting
from asyncfix.batch.checkout import LEDGER_FOLDER
from asyncfix.batch.inplace import States
from asyncfix.batch.locking import locked
from asyncfix.batch.summary import FileStatus
from asyncfix.ledger import Ledger, claims, results
from asyncfix.ledger.results import FileState


class Undone(NamedTuple):
    """A shard that was taken back: how many files were, those that stay as they are, with the reason, and its branch.

    `stays` is why that was not removed. `elsewhere` are files that this checkout does not have written: another one of
    the same ledger may.
    """

    number: int
    key: str
    files: int
    left: tuple[tuple[str, str], ...] = ()
    branch: str | None = None
    stays: str | None = None
    elsewhere: int = 0


def undo(
    ledger: Ledger, run: int, numbers: Sequence[int], root: str, forget: Callable[[str, str], str | None]
) -> list[Undone]:
    """Take shards of a run back, the last one first; those that somebody works on are left out.

    Paths are relative to the current folder, which is the root. `forget` is called with the branch and the commit of
    a shard that has one, and says why it stays, if it does. What a killed run left beside the files is removed.
    """
    worker = identity.me()
    claims.free_dead(ledger, run, identity.is_dead)
    done = []
    with locked(root):
        for number in sorted(numbers, reverse=True):
            held = claims.take(ledger, run, number, worker)
            if held is not None:
                done.append(_undone(ledger, held, forget, is_shared=_is_shared(ledger, root)))
    return done


def _is_shared(ledger: Ledger, root: str) -> bool:
    """Whether other checkouts may use the ledger too."""
    return os.path.dirname(ledger.place) != os.path.join(root, LEDGER_FOLDER)


def _undone(ledger: Ledger, held: claims.Claim, forget: Callable[[str, str], str | None], *, is_shared: bool) -> Undone:
    files = results.files_of(ledger, held.shard)
    shard = results.shard(ledger, held.shard)
    elsewhere = 0
    if shard.in_place:
        inplace.sweep(file.path for file in files)
        units = _units(ledger, files, is_shared=is_shared)
        elsewhere = sum(map(inplace.untouched, units)) if is_shared else 0
        states: States = [state for unit in units for state in inplace.put_back(unit)]
    else:
        states = [(file.id, "reverted", None) for file in files if file.after is not None]
    stays = forget(shard.ref, shard.ref_commit) if shard.ref and shard.ref_commit else None
    path_of = {file.id: file.path for file in files}
    left = tuple((path_of[file], why) for file, status, why in states if status != "reverted" and why)
    error = f"{len(left)} of its files could not be put back" if left else None
    results.settle(ledger, held, "conflict" if left else "reverted", states, error=error, ref=None, ref_commit=None)
    count = sum(1 for _, status, _ in states if status == "reverted")
    return Undone(held.number, held.key, count - elsewhere, left, shard.ref, stays, elsewhere)


def _units(ledger: Ledger, files: Sequence[FileState], *, is_shared: bool) -> list[inplace.Unit]:
    """What may have to be put back. What another checkout put back for itself may still be written in this one."""
    names = {name for file in files if file.after for name in (file.before, file.after)}
    contents = results.contents(ledger, names)
    units: list[inplace.Unit] = list(rewriting.changes_of(files, contents, ("intent", "written", "conflict")))
    if is_shared:
        reverted: tuple[FileStatus, ...] = ("reverted",)
        units += [unit for unit in rewriting.changes_of(files, contents, reverted) if inplace.is_ours(unit)]
    return units
