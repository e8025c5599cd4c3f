"""kill -9 at any moment: files are whole, old or new; the next run goes on; nothing is lost and nothing left behind."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from commandline import FIXED, LOOP
from migrating import ASYNCFIX, Repository, execute, leftovers, repository

from asyncfix.batch import identity
from asyncfix.ledger import claims, opened, results
from asyncfix.ledger.results import Outcome

SHARDS = 12


def made(root: Path) -> Repository:
    """Shards of three files each; two packages have a test that fails with the change."""
    repo = repository(root, [f"p{n:02}/m{m}.py" for n in range(SHARDS) for m in range(3)])
    done = execute(repo.root, "batch", "plan", "--by", "package")
    assert done.returncode == 0, done.stderr
    return repo


def check_whole(repo: Repository) -> None:
    for path, data in repo.contents().items():
        assert data in (LOOP, FIXED), path


def children(pid: int) -> Iterator[int]:
    for entry in os.listdir("/proc"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            stat = Path("/proc", entry, "stat").read_text()
            if int(stat.rpartition(")")[2].split()[1]) == pid:
                yield int(entry)


def killed_after(repo: Repository, seconds: float, *args: str) -> bool:
    """Run until all processes are killed; whether the run came to its end before."""
    command = [*ASYNCFIX, "batch", "run", "--jobs", "2", "--keep-going", *args]
    process = subprocess.Popen(command, cwd=repo.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
        return True
    for pid in (process.pid, *children(process.pid)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()
    check_whole(repo)
    return False


def killed_until(repo: Repository, kills: int, *args: str) -> None:
    """Kill runs again and again; when all is done, take it back and go on."""
    chance = random.Random(1)
    count = 0
    while count < kills:
        if killed_after(repo, chance.uniform(0.6, 3.0), *args):
            assert execute(repo.root, "batch", "undo", "--all").returncode == 0
            repo.sql("UPDATE asyncfix_shard SET error = 'again' WHERE status = 'reverted'")
            assert execute(repo.root, "batch", "retry", "--failed").returncode == 0
        else:
            count += 1


def assert_done(repo: Repository) -> None:
    done = execute(repo.root, "batch", "run", "--jobs", "2", "--keep-going", "--verify", "true")
    assert done.returncode == 0, done.stdout + done.stderr
    assert set(repo.contents().values()) == {FIXED}
    assert leftovers(repo.root) == []
    assert execute(repo.root, "batch", "undo", "--all").returncode == 0
    assert set(repo.contents().values()) == {LOOP}
    assert repo.git("status", "--porcelain") == ""


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs /proc to find the workers")
def test_a_run_that_is_killed_again_and_again_comes_to_its_end(tmp_path: Path) -> None:
    repo = made(tmp_path / "repo")
    killed_until(repo, 4, "--no-baseline", "--verify", "sleep 0.1")
    assert_done(repo)


@pytest.mark.soak
def test_a_run_that_is_killed_a_hundred_times_comes_to_its_end(tmp_path: Path) -> None:
    repo = made(tmp_path / "repo")
    killed_until(repo, 100, "--no-baseline", "--verify", "sleep 0.05")
    assert_done(repo)


def test_a_worker_that_is_killed_is_replaced_and_its_shard_done(tmp_path: Path) -> None:
    repo = made(tmp_path / "repo")
    command = [*ASYNCFIX, "batch", "run", "--jobs", "2", "--no-baseline", "--verify", "sleep 0.3"]
    process = subprocess.Popen(command, cwd=repo.root, stdout=subprocess.DEVNULL)
    while not (held := repo.sql("SELECT claimed_by FROM asyncfix_shard WHERE in_place AND status = 'claimed'")):
        time.sleep(0.02)
    os.kill(int(held[0][0].split(" ")[1]), signal.SIGKILL)
    assert process.wait(60) == 0
    assert set(repo.contents().values()) == {FIXED}
    assert {row[0] for row in repo.sql("SELECT status FROM asyncfix_shard")} == {"verified"}
    assert max(row[0] for row in repo.sql("SELECT attempt FROM asyncfix_shard")) == 2


class Interrupted:
    """A worker that died when it had written down its intents, and after some of its files."""

    def __init__(self, repo: Repository, written: int) -> None:
        ledger = opened(str(repo.root / ".asyncfix/ledger.db"))
        assert ledger is not None
        held = claims.claim(ledger, 1, "elsewhere/0 1 1 x")
        assert held is not None
        files = results.files_of(ledger, held.shard)
        results.intend(ledger, held, [Outcome(f.id, "intent", (), LOOP, FIXED) for f in files], in_place=True)
        for file in files[:written]:
            (repo.root / file.path).write_bytes(FIXED)
        repo.sql("UPDATE asyncfix_shard SET lease_until = 0")
        self.held, self.ledger, self.files = held, ledger, files


@pytest.mark.parametrize("written", [0, 1, 2])
def test_what_a_dead_worker_left_is_finished(repo: Repository, written: int) -> None:
    repo.planned()
    Interrupted(repo, written)
    (repo.root / "mail/.x.asyncfix-tmp").write_text("half")
    assert repo.batch("run").exit_code == 0
    assert len(repo.fixed()) == 6
    assert leftovers(repo.root) == []


def test_what_somebody_edited_after_a_worker_died_is_left_alone(repo: Repository) -> None:
    repo.planned()
    Interrupted(repo, written=1)
    Path("mail/m2.py").write_bytes(b"x = 'mine'\n")
    result = repo.batch("run")
    assert result.exit_code == 3
    assert Path("mail/m2.py").read_bytes() == b"x = 'mine'\n"
    assert repo.fixed() == {f"{package}/m{n}.py" for package in ("pay", "ship") for n in (1, 2)} | {"mail/m1.py"}
    assert "mail/m2.py: conflict: was edited meanwhile; it was left alone" in result.stdout
    assert repo.batch("run").exit_code == 3


def test_files_that_belong_together_go_back_when_somebody_edited_one_of_them(repo: Repository) -> None:
    repo.planned()
    repo.sql("UPDATE asyncfix_file SET unit = 7 WHERE path LIKE 'mail/%'")
    Interrupted(repo, written=1)
    Path("mail/m2.py").write_bytes(b"x = 'mine'\n")
    assert repo.batch("run").exit_code == 3
    assert Path("mail/m1.py").read_bytes() == LOOP
    assert Path("mail/m2.py").read_bytes() == b"x = 'mine'\n"


def test_a_shard_that_was_being_put_back_goes_back(repo: Repository) -> None:
    repo.planned()
    dead = Interrupted(repo, written=2)
    repo.sql("UPDATE asyncfix_shard SET status = 'reverting', error = 'the verification failed' WHERE number = 1")
    assert repo.batch("run", "--keep-going").exit_code == 1
    assert repo.shards()["mail"] == "reverted"
    assert not {file.path for file in dead.files} & repo.fixed()


def test_a_worker_that_lost_its_lease_writes_nothing_more(repo: Repository) -> None:
    repo.planned()
    late = Interrupted(repo, written=0)
    assert repo.batch("run").exit_code == 0
    before = repo.status()
    assert not claims.extend(late.ledger, late.held)
    with pytest.raises(claims.LeaseLost):
        results.settle(late.ledger, late.held, "failed", [(file.id, "error", "late") for file in late.files])
    with pytest.raises(claims.LeaseLost):
        results.intend(late.ledger, late.held, [Outcome(late.files[0].id, "intent", (), b"a", b"b")])
    assert repo.status() == before


def test_a_plan_is_not_made_over_one_that_was_interrupted(repo: Repository) -> None:
    repo.planned()
    Interrupted(repo, written=1)
    result = repo.batch("plan")
    assert result.exit_code == 2
    assert "was interrupted while it wrote" in result.stderr
    assert repo.batch("undo", "--all").exit_code == 0
    assert repo.fixed() == set()
    assert repo.batch("plan").exit_code == 0


def test_a_living_worker_is_not_taken_for_dead() -> None:
    me = identity.me()
    assert not identity.is_dead(me)
    machine, pid, started, name = me.split(" ")
    assert identity.is_dead(f"{machine} {2**22 + 1} {started} {name}")
    assert identity.is_dead(f"{machine} {pid} {int(started) + 1 if started.isdigit() else 'x'} {name}")
    assert not identity.is_dead(f"elsewhere/1 {2**22 + 1} {started} {name}")


def test_ctrl_c_ends_the_workers_and_the_command_that_runs(repo: Repository, tmp_path: Path) -> None:
    repo.planned()
    command = [*ASYNCFIX, "batch", "run", "--no-baseline", "--verify", f"touch {tmp_path}/begun; sleep 60"]
    process = subprocess.Popen(command, cwd=repo.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not (tmp_path / "begun").exists():
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "interrupted; no file is half-written" in said
    assert repo.batch("run", "--verify", "true").exit_code == 0
    assert len(repo.fixed()) == 6


def test_a_run_that_lost_its_lease_leaves_the_shard_to_the_other(repo: Repository, tmp_path: Path) -> None:
    repo.planned()
    waits = f"touch {tmp_path}/begun; until test -e {tmp_path}/go; do sleep 0.1; done; false"
    run = [*ASYNCFIX, "batch", "run", "--limit", "1", "--no-baseline", "--verify"]
    slow = subprocess.Popen([*run, waits], cwd=repo.root, stdout=subprocess.DEVNULL)
    while not (tmp_path / "begun").exists():
        time.sleep(0.05)
    repo.sql("UPDATE asyncfix_shard SET lease_until = 0 WHERE number = 1")
    other = subprocess.Popen([*run, "true"], cwd=repo.root, stdout=subprocess.DEVNULL)
    while repo.shard("mail")["attempt"] != 2:
        time.sleep(0.05)
    (tmp_path / "go").touch()
    assert other.wait(60) == 0
    # What its own verification said does not count any longer: it would have put the files back.
    assert slow.wait(60) == 0
    assert repo.shards()["mail"] == "verified"
    assert repo.fixed() == {"mail/m1.py", "mail/m2.py"}
