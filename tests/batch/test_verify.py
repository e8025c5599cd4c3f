"""Verification: what passes stays, what fails goes back byte for byte, what failed before is nobody's fault."""

from __future__ import annotations

import contextlib
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from commandline import FIXED, LOOP
from migrating import Repository, repository

from asyncfix.batch.settings import BatchTable
from asyncfix.batch.verify import TAIL, TIMED_OUT, Check, Subject, Verifier, filled


def is_over(pid: str) -> bool:
    """Whether a process ends within five seconds, also if nobody asks how: what was killed takes a moment."""
    until = time.monotonic() + 5
    with contextlib.suppress(OSError):
        while Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()[0] != "Z":
            if time.monotonic() > until:
                return False
            time.sleep(0.02)
    return True


FAILS_ON_PAY = "! grep -q result_value pay/m1.py || { echo the tests of pay fail; false; }"


def test_a_shard_that_fails_goes_back_and_the_others_stay(repo: Repository) -> None:
    Path("pay/m1.py").write_bytes(LOOP.replace(b"\n", b"\r\n"))
    repo.git("commit", "--all", "--quiet", "--message=CRLF")
    before = repo.contents()
    repo.planned()
    result = repo.batch(
        "run",
        "--keep-going",
        "--jobs",
        "1",
        "--verify",
        FAILS_ON_PAY + "; case {shard} in pay) ! grep -q result_value pay/m1.py;; esac",
    )
    assert result.exit_code == 1, result.output
    after = repo.contents()
    assert {path for path in before if before[path] != after[path]} == {
        "mail/m1.py",
        "mail/m2.py",
        "ship/m1.py",
        "ship/m2.py",
    }
    assert repo.shards() == {"mail": "verified", "pay": "reverted", "ship": "verified"}
    assert "the verification failed with exit code 1" in result.stdout
    assert "the tests of pay fail" in result.stdout


def test_no_other_shard_is_begun_after_a_failure_unless_told_so(repo: Repository) -> None:
    repo.planned()
    result = repo.batch("run", "--jobs", "1", "--no-baseline", "--verify", "false")
    assert result.exit_code == 1
    assert repo.shards() == {"mail": "reverted", "pay": "pending", "ship": "pending"}
    assert "A shard failed, so no other was begun" in result.stdout
    assert repo.fixed() == set()
    again = repo.batch("run", "--jobs", "1", "--no-baseline", "--keep-going", "--verify", "false")
    assert again.exit_code == 1
    assert set(repo.shards().values()) == {"reverted"}


def test_a_command_that_fails_without_the_changes_is_not_our_fault(repo: Repository) -> None:
    repo.planned()
    result = repo.batch("run", "--verify", "echo broken since Tuesday; exit 7")
    assert result.exit_code == 0, result.output
    assert len(repo.fixed()) == 6
    assert set(repo.shards().values()) == {"written"}
    shard = repo.shard("pay")
    assert (shard["was_failing"], shard["verify_exit"]) == (True, 7)
    assert "fails without the changes too (exit code 7); not our doing" in result.stdout
    assert "broken since Tuesday" in result.stdout


@pytest.mark.parametrize("mode", ["inplace", "branch"])
def test_without_the_command_nothing_is_written(repo: Repository, mode: str) -> None:
    repo.planned()
    result = repo.batch("run", "--jobs", "1", "--mode", mode, "--verify", "no-such-program -q {shard}")
    assert result.exit_code == 1, result.output
    assert repo.fixed() == set()
    assert repo.shards() == {"mail": "failed", "pay": "pending", "ship": "pending"}
    assert "the verification could not be run (exit code 127), so nothing was written" in result.stdout
    assert "no-such-program" in result.stdout
    assert "shard 1" in repo.batch("retry", "--failed").stdout
    assert repo.batch("run", "--mode", mode, "--verify", "true").exit_code == 0
    assert set(repo.shards().values()) == {"verified"}


def test_a_command_that_does_not_end_is_ended_with_all_that_it_started(repo: Repository, tmp_path: Path) -> None:
    repo.planned()
    command = f"sh -c 'sleep 60; touch {tmp_path}/late' & echo $! > {tmp_path}/pid; wait"
    start = time.monotonic()
    result = repo.batch("run", "--limit", "1", "--no-baseline", "--verify", command, "--verify-timeout", "1")
    assert time.monotonic() - start < 40
    assert result.exit_code == 1
    assert "the verification did not end within 1 seconds" in result.stdout
    assert repo.shard("mail")["verify_exit"] == TIMED_OUT
    assert repo.fixed() == set()
    assert is_over((tmp_path / "pid").read_text().strip())


