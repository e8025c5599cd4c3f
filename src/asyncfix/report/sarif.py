"""`check --format sarif`: SARIF 2.1.0, with the rewrites themselves as fixes."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from asyncfix import __version__
from asyncfix.report import explain, text
from asyncfix.report.problems import (
    GONE,
    TROUBLE,
    UNUSED_IGNORE,
    Problem,
    all_problems,
    from_root,
    is_empty,
    well_formed,
)
from asyncfix.report.replacing import Replacement, replacements
from asyncfix.rule import Finding, Related, Rule, Span

if TYPE_CHECKING:
    from asyncfix.engine import Plan
    from asyncfix.report.formats import Report
    from asyncfix.run import Looked
    from asyncfix.writing import Change

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"
DISTRIBUTION = "asyncfix-codemod"

_LONGEST_DESCRIPTION = 1000
"""Characters; GitHub cuts descriptions of rules at 1,024."""

_WITHOUT_PLACE = (GONE, TROUBLE)

Json = dict[str, Any]


def document(report: Report) -> str:
    """A run as JSON text that ends with a newline. Paths begin at the repository's root, `%SRCROOT%`."""
    described = [_rule(rule) for rule in report.rules]
    if report.looked.unused_ignores:
        described.append(_UNUSED_IGNORE_RULE)
    numbers = {rule["id"]: number for number, rule in enumerate(described)}
    problems = all_problems(report.looked)
    run = {
        "tool": {"driver": _driver(described)},
        "invocations": [_invocation(report.looked, problems)],
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository, or the current folder."}}},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": [_result(one, report, numbers) for one in problems if one.check not in _WITHOUT_PLACE],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(_well_formed(log), indent=2) + "\n"


def _well_formed(data: Any) -> Any:
    match data:
        case str():
            return well_formed(data)
        case dict():
            return {key: _well_formed(value) for key, value in data.items()}
        case list():
            return [_well_formed(value) for value in data]
    return data


# The tool


def _driver(rules: Sequence[Json]) -> Json:
    driver: Json = {"name": "asyncfix", "version": __version__, "semanticVersion": __version__}
    home = _project_urls().get("homepage")
    return {**driver, **({"informationUri": home} if home else {}), "rules": list(rules)}


def _rule(rule: type[Rule]) -> Json:
    page = explain.page(rule)
    described: Json = {
        "id": rule.name,
        "shortDescription": {"text": explain.summary(rule) or rule.name},
        "fullDescription": {"text": _full_description(rule) or rule.name},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": "error"},
    }
    documentation = _project_urls().get("documentation")
    if documentation and rule.__module__.startswith("asyncfix."):
        described["helpUri"] = f"{documentation.rstrip('/')}/rules/{rule.name}.md"
    return described


_UNUSED_IGNORE_RULE: Json = {
    "id": UNUSED_IGNORE,
    "shortDescription": {"text": "An `# asyncfix: ignore` comment covers nothing."},
    "fullDescription": {"text": "An `# asyncfix: ignore` comment covers nothing, so that it can go."},
    "help": {"text": "Remove the comment, or correct the name of the rule in it."},
    "defaultConfiguration": {"level": "warning"},
}


def _full_description(rule: type[Rule]) -> str:
    """The paragraphs of a rule's documentation before its second heading, as many as are not too long."""
    before = re.split(r"^## .*\n", explain.documentation(rule), maxsplit=2, flags=re.MULTILINE)[:2]
    said = ""
    for paragraph in re.split(r"\n{2,}", "\n".join(before)):
        longer = f"{said}\n\n{paragraph.strip(chr(10))}".strip("\n")
        if len(longer) > _LONGEST_DESCRIPTION or paragraph.startswith("    "):
            break
        said = longer
    return said


def _project_urls() -> Mapping[str, str]:
    """The addresses that the installed distribution names, by label; none where it names none."""
    from importlib import metadata

    try:
        entries = metadata.metadata(DISTRIBUTION).get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        return {}
    split = (entry.partition(",") for entry in entries)
    return {label.strip().lower(): address.strip() for label, _, address in split}


def _invocation(looked: Looked, problems: Sequence[Problem]) -> Json:
    return {
        "executionSuccessful": not looked.errors,
        "exitCode": looked.exit_code,
        "toolExecutionNotifications": [
            _notification(problem) for problem in problems if problem.check in _WITHOUT_PLACE
        ],
    }


def _notification(problem: Problem) -> Json:
    return {
        "level": problem.severity,
        "message": {"text": _sentences(problem.message, problem.remedy)},
        "locations": [{"physicalLocation": _physical(problem.path, None)}],
    }


def _sentences(*parts: str) -> str:
    return "\n".join(filter(None, parts))


# Results


def _result(problem: Problem, report: Report, numbers: Mapping[str, int]) -> Json:
    plan = report.alone.get(problem.finding.identity) if problem.finding else None
    remedy, changes = _planned(problem, plan) if plan else (problem.remedy, [])
    result: Json = {
        "ruleId": problem.check,
        **({"ruleIndex": numbers[problem.check]} if problem.check in numbers else {}),
        "level": problem.severity,
        "message": {"text": _sentences(problem.message, remedy)},
        "locations": [_location(problem)],
        "partialFingerprints": {"asyncfix/v1": problem.fingerprint},
    }
    if problem.finding and problem.finding.related:
        # The standard wants each place once.
        result["relatedLocations"] = [_related(one) for one in dict.fromkeys(problem.finding.related)]
    if report.looked.compared is not None:
        result["baselineState"] = "unchanged" if problem.is_known else "new"
    if problem.finding and changes:
        result["fixes"] = [_fix(problem.finding, changes)]
    return result


def _planned(problem: Problem, plan: Plan) -> tuple[str, Sequence[Change]]:
    """What becomes of a finding whose repair was planned, and the changes that repair it."""
    for kept in plan.kept:
        if problem.finding and kept.identity == problem.finding.identity:
            return text.remedy(kept), []
    return problem.remedy, plan.changes


def _location(problem: Problem) -> Json:
    location: Json = {"physicalLocation": _physical(problem.path, problem.span)}
    if problem.symbol:
        name = problem.symbol.rpartition(".")[2]
        location["logicalLocations"] = [{"name": name, "fullyQualifiedName": problem.symbol}]
    return location


def _physical(path: str, span: Span | None) -> Json:
    place: Json = {"artifactLocation": _artifact(path)}
    if span is not None:
        place["region"] = {"startLine": span.line} if is_empty(span) else _region(span)
    return place


def _related(related: Related) -> Json:
    line = Span(related.line, 1, related.line, 1)
    return {"physicalLocation": _physical(from_root(related.path), line), "message": {"text": related.message}}


def _region(span: Span) -> Json:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _artifact(path: str) -> Json:
    """Where a file is, for a path as `from_root` gives it."""
    if os.path.isabs(path):
        return {"uri": Path(path).as_uri()}
    return {"uri": quote(os.fsencode(path)), "uriBaseId": ROOT}


def _fix(finding: Finding, changes: Sequence[Change]) -> Json:
    return {
        "description": {"text": " ".join(finding.notes) or "What `asyncfix apply` writes."},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(from_root(change.path)),
                "replacements": [_replacement(one) for one in replacements(change)],
            }
            for change in changes
        ],
    }


def _replacement(one: Replacement) -> Json:
    inserted = {"insertedContent": {"text": one.text}} if one.text else {}
    return {"deletedRegion": _region(one.span), **inserted}
