"""Findings and summaries as text for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from asyncfix.errors import FileTrouble
from asyncfix.report.output import Segment
from asyncfix.report.paths import shown
from asyncfix.report.visible import in_line
from asyncfix.rule import Finding

if TYPE_CHECKING:
    from asyncfix.engine import Plan
    from asyncfix.run import Looked, UnusedIgnore


def findings(found: Sequence[Finding]) -> Iterator[Segment]:
    """Each finding with its place, what becomes of it, and what else belongs to it."""
    for finding in found:
        yield from headline(finding)
        yield from _remedy(finding)


def headline(finding: Finding) -> Iterator[Segment]:
    """`path:line:column: rule: message`."""
    yield f"{in_line(shown(finding.path))}:{finding.span.line}:{finding.span.column}", "bold"
    yield ": ", ""
    yield finding.rule, "red" if finding.severity == "error" else "yellow"
    yield f": {finding.message}\n", ""


def _remedy(finding: Finding) -> Iterator[Segment]:
    yield f"    {remedy(finding)}\n", "green" if finding.fix and finding.fix.safety == "safe" else "yellow"


def remedy(finding: Finding) -> str:
    """What becomes of a finding, in half a line."""
    match finding.fix:
        case None:
            return f"not fixed: {finding.kept_because or 'no rewrite is known'}"
        case fix if fix.safety == "unsafe":
            return f"fixed with --unsafe only: {finding.kept_because}"
        case _:
            return "fix: `asyncfix apply` rewrites it"


def reasons(fixed: Sequence[Finding]) -> Iterator[Segment]:
    """What is repaired, and what changes with it for the user; what has been said above is not said again."""
    said: set[str] = set()
    for finding in sorted(fixed, key=lambda finding: (finding.path, finding.span)):
        yield from headline(finding)
        for note in finding.notes:
            if note not in said:
                yield f"    {note}\n", "dim"
        said.update(finding.notes)


def troubles(errors: Sequence[FileTrouble]) -> Iterator[Segment]:
    """Files that could not be read, parsed or written."""
    for error in errors:
        yield f"{in_line(shown(error.path))}: ", "bold"
        yield f"{error.message}\n", "red"


def unused_ignores(unused: Sequence[UnusedIgnore]) -> Iterator[Segment]:
    """Ignore comments that cover nothing."""
    for one in unused:
        yield f"{in_line(shown(one.path))}:{one.line}", "bold"
        yield f": {unused_ignore(one)}\n", ""


def unused_ignore(one: UnusedIgnore) -> str:
    """The comment, and why it covers nothing."""
    named = f"[{', '.join(one.rules)}]" if one.rules else ""
    why = "; ".join(_no_such_rule(name) for name in one.unknown) or "there is nothing here to ignore"
    return f"unused `# asyncfix: ignore{named}`: {why}"


def _no_such_rule(name: str) -> str:
    from asyncfix.config import nearest
    from asyncfix.transforms import all_rules

    return f'there is no rule "{name}"; {nearest(name, all_rules())}'


def looked_summary(looked: Looked) -> Iterator[Segment]:
    """One line: how many findings in how many files, and how many can be fixed."""
    count = len(looked.findings)
    if not count:
        yield f"No findings in {_files(looked.files)}.{_left_out(looked)}\n", "green"
        return
    safe = sum(1 for finding in looked.findings if finding.fix and finding.fix.safety == "safe")
    unsafe = sum(1 for finding in looked.findings if finding.fix and finding.fix.safety == "unsafe")
    more = f", {unsafe} more with --unsafe" if unsafe else ""
    text = f"{_findings(count)} in {_files(looked.files)}; {safe} fixable{more}."
    yield f"{text}{_left_out(looked)}\n", "bold"


def planned_summary(
    plans: Sequence[Plan], looked: Looked, *, written: bool, named: frozenset[str]
) -> Iterator[Segment]:
    """One line: what the plans change, or have changed, and what they leave."""
    fixed = sum(len(plan.fixed) for plan in plans)
    kept = sum(len(plan.kept) for plan in plans)
    changes = [change for plan in plans for change in plan.changes]
    if not fixed and not kept:
        yield f"Nothing to do in {_files(looked.files)}.{_left_out(looked)}\n", "green"
        return
    did = "Fixed" if written else "Would fix"
    text = f"{did} {_findings(fixed)} in {_files(len(changes))}"
    left = f"; {kept} left as {'it is' if kept == 1 else 'they are'}" if kept else ""
    also = [in_line(shown(change.path)) for change in changes if change.path not in named]
    tied = f" {', '.join(also)} {'was' if len(also) == 1 else 'were'} not named, but must change too." if also else ""
    yield f"{text}{left}.{tied}{_left_out(looked)}\n", "bold"


def _findings(count: int) -> str:
    return f"{count} finding" if count == 1 else f"{count} findings"


def _files(count: int) -> str:
    return f"{count} file" if count == 1 else f"{count} files"


def _left_out(looked: Looked) -> str:
    known = len(looked.compared.unchanged) if looked.compared else 0
    in_baseline = f" {_findings(known)} in the baseline." if known else ""
    untouched = f" {_findings(looked.untouched)} in code that was not touched." if looked.untouched else ""
    return f"{in_baseline}{untouched}{_ignored(looked.suppressed)}"


def _ignored(count: int) -> str:
    return f" {_findings(count)} ignored by comments." if count else ""
