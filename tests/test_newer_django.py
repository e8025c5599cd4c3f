"""What is written for Django runs on Django 6 too, which needs a Python newer than the oldest that asyncfix runs on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from test_before_after import CASES, Case, interpreter

DJANGO = "django>=6,<7"
OLDEST_PYTHON = (3, 12)
# What Django 6 deprecates is no matter here.
WARNINGS = ("-W", "error", "-W", "ignore::DeprecationWarning", "-W", "ignore::PendingDeprecationWarning")
BEHAVING = [
    case
    for case in CASES
    if case.folder.parent.name == "sync-orm-in-async"
    and (case.folder / "behaviour.py").exists()
    and case.after.exists()
]

pytestmark = pytest.mark.slow


def newer_python() -> str | None:
    """A Python that Django 6 runs on: this one, or another on the path or among pyenv's."""
    if sys.version_info >= OLDEST_PYTHON:
        return sys.executable
    found = (interpreter(f"3.{minor}") for minor in range(OLDEST_PYTHON[1], OLDEST_PYTHON[1] + 4))
    return next((python for python in found if python is not None), None)


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with Django 6, fetched from the package index."""
    newer = newer_python()
    if newer is None:
        pytest.skip(f"Django 6 needs Python {OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]} or newer, and there is none")
    folder = tmp_path_factory.mktemp("newer")
    made = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    commands: list[list[str | Path]] = [
        [newer, "-m", "venv", folder],
        [made, "-m", "pip", "install", "--quiet", DJANGO],
    ]
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        if done.returncode != 0:
            pytest.skip(f"no environment with {DJANGO}: {done.stderr.strip()[-300:]}")
    return made


@pytest.mark.parametrize("case", BEHAVING, ids=[case.folder.name for case in BEHAVING])
def test_behaves_after_and_not_before(case: Case, python: Path) -> None:
    before, after = (
        subprocess.run(
            [python, "-B", *WARNINGS, case.folder / "behaviour.py", folder],
            capture_output=True,
            text=True,
            timeout=60,
        )
        for folder in (case.before, case.after)
    )
    assert before.returncode != 0, "before/ must fail"
    assert after.returncode == 0, after.stderr


def test_there_are_cases_to_run() -> None:
    assert len(BEHAVING) > 60
