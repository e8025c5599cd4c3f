"""The hooks of .pre-commit-hooks.yaml, run by pre-commit itself on a scratch repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from commandline import FIXED, LOOP

ROOT = Path(__file__).parent.parent
SHIPPED = ("src", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")


class Repository(NamedTuple):
    """A scratch repository, a clone of asyncfix, and the environment of the commands over them."""

    folder: Path
    clone: Path
    environment: dict[str, str]

    def git(self, *args: str) -> str:
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *args]
        return subprocess.run(command, cwd=self.folder, check=True, capture_output=True, text=True).stdout

    def precommit(self, *args: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pre_commit", *args, "--color", "never"]
        return subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, text=True)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that holds the working tree, committed."""
    pytest.importorskip("pre_commit")
    folder = tmp_path_factory.mktemp("asyncfix")
    for name in SHIPPED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for args in (["init", "--quiet"], ["add", "."], [*identity, "commit", "--quiet", "-m", "as it is"]):
        subprocess.run(["git", *args], cwd=folder, check=True)
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps the environments that it makes, once for all tests."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def repository(tmp_path: Path, clone: Path, home: Path) -> Repository:
    environment = os.environ | {"PRE_COMMIT_HOME": str(home), "GIT_CONFIG_GLOBAL": os.devnull}
    made = Repository(tmp_path, clone, environment)
    made.git("init", "--quiet")
    (tmp_path / "poll.py").write_bytes(LOOP)
    (tmp_path / "clean.py").write_text("print()\n")
    (tmp_path / "notes.txt").write_bytes(LOOP)
    made.git("add", ".")
    return made


def configure(repository: Repository, *hooks: str) -> None:
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=repository.clone, check=True, capture_output=True, text=True
    ).stdout.strip()
    lines = [f"repos:\n- repo: {repository.clone}\n  rev: {head}\n  hooks:\n", *(f"  - id: {hook}\n" for hook in hooks)]
    (repository.folder / ".pre-commit-config.yaml").write_text("".join(lines))
    repository.git("add", ".pre-commit-config.yaml")


@pytest.mark.slow
def test_a_hook_can_be_tried_without_a_configuration(repository: Repository) -> None:
    done = repository.precommit("try-repo", str(repository.clone), "asyncfix-check", "--all-files")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "asyncfix check" in done.stdout
    assert "Failed\n- hook id: asyncfix-check\n- exit code: 1\n" in done.stdout
    assert "poll.py:6:13: finally-jump: `break` in `finally`" in done.stdout
    assert "1 finding in 2 files; 1 fixable." in done.stdout, "text files are not handed over"


@pytest.mark.slow
def test_check_fails_on_a_finding_and_passes_on_clean_code(repository: Repository) -> None:
    configure(repository, "asyncfix-check")
    assert "poll.py:6:13: finally-jump" in repository.precommit("run").stdout
    assert (repository.folder / "poll.py").read_bytes() == LOOP
    (repository.folder / "poll.py").write_bytes(FIXED)
    repository.git("add", "poll.py")
    done = repository.precommit("run")
    assert (done.returncode, "Passed" in done.stdout) == (0, True), done.stdout + done.stderr


@pytest.mark.slow
def test_apply_writes_the_staged_files_and_the_commit_goes_through_the_second_time(repository: Repository) -> None:
    configure(repository, "asyncfix")
    (repository.folder / "clean.py").write_text("print('not staged')\n")
    done = repository.precommit("run")
    assert done.returncode == 1
    assert "- files were modified by this hook" in done.stdout
    assert "+        result_value = row()" in done.stdout
    assert (repository.folder / "poll.py").read_bytes() == FIXED
    assert (repository.folder / "clean.py").read_text() == "print('not staged')\n"
    repository.git("add", "poll.py")
    assert repository.precommit("run").returncode == 0


@pytest.mark.slow
def test_both_hooks_report_what_cannot_be_rewritten(repository: Repository) -> None:
    configure(repository, "asyncfix", "asyncfix-check")
    lines = "def f():", "    for x in y():", "        try:", "            pass", "        finally:"
    jump = "            if x:", "                break", "            z()"
    text = "\n".join((*lines, *jump, ""))
    (repository.folder / "poll.py").write_text(text)
    repository.git("add", "poll.py")
    done = repository.precommit("run")
    assert done.returncode == 1
    assert done.stdout.count("poll.py:7:17: finally-jump") == 2
    assert "files were modified" not in done.stdout


def test_the_hooks_are_as_pre_commit_wants_them() -> None:
    clientlib = pytest.importorskip("pre_commit.clientlib")
    hooks = {hook["id"]: hook for hook in clientlib.load_manifest(str(ROOT / ".pre-commit-hooks.yaml"))}
    assert hooks.keys() == {"asyncfix", "asyncfix-check"}
    assert all(hook["require_serial"] and hook["types"] == ["python"] for hook in hooks.values())
