"""asyncfix from Python: `check_paths`, `diff_paths` and `fix_source`.

Values come back, errors of single files among them; nothing is printed, written or changed in the calling process.
What is raised is an `AsyncfixError`, whose text is a sentence for the user. Calls from several threads run one after
the other. No process is started unless `jobs` or `isolated` asks for it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from asyncfix import run
from asyncfix.config import CommandLine, Settings
from asyncfix.errors import AsyncfixError, FileTrouble, UsageError
from asyncfix.rule import Finding, Rule
from asyncfix.writing import Change

if TYPE_CHECKING:
    from asyncfix.engine import Plan
    from asyncfix.project import Module, Tree

Path = str | os.PathLike[str]
Paths = Path | Iterable[Path]
Options = Mapping[str, str | int | bool]
Version = tuple[int, int]
Source = TypeVar("Source", str, bytes)

NO_PATH = "<source>"
"""What findings in a source without a path are said to be in."""

# Filters of warnings and the recursion limit, which a look at code changes for a moment, belong to the whole process.
_one_at_a_time = threading.RLock()


def _forget_other_threads() -> None:
    global _one_at_a_time
    _one_at_a_time = threading.RLock()


if hasattr(os, "register_at_fork"):
    # The thread that holds the lock may be one that the child does not have.
    os.register_at_fork(after_in_child=_forget_other_threads)


@dataclass(frozen=True)
class CheckResult:
    """What was found. `suppressed` counts the findings that ignore comments cover, `files` what was looked at."""

    files: int
    findings: tuple[Finding, ...]
    errors: tuple[FileTrouble, ...]
    suppressed: int


@dataclass(frozen=True)
class DiffResult:
    """What `apply` would write.

    `changes` repair the findings in `fixed`; `kept` are the others, each with `kept_because`. A change holds a path
    and the whole bytes before and after.
    """

    files: int
    changes: tuple[Change, ...]
    fixed: tuple[Finding, ...]
    kept: tuple[Finding, ...]
    errors: tuple[FileTrouble, ...]
    suppressed: int


@dataclass(frozen=True)
class FixResult(Generic[Source]):
    """A source and what became of it.

    `source` is of the type that was given, and the same as given where nothing is fixed or `errors` say why it could
    not be read. Lines and columns of the findings are those of the source that was given.
    """

    source: Source
    fixed: tuple[Finding, ...]
    kept: tuple[Finding, ...]
    errors: tuple[FileTrouble, ...]
    suppressed: int


def check_paths(
    paths: Paths,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    exclude: Iterable[str] = (),
    options: Options | None = None,
    jobs: int = 1,
) -> CheckResult:
    """What `asyncfix check PATHS` finds: `paths` is a file or folder, or several.

    `select`, `ignore` and `exclude` are those of the command line, `options` are its `-o`: `{"finally-jump.style":
    "hoist"}`. They go over the `[tool.asyncfix]` tables of the files. `jobs` above 1 looks in so many processes.
    Files that cannot be read or parsed are in `errors`. Raises `ConfigError` and `UsageError`.
    """
    with _one_at_a_time:
        session = _Session(paths, _command_line(select, ignore, exclude, options), jobs)
        looked = session.looked
        return CheckResult(looked.files, looked.findings, looked.errors, looked.suppressed)


def diff_paths(
    paths: Paths,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    exclude: Iterable[str] = (),
    options: Options | None = None,
    unsafe: bool = False,
    jobs: int = 1,
    isolated: bool = False,
) -> DiffResult:
    """What `asyncfix diff PATHS` would change, in these files and in others that must change with them.

    Arguments as of `check_paths`; `unsafe` makes the fixes too that change more than the bug. `isolated` rewrites in
    processes of their own, which may crash or run out of time without harm: LibCST does on code nested some thousand
    levels deep. Raises `ConfigError` and `UsageError`.
    """
    from asyncfix import planning

    with _one_at_a_time:
        session = _Session(paths, _command_line(select, ignore, exclude, options), jobs, isolated=isolated)
        choice = planning.Choice(unsafe)
        plans = planning.plans(session.looked, session.sources, choice, jobs=jobs, isolated=isolated or jobs > 1)
    return DiffResult(
        session.looked.files,
        tuple(change for plan in plans for change in plan.changes),
        tuple(finding for plan in plans for finding in plan.fixed),
        tuple(finding for plan in plans for finding in plan.kept),
        (*session.looked.errors, *(error for plan in plans for error in plan.errors)),
        session.looked.suppressed,
    )


def fix_source(
    source: Source,
    *,
    path: Path | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    options: Options | None = None,
    unsafe: bool = False,
    target_version: Version | None = None,
    isolated: bool = False,
) -> FixResult[Source]:
    """Fix one source, text or bytes.

    With a `path` it is taken for the content of that file, which need not exist: the `[tool.asyncfix]` table that
    counts there and the files of the project around it are read. Without one no file is read, and names that the
    source imports from its own project mean nothing. Fixes that would have to change other files are not made.

    `target_version` is the oldest Python that must run it, by default that of the path's project, else the running
    one. The other arguments are those of `diff_paths`. Raises `ConfigError` and `UsageError`.
    """
    label = NO_PATH if path is None else _path(path)
    line = _command_line(select, ignore, (), options)
    _check_version(target_version)
    try:
        data, encoding = _encoded(source, label)
    except FileTrouble as trouble:
        return FixResult(source, (), (), (trouble,), 0)
    repair = _Repair(label, data, line, unsafe, target_version, alone=path is None)
    with _one_at_a_time:
        plan = _isolated(repair) if isolated else repair()
    written = {change.path: change.after for change in plan.changes}.get(label, data)
    fixed = written.decode(encoding) if encoding else written
    return FixResult(fixed, plan.fixed, plan.kept, plan.errors, plan.suppressed)  # type: ignore[arg-type]


class _Session:
    """A look at paths."""

    def __init__(self, paths: Paths, line: CommandLine, jobs: int, *, isolated: bool = False) -> None:
        if jobs < 1:
            raise UsageError(f"jobs must be 1 or more, not {jobs}")
        if jobs > 1 or isolated:
            _may_start_processes()
        named = [_path(path) for path in ([paths] if isinstance(paths, str | bytes | os.PathLike) else paths)]
        settings = _settings(line)
        found, errors = run.found_files(named, settings)
        self.sources = run.Sources(settings)
        looked = run.look(found, self.sources, jobs=jobs)
        self.looked = looked._replace(errors=(*errors, *looked.errors))


@dataclass(frozen=True)
class _Repair:
    """The repair of one source; `alone` leaves the disk out. It can be handed to another process."""

    path: str
    data: bytes
    line: CommandLine
    unsafe: bool
    target_version: Version | None
    alone: bool

    def __call__(self, _item: None = None) -> Plan:
        from asyncfix.engine import Plan

        settings = _settings(self.line)
        sources = run.Sources(settings, {self.path: self.data})
        rules = settings.rules_of_no_project() if self.alone else settings.rules(self.path)
        try:
            self._opened(self.path, sources).check_syntax()
            likely = [rule for rule in rules if rule.may_hold(self.data)]
            found = self._planned(sources, likely, at_most=0) if likely else Plan()
            # The proofs of a fix want to know what all rules find.
            return self._planned(sources, rules) if any(one.fix for one in found.kept) else found
        except FileTrouble as trouble:
            return Plan(errors=(trouble,))
        except AsyncfixError:
            raise
        except Exception as exc:
            from asyncfix import own_rules

            said = f"cannot be analysed: this is a bug in {own_rules.raised_in(exc)}: {type(exc).__name__}: {exc}"
            return Plan(errors=(FileTrouble(self.path, said),))

    def _planned(self, sources: run.Sources, rules: Sequence[Rule], *, at_most: int | None = None) -> Plan:
        from asyncfix import engine, planning
        from asyncfix.deep import with_deep_stack

        plan = with_deep_stack(
            lambda: engine.plan(
                [self.path],
                lambda path: self._opened(path, sources),
                lambda path: rules if path == self.path else (),
                allowed=planning.Choice(self.unsafe, only=frozenset({self.path})),
                at_most=at_most,
                tree=self._tree(sources),
            )
        )
        return _only(self.path, plan)

    def _opened(self, path: str, sources: run.Sources) -> Module:
        from asyncfix.project import Module

        if path != self.path:
            return sources.open_module(path)
        version = self.target_version or (_running() if self.alone else sources.settings.target_version(path))
        return Module(path, self.data, target_version=version)

    def _tree(self, sources: run.Sources) -> Tree:
        from asyncfix.project import MemoryTree

        return MemoryTree({self.path: self.data}) if self.alone else sources.tree()


def _only(path: str, plan: Plan) -> Plan:
    """A plan without findings in other files; what is kept because of those files says so."""
    from asyncfix.engine import Plan

    def told(finding: Finding) -> Finding:
        others = sorted(finding.fix.touches - {path}) if finding.fix else []
        return finding.kept(f"its fix must change {', '.join(others)} too") if others else finding

    kept = tuple(told(finding) for finding in plan.kept if finding.path == path)
    return Plan(plan.fixed, kept, plan.changes, plan.errors, plan.suppressed)


def _isolated(repair: _Repair) -> Plan:
    from asyncfix import workers
    from asyncfix.engine import Plan
    from asyncfix.planning import TIME_LIMIT

    _may_start_processes()
    ((_, plan),) = workers.run(repair, [None], 1, TIME_LIMIT)
    if isinstance(plan, Plan):
        return plan
    return Plan(errors=(FileTrouble(repair.path, f"cannot be rewritten: the process that worked on it {plan.reason}"),))


def _encoded(source: str | bytes, label: str) -> tuple[bytes, str | None]:
    """The bytes of a source, and for text the encoding that it names. Raises `FileTrouble`."""
    if isinstance(source, bytes):
        return source, None
    from asyncfix.project import Module

    encoding = Module(label, source.encode(errors="surrogatepass")).encoding
    try:
        return source.encode(encoding), encoding
    except UnicodeEncodeError as exc:
        raise FileTrouble(label, f"cannot be encoded as {encoding}: {exc}") from None


def _path(path: Path) -> str:
    named = os.fsdecode(path)
    if not named:
        raise UsageError('an empty path names nothing; give "." to mean the current folder')
    if "\0" in named:
        raise UsageError(f"{named!r}: no path holds a NUL character")
    return named


def _command_line(
    select: Iterable[str], ignore: Iterable[str], exclude: Iterable[str], options: Options | None
) -> CommandLine:
    texts = tuple(f"{name}={_spelled(value)}" for name, value in (options or {}).items())
    return CommandLine(_names(select, "select"), _names(ignore, "ignore"), _names(exclude, "exclude"), texts)


def _names(names: Iterable[str], argument: str) -> tuple[str, ...]:
    if isinstance(names, str):
        raise UsageError(f"{argument} must be several texts, such as [{names!r}], not one")
    return tuple(names)


def _spelled(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _settings(line: CommandLine) -> Settings:
    try:
        return Settings(line)
    except FileNotFoundError:
        raise UsageError("the current folder is gone; change to one that is there") from None


def _check_version(version: object) -> None:
    match version:
        case None | (int(), int()):
            return
    raise UsageError(f"target_version must be a pair of numbers such as (3, 12), not {version!r}")


def _running() -> Version:
    import sys

    return sys.version_info[:2]


def _may_start_processes() -> None:
    import multiprocessing

    if multiprocessing.current_process().daemon:
        raise UsageError("a daemonic process of multiprocessing may not start others; leave out `jobs` and `isolated`")


__all__ = ["CheckResult", "DiffResult", "FixResult", "check_paths", "diff_paths", "fix_source"]
