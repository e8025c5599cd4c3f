"""Who a worker is, so that others of the same machine can tell whether it still lives."""

from __future__ import annotations

import contextlib
import os
import socket
import uuid

_UNKNOWN = "-"


def me() -> str:
    """A name for this worker that no other one has: machine, process, when it was started, and a random part."""
    return f"{_machine()} {os.getpid()} {_started(os.getpid())} {uuid.uuid4().hex[:8]}"


def is_dead(worker: str) -> bool:
    """Whether a worker is known to be dead: it ran on this machine, and its process is gone."""
    machine, pid, started, *_ = [*worker.split(" "), "", "", ""]
    if machine != _machine() or not pid.isdigit():
        return False
    # Of other users' processes a system may tell nothing.
    return not _lives(int(pid)) or _started(int(pid)) not in (started, _UNKNOWN)


def machine_of(worker: str) -> str:
    """The name of a worker's machine, for people."""
    return worker.partition("/")[0].partition(" ")[0]


def _machine() -> str:
    # Containers may share a host's name and not its processes.
    names = ""
    with contextlib.suppress(OSError):
        names = os.readlink("/proc/self/ns/pid").strip("pid:[]")
    return f"{socket.gethostname()}/{names}".replace(" ", "-")


def _lives(pid: int) -> bool:
    if os.name == "nt":
        return True  # There, asking with a signal would end it; its lease will run out.
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return _state(pid) not in ("Z", "X")


def _stat(pid: int) -> list[str]:
    """What Linux tells of a process, from its state on; nothing elsewhere."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
        return file.read().rpartition(")")[2].split()
    return []


def _state(pid: int) -> str:
    return (_stat(pid) or [""])[0]


def _started(pid: int) -> str:
    # Numbers of processes are used again; with the time of the start they are not.
    fields = _stat(pid)
    return fields[19] if len(fields) > 19 else _UNKNOWN
