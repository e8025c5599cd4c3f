"""200 branches with 3,000 files: `python -m bench.exporting [FILES IN THE REPOSITORY]` measures a batch's export.

The repository is made of this checkout's own files, over and over, in a temporary folder. Exit code 1: the goal is
missed.
"""

from __future__ import annotations

import itertools
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from asyncfix.batch.export import Commit, branches
from asyncfix.batch.worktrees import worktree

BRANCHES, CHANGED = 200, 3_000
GOAL_SECONDS = 5.0
ROUNDS = 5
SOURCE = Path(__file__).parent.parent / "src"


def main() -> int:
    count = int(sys.argv[1]) if sys.argv[1:] else 50_000
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        files = _repository(root, count)
        print(f"{len(files):,} files, {sum(map(len, files.values())) / 1e6:.0f} MB")
        lf = _measured("bytes as they are", root, files, b"\n# changed\n")
        _measured("with CRs, by way of an index", root, files, b"\r\n# changed\r\n")
        _worktrees(root)
    return 0 if lf <= GOAL_SECONDS else 1


def _repository(root: Path, count: int) -> dict[str, bytes]:
    sources = [path.read_bytes() for path in sorted(SOURCE.rglob("*.py"))]
    files = {
        f"team{number % 997:03}/file{number}.py": data for number, data in zip(range(count), itertools.cycle(sources))
    }
    for path, data in files.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_bytes(b"# %s\n%s" % (path.encode(), data))
    for command in (
        "init -q",
        "config user.name bench",
        "config user.email bench@localhost",
        "add -A",
        "commit -qm base",
    ):
        subprocess.run(["git", *command.split()], cwd=root, check=True)
    return files


def _measured(label: str, root: Path, files: dict[str, bytes], tail: bytes) -> float:
    paths = list(files)[:CHANGED]
    took = []
    for _ in range(ROUNDS):
        commits = [
            Commit(f"asyncfix/{number}", "Repair", "", {path: files[path] + tail for path in paths[number::BRANCHES]})
            for number in range(BRANCHES)
        ]
        start = time.perf_counter()
        branches(str(root), "HEAD", commits, force=True)
        took.append(time.perf_counter() - start)
    median = statistics.median(took)
    print(f"{BRANCHES} branches, {CHANGED:,} files, {label}: {median:.2f} s ({min(took):.2f} to {max(took):.2f})")
    return median


def _worktrees(root: Path) -> None:
    for label, folders in (("the whole tree", []), ("one folder", ["team001"])):
        start = time.perf_counter()
        with worktree(str(root), "HEAD", folders):
            took = time.perf_counter() - start
        print(f"working tree, {label}: {took:.2f} s")


if __name__ == "__main__":
    sys.exit(main())
