"""`check --format gitlab`: a Code Quality report, which GitLab shows in merge requests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from asyncfix.report.problems import TROUBLE, Problem, problems, well_formed

if TYPE_CHECKING:
    from asyncfix.run import Looked

_SEVERITIES = {"error": "major", "warning": "minor"}


def document(looked: Looked) -> str:
    """A list of problems, empty where there are none, as JSON text that ends with a newline."""
    return json.dumps([_entry(problem) for problem in problems(looked)], indent=2) + "\n"


def _entry(problem: Problem) -> dict[str, Any]:
    said = f"{problem.message} ({problem.remedy})" if problem.remedy else problem.message
    return {
        "description": well_formed(said),
        "check_name": f"asyncfix/{problem.check}",
        "fingerprint": problem.fingerprint,
        "severity": "critical" if problem.check == TROUBLE else _SEVERITIES[problem.severity],
        "location": {"path": well_formed(problem.path), **_place(problem)},
    }


def _place(problem: Problem) -> dict[str, Any]:
    if problem.span is None:
        # An entry without a line is left out of the merge request.
        return {"lines": {"begin": 1}}
    line, column, end_line, end_column = problem.span
    return {
        "lines": {"begin": line, "end": end_line},
        "positions": {"begin": {"line": line, "column": column}, "end": {"line": end_line, "column": end_column}},
    }
