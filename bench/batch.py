"""What `asyncfix batch` costs: `python -m bench.batch [FILES]`, 50,000 files by default.

A repository is made of the corpus (see `bench.corpus`), copied as often as it takes, with a loop to fix in one file
of a hundred. Measured are plans of all of it, a run that finds everything done beside a `check` that remembers,
and shards claimed and settled a second. With ASYNCFIX_BENCH_POSTGRES, a URL, the last is measured there too. Exit code
1: a goal is missed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import count as count_from
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from asyncfix.ledger import claims, opened, results, runs
from bench import measure
from bench.corpus import PACKAGES

FILES = 50_000
PLAN_SECONDS, PLAN_MEGABYTES = 60.0, 150.0
RESUMED_SECONDS = 0.5
SHARDS, PROCESSES = 1_000, (1, 2, 4)
ROUNDS = 5
LOOP = b"""\


def poll_the_rows_of_the_bench(rows):
    for row in rows:
        try:
            return row()
        finally:
            break
"""


def main() -> int:
    count = int(sys.argv[1]) if sys.argv[1:] else FILES
    measure.adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="bench-batch-") as folder:
        root = Path(folder, "repo")
        size = made(root, count)
        print(f"{count:,} files, {size / 1e6:.0f} MB; {os.cpu_count()} processors")
        one = plan(root, "--select", "finally-jump")
        resumed = resume(root)
        # In the files as they are now: what was migrated stays so.
        every = plan(root)
        # These leave a process of `multiprocessing` behind, for which a measurement would wait.
        for place in (str(Path(folder, "claims.db")), os.environ.get("ASYNCFIX_BENCH_POSTGRES")):
            if place:
                rates(place)
    return 0 if one and every and resumed else 1


def made(root: Path, count: int) -> int:
    """Make and commit the repository; its size in bytes."""
    size = 0
    for number, (place, source) in enumerate(islice(sources(), count)):
        data = source.read_bytes() + (LOOP if number % 100 == 0 else b"")
        path = root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        size += len(data)
    for project in sorted(root.iterdir()):
        (project / "pyproject.toml").write_text(f"[project]\nname = '{project.name}'\n")
    (root / "CODEOWNERS").write_text("".join(f"/{path.name}/ @{path.name}\n" for path in sorted(root.iterdir())))
    for command in ("init -q", "config user.name bench", "config user.email bench@localhost", "add -A", "commit -qm b"):
        subprocess.run(["git", *command.split()], cwd=root, check=True, capture_output=True)
    return size


def sources() -> Iterator[tuple[str, Path]]:
    """The corpus's files, again and again, each package as a project of its own; where they go, and where they are."""
    for copy in count_from(1):
        for package in PACKAGES:
            for path in sorted(package.folder.rglob("*.py")):
                yield f"{package.name}-{copy}/{path.relative_to(package.folder)}", path


def asyncfix(*arguments: str, root: Path, codes: frozenset[int] = frozenset({0})) -> measure.Cost:
    command = measure.Command("asyncfix", (sys.executable, "-m", "asyncfix", *arguments), root, expected=codes)
    return measure.measure(command)


def plan(root: Path, *rules: str) -> bool:
    """A plan made anew, and once more with what was remembered; whether the first meets the goal."""
    met = []
    for how in (("--no-cache",), (), ()):
        cost = asyncfix("batch", "plan", *rules, *how, root=root)
        words = " ".join(("plan", *rules, *how))
        print(
            f"{words}: {cost.wall:.1f} s, {cost.cpu:.1f} s CPU, {cost.peak:.0f} MB in the largest process", flush=True
        )
        met.append(cost.wall < PLAN_SECONDS and cost.peak < PLAN_MEGABYTES)
    return met[0]


def resume(root: Path) -> bool:
    """A run when all is done, beside a warm `check` of the same files; whether the goal is met."""
    done = asyncfix("batch", "run", "--jobs", "2", root=root, codes=frozenset({0, 1}))
    print(f"run of all shards: {done.wall:.1f} s")
    every = frozenset({0, 1, 2})
    asyncfix("check", "--select", "finally-jump", ".", root=root, codes=every)
    check = min(asyncfix("check", "--select", "finally-jump", ".", root=root, codes=every).wall for _ in range(ROUNDS))
    again = min(asyncfix("batch", "run", root=root, codes=frozenset({0, 1})).wall for _ in range(ROUNDS))
    print(f"run when all is done: {again:.2f} s; check --select finally-jump once more: {check:.2f} s")
    return again <= check + RESUMED_SECONDS


def rates(place: str) -> None:
    """Shards claimed and settled a second, each two durable transactions, by some processes at once."""
    kind = "PostgreSQL" if "postgresql" in place else "SQLite"
    for processes in PROCESSES:
        ledger = opened(place)
        assert ledger is not None
        planned = runs.Run(0, "batch", "/", None, "", "", time.time(), {}, 0, {})
        file = (runs.PlannedFile("a.py", 0, 1, "", ()),)
        run = runs.record(
            ledger,
            planned,
            [runs.PlannedShard(str(n), "", (file[0]._replace(path=f"{n}.py"),)) for n in range(SHARDS)],
        )
        ledger.close()
        context = get_context("spawn")
        with context.Pool(processes) as pool:
            pool.starmap(work, [(place, -1, "")] * processes)
            start = time.perf_counter()
            counts = pool.starmap(work, [(place, run, f"w{n}") for n in range(processes)], chunksize=1)
            seconds = time.perf_counter() - start
        assert sum(counts) == SHARDS, "a shard was claimed twice, or not at all"
        print(f"{kind}, {processes} processes: {SHARDS / seconds:.0f} shards/s")


def work(place: str, run: int, worker: str) -> int:
    """Claim and settle the shards of a run; how many."""
    ledger = opened(place)
    assert ledger is not None
    count = 0
    while held := claims.claim(ledger, run, worker):
        results.settle(ledger, held, "written")
        count += 1
    ledger.close()
    return count


if __name__ == "__main__":
    sys.exit(main())
