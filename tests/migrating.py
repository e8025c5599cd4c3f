"""What the tests of `batch` share: a repository with findings, commands that run in it, what became of its files."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from click.testing import Result
from commandline import FIXED, LOOP, invoke

PACKAGES = ("mail", "pay", "ship")
ASYNCFIX = (sys.executable, "-m", "asyncfix")


class Repository(NamedTuple):
    """A git repository of which each package is a shard: `batch plan --by package`."""

    root: Path

    def git(self, *args: str) -> str:
        done = subprocess.run(["git", *args], cwd=self.root, capture_output=True, text=True, check=True)
        return done.stdout

    def batch(self, *args: str) -> Result:
        """Run a command of `batch` in this process; its workers are processes of their own."""
        return invoke("batch", *args)

    def planned(self, *args: str) -> None:
        result = self.batch("plan", *(args or ("--by", "package")))
        assert result.exit_code == 0, result.output

    def status(self) -> dict[str, Any]:
        return dict(json.loads(self.batch("status", "--json").stdout))

    def shards(self) -> dict[str, str]:
        """The shards' statuses by key."""
        return {shard["key"]: shard["status"] for shard in self.status()["shards"]}

    def shard(self, key: str) -> dict[str, Any]:
        return next(dict(shard) for shard in self.status()["shards"] if shard["key"] == key)

    def contents(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.root)): path.read_bytes()
            for path in sorted(self.root.rglob("*.py"))
            if ".git" not in path.parts
        }

    def fixed(self) -> set[str]:
        """The files that hold the rewritten loop; all others hold what was committed or what a test wrote."""
        return {path for path, data in self.contents().items() if data == FIXED}

    def sql(self, statement: str, *values: object) -> list[Any]:
        connection = sqlite3.connect(self.root / ".asyncfix/ledger.db", timeout=30)
        try:
            with connection:
                return connection.execute(statement, values).fetchall()
        finally:
            connection.close()


def repository(root: Path, files: Mapping[str, bytes] | Iterable[str]) -> Repository:
    """A committed repository of these files, by default with a loop to fix in each."""
    contents = files if isinstance(files, Mapping) else dict.fromkeys(files, LOOP)
    root.mkdir(exist_ok=True)
    made = Repository(root)
    for package in {Path(path).parts[0] for path in contents if "/" in path}:
        (root / package).mkdir(exist_ok=True)
        (root / package / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    for path, data in contents.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    made.git("init", "--quiet", "--initial-branch=main")
    made.git("config", "user.name", "Ada")
    made.git("config", "user.email", "ada@example.org")
    made.git("add", "--all")
    made.git("commit", "--quiet", "--message=base")
    return made


def execute(
    root: Path, *args: str, env: Mapping[str, str] | None = None, code: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command line, or some code, in a process of its own."""
    environment = {**os.environ, **(env or {})}
    command = ASYNCFIX if code is None else (sys.executable, "-c", code)
    return subprocess.run(
        [*command, *args], cwd=root, capture_output=True, text=True, timeout=120, env=environment, check=False
    )


def leftovers(root: Path) -> list[Path]:
    return list(root.rglob("*.asyncfix-tmp"))
