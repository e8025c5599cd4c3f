"""A run as one HTML page that needs nothing else: no network, and no script but for its filters."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files as resources
from pathlib import PurePosixPath
from typing import NamedTuple

from asyncfix.batch import statistics
from asyncfix.batch.summary import FileRow, FindingRow, RunSummary, ShardRow
from asyncfix.report.side_by_side import Compared, compare
from asyncfix.report.visible import in_line, printed, visible

MOST_ROWS = 400
"""Of one file's diff."""

MOST_ROWS_IN_ALL = 60_000
"""Beyond them, diffs are left out: a page of that size is some 15 MB, which a phone still opens."""

MOST_LEFT = 5_000
"""Findings in the list of those that are left."""

LARGEST = 20

_STATES = {
    "verified": ("verified", "good"),
    "written": ("written", "good"),
    "to fix": ("to fix", "idle"),
    "pending": ("waiting", "idle"),
    "intent": ("being written", "idle"),
    "claimed": ("being worked on", "idle"),
    "reverting": ("being put back", "warn"),
    "reverted": ("put back", "bad"),
    "put back": ("put back", "bad"),
    "conflict": ("edited meanwhile", "warn"),
    "failed": ("failed", "bad"),
    "error": ("error", "bad"),
    "crashed": ("crashed", "bad"),
    "unchanged": ("unchanged", "idle"),
    "left": ("left as it is", "warn"),
    "unread": ("not read", "warn"),
}
"""What a status is called, and how it is coloured."""


class State(NamedTuple):
    label: str
    tone: str


class Bar(NamedTuple):
    """A line of an overview; `share` is a percentage of the most there is."""

    name: str
    number: int
    share: float
    tone: str


class Site(NamedTuple):
    """A finding as the page shows it."""

    place: str
    rule: str
    symbol: str
    message: str
    notes: tuple[str, ...]
    kept_because: str
    state: State


class File(NamedTuple):
    """A file with findings. `number` makes its anchor."""

    number: int
    path: str
    owners: tuple[str, ...]
    rules: tuple[str, ...]
    state: State
    sites: tuple[Site, ...]
    error: str
    compared: Compared | None
    is_left_out: bool


class Shard(NamedTuple):
    """A shard's heading, and its files."""

    number: int
    key: str
    owner: str
    state: State
    facts: tuple[str, ...]
    error: str
    output: str
    was_failing: bool
    files: tuple[File, ...]


class Left(NamedTuple):
    """A finding that is left as it is, with the owners of its file."""

    owners: tuple[str, ...]
    site: Site


