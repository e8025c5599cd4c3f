"""`asyncfix baseline write` and `asyncfix baseline update`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Any

from asyncfix import baseline as baselines
from asyncfix import files
from asyncfix.baseline import DEFAULT_NAME, Baseline, Matched
from asyncfix.commands import outputs
from asyncfix.commands import session as sessions
from asyncfix.commands.narrowing import Homes, scope_of
from asyncfix.commands.session import STDIN, Session
from asyncfix.config import Settings
from asyncfix.errors import UsageError
from asyncfix.report import known, text
from asyncfix.report.output import Segment
from asyncfix.report.paths import shown
from asyncfix.rule import Finding
from asyncfix.run import Looked
from asyncfix.transforms import all_rules


def write(paths: Sequence[str], file: str | None, force: bool, **shared: Any) -> int:
    """Put all findings into a baseline: `file`, or that of each file's pyproject.toml."""
    session, homes = _start(paths, file, shared)
    made = [baselines.empty(home) for home in homes.of_run(paths, session)]
    for baseline in made:
        kind = outputs.treasured(baseline.path)
        if kind not in (None, outputs.BASELINE):
            raise UsageError(f"{shown(baseline.path)}: is {kind}, so no baseline may replace it; name another file")
        if not force and os.path.lexists(baseline.path):
            raise UsageError(
                f"{shown(baseline.path)}: is there already; `asyncfix baseline update` takes out what is fixed,"
                " --force writes it anew"
            )
    looked = _look(session)
    done = [_filled(baseline, homes.at(baseline.path, looked.findings)) for baseline in made]
    # Where files of a monorepo have baselines of their own, the default one is for the others.
    done = [one for one in done if one.entries or one.path != homes.default or len(done) == 1]
    outputs.write({one.path: one.text() for one in done})
    for one in done:
        configured = session.sources.settings.config(one.path).baseline is not None
        session.out.show(known.written(one, configured=configured))
    return 2 if looked.errors else 0


def update(paths: Sequence[str], file: str | None, add: bool, **shared: Any) -> int:
    """Take out of the baselines what is fixed and, with `add`, put in what is new."""
    session, homes = _start(paths, file, shared)
    present = homes.of_run(paths, session)
    if len(present) > 1:
        present = [home for home in present if home != homes.default or os.path.lexists(home)]
    loaded = [baselines.load(home, merge=True) for home in present]
    looked = _look(session)
    scope = scope_of(session, paths, looked)
    texts: dict[str, str] = {}
    new: list[Finding] = []
    said: list[Segment] = []
    for before in loaded:
        usable = before._replace(entries=tuple(one for one in before.entries if one.rule in all_rules()))
        matched = baselines.match(usable, homes.at(before.path, looked.findings), scope)
        after = _updated(before, matched, add=add)
        if not _stands_there(after):
            texts[after.path] = after.text()
        new += () if add else matched.new
        said += known.updated(before, after, matched, add=add)
    outputs.write(texts)
    session.out.show(text.findings(new))
    session.out.show(said)
    return 2 if looked.errors else 1 if new else 0


def _start(paths: Sequence[str], file: str | None, shared: dict[str, Any]) -> tuple[Session, Homes]:
    if STDIN in paths:
        raise UsageError("a baseline speaks of files, and standard input is none; name files or folders")
    if file == "":
        raise UsageError("--file wants the path of a file; leave it out for the usual one")
    session = sessions.start(paths=paths, **shared)
    for trouble in session.errors:
        if trouble.path in paths:
            # A baseline of half of what was meant would pass for the whole.
            raise trouble
    settings = session.sources.settings
    return session, Homes(settings, file, _usual(paths, settings))


def _usual(paths: Sequence[str], settings: Settings) -> str:
    """Where a baseline is kept that no configuration names: beside the table that counts, or in the project's root."""
    near = paths[0] if paths else "."
    near = os.path.join(near, DEFAULT_NAME) if os.path.isdir(near) else near
    return os.path.join(settings.config(near).root or baselines.project_root(near), DEFAULT_NAME)


def _look(session: Session) -> Looked:
    looked = session.look()
    return looked._replace(findings=baselines.stamped(looked.findings, session.sources.open_module))


def _stands_there(baseline: Baseline) -> bool:
    return files.read(baseline.path) == baseline.text().encode()


def _filled(baseline: Baseline, findings: Iterable[Finding]) -> Baseline:
    return baseline._replace(entries=tuple(baselines.entry_of(finding, baseline) for finding in findings))


def _updated(baseline: Baseline, matched: Matched, *, add: bool) -> Baseline:
    """A baseline with what is still found, under the names that files have now, and what cannot be told of."""
    found = [finding for finding, _ in matched.known]
    kept = _filled(baseline, [*found, *matched.new] if add else found)
    return kept._replace(entries=(*kept.entries, *matched.unseen))