def test_a_retried_shard_is_verified_again(repo: Repository) -> None:
    repo.planned()
    repo.batch("run", "--keep-going", "--no-baseline", "--verify", "test {shard} != pay")
    assert repo.shards()["pay"] == "reverted"
    assert "shard 2" in repo.batch("retry", "--failed").stdout
    assert repo.batch("run", "--verify", "true").exit_code == 0
    assert set(repo.shards().values()) == {"verified"}
    assert "No shard has failed" in repo.batch("retry", "--failed").stdout
    assert repo.batch("retry", "nothing-of-that-name").exit_code == 2


def test_what_the_command_said_of_an_earlier_attempt_is_forgotten(repo: Repository) -> None:
    repo.planned()
    repo.batch("run", "--keep-going", "--no-baseline", "--verify", "echo broken; test {shard} != pay")
    assert "broken" in repo.batch("report", "--format", "html").stdout
    repo.batch("retry", "--failed")
    assert repo.batch("run", "--verify", "").exit_code == 0
    assert repo.shards()["pay"] == "written"
    report = repo.batch("report", "--format", "html").stdout
    assert "broken" not in report
    assert "verification exit code 1" not in report


def test_colours_and_bars_of_a_command_do_not_reach_the_terminal(repo: Repository) -> None:
    repo.planned()
    printing = r"printf '\033[2J\033]0;title\007\033[31m10 %%\r100 %%\033[0m\n\001'; false"
    result = repo.batch("run", "--no-baseline", "--limit", "1", "--verify", printing)
    assert "    | 100 %\n    | \\x01\n" in result.stdout
    assert "\x1b" not in result.stdout


def test_the_configuration_says_how_to_verify_by_path(repo: Repository) -> None:
    (repo.root / "pyproject.toml").write_text(
        "[tool.asyncfix.batch]\nby = 'package'\nverify = 'true'\nverify-timeout = 60\n"
        "[tool.asyncfix.batch.verify-per-path]\n'ship' = ''\n"
        "'pay/' = 'exit $(grep -c result_value pay/m1.py)'\n"
    )
    repo.git("add", "--all")
    repo.git("commit", "--quiet", "--message=configuration")
    repo.planned("--max-files", "9")
    assert repo.batch("run", "--keep-going").exit_code == 1
    assert repo.shards() == {"mail": "verified", "pay": "reverted", "ship": "written"}


def test_an_empty_command_verifies_nothing(repo: Repository) -> None:
    (repo.root / "mail/pyproject.toml").write_text("[tool.asyncfix.batch]\nverify = 'false'\n")
    repo.git("commit", "--all", "--quiet", "--message=configuration")
    repo.planned()
    assert repo.batch("run", "--verify", "").exit_code == 0
    assert set(repo.shards().values()) == {"written"}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("verfiy = 'x'", 'did you mean "verify"?'),
        ("verify = 3", "verify must be a command as one string"),
        ("verify-timeout = 0", "must be a number of seconds above 0"),
        ("max-files = '3'", "max-files must be a number above 0"),
        ("by = 'team'", "by cannot be 'team'"),
        ("verify-per-path = []", "must be a table of patterns"),
    ],
)
def test_a_table_that_makes_no_sense_is_a_sentence(repo: Repository, table: str, said: str) -> None:
    (repo.root / "pyproject.toml").write_text(f"[tool.asyncfix.batch]\n{table}\n")
    result = repo.batch("plan")
    assert result.exit_code == 2
    assert said in result.stderr


def test_the_last_pattern_that_matches_counts() -> None:
    table = BatchTable(verify="all", per_path=(("services/", "services"), ("services/pay/", "pay"), ("*.md", "no")))
    assert [table.command(folder) for folder in ("", "libs", "services", "services/mail", "services/pay/api")] == [
        "all",
        "all",
        "services",
        "services",
        "pay",
    ]


