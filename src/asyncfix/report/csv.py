"""A run as a table for spreadsheets: RFC 4180, with nothing in a cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from asyncfix.batch import statistics
from asyncfix.batch.summary import FileRow, RunSummary
from asyncfix.report.visible import visible

COLUMNS = (
    "path line column end_line end_column rule symbol outcome safety kept_because message notes"
    " file_status shard shard_status owner"
).split()

_FORMULA = re.compile(r"\s*[=+\-@\t\uff0b\uff0d\uff1d\uff20]")


def table(summary: RunSummary) -> str:
    """One row per finding, in the order of the shards, then those in files of no shard. Lines end in CR LF.

    A text that a spreadsheet would take for a formula, an owner's `@` among them, begins with an apostrophe. Control
    characters and bytes that are no UTF-8 are escaped.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in _rows(summary))
    return text.getvalue()


def _rows(summary: RunSummary) -> Iterator[Sequence[object]]:
    for shard in summary.shards:
        for row in shard.files:
            yield from _findings(row, (shard.key, shard.status, shard.owner))
    for owner, rows in summary.left.items():
        for row in rows:
            yield from _findings(row, ("", "", owner))


def _findings(row: FileRow, shard: tuple[str, str, str]) -> Iterator[Sequence[object]]:
    for finding in row.findings:
        place = (row.path, finding.line, finding.column, finding.end_line, finding.end_column)
        fate = (statistics.outcome(row, finding), finding.safety or "", finding.kept_because or "")
        said = (finding.message, "\n".join(finding.notes), row.status)
        yield (*place, finding.rule, finding.symbol, *fate, *said, *shard)


def _harmless(text: str) -> str:
    shown = visible(text)
    return f"'{shown}" if _FORMULA.match(shown) else shown
