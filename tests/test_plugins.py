"""Rules of other distributions: the one in examples/own_rule at work, and what is said of broken ones."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
import tomllib
from pathlib import Path

import pytest
from commandline import LOOP

from asyncfix.rule import Rule
from asyncfix.transforms import RULES

EXAMPLE = Path(__file__).parent.parent / "examples" / "own_rule"
POLL = """\
import time


async def poll(job):
    while not await job.done():
        time.sleep(1)
"""
AWAITED = """\
import asyncio


async def poll(job):
    while not await job.done():
        await asyncio.sleep(1)
"""
RULE = '''\
import ast
from dataclasses import dataclass
from typing import ClassVar
from asyncfix.rule import Finding, Rule

@dataclass(frozen=True)
class Mine(Rule):
    """Finds nothing."""

    name: ClassVar[str] = "mine"
    needles: ClassVar[tuple[bytes, ...]] = (b"def",)

    def detect(self, module, project):
        return iter(())
'''


class Installed:
    """A folder of installed distributions, and asyncfix run with it."""

    def __init__(self, folder: Path) -> None:
        self.site = folder / "site"
        self.work = folder / "work"
        self.work.mkdir()

    def add(self, name: str, version: str, rules: dict[str, str], modules: dict[str, str]) -> None:
        metadata = self.site / f"{name.replace('-', '_')}-{version}.dist-info"
        metadata.mkdir(parents=True)
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        lines = [f"{rule} = {value}\n" for rule, value in rules.items()]
        (metadata / "entry_points.txt").write_text("".join(["[asyncfix.rules]\n", *lines]))
        for module, text in modules.items():
            (self.site / f"{module}.py").write_text(text)

    def add_example(self) -> None:
        project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())["project"]
        self.add(project["name"], project["version"], project["entry-points"]["asyncfix.rules"], {})
        shutil.copytree(EXAMPLE / "src" / "acme_rules", self.site / "acme_rules")

    def run(self, *args: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"PYTHONPATH": str(self.site), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "asyncfix", *args]
        return subprocess.run(command, cwd=self.work, env=environment, capture_output=True, text=True)


@pytest.fixture
def installed(tmp_path: Path) -> Installed:
    return Installed(tmp_path)


@pytest.fixture
def example(installed: Installed) -> Installed:
    installed.add_example()
    (installed.work / "poll.py").write_text(POLL)
    return installed


# The example


def test_the_rule_of_another_distribution_is_listed_explained_and_obeyed(example: Installed) -> None:
    assert "\nblocking-sleep" in example.run("rules").stdout
    assert "# blocking-sleep" in example.run("explain", "blocking-sleep").stdout
    checked = example.run("check", ".")
    assert (checked.returncode, checked.stdout.splitlines()[0]) == (
        1,
        "poll.py:6:9: blocking-sleep: `time.sleep(1)` stops the event loop while it waits",
    )
    assert "+        await asyncio.sleep(1)" in example.run("diff", ".").stdout
    assert example.run("apply", "--yes", ".").returncode == 0
    assert (example.work / "poll.py").read_text() == AWAITED
    assert example.run("check", ".").returncode == 0


def test_configuration_command_line_and_comments_know_the_rule(example: Installed) -> None:
    assert example.run("check", "--ignore", "blocking-sleep").returncode == 0
    assert example.run("check", "--select", "finally-jump").returncode == 0
    table = '[tool.asyncfix]\nselect = ["blocking-sleep"]\n[tool.asyncfix.blocking-sleep]\nallow-zero = true\n'
    (example.work / "pyproject.toml").write_text(table)
    assert example.run("check").returncode == 1
    (example.work / "poll.py").write_text(POLL.replace("(1)", "(0)"))
    assert example.run("check").returncode == 0
    assert example.run("check", "-o", "blocking-sleep.allow-zero=false").returncode == 1
    ignored = POLL.replace("sleep(1)", "sleep(1)  # asyncfix: ignore[blocking-sleep] a test of ours")
    (example.work / "poll.py").write_text(ignored)
    assert example.run("check", "--report-unused-ignores").returncode == 0
    (example.work / "poll.py").write_text(AWAITED + "# asyncfix: ignore-file[blocking-sleep]\n")
    assert "unused `# asyncfix: ignore[blocking-sleep]`" in example.run("check", "--report-unused-ignores").stdout
    wrong = example.run("check", "--select", "blocking-sleeps")
    assert (wrong.returncode, wrong.stderr) == (
        2,
        'asyncfix: --select: there is no rule "blocking-sleeps"; did you mean "blocking-sleep"?\n',
    )


def test_every_format_the_baseline_and_the_library_know_the_rule(example: Installed) -> None:
    formats = ("json", "sarif", "github", "gitlab", "junit")
    assert example.run("check", *(f"--format={name}={name}.out" for name in formats)).returncode == 1
    for name in formats:
        assert "blocking-sleep" in (example.work / f"{name}.out").read_text()
    assert example.run("baseline", "write").returncode == 0
    assert "1 finding in the baseline" in example.run("check", "--baseline", "asyncfix-baseline.json").stdout
    program = "import asyncfix; print(asyncfix.check_paths('.').findings[0].rule)"
    environment = os.environ | {"PYTHONPATH": str(example.site)}
    done = subprocess.run([sys.executable, "-c", program], cwd=example.work, env=environment, capture_output=True)
    assert done.stdout == b"blocking-sleep\n"


def test_processes_that_share_the_work_know_the_rule(example: Installed) -> None:
    for number in range(250):
        (example.work / f"poll_{number}.py").write_text(POLL)
    assert "251 findings in 251 files; 251 fixable." in example.run("check", "--jobs", "2").stdout


def test_a_rule_that_was_edited_is_asked_again(installed: Installed) -> None:
    silent = RULE.replace("return iter(())", "return iter(words(self.name, module))") + (
        "\ndef words(name, module):\n    return []\n"
    )
    speaking = silent.replace(
        "return []", 'yield Finding(name, module.path, module.span(module.tree.body[0]), "a def", "error")'
    )
    installed.add("acme-rules", "2.1", {"mine": "mine:Mine"}, {"mine": silent})
    (installed.work / "a.py").write_text("def f(): ...\n")
    for _ in range(2):
        assert installed.run("check", ".").returncode == 0
    (installed.site / "mine.py").write_text(speaking)
    for _ in range(2):
        assert installed.run("check", ".").stdout.startswith("a.py:1:1: mine: a def\n")
    shutil.rmtree(next(installed.site.glob("*.dist-info")))
    assert installed.run("check", ".").returncode == 0, "a rule that is gone finds nothing"


# Broken ones


def says(installed: Installed, *args: str) -> str:
    done = installed.run(*(args or ("check", ".")))
    assert done.returncode == 2, done
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            "import nowhere\n", "cannot be loaded: ModuleNotFoundError: No module named 'nowhere'", id="import"
        ),
        pytest.param("raise SystemExit(3)\n", "cannot be loaded: SystemExit: 3", id="leaves"),
        pytest.param("class Mine: pass\n", "is no subclass of asyncfix.rule.Rule", id="another_class"),
        pytest.param("Mine = 3\n", "is no subclass of asyncfix.rule.Rule", id="no_class"),
        pytest.param("", "cannot be loaded: AttributeError: module 'mine' has no attribute 'Mine'", id="nothing"),
        pytest.param(
            RULE.replace("@dataclass(frozen=True)\n", ""), "is not decorated with @dataclass(frozen=True)", id="plain"
        ),
        pytest.param(RULE.replace("def detect", "def other"), "does not define detect", id="abstract"),
        pytest.param(
            RULE.replace('"mine"', '"his"'), "calls itself 'his', and must be called as its entry point is", id="named"
        ),
        pytest.param(RULE.replace('(b"def",)', "()"), "has no `needles`", id="no_needles"),
        pytest.param(RULE.replace('(b"def",)', '("def",)'), "has no `needles`", id="needles_of_text"),
        pytest.param(RULE.replace('"""Finds nothing."""', ""), "has no docstring", id="undocumented"),
        pytest.param(
            RULE + "\n    deep: bool = False\n", "has the option deep, and no `option_help` for it", id="option"
        ),
        pytest.param(RULE + "\n    deep: list = ()\n", "has the option deep, which must be a bool", id="option_type"),
    ],
)
def test_a_rule_that_cannot_be_used_is_a_sentence_with_its_distribution(
    installed: Installed, text: str, said: str
) -> None:
    installed.add("acme-rules", "2.1", {"mine": "mine:Mine"}, {"mine": text})
    error = says(installed)
    assert error.startswith(f'asyncfix: acme-rules 2.1: its rule "mine" (mine:Mine) {said}')
    assert error.endswith("; repair or uninstall acme-rules\n")


def test_a_name_that_a_built_in_rule_has_is_refused(installed: Installed) -> None:
    text = RULE.replace('"mine"', '"finally-jump"')
    installed.add("acme-rules", "2.1", {"finally-jump": "mine:Mine"}, {"mine": text})
    assert says(installed) == (
        'asyncfix: acme-rules 2.1 brings a rule "finally-jump", and so does asyncfix itself; '
        "rename it, or uninstall acme-rules\n"
    )


def test_a_name_that_two_distributions_use_is_refused(installed: Installed) -> None:
    installed.add("acme-rules", "2.1", {"mine": "mine:Mine"}, {"mine": RULE})
    installed.add("other", "1.0", {"mine": "his:Mine"}, {"his": RULE})
    assert says(installed) == (
        'asyncfix: other 1.0 brings a rule "mine", and so does acme-rules 2.1; rename it, or uninstall other\n'
    )


def test_a_name_that_the_configuration_uses_is_refused(installed: Installed) -> None:
    installed.add("acme-rules", "2.1", {"select": "mine:Mine"}, {"mine": RULE.replace('"mine"', '"select"')})
    assert "is called as a key of [tool.asyncfix] is" in says(installed)


def test_help_and_version_are_there_without_the_rules(installed: Installed) -> None:
    installed.add("acme-rules", "2.1", {"mine": "mine:Mine"}, {"mine": "import nowhere\n"})
    assert installed.run("--version").returncode == 0
    assert installed.run("check", "--help").returncode == 0


def test_a_bug_in_a_rule_is_told_of_its_distribution(installed: Installed) -> None:
    raising = RULE.replace("return iter(())", "raise KeyError(module.path)")
    installed.add("acme-rules", "2.1", {"mine": "mine:Mine"}, {"mine": raising})
    (installed.work / "a.py").write_text("def f(): ...\n")
    assert says(installed) == (
        "a.py: cannot be analysed: this is a bug in acme-rules 2.1, which brings mine: KeyError: 'a.py'\n"
    )


SPAN = "module.span(module.tree.body[0])"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        pytest.param("return None", "`detect` gives None in place of findings", id="no_iterable"),
        pytest.param("yield None", "`detect` yields None, which is no Finding", id="none"),
        pytest.param("yield 'x'", "`detect` yields 'x', which is no Finding", id="text"),
        pytest.param("raise SystemExit(3)", "`detect` raises SystemExit: 3", id="leaves"),
        pytest.param(
            f"yield Finding('his', module.path, {SPAN}, 'x', 'error')",
            "`detect` yields a finding of the rule 'his'",
            id="of_another_rule",
        ),
        pytest.param(
            f"yield Finding('mine', 'b.py', {SPAN}, 'x', 'error')",
            "`detect` yields a finding in 'b.py', which was not looked at",
            id="in_another_file",
        ),
        pytest.param(
            "yield Finding('mine', module.path, None, 'x', 'error')",
            "`detect` yields a finding with the span None, the severity 'error' and the message 'x'",
            id="no_place",
        ),
        pytest.param(
            f"yield Finding('mine', module.path, {SPAN}, 'x', 'fatal')", "the severity 'fatal'", id="severity"
        ),
    ],
)
def test_what_is_no_finding_is_told_of_its_distribution(installed: Installed, code: str, said: str) -> None:
    installed.add("acme-rules", "2.1", {"mine": "mine:Mine"}, {"mine": RULE.replace("return iter(())", code)})
    (installed.work / "a.py").write_text("def f(): ...\n")
    error = says(installed)
    assert "a.py: cannot be analysed: this is a bug in acme-rules 2.1, which brings mine: BrokenRule: " in error
    assert said in error


def test_a_rule_is_not_asked_of_files_without_its_words_when_others_are_repaired(installed: Installed) -> None:
    raising = RULE.replace("return iter(())", "raise KeyError(module.path)").replace('b"def"', 'b"class"')
    installed.add("acme-rules", "2.1", {"mine": "mine:Mine"}, {"mine": raising})
    (installed.work / "loop.py").write_bytes(LOOP)
    done = installed.run("diff", ".")
    assert (done.returncode, done.stderr) == (1, "Would fix 1 finding in 1 file.\n")


@pytest.mark.parametrize(
    ("rewrite", "said"),
    [
        pytest.param("node", "leaves a finding of mine in a.py that should be gone", id="the_same"),
        pytest.param("None", "gives None in place of a node", id="none"),
        pytest.param("'x'", "gives 'x' in place of a node", id="text"),
        pytest.param("1 / 0", "raises ZeroDivisionError: division by zero", id="raises"),
        pytest.param("exit(3)", "raises SystemExit: 3", id="leaves"),
    ],
)
def test_a_rewrite_that_fails_its_proof_is_told_of_its_distribution(
    installed: Installed, rewrite: str, said: str
) -> None:
    text = RULE.replace(
        "return iter(())",
        textwrap.dedent(f"""\
            from asyncfix.rule import Edit, Fix
            node = module.tree.body[0]
            edit = Edit(module.path, module.anchor(node), lambda node: {rewrite})
            yield Finding(self.name, module.path, module.span(node), "a def", "error", fix=Fix("safe", (edit,)))
            """).replace("\n", "\n        "),
    )
    installed.add("acme-rules", "2.1", {"mine": "mine:Mine"}, {"mine": text})
    (installed.work / "a.py").write_text("def f(): ...\n")
    error = says(installed, "diff", ".")
    assert f"this is a bug in acme-rules 2.1, which brings mine: the rewrite for mine {said}" in error
    assert f"not fixed: the rewrite failed its proof: {said}" in error


# Start-up


def test_without_such_rules_the_metadata_of_packages_is_not_imported(installed: Installed) -> None:
    code = (
        "import sys; from asyncfix.commands import check; check.check(paths=['.']); "
        "assert not {'importlib.metadata', 'email', 'zipfile'} & set(sys.modules)"
    )
    (installed.work / "a.py").write_text("print()\n")
    done = subprocess.run([sys.executable, "-S", "-c", code], cwd=installed.work, capture_output=True, text=True)
    if "No module named 'asyncfix'" in done.stderr:
        done = subprocess.run([sys.executable, "-c", code], cwd=installed.work, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_built_in_rules_keep_the_contract_of_own_rules() -> None:
    from asyncfix.own_rules import unusable

    assert {rule.name: unusable(rule, rule.name) for rule in RULES} == {rule.name: None for rule in RULES}
    assert all(issubclass(rule, Rule) for rule in RULES)


# Real packages


@pytest.mark.slow
def test_the_example_is_installed_by_pip_and_passes_its_own_tests(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "own_rule")
    site, work = tmp_path / "site", tmp_path / "work"
    options = ["--quiet", "--no-deps", "--disable-pip-version-check", "--target", str(site)]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, str(tmp_path / "own_rule")], check=True)
    work.mkdir()
    (work / "poll.py").write_text(POLL)
    environment = os.environ | {"PYTHONPATH": str(site)}
    done = subprocess.run(
        [sys.executable, "-m", "asyncfix", "apply", "--yes", "."], cwd=work, env=environment, capture_output=True
    )
    assert (done.returncode, (work / "poll.py").read_text()) == (0, AWAITED)
    tests = [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "--rootdir", str(tmp_path), "tests"]
    assert subprocess.run(tests, cwd=tmp_path / "own_rule", env=environment).returncode == 0
