"""Every case of tests/before_after: what is found, what is written, and that the code then behaves.

    tests/before_after/<rule>/<case>/
        before/          the input
        after/           the output; absent where not a byte may change
        findings.txt     a line per finding: `path.py:LINE: fix|unsafe|report`
        options.toml     the rule's options; `unsafe = true` stands for --unsafe
        behaviour.py     run with a folder: fails on before/, passes on after/

What the behaviours of a rule have in common lies beside its cases.

A case proves more than its text, see `test_is_rewritten_as_its_after_folder_says`.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tokenize
import tomllib
import warnings
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from asyncfix import engine
from asyncfix.project import MemoryTree, Module
from asyncfix.rule import Finding, Rule
from asyncfix.transforms import RULES

ROOT = Path(__file__).parent / "before_after"


@dataclass(frozen=True)
class Case:
    folder: Path

    @property
    def before(self) -> Path:
        return self.folder / "before"

    @property
    def after(self) -> Path:
        return self.folder / "after"

    def files(self) -> dict[str, bytes]:
        """All of the project, with what is not Python: a pyproject.toml tells where names begin."""
        found = (path for path in self.before.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        return {path.relative_to(self.before).as_posix(): path.read_bytes() for path in found}

    @cached_property
    def options(self) -> dict[str, object]:
        path = self.folder / "options.toml"
        return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}

    def rules(self) -> list[Rule]:
        (rule,) = (rule for rule in RULES if rule.name == self.folder.parent.name)
        return [rule(**{key.replace("-", "_"): value for key, value in self.options.items() if key != "unsafe"})]

    def plan(self, contents: dict[str, bytes]) -> engine.Plan:
        def allowed(finding: Finding) -> bool:
            return finding.fix is not None and (finding.fix.safety == "safe" or bool(self.options.get("unsafe")))

        return engine.plan(
            sorted(contents),
            lambda path: Module(path, contents[path]),
            lambda _: self.rules(),
            allowed=allowed,
            tree=MemoryTree({**self.files(), **contents}),
        )


CASES = [Case(folder) for folder in sorted(ROOT.glob("*/*/"))]
IDS = [f"{case.folder.parent.name}/{case.folder.name}" for case in CASES]
each_case = pytest.mark.parametrize("case", CASES, ids=IDS)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.py"))}


def comments(data: bytes) -> Counter[str]:
    found: Counter[str] = Counter()
    try:
        for token in tokenize.tokenize(io.BytesIO(re.sub(rb"\r\n?", b"\n", data)).readline):
            if token.type == tokenize.COMMENT:
                found[token.string] += 1
    except (tokenize.TokenError, SyntaxError):
        # Code newer than this interpreter.
        return Counter(re.findall(r"#.*", data.decode()))
    return found


def interpreter(version: str) -> str | None:
    """A Python of that version, on the path or among pyenv's."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    candidates = [shutil.which(f"python{version}"), *map(str, root.glob(f"versions/{version}.*/bin/python"))]
    for candidate in candidates:
        # A shim may be there without its interpreter.
        if candidate and subprocess.run([candidate, "-V"], capture_output=True).returncode == 0:
            return candidate
    return None


def verdict(finding: Finding) -> str:
    return "report" if finding.fix is None else "fix" if finding.fix.safety == "safe" else "unsafe"


@each_case
def test_finds_what_findings_txt_says(case: Case) -> None:
    found = case.plan(contents(case.before))
    assert not found.errors
    lines = [f"{finding.path}:{finding.span.line}: {verdict(finding)}" for finding in found.findings]
    assert lines == (case.folder / "findings.txt").read_text("utf-8").split("\n")[:-1]
    assert all(finding.kept_because for finding in found.kept)


@each_case
def test_is_rewritten_as_its_after_folder_says(case: Case, pytestconfig: pytest.Config) -> None:
    before = contents(case.before)
    plan = case.plan(before)
    made = before | {change.path: change.after for change in plan.changes}
    if pytestconfig.getoption("--update") and plan.changes:
        for path, data in made.items():
            (case.after / path).parent.mkdir(parents=True, exist_ok=True)
            (case.after / path).write_bytes(data)
    expected = contents(case.after) if case.after.exists() else before
    assert made.keys() == expected.keys()
    for path, data in made.items():
        # Lists of lines, so that pytest shows the one that differs.
        assert data.split(b"\n") == expected[path].split(b"\n")
    assert not case.plan(made).changes, "a second run changes nothing"
    for path, data in before.items():
        assert not comments(data) - comments(made[path]), "no comment is lost"


@each_case
def test_what_is_written_compiles_without_a_warning(case: Case) -> None:
    if not case.after.exists():
        pytest.skip("nothing is written")
    for path, data in contents(case.after).items():
        module = Module(path, data)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compile(module.parsed_text, path, "exec", dont_inherit=True)


@pytest.mark.parametrize("version", ["3.12", "3.13", "3.14", "3.15"])
def test_what_is_written_compiles_on_newer_pythons(version: str) -> None:
    python = interpreter(version)
    if python is None:
        pytest.skip(f"there is no python{version}")
    written = [str(path) for case in CASES if case.after.exists() for path in sorted(case.after.rglob("*.py"))]
    code = "import sys\nfor path in sys.argv[1:]: compile(open(path, 'rb').read(), path, 'exec')"
    # Some `after` folders keep a jump that is only reported: 3.14 warns of it, rightly.
    kept = {str(case.after) for case in CASES if "report" in (case.folder / "findings.txt").read_text("utf-8")}
    checked = [path for path in written if not any(path.startswith(folder) for folder in kept)]
    done = subprocess.run([python, "-W", "error", "-c", code, *checked], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@each_case
def test_behaves_after_and_not_before(case: Case) -> None:
    script = case.folder / "behaviour.py"
    if not script.exists() or not case.after.exists():
        pytest.skip("nothing to execute")
    before, after = (
        subprocess.run(
            [sys.executable, "-B", "-W", "error", str(script), str(folder)], capture_output=True, text=True, timeout=60
        )
        for folder in (case.before, case.after)
    )
    assert before.returncode != 0, "before/ must fail"
    assert after.returncode == 0, after.stderr
