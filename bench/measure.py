"""Runs one command and says what it cost, all of its processes together.

Wall is from start to the end of the last process. CPU and peak memory come from the kernel's own accounts
(`wait4`): CPU is the sum over the command and all its descendants; the peak is the resident set of the
largest *single* process of them, never a sum. Memory that processes share counts in full in each. A peak
below `floor()`, the benchmark's own, cannot be seen: a process starts as a copy of the one that starts it.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
TIME_LIMIT_SECONDS = 900


class RunError(Exception):
    """A command that ended as it should not have: its time must not count."""


@dataclass(frozen=True)
class Command:
    """`argv` is run in `cwd`. A run counts if its exit code is `expected` and its output holds `says`."""

    tool: str
    argv: tuple[str, ...]
    cwd: Path
    expected: frozenset[int] = frozenset({0})
    says: str = ""
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cost:
    """Seconds, seconds and megabytes (10^6 bytes) of one run."""

    wall: float
    cpu: float
    peak: float


def adopt_orphans() -> None:
    """Makes this process the parent of descendants whose own parent ends first: no worker's cost escapes."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER) failed")


def floor() -> float:
    """This process's own peak in MB."""
    return megabytes(resource.getrusage(resource.RUSAGE_SELF))


def megabytes(usage: resource.struct_rusage) -> float:
    """The peak of the process, or of the largest child that it has waited for. Linux counts in KiB."""
    return usage.ru_maxrss * 1024 / 1e6


def clean_environment(home: str) -> dict[str, str]:
    """No cache, setting or variable of the user reaches a command; `home` is a folder to throw away."""
    return {"PATH": os.defpath, "LANG": "C.UTF-8", "NO_COLOR": "1", "HOME": home, "XDG_CACHE_HOME": home}


@contextmanager
def time_limit(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Kills the process and its group when it takes too long; the caller then sees a wrong exit code."""

    def kill() -> None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)

    timer = threading.Timer(TIME_LIMIT_SECONDS, kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def orphans() -> Iterator[resource.struct_rusage]:
    """Waits for every process that the command left behind, and yields what each has used."""
    with suppress(ChildProcessError):
        while True:
            yield os.wait4(-1, 0)[2]


def run(command: Command, home: str, output: IO[bytes]) -> tuple[int, Cost]:
    """The exit code, negative for a signal, and the cost."""
    environment = clean_environment(home) | command.environment
    start = time.perf_counter()
    process = subprocess.Popen(
        command.argv,
        cwd=command.cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    with time_limit(process):
        _, status, own = os.wait4(process.pid, 0)
        used = [own, *orphans()]
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu = sum(each.ru_utime + each.ru_stime for each in used)
    return process.returncode, Cost(wall, cpu, max(map(megabytes, used)))


def measure(command: Command) -> Cost:
    """Runs the command once; raises RunError, with the end of its output, if the run must not count."""
    with tempfile.TemporaryDirectory(prefix="bench-home-") as home, tempfile.TemporaryFile() as output:
        code, cost = run(command, home, output)
        output.seek(0)
        text = output.read().decode(errors="replace")
    if code not in command.expected or command.says not in text:
        wanted = f"one of {sorted(command.expected)}" + (f" and {command.says!r}" if command.says else "")
        said = "\n".join(text.splitlines()[-15:])
        raise RunError(f"{command.tool}: exit code {code}, wanted {wanted}; it said:\n{said}")
    return cost


def alternate(commands: tuple[Command, ...], rounds: int) -> dict[str, list[Cost]]:
    """A B A B: every command once a round, so that a noisy minute hits all of them. By tool, in order."""
    costs: dict[str, list[Cost]] = {command.tool: [] for command in commands}
    for _ in range(rounds):
        for command in commands:
            costs[command.tool].append(measure(command))
    return costs
