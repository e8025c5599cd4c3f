"""What CI systems list, in one shape: findings, comments and baselines with nothing behind them, files in trouble."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from asyncfix.errors import FileTrouble
from asyncfix.git import git_root
from asyncfix.report import text
from asyncfix.report.paths import shown
from asyncfix.rule import Finding, Severity, Span

if TYPE_CHECKING:
    from asyncfix.baseline import Gone
    from asyncfix.run import Looked, UnusedIgnore

UNUSED_IGNORE = "unused-ignore"
GONE = "gone-from-baseline"
TROUBLE = "file-trouble"


class Problem(NamedTuple):
    """One entry of a list. `check` is the rule's name, `UNUSED_IGNORE`, `GONE` or `TROUBLE`.

    `span` is None where the file as a whole is meant, and empty where only the line is known. `remedy` says what
    becomes of it. No two problems of one run have one `fingerprint`; it stays when lines move, and that of a finding
    when its file gets another name. `is_known` says that a baseline holds it, so that the look does not fail for it.
    """

    check: str
    severity: Severity
    path: str
    span: Span | None
    message: str
    fingerprint: str
    remedy: str = ""
    finding: Finding | None = None
    is_known: bool = False

    @property
    def symbol(self) -> str:
        """The enclosing function or class, "" where there is none or nothing is known of it."""
        return self.finding.symbol if self.finding else ""

    @property
    def place(self) -> str:
        """`path:line:column`, as far as it is known."""
        if self.span is None:
            return self.path
        column = "" if is_empty(self.span) else f":{self.span.column}"
        return f"{self.path}:{self.span.line}{column}"


def is_empty(span: Span) -> bool:
    return span[:2] == span[2:]


def problems(looked: Looked) -> list[Problem]:
    """All that makes a look fail: by path and place, then what has no place. Paths begin at the repository's root."""
    return [problem for problem in all_problems(looked) if not problem.is_known]


def all_problems(looked: Looked) -> list[Problem]:
    """The same, with the findings that a baseline knows."""
    known, gone = (looked.compared.unchanged, looked.compared.gone) if looked.compared else ((), ())
    found = [*map(_of_finding, looked.findings), *map(_of_ignore, looked.unused_ignores)]
    found += (_of_finding(finding)._replace(is_known=True) for finding in known)
    found.sort(key=lambda problem: (problem.path, problem.span or Span(0, 0, 0, 0), problem.check))
    return list(_told_apart([*found, *map(_of_gone, gone), *map(_of_trouble, looked.errors)]))


def _of_finding(finding: Finding) -> Problem:
    path = from_root(finding.path)
    return Problem(
        finding.rule,
        finding.severity,
        path,
        finding.span,
        finding.message,
        finding.fingerprint or _digest(path, finding.rule, finding.symbol, finding.code),
        text.remedy(finding),
        finding,
    )


def _of_ignore(one: UnusedIgnore) -> Problem:
    path = from_root(one.path)
    line = Span(one.line, 1, one.line, 1)
    return Problem(
        UNUSED_IGNORE, "warning", path, line, text.unused_ignore(one), _digest(path, UNUSED_IGNORE, *one.rules)
    )


def _of_gone(gone: Gone) -> Problem:
    path, entry = from_root(gone.baseline), gone.entry
    where = f" in {entry.symbol}" if entry.symbol else ""
    return Problem(
        GONE,
        "warning",
        path,
        None,
        f"{entry.rule}{where} is gone from {from_root(gone.path)}: {entry.code}",
        _digest(path, GONE, gone.path, entry.fingerprint),
        "`asyncfix baseline update` takes it out of the baseline",
    )


def _of_trouble(trouble: FileTrouble) -> Problem:
    path = from_root(trouble.path)
    return Problem(TROUBLE, "error", path, None, trouble.message, _digest(path, TROUBLE, trouble.message))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()[:32]


def _told_apart(found: Iterable[Problem]) -> Iterator[Problem]:
    """The problems, the second and later ones with one fingerprint given another: readers keep one of each."""
    seen: Counter[str] = Counter()
    for problem in found:
        number = seen[problem.fingerprint]
        seen[problem.fingerprint] += 1
        yield problem._replace(fingerprint=_digest(problem.fingerprint, str(number))) if number else problem


def from_root(path: str) -> str:
    """A path as CI systems want it: with forward slashes, from the root of the git repository that one works in.

    Without a repository the current folder stands for the root. What lies elsewhere is absolute; `-` stays.
    """
    if path == "-":
        return path
    here = os.getcwd()
    full = os.path.abspath(path).replace(os.sep, "/")
    root = _root(here)
    return full[len(root) :] if full.startswith(root) else shown(path)


@cache
def _root(here: str) -> str:
    slashed = here.replace(os.sep, "/")
    return git_root(slashed.rstrip("/")) or slashed.rstrip("/") + "/"


def well_formed(said: str) -> str:
    """Text that every reader takes: bytes of a file's name that are no UTF-8 become `\\udc..` sequences."""
    return said.encode(errors="backslashreplace").decode()
