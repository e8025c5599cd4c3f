"""A run as SARIF: the findings that are still in the files, and the files that could not be looked at or migrated."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from asyncfix.batch import statistics
from asyncfix.batch.summary import FileRow, FindingRow, RunSummary
from asyncfix.errors import FileTrouble
from asyncfix.report import sarif
from asyncfix.report.formats import Report
from asyncfix.rule import Finding, Fix, Rule, Span
from asyncfix.run import Looked


def document(summary: RunSummary, rules: Sequence[type[Rule]]) -> str:
    """The run as JSON text that ends with a newline. What was fixed, and is not put back, is no result any more.

    `rules` are all that there are; those with results are described.
    """
    findings = tuple(_findings(summary))
    used = {finding.rule for finding in findings}
    errors = [FileTrouble(_path(summary, one.path), one.reason) for one in statistics.skipped(summary)]
    looked = Looked(summary.files_looked, findings, tuple(errors))
    return sarif.document(Report(looked, [rule for rule in rules if rule.name in used]))


def _findings(summary: RunSummary) -> Iterator[Finding]:
    for row in statistics.files(summary):
        for finding in row.findings:
            if statistics.outcome(row, finding) != "fixed":
                yield _finding(_path(summary, row.path), row, finding)


def _finding(path: str, row: FileRow, finding: FindingRow) -> Finding:
    outcome = statistics.outcome(row, finding)
    why = finding.kept_because or statistics.reason(row) or None
    return Finding(
        rule=finding.rule,
        path=path,
        span=Span(finding.line, finding.column, finding.end_line, finding.end_column),
        message=finding.message,
        severity="error",
        symbol=finding.symbol,
        fix=Fix(finding.safety, ()) if outcome == "to fix" and finding.safety else None,
        kept_because="its shard was put back" if outcome == "put back" else why,
        notes=finding.notes,
    )


def _path(summary: RunSummary, path: str) -> str:
    return os.path.join(summary.root, path)
