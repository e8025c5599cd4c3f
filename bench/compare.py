"""asyncfix and its peers on the same files in the same minutes: `python -m bench.compare --help`.

Exit code 0: all goals met; 1: a goal missed; 2: something could not be measured, so nothing is said.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from bench import corpus, measure, peers
from bench.measure import Command, Cost, RunError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.peers import Tools

# The goals are stated for two.
JOBS = "2"
LINTED = frozenset({0, 1})
HEADINGS = f"{'':<34}{'wall s':>9}{'(least-most)':>19}{'ratio':>7}{'CPU s':>9}{'ratio':>7}{'peak MB':>9}"


@dataclass(frozen=True)
class Goal:
    """`limit` is on asyncfix's median wall over that of `against`, a tool; without one, on its peak in MB."""

    limit: float
    against: str = ""


@dataclass(frozen=True)
class Comparison:
    """Commands that are run in turn over `folder`/source; the first is asyncfix's."""

    name: str
    folder: Path
    commands: tuple[Command, ...]
    goals: tuple[Goal, ...]
    rounds: int
    warm_up: int = 1


@dataclass(frozen=True)
class Verdict:
    goal: str
    limit: float
    measured: float

    @property
    def met(self) -> bool:
        return self.measured <= self.limit


@dataclass(frozen=True)
class Outcome:
    """What a comparison measured: for each tool, the cost of every round."""

    comparison: Comparison
    costs: dict[str, list[Cost]]

    def wall(self, tool: str) -> float:
        return median(cost.wall for cost in self.costs[tool])

    def cpu(self, tool: str) -> float:
        return median(cost.cpu for cost in self.costs[tool])

    def peak(self, tool: str) -> float:
        """The worst round's: a limit that holds only in the median does not hold."""
        return max(cost.peak for cost in self.costs[tool])

    def verdicts(self) -> Iterator[Verdict]:
        name, own = self.comparison.name, self.comparison.commands[0].tool
        for goal in self.comparison.goals:
            if goal.against:
                ratio = self.wall(own) / self.wall(goal.against)
                yield Verdict(f"{name}: wall, {own} / {goal.against}", goal.limit, ratio)
            else:
                yield Verdict(f"{name}: MB in any process", goal.limit, self.peak(own))


def workspace(folder: Path, *origins: Path) -> Path:
    """A throw-away copy of `origins` in `folder`/source: tools that write do so there, and no settings or
    ignore files of this checkout are above it."""
    for origin in origins:
        shutil.copytree(origin, folder / "source" / origin.name)
    return folder


