"""The formats of `check`: their names, and a run as text in one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from asyncfix.run import Looked

if TYPE_CHECKING:
    from asyncfix.engine import Plan
    from asyncfix.report.output import Segment
    from asyncfix.rule import Identity, Rule

NAMES = ("text", "json", "sarif", "github", "gitlab", "junit")

SUGGESTING = frozenset({"sarif"})
"""The formats that hold the rewrites themselves."""

RECOGNISING = frozenset({"sarif", "gitlab"})
"""The formats whose readers recognise a finding of an earlier run."""


class Report(NamedTuple):
    """What a format shows: what a look found, and more that only some of the formats ask for.

    `alone` is what repairs each fixable finding and nothing else; `rules` are all that there are.
    """

    looked: Looked
    rules: Sequence[type[Rule]] = ()
    alone: Mapping[Identity, Plan] = {}  # never changed


def rendered(name: str, report: Report) -> str:
    """A run in the format of this name, with a line end at its end. Nothing but `text` may hold lone surrogates."""
    match name:
        case "json":
            from asyncfix.report import json

            return json.document(report.looked)
        case "sarif":
            from asyncfix.report import sarif

            return sarif.document(report)
        case "github":
            from asyncfix.report import github

            return github.commands(report.looked)
        case "gitlab":
            from asyncfix.report import gitlab

            return gitlab.document(report.looked)
        case "junit":
            from asyncfix.report import junit

            return junit.document(report.looked)
    return "".join(piece for piece, _ in text_segments(report.looked))


def text_segments(looked: Looked) -> list[Segment]:
    """The text for people, which has styles on a terminal."""
    from asyncfix.report import text

    return [
        *text.findings(looked.findings),
        *text.unused_ignores(looked.unused_ignores),
        *text.looked_summary(looked),
    ]
