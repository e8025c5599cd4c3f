"""The wheel and the source distribution: they build, install into an empty environment, and hold what is needed."""

from __future__ import annotations

import email
import json
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
from commandline import LOOP

import asyncfix

ROOT = Path(__file__).parent.parent
SHIPPED = ("src", "docs", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md")

pytestmark = pytest.mark.slow


def environment(folder: Path, *requirements: str) -> Path:
    """The folder of commands of a new virtual environment that holds these."""
    venv.create(folder, with_pip=True)
    commands = folder / ("Scripts" if sys.platform == "win32" else "bin")
    run(commands / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements)
    return commands


def run(*command: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True, timeout=600)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `python -m build` makes of the working tree; the wheel comes out of the source distribution."""
    folder = tmp_path_factory.mktemp("build")
    for name in SHIPPED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    run(environment(folder / "env", "build") / "python", "-m", "build", "--outdir", "dist", ".", cwd=folder)
    return folder / "dist"


def test_the_wheel_works_in_an_empty_environment(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    asyncfix_command = environment(tmp_path / "env", str(wheel)) / "asyncfix"
    (tmp_path / "poll.py").write_bytes(LOOP)
    assert run(asyncfix_command, "--version", cwd=tmp_path).stdout == f"asyncfix {asyncfix.__version__}\n"
    told = json.loads(run(asyncfix_command, "explain", "--json", "finally-jump", cwd=tmp_path).stdout)
    assert told["example"], "the examples are in the wheel"
    found = subprocess.run([asyncfix_command, "diff", "poll.py"], cwd=tmp_path, capture_output=True, text=True)
    assert (found.returncode, "+        result_value = row()" in found.stdout) == (1, True)
    for command in ("check", "apply", "undo", "batch", "baseline", "rules"):
        run(asyncfix_command, command, "--help", cwd=tmp_path)


def test_the_wheel_says_what_it_is(built: Path) -> None:
    (path,) = built.glob("asyncfix_codemod-*-py3-none-any.whl")
    with zipfile.ZipFile(path) as wheel:
        names = wheel.namelist()
        (metadata,) = (name for name in names if name.endswith("/METADATA"))
        said = email.message_from_bytes(wheel.read(metadata))
        (entries,) = (name for name in names if name.endswith("/entry_points.txt"))
        assert b"asyncfix = asyncfix.__main__:main" in wheel.read(entries)
    assert (said["Name"], said["Version"], said["License-Expression"]) == (
        "asyncfix-codemod",
        asyncfix.__version__,
        "MIT",
    )
    assert said["Summary"]
    assert said["Requires-Python"] == ">=3.11"
    assert said["Description-Content-Type"] == "text/markdown"
    assert "Typing :: Typed" in said.get_all("Classifier", [])
    assert {name.partition("/")[0] for name in names} == {"asyncfix", metadata.partition("/")[0]}
    assert "asyncfix/py.typed" in names
