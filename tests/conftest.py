"""Shared by all tests."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from migrating import Repository

# Fixtures are input: some of them are projects with tests of their own.
collect_ignore = ["before_after"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write what asyncfix makes of each before/ into after/")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True, scope="session")
def _interrupts_are_heard() -> None:
    """A shell that starts the tests in the background has them ignore Ctrl-C, and so would all that they start."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True, scope="session")
def _own_cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Runs outside of a project do not remember anything in the home folder of whoever tests."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Three packages with two files each, a loop to fix in each file; it is the current folder."""
    # Imported here: the tests of some fixtures find this file above them, and nothing that lies in `batch`.
    from migrating import PACKAGES, repository

    made = repository(tmp_path / "repo", [f"{package}/m{n}.py" for package in PACKAGES for n in (1, 2)])
    monkeypatch.chdir(made.root)
    monkeypatch.delenv("ASYNCFIX_LEDGER", raising=False)
    return made
