"""`asyncfix undo`: what `apply` wrote is put back, from the pre-images that it kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from asyncfix.batch.place import Place, place
from asyncfix.batch.summary import RunSummary
from asyncfix.commands.batch import taken_back
from asyncfix.errors import UsageError
from asyncfix.ledger import runs
from asyncfix.report.output import standard_output


def undo(run: int | None, list_: bool) -> int:
    """Put back what an `apply` wrote, or list what can be put back."""
    with place(None, create=False, missing="no `apply` has kept anything here to put back") as where:
        if list_:
            return _list(where)
        number = run or _last(where)
        found = runs.find(where.ledger, number)
        if found is None or found.kind != "apply":
            kind = "is one of `batch`: use `asyncfix batch undo`" if found else "is not in the ledger"
            raise UsageError(f"run {number} {kind}; `asyncfix undo --list` lists what can be put back")
        summary = runs.summary(where.ledger, found, contents=False)
        code = taken_back(where, found, [shard.number for shard in summary.shards])
        later = sorted(_later(where, summary)) if code else []
        if later:
            listed = ", ".join(map(str, reversed(later)))
            standard_output().show([(f"Written again by a later `apply`: undo {listed} first.\n", "yellow")])
        return 1 if code else 0


def _later(where: Place, summary: RunSummary) -> Iterator[int]:
    """The runs since that have written files of this one too."""
    paths = {file.path for shard in summary.shards for file in shard.files}
    for number in runs.numbers(where.ledger, "apply"):
        found = runs.find(where.ledger, number) if number > summary.run else None
        if found is not None and not paths.isdisjoint(_written(runs.summary(where.ledger, found, contents=False))):
            yield number


def _last(where: Place) -> int:
    for number in runs.numbers(where.ledger, "apply"):
        found = runs.find(where.ledger, number)
        if found is not None and _written(runs.summary(where.ledger, found, contents=False)):
            return number
    raise UsageError("no `apply` has written anything here that is not put back already")


def _written(summary: RunSummary) -> list[str]:
    return [file.path for shard in summary.shards for file in shard.files if file.status in ("intent", "written")]


def _list(where: Place) -> int:
    out = standard_output()
    lines = []
    for number in runs.numbers(where.ledger, "apply"):
        found = runs.find(where.ledger, number)
        if found is not None and (paths := _written(runs.summary(where.ledger, found, contents=False))):
            when = datetime.fromtimestamp(found.created_at).astimezone().isoformat(" ", "minutes")
            more = f" and {len(paths) - 3} more" if len(paths) > 3 else ""
            lines.append(f"{number}  {when}  {', '.join(paths[:3])}{more}\n")
    out.show([("".join(lines) or "There is nothing to put back.\n", "")])
    return 0