def digest(folder: Path) -> str:
    """Of all sources, names and bytes. It also reads every file once: nothing is measured disk-cold."""
    total = hashlib.blake2b()
    for path in corpus.sources(folder / "source"):
        total.update(str(path).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def compare(comparison: Comparison) -> Outcome:
    """Raises RunError also if a tool has changed a file: the rounds would not have been the same work."""
    before = digest(comparison.folder)
    os.sync()
    measure.alternate(comparison.commands, comparison.warm_up)
    outcome = Outcome(comparison, measure.alternate(comparison.commands, comparison.rounds))
    if digest(comparison.folder) != before:
        raise RunError(f"{comparison.name}: a tool has changed the files")
    return outcome


def without_cache(asyncfix: Path) -> tuple[str, ...]:
    """`--no-cache` if this asyncfix has it. (Every run has an empty home folder anyway.)"""
    described = subprocess.run([asyncfix, "check", "--help"], check=True, capture_output=True, text=True)
    return ("--no-cache",) if "--no-cache" in described.stdout else ()


def check(tools: Tools, folder: Path, target: str, expected: frozenset[int], *options: str) -> Command:
    return Command("asyncfix", (str(tools.asyncfix), "check", *options, target), folder, expected)


def expect_all_files(command: Command, files: int) -> None:
    """Raises RunError unless asyncfix itself says that it has looked at so many files, without trouble."""
    argv = (*command.argv, "--format", "json")
    with tempfile.TemporaryDirectory(prefix="bench-home-") as home:
        environment = measure.clean_environment(home)
        done = subprocess.run(argv, cwd=command.cwd, env=environment, check=False, capture_output=True, text=True)
    if done.returncode not in command.expected:
        raise RunError(f"asyncfix: exit code {done.returncode}; it said:\n{(done.stdout + done.stderr)[-2000:]}")
    said = json.loads(done.stdout)
    if said["summary"]["files"] != files or said["errors"]:
        raise RunError(f"asyncfix: wanted {files} files and no error: {said['summary']}, {said['errors'][:3]}")


def ruff(tools: Tools, folder: Path, files: int, *cache: str) -> Command:
    argv = (tools.program("ruff"), "check", "--isolated", *(cache or ("--no-cache",)))
    shown = subprocess.run([*argv, "--show-files", "source"], cwd=folder, check=True, capture_output=True)
    if (found := shown.stdout.count(b"\n")) != files:
        raise RunError(f"ruff: wanted {files} files, it would check {found}")
    rules = ("--target-version", "py314", "--select", "B012,ASYNC,RUF006", "-s", "source")
    return Command("ruff", (*argv, *rules), folder, LINTED, environment={"RAYON_NUM_THREADS": JOBS})


def fixit(tools: Tools, folder: Path, target: str, says: str) -> Command:
    """It has no option for the number of processes: one for each core."""
    return Command("Fixit, one rule", (tools.program("fixit"), "lint", target), folder, LINTED, says)


def django_upgrade(tools: Tools, folder: Path, target: str) -> Command:
    argv = (tools.program("django-upgrade"), "--target-version", "5.2", target)
    return Command("django-upgrade", argv, folder)


def codemod(tools: Tools, folder: Path, files: int) -> Command:
    what = (
        "-m",
        "libcst.tool",
        "codemod",
        "noop.Noop",
        "source",
        "--no-format",
        "-j",
        JOBS,
        "--hide-progress",
    )
    says = f"Finished codemodding {files} files"
    return Command("LibCST codemod", (tools.program("python"), *what), folder, says=says)


def all_packages(scratch: Path) -> Path:
    folder = scratch / "all"
    return folder if folder.exists() else workspace(folder, *(package.folder for package in corpus.PACKAGES))


def whole_corpus(tools: Tools, scratch: Path) -> Comparison:
    """Cold: without any cache of results, the page cache warm."""
    folder = all_packages(scratch)
    own = check(tools, folder, "source", LINTED, *without_cache(tools.asyncfix), "--jobs", JOBS)
    expect_all_files(own, corpus.TOTAL.files)
    goals = (Goal(0.6, "ruff"), Goal(100.0))
    return Comparison("cold corpus", folder, (own, ruff(tools, folder, corpus.TOTAL.files)), goals, rounds=9)


def warm_corpus(tools: Tools, scratch: Path) -> Comparison:
    """Each tool has looked at the same files before, and keeps what it found: nothing has changed since."""
    folder = all_packages(scratch)
    own = check(tools, folder, "source", LINTED, "--cache-dir", str(scratch / "kept-by-asyncfix"), "--jobs", JOBS)
    expect_all_files(own, corpus.TOTAL.files)
    other = ruff(tools, folder, corpus.TOTAL.files, "--cache-dir", str(scratch / "kept-by-ruff"))
    return Comparison("warm corpus", folder, (own, other), (Goal(0.6, "ruff"),), rounds=15, warm_up=2)


def one_file(tools: Tools, scratch: Path) -> Comparison:
    """As a pre-commit hook runs it: one file named, the rest of its package around it."""
    package, target = corpus.CLEAN_FILE.parts[0], f"source/{corpus.CLEAN_FILE}"
    folder = workspace(scratch / "one", corpus.CORPUS / package)
    peers.write_rules(folder)
    own = check(tools, folder, target, frozenset({0}), *without_cache(tools.asyncfix))
    expect_all_files(own, 1)
    others = django_upgrade(tools, folder, target), fixit(tools, folder, target, "1 file clean")
    goals = (Goal(0.65, "django-upgrade"), Goal(1 / 12, "Fixit, one rule"))
    return Comparison("one clean file", folder, (own, *others), goals, rounds=15)


def subset(tools: Tools, scratch: Path) -> Comparison:
    """Peers that need minutes: few rounds, and none to warm up."""
    files = corpus.SUBSET_COUNT.files
    folder = workspace(scratch / "subset", *sorted(corpus.SUBSET.iterdir()))
    peers.write_rules(folder)
    own = check(tools, folder, "source", LINTED, *without_cache(tools.asyncfix), "--jobs", JOBS)
    expect_all_files(own, files)
    others = codemod(tools, folder, files), fixit(tools, folder, "source", f"{files} files ")
    goals = (Goal(1 / 150, "LibCST codemod"), Goal(1 / 150, "Fixit, one rule"))
    return Comparison("2,000 files", folder, (own, *others), goals, rounds=3, warm_up=0)


def shown_ratio(number: float) -> str:
    return f"{number:.2f}" if number >= 0.1 else f"1/{1 / number:.0f}"


def shown_peak(peak: float) -> str:
    return f"{peak:.0f}" if peak > (floor := measure.floor()) else f"<{floor:.0f}"


def rows(outcome: Outcome) -> Iterator[str]:
    """One line for each tool; the ratios are asyncfix's figure to the tool's."""
    own = outcome.comparison.commands[0].tool
    for tool, costs in outcome.costs.items():
        walls = [cost.wall for cost in costs]
        spread = f"({min(walls):.3f}-{max(walls):.3f})"
        wall, cpu = outcome.wall(tool), outcome.cpu(tool)
        wall_ratio, cpu_ratio = shown_ratio(outcome.wall(own) / wall), shown_ratio(outcome.cpu(own) / cpu)
        yield (
            f"{outcome.comparison.name:<16}{tool:<18}{wall:>9.3f}{spread:>19}{wall_ratio:>7}"
            f"{cpu:>9.3f}{cpu_ratio:>7}{shown_peak(outcome.peak(tool)):>9}"
        )


def verdict_line(verdict: Verdict) -> str:
    measured, limit = shown_ratio(verdict.measured), shown_ratio(verdict.limit)
    return f"{verdict.goal:<52} {measured:>8}  goal <= {limit:<8} {'met' if verdict.met else 'MISSED'}"


def as_json(outcomes: list[Outcome]) -> str:
    """Every round of every tool, so that another reader may take other averages."""
    machine = {"system": platform.system(), "processor": platform.machine(), "cores": os.cpu_count()}
    results = [
        {
            "name": outcome.comparison.name,
            "rounds": {tool: [asdict(cost) for cost in costs] for tool, costs in outcome.costs.items()},
            "goals": [{**asdict(verdict), "met": verdict.met} for verdict in outcome.verdicts()],
        }
        for outcome in outcomes
    ]
    about = {"python": platform.python_version(), "machine": machine, "versions": peers.versions()}
    return json.dumps({**about, "comparisons": results}, indent=2) + "\n"


def measured(quick: bool, asyncfix: Path | None) -> Iterator[Outcome]:
    for _ in corpus.prepare():
        pass
    tools = peers.prepare(asyncfix)
    measure.adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        makers = (whole_corpus, warm_corpus, one_file) if quick else (whole_corpus, warm_corpus, one_file, subset)
        for make in makers:
            yield compare(make(tools, Path(scratch)))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.compare", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out the 2,000 files: some peers need a minute")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every round's figures there")
    parser.add_argument("--asyncfix", type=Path, metavar="PROGRAM", help="measure this one, not the checkout's")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    outcomes = []
    print(HEADINGS)
    try:
        for outcome in measured(options.quick, options.asyncfix):
            outcomes.append(outcome)
            print("\n".join(rows(outcome)), flush=True)
    except (RunError, corpus.CorpusError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 2
    verdicts = [verdict for outcome in outcomes for verdict in outcome.verdicts()]
    print("\n".join(["", *map(verdict_line, verdicts)]))
    if options.json:
        options.json.write_text(as_json(outcomes))
    return 0 if all(verdict.met for verdict in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
