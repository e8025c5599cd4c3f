"""The middlewares and handlers that are written run on an older FastAPI and Starlette too, which behave otherwise."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import pytest

OLDER = ("fastapi==0.115.5", "starlette==0.41.3", "sqlalchemy[asyncio]>=2.0.44", "aiosqlite>=0.20")
CASES = Path(__file__).parent / "before_after" / "base-http-middleware"
REWRITTEN = sorted(case for case in CASES.iterdir() if (case / "behaviour.py").exists() and (case / "after").exists())

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the older pair, fetched from PyPI."""
    folder = tmp_path_factory.mktemp("older")
    venv.create(folder, with_pip=True)
    made = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    subprocess.run([made, "-m", "pip", "install", "--quiet", *OLDER], check=True, capture_output=True, timeout=300)
    return made


@pytest.mark.parametrize("case", REWRITTEN, ids=[case.name for case in REWRITTEN])
def test_what_is_written_behaves_on_the_older_pair(case: Path, python: Path) -> None:
    command: list[str | Path] = [python, "-B", "-W", "error", case / "behaviour.py", case / "after"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_there_are_cases_to_run() -> None:
    assert len(REWRITTEN) > 50
