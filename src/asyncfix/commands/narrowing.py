"""What `check` leaves out: findings that a baseline knows, and those in code that nobody has touched."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from asyncfix import baseline as baselines
from asyncfix import run
from asyncfix.baseline import Baseline, Compared, Gone
from asyncfix.baseline.stored import real_path
from asyncfix.changed import Since, Touched
from asyncfix.commands.session import STDIN, Session
from asyncfix.config import Settings
from asyncfix.errors import UsageError
from asyncfix.files import Found
from asyncfix.report import known
from asyncfix.report.progress import bar
from asyncfix.rule import Finding
from asyncfix.run import Looked
from asyncfix.transforms import all_rules


@dataclass(frozen=True)
class Homes:
    """Which baseline a file has: `file` for all of them, else that of its pyproject.toml, else `default`."""

    settings: Settings
    file: str | None = None
    default: str | None = None

    def of(self, path: str) -> str | None:
        return self.file or self.settings.config(path).baseline or self.default

    def of_run(self, paths: Sequence[str], session: Session) -> list[str]:
        """The baselines of the files that a run looks at, and of the folders that it walks."""
        if self.file:
            return [self.file]
        places = [one.path for one in session.found]
        places += (os.path.join(path, "file") for path in paths or ["."] if os.path.isdir(path))
        return list(dict.fromkeys(home for place in places if (home := self.of(place))))

    def at(self, home: str | None, findings: Iterable[Finding]) -> list[Finding]:
        """The findings that belong to one baseline."""
        return [finding for finding in findings if self.of(finding.path) == home]


class Narrowing:
    """What to leave out of a run. What is wrong with the wishes, the baselines or git is raised when this is made."""

    def __init__(
        self, session: Session, paths: Sequence[str], baseline: str | None, no_baseline: bool, since: str | None
    ) -> None:
        if baseline is not None and no_baseline:
            raise UsageError("--baseline and --no-baseline contradict each other; leave one of them out")
        if baseline == "":
            raise UsageError("--baseline wants the path of a file; leave it out for the one of [tool.asyncfix]")
        if since is not None and not since.strip():
            raise UsageError(
                "--since wants a branch, a tag or a commit, and got none; is a variable of the CI job empty?"
            )
        self._session = session
        self._paths = paths
        self._homes = Homes(session.sources.settings, baseline)
        self._baselines = {} if no_baseline else _loaded(self._homes.of_run(paths, session))
        self._since = None if since is None else _prepared(Since(since), session, paths)

    def __call__(self, looked: Looked) -> Looked:
        """A run without what is left out, which is counted; says which entries of a baseline are gone."""
        looked = looked._replace(findings=baselines.stamped(looked.findings, self._session.sources.open_module))
        if self._baselines:
            looked = self._compared(looked)
        if self._since:
            looked = _touched(looked, self._since, self._session)
        if looked.compared:
            named = self._homes.file is not None
            self._session.err.show(known.gone(looked.compared.gone, self._paths, named=named))
        return looked

    def _compared(self, looked: Looked) -> Looked:
        scope = scope_of(self._session, self._paths, looked)
        unchanged: list[Finding] = []
        gone: list[Gone] = []
        new = self._homes.at(None, looked.findings)
        for home, baseline in self._baselines.items():
            matched = baselines.match(baseline, self._homes.at(home, looked.findings), scope)
            new += matched.new
            unchanged += (finding for finding, _ in matched.known)
            gone += (Gone(home, baseline.absolute(entry), entry) for entry in matched.gone)
        return looked._replace(findings=_in_order(new), compared=Compared(_in_order(unchanged), tuple(gone)))


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: (finding.path, finding.span, finding.rule)))


def _loaded(homes: Iterable[str]) -> Mapping[str, Baseline]:
    loaded = {home: baselines.load(home) for home in homes}
    for baseline in loaded.values():
        baselines.refuse_unknown_rules(baseline, all_rules())
    return loaded


def scope_of(session: Session, paths: Sequence[str], looked: Looked) -> baselines.Scope:
    """What a run can tell of."""
    settings = session.sources.settings
    return baselines.scope(
        paths or ["."],
        session.found,
        looked.errors,
        lambda path: frozenset(rule.name for rule in settings.rules(path)),
    )


def _prepared(since: Since, session: Session, paths: Sequence[str]) -> Since:
    if STDIN in paths:
        raise UsageError("--since compares files with what git has of them, and standard input is none; name the file")
    # A wrong name is told also where there is nothing to look at.
    since.prepare([one.path for one in session.found] or [path for path in paths if os.path.isdir(path)] or ["."])
    return since


def _touched(looked: Looked, since: Since, session: Session) -> Looked:
    """A run without what nobody has touched."""
    touched = Touched(since, session.sources.open_module)
    direct = {one.identity for one in looked.findings if touched.finding(one)}
    others = [one for one in looked.findings if one.identity not in direct]
    direct |= {one.identity for one in _not_found_before(others, since, session)}
    findings = tuple(one for one in looked.findings if one.identity in direct)
    compared = looked.compared and Compared(
        tuple(filter(touched.finding, looked.compared.unchanged)),
        tuple(one for one in looked.compared.gone if since.touches(one.path)),
    )
    return looked._replace(
        findings=findings,
        unused_ignores=tuple(filter(touched.ignore, looked.unused_ignores)),
        compared=compared,
        untouched=len(looked.findings) - len(findings),
    )


def _not_found_before(findings: Sequence[Finding], since: Since, session: Session) -> list[Finding]:
    """Those of the findings that are not in the files as they were, of which some have changed.

    A function that has become asynchronous, a helper that began to run a query: their callers were not touched.
    """
    if not findings:
        return []
    spelled = _spelling(session)
    given = {spelled(path): data for path, data in since.before([one.path for one in session.found]).items()}
    if not given:
        return []
    sources = session.sources._replace(given=given)
    found = [Found(path, named=False) for path in dict.fromkeys(one.path for one in findings)]
    with bar(session.err, "looking at what was") as progress:
        earlier = run.look(found, sources, jobs=session.jobs, progress=progress)
    there = Counter((one.path, kind) for one, kind in baselines.kinds(earlier.findings, sources.open_module))
    new = []
    for one, kind in baselines.kinds(findings, session.sources.open_module):
        there[one.path, kind] -= 1
        if there[one.path, kind] < 0:
            new.append(one)
    return new


def _spelling(session: Session) -> Callable[[str], str]:
    """How a run spells real paths: those of found files as they were reached, others in the same style."""
    found = {real_path(one.path): one.path for one in session.found}
    absolute = any(os.path.isabs(path) for path in found.values())

    def spelled(path: str) -> str:
        return found.get(path) or (path if absolute else os.path.relpath(path).replace(os.sep, "/"))

    return spelled
