"""A PostgreSQL server of one's own, for the tests that need one.

It is started from the programs that are installed; where there are none and the tests run as root, they are installed
with apt-get first. What speaks against that is the reason why the tests are skipped.
"""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from typing import Any

import debian


class NoServer(Exception):
    """Why there is no server, as a sentence."""


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The URL, for asyncpg, of an empty database of a server that runs as long as the block. Raises `NoServer`."""
    programs = _programs() or _installed()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        account = _account(folder)
        data, port = f"{folder}/data", _free_port()
        initdb = [f"{programs}/initdb", "--pgdata", data, "--auth", "trust", "--username", "test", "--no-sync"]
        _done([*initdb, "--encoding", "UTF8"], account)
        settings = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories='' -c fsync=off"
        control = [f"{programs}/pg_ctl", "--pgdata", data, "--wait"]
        _done([*control, "--log", f"{folder}/log", "--options", settings, "start"], account)
        try:
            yield f"postgresql+asyncpg://test@127.0.0.1:{port}/postgres"
        finally:
            _done([*control, "--mode", "immediate", "stop"], account)


def _programs() -> str | None:
    """The folder of `initdb` and `pg_ctl`."""
    found = shutil.which("initdb") or next(iter(sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))), None)
    return os.path.dirname(os.path.realpath(found)) if found else None


def _installed() -> str:
    if reason := debian.reason_against("postgresql"):
        raise NoServer(reason)
    programs = _programs()
    if programs is None:
        raise NoServer("apt-get installed PostgreSQL, and `initdb` is not to be found all the same")
    return programs


def _account(folder: str) -> dict[str, Any]:
    """As whom the server runs: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    try:
        shutil.chown(folder, "postgres", "postgres")
    except LookupError:
        raise NoServer("PostgreSQL does not run as root, and there is no user `postgres`") from None
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _done(command: list[str], account: dict[str, Any]) -> None:
    # The server inherits what is open: with a pipe, waiting for its end would never end.
    quiet: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    done = subprocess.run(command, cwd="/", timeout=120, check=False, **quiet, **account)
    if done.returncode:
        raise NoServer(f"`{command[0]}` failed with exit code {done.returncode}")
