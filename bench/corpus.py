"""The files that are measured: eleven pinned packages, their .py files only, and what is drawn from them.

`python -m bench.corpus` fetches what is missing, counts everything and exits 1 if a count is not as pinned.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CORPUS = Path(__file__).resolve().parent / ".corpus"
SUBSET = CORPUS / ".subset"

# It holds `finally` and async sessions, so the byte gate lets it through and its blocks are parsed, yet
# nothing in it is wrong: a clean file that costs more than most.
CLEAN_FILE = PurePosixPath("langflow-base/langflow/services/database/service.py")


class CorpusError(Exception):
    """The corpus is not what the figures are pinned to; the message says what differs."""


@dataclass(frozen=True)
class Count:
    """How much Python there is: files, newline bytes, bytes."""

    files: int
    lines: int
    size: int

    def __str__(self) -> str:
        return f"{self.files:>6,} files {self.lines:>9,} lines {self.size / 1e6:>7.2f} MB"


@dataclass(frozen=True)
class Package:
    """One wheel, and what its .py files count to. `python` is the version pip resolves it for."""

    name: str
    version: str
    count: Count
    python: str = "3.12"

    @property
    def folder(self) -> Path:
        return CORPUS / self.name


# homeassistant wants 3.14.2 or later and open-webui less than 3.13: no one version takes all eleven.
PACKAGES = (
    Package("homeassistant", "2026.11.0", Count(10_913, 1_657_888, 56_814_382), python="3.14.9"),
    Package("litellm", "1.109.1", Count(3_021, 1_035_119, 42_170_783)),
    Package("sqlalchemy", "2.1.9", Count(258, 254_361, 8_650_855)),
    Package("langflow-base", "1.13.0", Count(938, 188_174, 7_842_319)),
    Package("prefect", "3.9.1", Count(864, 206_907, 7_189_073)),
    Package("django", "6.1.3", Count(909, 165_634, 5_928_948)),
    Package("apache-airflow-core", "3.3.2", Count(748, 143_079, 5_539_871)),
    Package("open-webui", "0.12.4", Count(288, 127_852, 4_926_121)),
    Package("fastapi", "0.165.0", Count(54, 23_803, 878_393)),
    Package("starlette", "1.10.0", Count(36, 7_075, 264_127)),
    Package("langflow", "1.13.0", Count(2, 43, 1_224)),
)
TOTAL = Count(18_031, 3_809_935, 140_206_096)
SUBSET_COUNT = Count(2_000, 439_920, 16_377_746)
CLEAN_COUNT = Count(1, 880, 39_057)


def sources(folder: Path) -> list[Path]:
    """Every .py file below `folder`, in the order of its path's parts."""
    return sorted(folder.rglob("*.py"))


def count(paths: Iterable[Path]) -> Count:
    """Reads every file, one at a time: the benchmark's own memory must stay small (see measure.py)."""
    files = lines = size = 0
    for path in paths:
        data = path.read_bytes()
        files, lines, size = files + 1, lines + data.count(b"\n"), size + len(data)
    return Count(files, lines, size)


def expect(name: str, pinned: Count, found: Count) -> None:
    """Raises CorpusError unless both counts are the same."""
    if found != pinned:
        raise CorpusError(f"{name}: pinned {pinned}, found {found}")


def download(package: Package, folder: Path) -> Path:
    """The package's wheel, put into `folder` by pip; nothing is installed."""
    pip = [sys.executable, "-m", "pip", "download", "-qq", "--disable-pip-version-check"]
    what = ["--no-deps", "--only-binary=:all:", "--python-version", package.python]
    subprocess.run([*pip, *what, "--dest", str(folder), f"{package.name}=={package.version}"], check=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def unpack(wheel: Path, folder: Path) -> None:
    """The wheel's .py files; ZipFile.extract itself keeps names with `..` inside `folder`."""
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.endswith(".py"):
                archive.extract(name, folder)


def fetch(package: Package) -> None:
    """Puts the package where it belongs, whole or not at all; leaves it alone if it is there as pinned."""
    if package.folder.is_dir():
        if count(sources(package.folder)) == package.count:
            return
        shutil.rmtree(package.folder)
    with tempfile.TemporaryDirectory(dir=CORPUS, prefix=".fetch-") as scratch:
        wheels, unpacked = Path(scratch, "wheels"), Path(scratch, "unpacked")
        unpack(download(package, wheels), unpacked)
        expect(package.name, package.count, count(sources(unpacked)))
        unpacked.rename(package.folder)


def every_ninth() -> Iterator[Path]:
    """2,000 files, drawn evenly from all packages: every ninth of all paths, sorted."""
    everything = [path for package in PACKAGES for path in sources(package.folder)]
    yield from sorted(everything)[::9][:2000]


def make_subset() -> None:
    """Copies `every_ninth` to SUBSET with the folders they have in the corpus."""
    if SUBSET.is_dir():
        if count(sources(SUBSET)) == SUBSET_COUNT:
            return
        shutil.rmtree(SUBSET)
    for path in every_ninth():
        copy = SUBSET / path.relative_to(CORPUS)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)


def prepare() -> Iterator[str]:
    """Fetches, draws, counts: a line for each thing that is as pinned, CorpusError at the first that isn't."""
    CORPUS.mkdir(exist_ok=True)
    for package in PACKAGES:
        fetch(package)
        yield f"{package.name + ' ' + package.version:<28} {package.count}"
    everything = count(path for package in PACKAGES for path in sources(package.folder))
    expect("the whole corpus", TOTAL, everything)
    yield f"{'as pinned: all eleven':<28} {everything}"
    make_subset()
    expect("the subset", SUBSET_COUNT, count(sources(SUBSET)))
    yield f"{'as pinned: every ninth file':<28} {SUBSET_COUNT}"
    expect(str(CLEAN_FILE), CLEAN_COUNT, count([CORPUS / CLEAN_FILE]))
    yield f"{'as pinned: the clean file':<28} {CLEAN_COUNT}  {CLEAN_FILE}"


def main() -> int:
    try:
        for line in prepare():
            print(line, flush=True)
    except (CorpusError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
