"""`check --format junit`: each problem as a failed test, for CI systems that know nothing but tests."""

from __future__ import annotations

import re
from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING

from junitparser import Attr, Error, Failure, IntAttr, JUnitXml, TestCase, TestSuite

from asyncfix.report.problems import TROUBLE, Problem, problems

if TYPE_CHECKING:
    from asyncfix.run import Looked

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 does not take, not even escaped."""


class _Case(TestCase):
    """A test with its place, which GitLab and others show."""

    file = Attr()
    line = IntAttr()


def document(looked: Looked) -> str:
    """One suite: a test for each problem, failed or in error; where there are none, one that passed."""
    suite = TestSuite("asyncfix")
    names: Counter[tuple[str, str]] = Counter()
    for problem in problems(looked):
        suite.add_testcase(_case(problem, names))
    if not len(suite):
        count = f"{looked.files} file" if looked.files == 1 else f"{looked.files} files"
        suite.add_testcase(_Case(f"no findings in {count}", "asyncfix"))
    xml = JUnitXml("asyncfix")
    xml.add_testsuite(suite)
    written = BytesIO()
    xml.write(written)
    return written.getvalue().decode() + "\n"


def _case(problem: Problem, names: Counter[tuple[str, str]]) -> _Case:
    """A test that keeps its name while lines move; the second of one name is called so."""
    group = _legal(problem.path.removesuffix(".py").replace("/", "."))
    name = problem.check + (f" in {_legal(problem.symbol)}" if problem.symbol else "")
    names[group, name] += 1
    number = names[group, name]
    case = _Case(name if number == 1 else f"{name} ({number})", group)
    case.file = _legal(problem.path)
    if problem.span:
        case.line = problem.span.line
    result = Error if problem.check == TROUBLE else Failure
    outcome = result(_legal(problem.message), problem.severity)
    outcome.text = _legal("\n".join(filter(None, (f"{problem.place}: {problem.message}", problem.remedy))))
    case.result = [outcome]
    return case


def _legal(said: str) -> str:
    return _ILLEGAL.sub(lambda found: found.group().encode("unicode_escape").decode(), said)
