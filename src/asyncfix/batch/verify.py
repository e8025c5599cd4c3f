"""The command that says whether a shard may stay: run in a process group of its own, under a time limit."""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Mapping
from typing import IO, Any, NamedTuple

from asyncfix.batch.settings import VERIFY_TIMEOUT, BatchTable, batch_table
from asyncfix.batch.sharding import PROJECT_FILES
from asyncfix.config import Settings

TAIL = 16_000
"""Bytes of the end of a command's output that are kept."""

PATIENCE = 5.0
"""Seconds that a command has to end in, when it is asked to, before it is killed."""

MOST_ENVIRONMENT = 100_000
"""Bytes of `ASYNCFIX_FILES`; Linux takes 128 KiB for one variable. A longer one is left out."""

TIMED_OUT = 124
NOT_RUN = 127
_NO_VERDICTS = (126, NOT_RUN)
"""What a shell ends with that could not run a program, or found none of its name."""

_GUARDED = """\
exec 3<&0 </dev/null
(trap '' TERM INT HUP; { read -r _ <&3; kill -s KILL -- "-$$"; } >/dev/null 2>&1 &)
exec 3<&-
exec /bin/sh -c "$0"
"""
"""Runs its argument beside a guard, which ends the process group when the pipe on standard input is closed at the other
end, as it is when whoever holds it dies. The guard is nobody's child, so that no `wait` of the command's meets it."""


class Check(NamedTuple):
    """How files are verified: a shell command in which `{shard}` and `{files}` are filled in, and a time limit."""

    command: str
    seconds: float


class Subject(NamedTuple):
    """What is verified: a shard's key, and its files relative to the folder in which the command runs."""

    key: str
    paths: tuple[str, ...]

    @property
    def folder(self) -> str:
        """The folder that holds all of the files, "." for the root."""
        return os.path.commonpath([os.path.dirname(path) for path in self.paths]) or "."


class Verdict(NamedTuple):
    """How a command ended. `exit` is 124 for one that ran out of time, negative for one that a signal ended."""

    exit: int
    output: str

    @property
    def passed(self) -> bool:
        return self.exit == 0

    @property
    def has_run(self) -> bool:
        """False where the shell found no such program, or could not run it: that says nothing about the files."""
        return self.exit not in _NO_VERDICTS

    def said(self, seconds: float) -> str:
        """What went wrong, to follow "the verification"."""
        if self.exit == TIMED_OUT:
            return f"did not end within {seconds:g} seconds"
        if self.exit < 0:
            with contextlib.suppress(ValueError):
                return f"was ended by {signal.Signals(-self.exit).name}"
        return f"failed with exit code {self.exit}"


def check_for(subject: Subject, settings: Settings, command: str | None, seconds: float | None) -> Check | None:
    """The check of a shard: what the command line says, else the table nearest to the shard's files.

    Raises `ConfigError`.
    """
    folder = "" if subject.folder == "." else subject.folder
    config = settings.config(f"{folder}/any.py" if folder else "any.py")
    table = batch_table(config) if config.batch else BatchTable()
    limit = seconds or table.verify_timeout or VERIFY_TIMEOUT
    if command is not None:
        return Check(command, limit) if command else None
    base = os.path.relpath(os.path.abspath(folder or "."), config.root) if config.root else "."
    found = table.command("" if base == "." else base.replace(os.sep, "/"))
    return Check(found, limit) if found else None


def filled(command: str, subject: Subject, root: str) -> str:
    """The command with `{shard}`, where the shard is tested, and `{files}`, each quoted for the shell."""
    files = " ".join(shlex.quote(_plain(path)) for path in subject.paths)
    return command.replace("{shard}", shlex.quote(_plain(_tested(subject.folder, root)))).replace("{files}", files)


def _tested(folder: str, root: str) -> str:
    """The project below the root that a folder belongs to, where its tests are too; else the folder itself."""
    above = folder
    while above not in ("", "."):
        if any(os.path.lexists(os.path.join(root, above, name)) for name in PROJECT_FILES):
            return above
        above = os.path.dirname(above)
    return folder


def _plain(path: str) -> str:
    # No command should take a path for an option.
    return f"./{path}" if path.startswith("-") else path


class Verifier:
    """Runs commands, one at a time; `stop` ends the one that runs, from another thread."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, check: Check, subject: Subject, folder: str) -> Verdict:
        """Run a shard's check in a folder. What it leaves running in its process group is ended."""
        try:
            process = _started(filled(check.command, subject, folder), folder, _environment(subject))
        except OSError as error:
            said = "the shard has too many files for one command" if error.errno == 7 else str(error.strerror)
            return Verdict(NOT_RUN, f"asyncfix: the command could not be started: {said}")
        self._process = process
        assert process.stdout is not None
        tail = _Tail(process.stdout)
        try:
            code = process.wait(check.seconds)
        except subprocess.TimeoutExpired:
            code = TIMED_OUT
        finally:
            _end(process)
            self._process = None
        return Verdict(code, tail.text())

    def stop(self) -> None:
        """Kill what runs, at once."""
        process = self._process
        if process is not None:
            _signal(process, "SIGKILL")


class _Tail:
    """The end of a stream, read in a thread so that nothing that writes has to wait."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._chunks: deque[bytes] = deque()
        self._size = 0
        self._is_cut = False
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with self._stream, contextlib.suppress(OSError, ValueError):
            while chunk := os.read(self._stream.fileno(), 65536):
                self._chunks.append(chunk[-TAIL:])
                self._size += len(self._chunks[-1])
                while self._size - len(self._chunks[0]) >= TAIL:
                    self._size -= len(self._chunks.popleft())
                    self._is_cut = True

    def text(self) -> str:
        self._thread.join(PATIENCE)  # Something that left the process group may hold the stream for ever.
        data = b"".join(list(self._chunks))
        cut = self._is_cut or len(data) > TAIL
        return ("[...]\n" if cut else "") + data[-TAIL:].decode(errors="replace")


def _environment(subject: Subject) -> Mapping[str, str]:
    files = "\n".join(subject.paths)
    given = {**os.environ, "ASYNCFIX_SHARD": subject.key, "ASYNCFIX_FILES": files}
    if len(os.fsencode(files)) > MOST_ENVIRONMENT:
        del given["ASYNCFIX_FILES"]
    return given


def _started(command: str, folder: str, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """A shell with the command, in a process group that ends with this process. Raises OSError."""
    shared: dict[str, Any] = {
        "cwd": folder,
        "env": environment,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.STDOUT,
    }
    if os.name == "nt":
        group = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
        return subprocess.Popen(command, shell=True, stdin=subprocess.DEVNULL, creationflags=group, **shared)
    return subprocess.Popen(
        ["/bin/sh", "-c", _GUARDED, command], stdin=subprocess.PIPE, start_new_session=True, **shared
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process group: asked first if the process still runs, then killed."""
    if process.poll() is None:
        _signal(process, "SIGTERM")
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
    _signal(process, "SIGKILL")
    process.wait()
    if process.stdin is not None:
        process.stdin.close()


def _signal(process: subprocess.Popen[bytes], name: str) -> None:
    if os.name == "nt":
        process.kill()
        return
    # The group has the number of the process, and lives as long as anyone in it.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, getattr(signal, name))