def test_paths_are_quoted_for_the_shell(tmp_path: Path) -> None:
    paths = ("it's here/$(touch owned).py", "it's here/-rf.py")
    for path in paths:
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(path)
    verdict = Verifier().run(Check("cat {files}; ls {shard}", 30), Subject("key", paths), str(tmp_path))
    assert verdict.passed, verdict.output
    assert verdict.output.startswith("".join(paths))
    assert not (tmp_path / "owned").exists()
    assert filled("x {files} {shard} {other}", Subject("k", ("-a.py",)), ".") == "x ./-a.py . {other}"


def test_a_shard_is_tested_where_its_project_is(tmp_path: Path) -> None:
    for path in ("pyproject.toml", "libs/a/setup.cfg", "libs/a/src/a/x.py", "libs/b/y.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()

    def tested(*paths: str) -> str:
        return filled("{shard}", Subject("k", paths), str(tmp_path))

    assert tested("libs/a/src/a/x.py") == "libs/a"
    assert tested("libs/a/src/a/x.py", "libs/b/y.py") == "libs"
    # The tests of the whole repository for each shard would be too much.
    assert tested("libs/b/y.py") == "libs/b"
    assert tested("z.py") == "."


def test_the_command_is_told_the_shard_and_its_files(tmp_path: Path) -> None:
    subject = Subject("pay-2", ("pay/a b.py", "pay/c.py"))
    verdict = Verifier().run(Check('echo "$ASYNCFIX_SHARD|$ASYNCFIX_FILES"; pwd; cat', 30), subject, str(tmp_path))
    assert verdict == (0, f"pay-2|pay/a b.py\npay/c.py\n{tmp_path}\n")


def test_of_long_output_the_end_is_kept(tmp_path: Path) -> None:
    code = "import sys; sys.stdout.buffer.write(b'x' * 3_000_000 + bytes([255]) + b'the end')"
    verdict = Verifier().run(
        Check(f"{sys.executable} -c {shlex.quote(code)}", 60), Subject("k", ("a.py",)), str(tmp_path)
    )
    assert verdict.output.startswith("[...]\nxxx")
    assert verdict.output.endswith("x\N{REPLACEMENT CHARACTER}the end")
    assert len(verdict.output) <= TAIL + 10


def test_what_a_command_leaves_running_does_not_hold_us_up(tmp_path: Path) -> None:
    start = time.monotonic()
    verdict = Verifier().run(Check("sleep 60 & echo $!", 30), Subject("k", ("a.py",)), str(tmp_path))
    assert time.monotonic() - start < 20
    assert verdict.passed
    assert is_over(verdict.output.strip())


def test_a_command_ends_with_the_worker_that_is_killed(tmp_path: Path) -> None:
    code = (
        "from asyncfix.batch.verify import Check, Subject, Verifier\n"
        "check = Check('sleep 60 & echo $! > pid; mv pid told; wait', 90)\n"
        f"Verifier().run(check, Subject('k', ('a.py',)), {str(tmp_path)!r})"
    )
    with subprocess.Popen([sys.executable, "-c", code]) as worker:
        while not (tmp_path / "told").exists():
            assert worker.poll() is None
            time.sleep(0.02)
        worker.send_signal(signal.SIGKILL)
    assert is_over((tmp_path / "told").read_text().strip())


def test_what_waits_for_its_children_does_not_wait_for_ours(tmp_path: Path) -> None:
    verdict = Verifier().run(Check("sleep 0.1 & wait; echo done", 30), Subject("k", ("a.py",)), str(tmp_path))
    assert verdict == (0, "done\n")


def test_a_list_of_files_too_long_for_a_command_is_a_sentence(tmp_path: Path) -> None:
    subject = Subject("k", tuple(f"{'x' * 200}/{n}.py" for n in range(20_000)))
    verdict = Verifier().run(Check("echo {files}", 30), subject, str(tmp_path))
    assert not verdict.passed
    assert "too many files for one command" in verdict.output
    assert Verifier().run(Check("true", 30), subject, str(tmp_path)).passed


def test_one_shard_is_verified_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = repository(tmp_path / "repo", [f"p{n}/m.py" for n in range(4)])
    monkeypatch.chdir(made.root)
    made.planned()
    alone = f"mkdir {tmp_path}/alone && sleep 0.2 && rmdir {tmp_path}/alone"
    assert made.batch("run", "--jobs", "3", "--verify", alone).exit_code == 0
    assert set(made.shards().values()) == {"verified"}
    assert set(made.contents().values()) == {FIXED}
