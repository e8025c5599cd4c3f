"""`check --format json`: one object, described in docs/json.md and docs/json.schema.json."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from asyncfix.report.paths import shown
from asyncfix.rule import Finding
from asyncfix.run import Looked

if TYPE_CHECKING:
    from asyncfix.baseline import Gone

VERSION = 1


def document(looked: Looked) -> str:
    """The findings, errors and counts of a run, as JSON text that ends with a newline."""
    data: dict[str, Any] = {
        "version": VERSION,
        "findings": [_finding(finding) for finding in looked.findings],
        "errors": [{"path": shown(error.path), "message": error.message} for error in looked.errors],
        "summary": {
            "files": looked.files,
            "findings": len(looked.findings),
            "fixable": sum(1 for finding in looked.findings if finding.fix and finding.fix.safety == "safe"),
        },
    }
    if looked.compared is not None:
        data["baseline"] = {
            "unchanged": len(looked.compared.unchanged),
            "gone": [_gone(one) for one in looked.compared.gone],
        }
    if looked.untouched is not None:
        data["summary"]["untouched"] = looked.untouched
    if looked.unused_ignores:
        data["unused_ignores"] = [
            {"path": shown(one.path), "line": one.line, "rules": list(one.rules)} for one in looked.unused_ignores
        ]
    return json.dumps(data, indent=2) + "\n"


def _gone(one: Gone) -> dict[str, str]:
    return {
        "baseline": shown(one.baseline),
        "path": shown(one.path),
        "rule": one.entry.rule,
        "symbol": one.entry.symbol,
        "code": one.entry.code,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "path": shown(finding.path),
        "line": finding.span.line,
        "column": finding.span.column,
        "end_line": finding.span.end_line,
        "end_column": finding.span.end_column,
        "severity": finding.severity,
        "message": finding.message,
        "symbol": finding.symbol,
        "fix": finding.fix.safety if finding.fix else None,
        "kept_because": finding.kept_because,
        "notes": list(finding.notes),
        "related": [
            {"path": shown(related.path), "line": related.line, "message": related.message}
            for related in finding.related
        ],
    }
