"""Results as plain values that JSON can hold, and back."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from asyncfix.errors import FileTrouble
from asyncfix.rule import Finding, Fix, Related, Span

if TYPE_CHECKING:
    from asyncfix.run import Looked


def plain(looked: Looked) -> list[Any] | None:
    """A result as lists, texts and numbers; None for one that would not come back as it was."""
    try:
        value = [
            looked.files,
            [_plain_finding(each) for each in looked.findings],
            [[each.path, each.message] for each in looked.errors],
            looked.suppressed,
            [[each.path, each.line, list(each.rules), list(each.unknown)] for each in looked.unused_ignores],
        ]
        return value if _said(restored(value)) == _said(looked) else None
    except (TypeError, AttributeError):
        return None


def restored(value: list[Any]) -> Looked:
    """The result that `plain` made a value of."""
    from asyncfix.run import Looked, UnusedIgnore

    files, findings, errors, suppressed, unused = value
    return Looked(
        files,
        tuple(map(_finding, findings)),
        tuple(FileTrouble(*each) for each in errors),
        suppressed,
        tuple(UnusedIgnore(path, line, tuple(rules), tuple(unknown)) for path, line, rules, unknown in unused),
    )


def _said(looked: Looked) -> Looked:
    # Exceptions are equal to nothing but themselves.
    return looked._replace(errors=tuple((each.path, each.message) for each in looked.errors))  # type: ignore[misc]


def _plain_finding(finding: Finding) -> dict[str, Any]:
    value = {each.name: getattr(finding, each.name) for each in dataclasses.fields(finding)}
    if finding.fix is not None:
        value["fix"] = [finding.fix.safety, sorted(finding.fix.touches)]
    return value


def _finding(value: dict[str, Any]) -> Finding:
    fix = value["fix"]
    return Finding(
        **{
            **value,
            "span": Span(*value["span"]),
            "fix": None if fix is None else Fix(fix[0], (), touches=frozenset(fix[1])),
            "notes": tuple(value["notes"]),
            "related": tuple(Related(*each) for each in value["related"]),
        }
    )