def page(summary: RunSummary) -> str:
    """The page, as text for a file in UTF-8. Nothing in it is loaded or run that came from the files it shows."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("asyncfix.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2").render(_content(summary))


def _content(summary: RunSummary) -> dict[str, object]:
    shards = _shards(summary)
    files = [file for shard in shards for file in shard.files]
    left = list(_left(summary))
    style, script = (resources("asyncfix.report").joinpath("templates", name).read_text() for name in _INLINE)
    return {
        "run": summary.run,
        "name": in_line(PurePosixPath(summary.root).name or summary.root),
        "facts": _facts(summary),
        "tiles": _tiles(summary),
        "overviews": _overviews(summary, files),
        "failures": [shard for shard in shards if shard.output or shard.was_failing or shard.error],
        "shards": shards,
        "left": left[:MOST_LEFT],
        "left_out": max(0, len(left) - MOST_LEFT),
        "skipped": [
            (in_line(one.path), _state(one.status), visible(one.reason)) for one in statistics.skipped(summary)
        ],
        "largest": _largest(files),
        "options": _options(files, left),
        "style": style,
        "script": script,
        "style_hash": _hash(style),
        "script_hash": _hash(script),
    }


_INLINE = ("page.css", "page.js")


def _hash(text: str) -> str:
    """What a content security policy says of an inline script or style."""
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _state(status: str) -> State:
    return State(*_STATES[status])


def _facts(summary: RunSummary) -> list[tuple[str, str]]:
    numbers = statistics.numbers(summary)
    facts = [
        ("Root", in_line(summary.root)),
        ("Commit", in_line(summary.base_commit or "not in git")[:12]),
        ("Planned", in_line(summary.created)[:16].replace("T", " ") + " UTC"),
        ("asyncfix", in_line(summary.tool_version)),
        ("Files looked at", f"{summary.files_looked:,}"),
    ]
    if numbers.seconds_p50 is not None and numbers.seconds_p95 is not None:
        facts.append(("Per shard", f"{numbers.seconds_p50:.1f} s median, {numbers.seconds_p95:.1f} s at 95 %"))
    return facts


def _tiles(summary: RunSummary) -> list[tuple[int, str, str]]:
    """Number, label and tone of what the page is about."""
    numbers = statistics.numbers(summary)
    by_status = statistics.shards_by_status(summary)
    done = by_status.get("verified", 0) + by_status.get("written", 0)
    failed = len(statistics.failed_verifications(summary))
    tiles = [
        (
            numbers.files_changed,
            f"of {_counted(numbers.files_planned, 'file')} changed",
            "good" if numbers.files_changed else "",
        ),
        (numbers.sites_fixed, _plural(numbers.sites_fixed, "site", "fixed"), "good" if numbers.sites_fixed else ""),
        (numbers.sites_to_fix, _plural(numbers.sites_to_fix, "site", "to fix"), ""),
        (numbers.sites_put_back, _plural(numbers.sites_put_back, "site", "put back"), "bad"),
        (numbers.sites_left, "left as they are", "warn"),
        (done, f"of {_counted(numbers.shards, 'shard')} done", ""),
        (failed, _plural(failed, "verification", "failed"), "bad"),
        (len(statistics.skipped(summary)), "not migrated or not read", "warn"),
    ]
    always = {0, 1, 5}
    return [tile for number, tile in enumerate(tiles) if tile[0] or number in always]


def _overviews(summary: RunSummary, files: Sequence[File]) -> list[tuple[str, str, list[Bar]]]:
    """Heading, the filter that a name in it sets, and the lines."""
    states = Counter(file.state for file in files)
    by_status = {state.label: count for state, count in states.most_common()}
    tones = {state.label: state.tone for state in states}
    owners = {in_line(name): count for name, count in statistics.files_by_owner(summary).items()}
    rules = {in_line(name): count for name, count in statistics.sites_by_rule(summary).items()}
    return [
        ("Files by status", "status", _counts(by_status, tones)),
        ("Files by owner", "owner", _counts(owners, {})),
        ("Sites by rule", "rule", _counts(rules, {})),
    ]


def _counts(counted: Mapping[str, int], tones: Mapping[str, str]) -> list[Bar]:
    most = max(counted.values(), default=1)
    return [Bar(name, count, round(100 * count / most, 1), tones.get(name, "plain")) for name, count in counted.items()]


def _shards(summary: RunSummary) -> list[Shard]:
    room, made, number = MOST_ROWS_IN_ALL, [], 0
    for row in summary.shards:
        files = []
        for held in row.files:
            number += 1
            file = _file(number, held, row, room)
            room -= file.compared.rows if file.compared else 0
            files.append(file)
        made.append(_shard(row, files))
    return made


def _shard(row: ShardRow, files: Sequence[File]) -> Shard:
    has_failed = row.was_failing or row.verify_exit not in (None, 0)
    return Shard(
        number=row.number,
        key=in_line(row.key),
        owner=in_line(row.owner) or statistics.NO_OWNER,
        state=_state(row.status),
        facts=tuple(_shard_facts(row)),
        error=visible(row.error or ""),
        output=printed(row.verify_output).rstrip() if has_failed else "",
        was_failing=row.was_failing,
        files=tuple(files),
    )


def _shard_facts(row: ShardRow) -> Iterator[str]:
    yield _counted(len(row.files), "file")
    if row.seconds is not None:
        yield f"{row.seconds:.1f} s"
    if row.verify_exit is not None:
        yield f"verification exit code {row.verify_exit}"
    if row.attempt > 1:
        yield f"attempt {row.attempt}"
    if row.ref:
        yield in_line(row.ref)


def _plural(number: int, what: str, became: str) -> str:
    return f"{what if number == 1 else f'{what}s'} {became}"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _file(number: int, row: FileRow, shard: ShardRow, room: int) -> File:
    has_diff = row.before is not None and row.after is not None and row.before != row.after
    compared = None
    if row.before is not None and row.after is not None and has_diff and room > 0:
        compared = compare(row.path, row.before, row.after, min(MOST_ROWS, room))
    return File(
        number=number,
        path=in_line(row.path),
        owners=_owners(shard.owner),
        rules=tuple(sorted({in_line(finding.rule) for finding in row.findings})),
        state=_state("verified" if (row.status, shard.status) == ("written", "verified") else row.status),
        sites=tuple(_site(row, finding) for finding in row.findings),
        error=visible(row.error or ""),
        compared=compared,
        is_left_out=has_diff and compared is None,
    )


def _owners(joined: str) -> tuple[str, ...]:
    return tuple(in_line(owner) for owner in statistics.owners(joined))


def _site(row: FileRow, finding: FindingRow) -> Site:
    outcome = statistics.outcome(row, finding)
    is_left = outcome == "left"
    why = finding.kept_because or (statistics.reason(row) if is_left else "")
    return Site(
        place=f"{in_line(row.path)}:{finding.line}:{finding.column}",
        rule=in_line(finding.rule),
        symbol=in_line(finding.symbol),
        message=visible(finding.message),
        # What was to be rewritten and was not: its notes tell of a change that is not there.
        notes=() if is_left and finding.is_fixed else tuple(visible(note) for note in finding.notes),
        kept_because=visible(why) if is_left else "",
        state=State("fixed", "good") if outcome == "fixed" else _state(outcome),
    )


def _left(summary: RunSummary) -> Iterator[Left]:
    """Findings that are left as they are: in files of the shards, then in files of none."""
    named = [(shard.owner, shard.files) for shard in summary.shards]
    for owner, rows in [*named, *summary.left.items()]:
        for row in rows:
            for finding in row.findings:
                if statistics.outcome(row, finding) == "left":
                    yield Left(_owners(owner), _site(row, finding))


def _largest(files: Iterable[File]) -> list[tuple[File, int, int]]:
    """The files that change most, with how many lines come and go."""
    changed = [(file, file.compared.added, file.compared.removed) for file in files if file.compared]
    return sorted(changed, key=lambda one: -(one[1] + one[2]))[:LARGEST]


def _options(files: Sequence[File], left: Sequence[Left]) -> list[tuple[str, str, list[str]]]:
    """The filters: what each is about, its label, and its values."""
    owners = {owner for file in files for owner in file.owners} | {owner for one in left for owner in one.owners}
    rules = {rule for file in files for rule in file.rules} | {one.site.rule for one in left}
    states = dict.fromkeys([file.state.label for file in files] + [one.site.state.label for one in left])
    return [
        ("owner", "Owner", sorted(owners)),
        ("rule", "Rule", sorted(rules)),
        ("status", "Status", list(states)),
    ]
