"""What a run has written is put back, byte for byte, unless somebody edited it since."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from asyncfix.batch import identity, inplace, rewriting
from asyncfix.batch.inplace import States
from asyncfix.batch.locking import locked
from asyncfix.ledger import Ledger, claims, results
from asyncfix.ledger.results import FileState


class Undone(NamedTuple):
    """A shard that was taken back: how many files were, and those that stay as they are, with the reason."""

    number: int
    key: str
    files: int
    left: tuple[tuple[str, str], ...] = ()


def undo(
    ledger: Ledger, run: int, numbers: Sequence[int], root: str, forget: Callable[[str, str], None]
) -> list[Undone]:
    """Take shards of a run back, the last one first; those that somebody works on are left out.

    Paths are relative to the current folder, which is the root. `forget` is called with the branch and the commit of
    a shard that has one. What a killed run left beside the files is removed.
    """
    worker = identity.me()
    claims.free_dead(ledger, run, identity.is_dead)
    done = []
    with locked(root):
        for number in sorted(numbers, reverse=True):
            held = claims.take(ledger, run, number, worker)
            if held is not None:
                done.append(_undone(ledger, held, forget))
    return done


def _undone(ledger: Ledger, held: claims.Claim, forget: Callable[[str, str], None]) -> Undone:
    files = results.files_of(ledger, held.shard)
    shard = results.shard(ledger, held.shard)
    if shard.in_place:
        inplace.sweep(file.path for file in files)
        states = _put_back(ledger, files)
    else:
        states = [(file.id, "reverted", None) for file in files if file.after is not None]
    if shard.ref and shard.ref_commit:
        forget(shard.ref, shard.ref_commit)
    path_of = {file.id: file.path for file in files}
    left = tuple((path_of[file], why) for file, status, why in states if status != "reverted" and why)
    error = f"{len(left)} of its files could not be put back" if left else None
    results.settle(ledger, held, "conflict" if left else "reverted", states, error=error, ref=None, ref_commit=None)
    return Undone(held.number, held.key, sum(1 for _, status, _ in states if status == "reverted"), left)


def _put_back(ledger: Ledger, files: Sequence[FileState]) -> States:
    names = {name for file in files if file.after for name in (file.before, file.after)}
    contents = results.contents(ledger, names)
    units = rewriting.changes_of(files, contents, ("intent", "written", "conflict"))
    return [state for unit in units for state in inplace.put_back(unit)]
