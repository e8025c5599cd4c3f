"""The ledger: who gets a shard, and a sentence for each thing that a database may refuse."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import postgres
import pytest
from commandline import LOOP, invoke
from migrating import Repository, execute, leftovers, repository

from asyncfix.batch.summary import FindingRow
from asyncfix.errors import LedgerError
from asyncfix.ledger import Ledger, claims, opened, results, runs, schema
from asyncfix.ledger.results import Outcome
from asyncfix.ledger.runs import PlannedFile, PlannedShard, Run

ODD = "odd/\udcff\\ 'é\n.py"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    try:
        with postgres.server() as url:
            yield url.replace("+asyncpg", "")
    except postgres.NoServer as reason:
        pytest.skip(str(reason))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    place = str(tmp_path / "ledger.db") if request.param == "sqlite" else request.getfixturevalue("server")
    made = opened(place)
    assert made is not None
    yield made
    schema.METADATA.drop_all(made.engine)
    made.close()


def planned(ledger: Ledger, shards: int, files: int = 1) -> int:
    run = Run(0, "batch", "/root", None, "", "1", time.time(), {"by": "dir"}, 9, {"a\udcff.py": "why\0"})
    rows = [
        PlannedShard(f"s{n}", "@a", tuple(PlannedFile(f"{n}/{m}.py", m, 5, "sha", ()) for m in range(files)))
        for n in range(shards)
    ]
    return runs.record(ledger, run, rows)


def test_shards_are_claimed_in_order_and_once(ledger: Ledger) -> None:
    run = planned(ledger, 3)
    held = [claims.claim(ledger, run, f"w{n}") for n in range(4)]
    assert [one and one.number for one in held] == [1, 2, 3, None]
    assert claims.claim(ledger, run, "w", last=2) is None


CLAIM = """
import sys, time
from asyncfix.ledger import claims, opened, results
ledger, run, me = opened(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
while held := claims.claim(ledger, run, me):
    results.settle(ledger, held, "written")
    print(held.number)
"""


def test_workers_never_get_the_same_shard(ledger: Ledger) -> None:
    run = planned(ledger, 150)
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", CLAIM, ledger.url, str(run), f"w{n}"], stdout=subprocess.PIPE, text=True
        )
        for n in range(3)
    ]
    numbers = [int(line) for worker in workers for line in worker.communicate(timeout=60)[0].split()]
    assert sorted(numbers) == list(range(1, 151))
    assert runs.tally(ledger, run).shards == {"written": 150}


def test_a_lease_that_ran_out_is_somebody_elses(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    run = planned(ledger, 1)
    monkeypatch.setattr(claims, "LEASE", -1.0)
    first = claims.claim(ledger, run, "first")
    monkeypatch.undo()
    second = claims.claim(ledger, run, "second")
    assert first
    assert second
    assert (second.attempt, claims.holders(ledger, run)) == (2, ["second"])
    assert not claims.extend(ledger, first)
    assert claims.extend(ledger, second)
    with pytest.raises(claims.LeaseLost):
        results.settle(ledger, first, "failed")
    results.settle(ledger, second, "written", seconds=1.5)
    assert not claims.extend(ledger, second)


def test_the_shards_of_the_dead_are_free_at_once(ledger: Ledger) -> None:
    run = planned(ledger, 2)
    claims.claim(ledger, run, "dead")
    claims.claim(ledger, run, "alive")
    assert claims.free_dead(ledger, run, "dead".__eq__) == 1
    again = claims.claim(ledger, run, "other")
    assert again
    assert again.number == 1


def test_what_is_kept_comes_back(ledger: Ledger) -> None:
    finding = FindingRow("finally-jump", 1, 2, 3, 4, "f", "m\0\udcff", "safe", False, None, ("n",))
    run = runs.record(
        ledger,
        Run(0, "batch", "/root", "abc", "cfg", "1", 1.5, {"by": "dir"}, 9, {}),
        [PlannedShard("key", "@a @b", (PlannedFile(ODD, 0, 5, "x", (finding,)),))],
        [PlannedFile("left.py", 0, 1, "y", (finding,), "@c")],
    )
    held = claims.claim(ledger, run, "me")
    assert held
    (file,) = results.files_of(ledger, held.shard)
    before, after = os.urandom(100_000), b"\0\r\n"
    results.intend(ledger, held, [Outcome(file.id, "intent", (finding,), before, after)])
    results.settle(ledger, held, "verified", [(file.id, "written", None)], verify_exit=0, verify_output="ok\0")
    found = runs.find(ledger, run)
    assert found
    assert found.base_commit == "abc"
    summary = runs.summary(ledger, found)
    assert (summary.created, summary.base_commit) == ("1970-01-01T00:00:01+00:00", "abc")
    (shard,) = summary.shards
    assert (shard.key, shard.owner, shard.status, shard.verify_output) == ("key", "@a @b", "verified", "ok\\x00")
    (row,) = shard.files
    assert (row.path, row.before, row.after) == (ODD, before, after)
    assert row.findings == (finding._replace(message="m\\x00\\udcff"),)
    assert [one.path for one in summary.left["@c"]] == ["left.py"]


def test_old_runs_are_forgotten_with_their_bytes(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "KEPT", 2)
    for number in range(4):
        run = planned(ledger, 1)
        held = claims.claim(ledger, run, "me")
        assert held
        (file,) = results.files_of(ledger, held.shard)
        finding = FindingRow("finally-jump", 1, 2, 3, 4, "", "", "safe", False, None)
        results.intend(ledger, held, [Outcome(file.id, "intent", (finding,), b"same", b"%d" % number)])
    assert len(runs.numbers(ledger, "batch")) == 2
    with ledger.reading() as connection:
        assert len(connection.execute(schema.BLOB.select()).all()) == 3
        assert len(connection.execute(schema.FINDING.select()).all()) == 2


def test_a_database_without_a_ledger_gets_one_only_if_asked(ledger: Ledger) -> None:
    again = opened(ledger.url)
    assert again is not None
    again.close()
    schema.METADATA.drop_all(ledger.engine)
    assert opened(ledger.url, create=False) is None
    schema.METADATA.create_all(ledger.engine)


# What may be wrong with a ledger


def test_a_ledger_of_a_newer_version_is_a_sentence(repo: Repository) -> None:
    repo.planned()
    repo.sql("UPDATE asyncfix_ledger SET version = 99")
    for command in (["status"], ["plan"], ["run"], ["undo", "--all"]):
        result = repo.batch(*command)
        assert result.exit_code == 2
        assert "was written by a newer asyncfix (ledger version 99" in result.stderr


def test_a_ledger_of_another_project_is_a_sentence(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.planned()
    other = repository(tmp_path / "other", {"mail/m1.py": LOOP, "x.py": b"x = 1\n"})
    monkeypatch.chdir(other.root)
    for command in (["plan"], ["run"], ["status"], ["retry", "--failed"], ["undo", "--all"]):
        result = other.batch(*command, "--ledger", str(repo.root / ".asyncfix/ledger.db"))
        assert result.exit_code == 2
        assert "if the ledger is that of another project" in result.stderr
    assert other.fixed() == set()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://root@db/x", "a ledger is kept in SQLite or PostgreSQL"),
        pytest.param(
            "postgresql://u:secret@127.0.0.1:1/x",
            "connection",
            marks=pytest.mark.skipif(find_spec("psycopg") is None, reason="needs psycopg"),
        ),
        ("postgresql+nodriver://u:secret@h/x", "driver is missing"),
        ("sqlite://", "a ledger in memory forgets"),
        ("://", "is no URL of a database"),
        ("postgresql://u:secret@h:port/x", "is no URL of a database"),
        ("no/such/folder/ledger.db", "there is no such folder for the ledger"),
    ],
)
def test_a_url_that_leads_nowhere_is_a_sentence(repo: Repository, url: str, said: str) -> None:
    result = repo.batch("plan", "--ledger", url)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "secret" not in result.stderr
    assert "Traceback" not in result.stderr


def test_the_environment_names_the_ledger(repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASYNCFIX_LEDGER", f"sqlite:///{tmp_path}/kept.db")
    repo.planned()
    assert (tmp_path / "kept.db").exists()
    assert not Path(".asyncfix/ledger.db").exists()
    assert repo.batch("run").exit_code == 0
    assert repo.git("status", "--porcelain", "--untracked-files=all").count("??") == 0


@pytest.mark.parametrize("data", [b"no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_ledger_is_a_sentence(repo: Repository, data: bytes) -> None:
    Path(".asyncfix").mkdir(exist_ok=True)
    Path(".asyncfix/ledger.db").write_bytes(data)
    result = repo.batch("run")
    assert result.exit_code == 2
    assert "is no ledger, or a damaged one" in result.stderr
    assert repo.fixed() == set()


def test_a_folder_where_no_ledger_can_be_kept_is_a_sentence(repo: Repository) -> None:
    Path(".asyncfix").write_text("a file is in the way")
    for command in (["batch", "run"], ["apply", "--yes", "pay"]):
        result = invoke(*command)
        assert result.exit_code == 2
        assert "nothing can be kept there" in result.stderr
    assert "--no-undo" in result.stderr
    assert repo.fixed() == set()
    assert invoke("apply", "--yes", "--no-undo", "pay").exit_code == 0


def test_a_ledger_that_may_not_be_written_is_a_sentence(repo: Repository) -> None:
    repo.planned()
    for path in Path(".asyncfix").iterdir():
        if path.name.startswith("ledger"):
            path.chmod(0o444)
    Path(".asyncfix").chmod(0o555)
    try:
        done = execute(repo.root, "batch", "run", code=WITHOUT_PRIVILEGES)
    finally:
        Path(".asyncfix").chmod(0o755)
    if done.returncode == 77:
        pytest.skip("runs as root, whose privileges cannot be dropped here")
    assert done.returncode == 2
    assert "the ledger cannot be written there" in done.stderr
    assert repo.fixed() == set()


WITHOUT_PRIVILEGES = """
import ctypes, os, sys
if os.geteuid() == 0:
    library = ctypes.CDLL(None, use_errno=True)
    # Without CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, also in what is run from here.
    if any(library.prctl(24, capability, 0, 0, 0) for capability in (1, 2)):
        sys.exit(77)
os.execv(sys.executable, [sys.executable, "-m", "asyncfix", *sys.argv[1:]])
"""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if os.geteuid() or mounted.returncode:
        pytest.skip("only root can make a small disk, and not everywhere")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=False)


def test_a_full_disk_is_a_sentence_and_nothing_is_half_written(
    small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = repository(
        tmp_path / "repo", {f"m{n}.py": LOOP + b"#" + os.urandom(30_000).hex().encode() for n in range(8)}
    )
    monkeypatch.chdir(made.root)
    before = made.contents()
    ledger = ("--ledger", str(small_disk / "ledger.db"))
    assert made.batch("plan", *ledger).exit_code == 0
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * (os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize - 100_000))
    result = made.batch("run", *ledger)
    assert result.exit_code == 2
    assert "full" in result.stderr
    assert made.contents() == before
    filler.unlink()
    assert made.batch("run", *ledger).exit_code == 0
    assert all(data != before[path] for path, data in made.contents().items())


def fill(disk: Path) -> Path:
    """Take all the room that a disk has but for a few kilobytes; the file that takes it."""
    filler = disk / "filler"
    state = os.statvfs(disk)
    filler.write_bytes(b"x" * (state.f_bavail * state.f_frsize - 8192))
    return filler


def test_a_full_disk_of_the_repository_fails_shards_whole(
    small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = repository(small_disk / "repo", {f"m{n}.py": LOOP + b"#" * 9000 for n in range(3)})
    monkeypatch.chdir(made.root)
    before = made.contents()
    ledger = ("--ledger", str(tmp_path / "ledger.db"))
    made.planned("--no-cache", *ledger)
    (made.root / ".asyncfix").mkdir()
    (made.root / ".asyncfix/.gitignore").write_text("*\n")
    filler = fill(small_disk)
    result = made.batch("run", *ledger)
    assert result.exit_code == 1, result.output
    assert "no space left on the disk" in result.stdout
    assert made.contents() == before
    assert leftovers(made.root) == []
    filler.unlink()
    assert made.batch("retry", "--failed", *ledger).exit_code == 0
    assert made.batch("run", *ledger).exit_code == 0
    assert all(data != before[path] for path, data in made.contents().items())


@pytest.mark.skipif(not hasattr(ctypes, "CDLL"), reason="needs a C library")
def test_another_driver_that_is_missing_is_a_sentence(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    result = repo.batch("plan", "--ledger", "postgresql://u@h/x")
    assert result.exit_code == 2
    assert "pip install 'asyncfix-codemod[postgres]'" in result.stderr


def test_a_ledger_that_others_hold_for_long_is_waited_for(ledger: Ledger) -> None:
    run = planned(ledger, 1)
    with ledger.reading() as connection:
        connection.execute(schema.SHARD.select()).all()
        assert claims.claim(ledger, run, "me") is not None, "readers must not keep writers out"


def test_refused_values_leave_nothing_behind(ledger: Ledger) -> None:
    with pytest.raises(LedgerError):
        runs.record(
            ledger,
            Run(0, "batch", "/", None, "", "1", 0.0, {}, 1, {}),
            [PlannedShard("k", "", (PlannedFile("a.py", 0, 1, "s", ()), PlannedFile("a.py", 0, 1, "s", ())))],
        )
    assert runs.latest(ledger) is None


# PostgreSQL from end to end


@pytest.mark.postgres
def test_two_clones_share_the_work_of_one_ledger(
    server: str, repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASYNCFIX_LEDGER", server)
    repo.planned()
    repo.git("clone", "--quiet", str(repo.root), str(tmp_path / "clone"))
    clone = Repository(tmp_path / "clone")
    environment = {"ASYNCFIX_LEDGER": server}
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "asyncfix", "batch", "run", "--no-baseline", "--verify", "sleep 0.5", "--jobs", "1"],
            cwd=each.root,
            env={**os.environ, **environment},
        )
        for each in (repo, clone)
    ]
    assert [process.wait(120) for process in running].count(2) == 0
    assert repo.batch("run").exit_code == 0
    assert repo.fixed() | clone.fixed() == {path for path in repo.contents() if path.endswith(".py")}
    assert not repo.fixed() & clone.fixed()
    assert repo.batch("export", "--per", "owner").exit_code == 0
    (branch,) = repo.git("branch", "--list", "asyncfix/*", "--format=%(refname:short)").split()
    assert repo.git("diff", "--name-only", "main", branch).split() == sorted(repo.contents())


@pytest.mark.postgres
def test_a_server_that_goes_away_in_the_middle_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = repository(tmp_path / "repo", ["a.py", "b.py"])
    monkeypatch.chdir(made.root)
    try:
        with postgres.server() as url:
            ledger = url.replace("+asyncpg", "")
            made.planned("--ledger", ledger)
            process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "asyncfix",
                    "batch",
                    "run",
                    "--ledger",
                    ledger,
                    "--no-baseline",
                    "--verify",
                    f"touch {tmp_path}/begun; sleep 4",
                ],
                cwd=made.root,
                stderr=subprocess.PIPE,
                text=True,
            )
            while not (tmp_path / "begun").exists():
                time.sleep(0.05)
    except postgres.NoServer as reason:
        pytest.skip(str(reason))
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "Traceback" not in said
    assert "run the command again" in said


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be removed there")
@pytest.mark.parametrize("replaced", [False, True])
def test_nothing_is_written_into_a_ledger_that_was_removed(tmp_path: Path, replaced: bool) -> None:
    path = tmp_path / "ledger.db"
    held = opened(str(path))
    assert held is not None
    path.rename(tmp_path / "away")
    if replaced:
        other = opened(str(path))
        assert other is not None
        other.close()
    with pytest.raises(LedgerError, match=r"the ledger was removed, or replaced by another one"), held.writing():
        pass
    held.close()
