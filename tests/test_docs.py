"""The documents say what the code does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from asyncfix.report import explain
from asyncfix.rule import Rule
from asyncfix.transforms import RULES

ROOT = Path(__file__).parent.parent
each_rule = pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])


@each_rule
def test_a_rules_page_is_its_docstring(rule: type[Rule], pytestconfig: pytest.Config) -> None:
    path = ROOT / "docs" / "rules" / f"{rule.name}.md"
    if pytestconfig.getoption("--update"):
        path.write_text(explain.page(rule), "utf-8")
    assert path.read_text("utf-8") == explain.page(rule)


@each_rule
def test_a_rules_page_has_the_fixed_headings(rule: type[Rule]) -> None:
    headings = re.findall(r"^## (.*)", explain.documentation(rule), re.MULTILINE)
    assert headings == ["What breaks", "What asyncfix writes", "What it leaves alone"]


def test_the_readme_shows_the_diff_that_asyncfix_makes() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = re.findall(r"^```diff\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    made = subprocess.run(
        [sys.executable, "-m", "asyncfix", "diff", "examples/session_manager", "--diff-context", "3"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
    ).stdout
    assert shown
    for hunk in shown:
        for piece in re.split(r"^@@.*\n", hunk, flags=re.MULTILINE):
            assert piece in made


def test_the_readme_never_installs_another_projects_package() -> None:
    for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        assert not re.search(r"pip install asyncfix(?!-codemod)", path.read_text("utf-8")), path


def test_the_readmes_first_two_shell_blocks_are_one_line_each() -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert [block.count("\n") for block in blocks[:2]] == [1, 1]
