"""`check --format github`: workflow commands, which GitHub Actions shows at the lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asyncfix.report import text
from asyncfix.report.problems import TROUBLE, Problem, is_empty, problems, well_formed

if TYPE_CHECKING:
    from asyncfix.run import Looked


def commands(looked: Looked) -> str:
    """A command for each problem, and the summary as a line of the log."""
    lines = [f"{_command(problem)}\n" for problem in problems(looked)]
    return "".join([*lines, *(piece for piece, _ in text.looked_summary(looked))])


def _command(problem: Problem) -> str:
    properties = {"title": _title(problem), "file": problem.path, **_place(problem)}
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    said = "\n".join(part for part in (problem.message, problem.remedy) if part)
    return f"::{problem.severity} {listed}::{_data(said)}"


def _title(problem: Problem) -> str:
    return "asyncfix" if problem.check == TROUBLE else f"asyncfix ({problem.check})"


def _place(problem: Problem) -> dict[str, int]:
    # GitHub refuses columns where the lines differ.
    match problem.span:
        case None:
            return {}
        case span if span.line != span.end_line or is_empty(span):
            return {"line": span.line, "endLine": span.end_line}
        case span:
            return {"line": span.line, "endLine": span.end_line, "col": span.column, "endColumn": span.end_column}


def _data(value: str) -> str:
    return well_formed(value).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
