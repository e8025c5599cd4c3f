"""Who starts workers: this machine, or a Dask cluster. Each is a process of its own, and takes from the ledger."""

from __future__ import annotations

import contextlib
import functools
import json
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from typing import Any
from urllib.parse import urlsplit

from asyncfix.batch.worker import Task
from asyncfix.errors import AsyncfixError, LedgerError, UsageError

LIVES = 4
"""Processes that one worker may use up: what kills them is not what they work on, since that is in others."""

POLL = 0.3
"""Seconds between two looks at the workers."""

_LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})


_NOT_INSTALLED = (
    "asyncfix is found from the current folder only, and workers do not look there, since modules of the repository "
    "could stand before Python's own; install asyncfix, or name its folder in PYTHONPATH"
)


class WorkerFailed(AsyncfixError):
    """A worker that could not go on, with its sentence."""


class Processes:
    """Workers as processes of this machine. `stop` ends them at once; the ledger knows how far they were."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: list[subprocess.Popen[str]] = []
        self._is_stopped = False

    def run(self, task: Task) -> dict[str, Any]:
        """Start a worker and wait for its answer; one whose process dies is started again, some times."""
        answer: dict[str, Any] = {"error": "the worker was stopped"}
        for _ in range(LIVES):
            if self._is_stopped:
                break
            answer = self._once(task)
            if not answer.get("died"):
                break
        return answer

    def _once(self, task: Task) -> dict[str, Any]:
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
            # Without -P the modules of the current folder would stand before Python's own.
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "asyncfix.batch.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                start_new_session=True,  # Ctrl-C is for whoever started us to hear.
            )
            with self._lock:
                self._running.append(process)
            with contextlib.suppress(BrokenPipeError):
                assert process.stdin is not None
                process.stdin.write(task.as_json() + "\n")
                process.stdin.flush()
            assert process.stdout is not None
            line = process.stdout.readline()
            code = process.wait()
            self._closed(process)
            if line.endswith("\n"):
                return dict(json.loads(line))
            said.seek(0)
            last = (said.read().strip().splitlines() or ["it said nothing"])[-1]
            if "No module named 'asyncfix'" in last:
                return {"error": _NOT_INSTALLED}
            return {"error": f"a worker's process ended with code {code}: {last}", "died": True}

    def _closed(self, process: subprocess.Popen[str]) -> None:
        with self._lock:
            self._running.remove(process)
            for stream in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    if stream is not None:
                        stream.close()

    def stop(self) -> None:
        """End the workers: each ends when its standard input does, and takes the command that it runs with it."""
        with self._lock:
            self._is_stopped = True
            for process in self._running:
                with contextlib.suppress(OSError, ValueError):
                    if process.stdin is not None:
                        process.stdin.close()


def on_a_cluster(task: str, stop: str) -> dict[str, Any]:
    """A worker in a process of its own, started by a Dask worker; the task is JSON.

    It ends when the cluster's event of the name `stop` is set, or can no longer be asked for.
    """
    from distributed import Event, get_client

    processes = Processes()
    event = Event(stop, client=get_client())  # type: ignore[no-untyped-call]
    is_over = threading.Event()

    def watch() -> None:
        while not is_over.wait(1.0):
            try:
                stopped = event.is_set()  # type: ignore[no-untyped-call]
            except Exception:  # Dask has many errors for a scheduler that is gone.
                stopped = True
            if stopped:
                processes.stop()
                return

    threading.Thread(target=watch, daemon=True).start()
    try:
        return processes.run(Task.of_json(task))
    finally:
        is_over.set()


@contextlib.contextmanager
def local(workers: int) -> Iterator[tuple[Executor, Callable[[str], dict[str, Any]]]]:
    """An executor that starts workers here, and what it is to call. They end with the block."""
    processes = Processes()

    def start(task: str) -> dict[str, Any]:
        return processes.run(Task.of_json(task))

    with ThreadPoolExecutor(workers) as executor:
        try:
            yield executor, start
        except BaseException:
            processes.stop()
            raise


@contextlib.contextmanager
def cluster(address: str, ledger: str) -> Iterator[tuple[Executor, Callable[[str], dict[str, Any]], int]]:
    """The executor of a Dask cluster, what it is to call, and how many workers the cluster has.

    Raises `UsageError` without Dask, without a scheduler at the address, and for a ledger out of the others' reach.
    """
    if "://" not in ledger or ledger.startswith("sqlite"):
        host = urlsplit(address).hostname
        if host not in _LOCAL:
            raise UsageError(
                f"{address}: other machines cannot use an SQLite ledger; keep it in PostgreSQL: "
                "--ledger postgresql://user@host/database"
            )
    try:
        from distributed import Client, Event
    except ImportError:
        raise UsageError("--scheduler needs Dask; run `pip install 'asyncfix-codemod[dask]'`") from None
    try:
        client = Client(address, timeout=10)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise UsageError(f"{address}: no Dask scheduler answers there: {error}") from None
    with client:
        workers = len(client.scheduler_info(n_workers=-1)["workers"])
        if not workers:
            raise UsageError(f"{address}: the Dask cluster has no workers")
        event = Event(f"asyncfix-{uuid.uuid4().hex}", client=client)  # type: ignore[no-untyped-call]
        # At its end the executor waits for the workers, which do not wait for long if we were interrupted.
        with client.get_executor(pure=False, retries=1) as executor:  # type: ignore[no-untyped-call]
            try:
                yield executor, functools.partial(on_a_cluster, stop=event.name), workers
            except BaseException:
                event.set()  # type: ignore[no-untyped-call]
                raise


def work(
    executor: Executor, start: Callable[[str], dict[str, Any]], tasks: Sequence[Task], watch: Callable[[], None]
) -> None:
    """Run all tasks, calling `watch` meanwhile. Raises `WorkerFailed` with what the first one that failed said."""
    futures: list[Future[dict[str, Any]]] = [executor.submit(start, task.as_json()) for task in tasks]
    waiting = set(futures)
    while waiting:
        _, waiting = wait(waiting, POLL)
        watch()
    errors = [said for future in futures if (said := _answer(future).get("error"))]
    if errors:
        raise WorkerFailed(str(errors[0]))


def _answer(future: Future[dict[str, Any]]) -> dict[str, Any]:
    try:
        return future.result()
    except Exception as error:
        # An executor of elsewhere has errors of its own: a cluster that lost its workers, a version that does not fit.
        raise LedgerError(f"a worker could not be run: {type(error).__name__}: {error}") from None
