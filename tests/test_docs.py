"""The documents say what the code does."""

from __future__ import annotations

import dataclasses
import doctest
import inspect
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
import warnings
from pathlib import Path

import pytest
import screenshot
from commandline import LOOP

import asyncfix
from asyncfix.batch import settings
from asyncfix.config import KEYS, Settings
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


# Links


DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "bench").glob("*.md")])


@pytest.mark.parametrize("path", DOCUMENTS, ids=[str(path.relative_to(ROOT)) for path in DOCUMENTS])
def test_links_lead_to_files_and_headings_that_are_there(path: Path) -> None:
    prose = re.sub(r"^```.*?^```|`[^`\n]*`", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", prose):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, heading = link.partition("#")
        file = path.parent / target if target else path
        assert file.exists(), link
        if heading:
            found = re.findall(r"^#+ (.*)", file.read_text("utf-8"), re.MULTILINE)
            assert heading in [re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in found], link


# docs/library.md


def blocks(document: str, language: str) -> list[str]:
    text = (ROOT / "docs" / document).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_the_examples_of_the_library_page_do_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app, *examples = blocks("library.md", "python")
    (tmp_path / "app.py").write_text(app)
    monkeypatch.chdir(tmp_path)
    page = doctest.DocTestParser().get_doctest("\n".join(examples), {}, "library.md", "library.md", 0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        said: list[str] = []
        result = doctest.DocTestRunner(verbose=False).run(page, out=said.append)
    assert (result.failed, "".join(said)) == (0, "")
    assert result.attempted > 10


def test_the_library_page_names_all_fields_and_arguments() -> None:
    text = (ROOT / "docs" / "library.md").read_text("utf-8")
    for kind in (asyncfix.CheckResult, asyncfix.DiffResult, asyncfix.FixResult, asyncfix.Finding):
        (row,) = re.findall(rf"^\| `{kind.__name__}` \| (.*) \|$", text, re.MULTILINE)
        names = [field.name for field in dataclasses.fields(kind)]
        assert names == re.findall(r"`(\w+)`", re.sub(r"\(.*?\)", "", row))
    for function in (asyncfix.check_paths, asyncfix.diff_paths, asyncfix.fix_source):
        for name in inspect.signature(function).parameters:
            assert f"`{name}`" in text or f"`{name}=" in text or name == "source"


# docs/own-rules.md


def test_the_page_on_own_rules_shows_the_example_package() -> None:
    source = (ROOT / "examples/own_rule/src/acme_rules/blocking_sleep.py").read_text("utf-8")
    package = (ROOT / "examples/own_rule/pyproject.toml").read_text("utf-8")
    shown = "".join(blocks("own-rules.md", "python"))
    for line in (
        "needles: ClassVar",
        "option_help: ClassVar",
        "allow_zero: bool",
        "wanted=(",
        "Other tasks run meanwhile",
    ):
        assert line in shown
        assert line in source
    (toml,) = blocks("own-rules.md", "toml")
    for line in toml.splitlines():
        assert line in package


# docs/configuration.md


def test_the_configuration_page_shows_every_key_with_a_value_that_is_taken(tmp_path: Path) -> None:
    (shown,) = blocks("configuration.md", "toml")
    table = tomllib.loads(shown)["tool"]["asyncfix"]
    assert set(table) == {*KEYS, "finally-jump"}
    assert set(table["batch"]) == set(settings.BATCH_KEYS)
    (tmp_path / "pyproject.toml").write_text(shown)
    config = Settings().config(str(tmp_path / "a.py"))
    assert config.cache_dir == str(tmp_path / ".asyncfix/cache")
    assert settings.batch_table(config).verify_timeout == 1800


def test_the_configuration_page_names_every_environment_variable() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    read = set()
    for path in (ROOT / "src").rglob("*.py"):
        read |= set(re.findall(r'"(_?ASYNCFIX_\w+)"', path.read_text("utf-8")))
    given_to_commands = {"ASYNCFIX_FILES", "ASYNCFIX_ROOT", "ASYNCFIX_SHARD"}
    assert {name for name in read - given_to_commands if name not in text} == set()


# docs/ci.md


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone with a branch that adds a finding to one that is old."""
    for name in ("NAME", "EMAIL"):
        for who in ("AUTHOR", "COMMITTER"):
            monkeypatch.setenv(f"GIT_{who}_{name}", "a@example.org")
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    git = ["git", "-c", "init.defaultBranch=main", "-C"]
    subprocess.run([*git, str(tmp_path), "init", "--quiet", "origin"], check=True)
    (origin / "src").mkdir()
    (origin / "src" / "old.py").write_bytes(LOOP)
    for command in (["add", "."], ["commit", "--quiet", "-m", "old"]):
        subprocess.run([*git, str(origin), *command], check=True)
    subprocess.run([*git, str(tmp_path), "clone", "--quiet", str(origin), "clone"], check=True)
    (clone / "src" / "new.py").write_bytes(LOOP)
    for command in (["checkout", "--quiet", "-b", "topic"], ["add", "."], ["commit", "--quiet", "-m", "new"]):
        subprocess.run([*git, str(clone), *command], check=True)
    monkeypatch.chdir(clone)
    return clone


COMMANDS = {
    "asyncfix check --format github --format sarif=asyncfix.sarif": (1, "::error", "asyncfix.sarif"),
    "asyncfix check --format text --format gitlab=gl-code-quality-report.json": (
        1,
        "2 findings in 2 files",
        "gl-code-quality-report.json",
    ),
    "asyncfix check --format text --format junit=asyncfix.xml src": (1, "2 findings in 2 files", "asyncfix.xml"),
    "asyncfix baseline write": (0, "2 findings", "asyncfix-baseline.json"),
    "asyncfix check --baseline asyncfix-baseline.json": (0, "No findings in 2 files.", "asyncfix-baseline.json"),
    "asyncfix check --since origin/main": (1, "src/new.py:6:13: finally-jump", "src/new.py"),
}
"""The commands of docs/ci.md: exit code, what is said, and a file that is then there."""


def test_the_commands_of_the_ci_page_run_in_its_order(checkout: Path) -> None:
    text = "".join([*blocks("ci.md", "yaml"), *blocks("ci.md", "sh")])
    assert re.findall(r"^(?:\s*- (?:run: )?)?(asyncfix .*)", text, re.MULTILINE) == list(COMMANDS)
    for command, (code, said, file) in COMMANDS.items():
        done = subprocess.run([sys.executable, "-m", *shlex.split(command)], capture_output=True, text=True)
        assert (done.returncode, said in done.stdout + done.stderr) == (code, True), (command, done)
        assert (checkout / file).exists()
    found = json.loads((checkout / "asyncfix.sarif").read_text())["runs"][0]["results"]
    assert [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in found] == [
        "src/new.py",
        "src/old.py",
    ]


def test_the_ci_page_has_yaml_that_parses() -> None:
    yaml = pytest.importorskip("yaml")
    actions, gitlab, precommit = (yaml.safe_load(block) for block in blocks("ci.md", "yaml"))
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert {hook["id"] for hook in precommit["repos"][0]["hooks"]} <= {hook["id"] for hook in hooks}
    uploaded = actions["jobs"]["asyncfix"]["steps"][-1]["with"]["sarif_file"]
    assert uploaded == "asyncfix.sarif"
    assert gitlab["asyncfix"]["artifacts"]["reports"]["codequality"] == "gl-code-quality-report.json"


# docs/diff.svg


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_the_screenshot_shows_what_a_terminal_shows(pytestconfig: pytest.Config) -> None:
    path = ROOT / "docs" / "diff.svg"
    made = screenshot.shot(ROOT / "examples/admin_dashboard", "diff", "--select", "shared-session-gather", "app")
    assert any("male_count = await count_male()" in line for line in screenshot.shown(made))
    if pytestconfig.getoption("--update"):
        path.write_text(made, "utf-8")
    kept = path.read_text("utf-8")
    assert screenshot.shown(kept) == screenshot.shown(made)
    assert len(kept) < 100_000
    assert "font-face" not in kept
    assert not re.search(r"url\((?!#)", kept), "nothing is fetched"
