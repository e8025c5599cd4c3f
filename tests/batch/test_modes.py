"""Branches and patches instead of files, and clusters instead of processes."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from migrating import ASYNCFIX, Repository, execute, repository

from asyncfix import __version__
from asyncfix.batch.worker import Task, work
from asyncfix.errors import UsageError


def branches(repo: Repository) -> list[str]:
    return repo.git("branch", "--list", "asyncfix/*", "--format=%(refname:short)").split()


def test_branches_are_made_and_the_tree_is_not_touched(repo: Repository) -> None:
    before = repo.contents()
    repo.planned()
    result = repo.batch("run", "--mode", "branch", "--jobs", "2", "--verify", "grep -q result_value {files}")
    assert result.exit_code == 0, result.output
    assert repo.contents() == before
    assert repo.git("status", "--porcelain") == ""
    assert branches(repo) == ["asyncfix/1/mail", "asyncfix/1/pay", "asyncfix/1/ship"]
    assert repo.git("diff", "--name-only", "main", "asyncfix/1/pay").split() == ["pay/m1.py", "pay/m2.py"]
    assert "Fix finally-jump in pay" in repo.git("log", "-1", "--format=%B", "asyncfix/1/pay")
    assert repo.shard("pay")["ref"] == "asyncfix/1/pay"
    # The command fails on the untouched files, so it says nothing.
    assert set(repo.shards().values()) == {"written"}
    assert repo.git("worktree", "list").count("\n") == 1


def test_branches_are_verified_in_a_tree_of_their_own(repo: Repository) -> None:
    repo.planned()
    command = 'pwd | grep -qv repo && test {shard} != pay -o -z "$(grep -l result_value pay/*.py)"'
    result = repo.batch("run", "--mode", "branch", "--keep-going", "--verify", command)
    assert result.exit_code == 1, result.output
    assert repo.shards() == {"mail": "verified", "pay": "reverted", "ship": "verified"}
    assert branches(repo) == ["asyncfix/1/mail", "asyncfix/1/ship"]
    assert repo.fixed() == set()


def test_taking_branches_back_removes_those_that_are_as_they_were_made(repo: Repository) -> None:
    repo.planned()
    repo.batch("run", "--mode", "branch")
    repo.git("branch", "--force", "asyncfix/1/pay", "main")
    assert repo.batch("undo", "--all").exit_code == 0
    assert branches(repo) == ["asyncfix/1/pay"]
    assert set(repo.shards().values()) == {"reverted"}


def test_what_somebody_added_to_a_branch_stays(repo: Repository) -> None:
    repo.planned()
    repo.batch("run", "--mode", "branch")
    repo.git("checkout", "--quiet", "asyncfix/1/pay")
    repo.git("commit", "--quiet", "--allow-empty", "--message=mine")
    mine = repo.git("rev-parse", "asyncfix/1/pay")
    repo.git("checkout", "--quiet", "main")
    for command in (("run", "--mode", "branch"), ("export",), ("export", "--onto", "main")):
        result = repo.batch(*command)
        assert result.exit_code == 0, result.output
        assert repo.git("rev-parse", "asyncfix/1/pay") == mine
    undone = repo.batch("undo", "--all")
    assert undone.exit_code == 0
    assert "2 branches removed." in undone.stdout
    assert "The branch asyncfix/1/pay is no longer as it was made; it stays." in undone.stdout
    assert repo.batch("retry", "pay").exit_code == 0
    result = repo.batch("run", "--mode", "branch")
    assert result.exit_code == 2
    assert "exists already: `asyncfix/1/pay`" in result.stderr
    assert "`asyncfix batch export --force`" in result.stderr
    assert "1 written" in result.stdout
    assert repo.git("rev-parse", "asyncfix/1/pay") == mine


def test_a_branch_that_is_checked_out_stays(repo: Repository) -> None:
    repo.planned()
    repo.batch("run", "--mode", "branch")
    repo.git("checkout", "--quiet", "asyncfix/1/pay")
    undone = repo.batch("undo", "--all")
    assert "The branch asyncfix/1/pay is checked out; it stays." in undone.stdout
    assert repo.git("status", "--porcelain") == ""
    assert branches(repo) == ["asyncfix/1/pay"]


def test_the_lines_to_push_are_printed(repo: Repository) -> None:
    repo.planned()
    lines = "".join(f"  git push origin asyncfix/1/{package}\n" for package in ("mail", "pay", "ship"))
    result = repo.batch("run", "--mode", "branch")
    assert f"There is no remote to publish to; for one called `origin`:\n{lines}" in result.stdout
    repo.git("remote", "add", "origin", "ssh://git@example.org/x.git")
    for command in (("run", "--mode", "branch"), ("export",)):
        assert f"Nothing was pushed. To publish:\n{lines}" in repo.batch(*command).stdout


def test_a_shard_that_is_done_again_has_its_branch_made_anew(repo: Repository) -> None:
    repo.planned()
    repo.batch("run", "--mode", "branch")
    before = repo.git("rev-parse", "asyncfix/1/mail", "asyncfix/1/pay").split()
    repo.sql("UPDATE asyncfix_file SET status = 'error' WHERE path = 'pay/m1.py'")
    assert repo.batch("retry", "pay").exit_code == 0
    result = repo.batch("run", "--mode", "branch")
    assert result.exit_code == 0, result.output
    after = repo.git("rev-parse", "asyncfix/1/mail", "asyncfix/1/pay").split()
    assert after[0] == before[0]
    assert repo.git("diff", "--name-only", "main", "asyncfix/1/pay").split() == ["pay/m1.py", "pay/m2.py"]


def test_owners_whose_names_are_alike_have_commits_of_their_own(repo: Repository) -> None:
    (repo.root / "CODEOWNERS").write_text("/pay/ @org/a\n/mail/ @org-a\n/ship/ @Org/A\n")
    repo.git("add", "--all")
    repo.git("commit", "--quiet", "--message=owners")
    repo.planned("--by", "package")
    assert repo.batch("run").exit_code == 0
    assert repo.batch("export", "--per", "owner").exit_code == 0
    changed = [set(repo.git("diff", "--name-only", "main", name).split()) for name in branches(repo)]
    assert sorted(map(sorted, changed)) == [[f"{p}/m1.py", f"{p}/m2.py"] for p in ("mail", "pay", "ship")]


def test_a_branch_of_an_owner_is_made_anew_for_a_shard_of_the_same_name(repo: Repository) -> None:
    (repo.root / "CODEOWNERS").write_text("* @mail\n")
    repo.git("add", "--all")
    repo.git("commit", "--quiet", "--message=owners")
    repo.planned("--by", "package")
    assert repo.batch("run").exit_code == 0
    assert repo.batch("export", "--per", "owner").exit_code == 0
    assert len(repo.git("diff", "--name-only", "main", "asyncfix/1/mail").split()) == 6
    assert repo.batch("export", "--per", "shard").exit_code == 0
    assert repo.git("diff", "--name-only", "main", "asyncfix/1/mail").split() == ["mail/m1.py", "mail/m2.py"]


def test_patches_are_made_without_a_branch(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    from asyncfix.batch import export
    from asyncfix.errors import FileTrouble

    def stopped(*_: object, **__: object) -> list[str]:
        assert branches(repo) == []
        raise FileTrouble("x", "cannot be written: no space left on device")

    repo.planned()
    repo.batch("run")
    monkeypatch.setattr(export, "patches", stopped)
    assert "no space left" in repo.batch("export", "--to", "patch").stderr
    assert branches(repo) == []
    assert "asyncfix-patch" not in repo.git("for-each-ref")


def test_patches_are_written_and_apply(repo: Repository, tmp_path: Path) -> None:
    repo.planned()
    assert repo.batch("run", "--mode", "patch", "--output", str(tmp_path / "patches")).exit_code == 0
    assert repo.fixed() == set()
    assert branches(repo) == []
    for patch in sorted((tmp_path / "patches").iterdir()):
        repo.git("am", "--keep-cr", "--quiet", str(patch))
    assert len(repo.fixed()) == 6


def test_what_was_written_in_place_is_exported_by_owner(repo: Repository) -> None:
    (repo.root / "CODEOWNERS").write_text("/pay/ @a\n/mail/ @a\n/ship/ @org/b\n")
    repo.git("add", "--all")
    repo.git("commit", "--quiet", "--message=owners")
    repo.planned("--by", "owner", "--max-files", "2")
    assert repo.batch("run").exit_code == 0
    assert repo.batch("export", "--onto", "main").exit_code == 0
    assert branches(repo) == ["asyncfix/1/a", "asyncfix/1/org-b"]
    assert len(repo.git("diff", "--name-only", "main", "asyncfix/1/a").split()) == 4
    made = repo.git("rev-parse", "asyncfix/1/a")
    again = repo.batch("export")
    assert again.exit_code == 0
    assert "  git push origin asyncfix/1/a\n  git push origin asyncfix/1/org-b\n" in again.stdout
    assert repo.git("rev-parse", "asyncfix/1/a") == made
    assert repo.batch("export", "--force").exit_code == 0
    assert repo.batch("export", "--to", "patch", "--per", "shard").exit_code == 0
    assert len(list((repo.root / ".asyncfix/patches/1").iterdir())) == 3


def test_nothing_is_exported_where_nothing_is_written(repo: Repository) -> None:
    repo.planned()
    result = repo.batch("export")
    assert result.exit_code == 1
    assert "There is nothing to export" in result.stdout


def test_branches_need_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = Repository(tmp_path)
    Path("a.py").write_text("x = 1\n")
    made.planned("--by", "dir")
    Path("a.py").write_bytes(next(iter(repository(tmp_path / "other", ["a.py"]).contents().values())))
    made.planned("--by", "dir", "a.py")
    result = made.batch("run", "--mode", "branch", "--allow-no-vcs")
    assert result.exit_code == 2
    assert "needs a git repository" in result.stderr


def test_a_branch_to_merge_into_that_is_not_there_is_told_before_any_is_made(repo: Repository) -> None:
    repo.planned()
    repo.batch("run")
    result = repo.batch("export", "--onto", "nowhere")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "there is no commit `nowhere` here" in result.stderr
    assert repo.git("branch", "--list", "asyncfix/*") == ""


def test_patches_that_hold_the_same_change_are_made_anew(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.planned()
    repo.batch("run")
    for second in ("01", "02"):
        monkeypatch.setenv("GIT_AUTHOR_DATE", f"2001-02-03T04:05:{second} +0000")
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"2001-02-03T04:05:{second} +0000")
        made = repo.batch("export", "--to", "patch", "--output", str(tmp_path / "p"))
        assert made.exit_code == 0, made.output
    patch = tmp_path / "p" / "asyncfix-1-pay.patch"
    assert b"Date: Sat, 3 Feb 2001 04:05:02 +0000" in patch.read_bytes()
    patch.write_bytes(patch.read_bytes().replace(b"+    return", b"+    raise"))
    again = repo.batch("export", "--to", "patch", "--output", str(tmp_path / "p"))
    assert again.exit_code == 2
    assert "exists already" in again.stderr


def test_branches_of_an_export_that_was_cut_in_another_way_are_named(repo: Repository) -> None:
    Path("CODEOWNERS").write_text("* @all\n")
    repo.git("add", "CODEOWNERS")
    repo.git("commit", "--quiet", "--message=owners")
    repo.planned("--by", "owner", "--max-files", "2")
    repo.batch("run")
    assert "earlier" not in repo.batch("export", "--per", "owner").stdout
    first = repo.git("branch", "--list", "asyncfix/*").split()
    again = repo.batch("export", "--per", "shard").stdout
    assert f"To remove them: git branch -D {' '.join(first)}\n" in again
    assert "earlier" not in repo.batch("export", "--per", "shard").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "--output", "x"), "add --mode patch"),
        (("export", "--output", "x"), "add --to patch"),
        (("export", "--to", "patch", "--onto", "main"), "--onto speaks of branches"),
    ],
)
def test_options_that_mean_nothing_together_are_told(repo: Repository, arguments: tuple[str, ...], said: str) -> None:
    repo.planned()
    result = repo.batch(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert set(repo.shards().values()) == {"pending"}


@pytest.mark.parametrize("path", ["mail/m1.py", ".asyncfix/ledger.db"])
def test_a_report_replaces_neither_code_nor_the_ledger(repo: Repository, path: str) -> None:
    repo.planned()
    before = Path(path).read_bytes()
    result = repo.batch("report", "--format", "html", "--output", path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "so no report may replace it" in result.stderr
    assert Path(path).read_bytes() == before


@pytest.mark.parametrize("format_", ["text", "csv", "json", "html"])
def test_reports_are_written(repo: Repository, tmp_path: Path, format_: str) -> None:
    repo.planned()
    repo.batch("run", "--limit", "1")
    assert repo.batch("report", "--format", format_, "--output", str(tmp_path / "out")).exit_code == 0
    assert "mail" in (tmp_path / "out").read_text()
    missing = repo.batch("report", "--format", format_, "--output", str(tmp_path / "no/out"))
    assert missing.exit_code == 2
    assert "cannot be written: there is no folder" in missing.stderr


def test_progress_is_lines_where_there_is_no_terminal(repo: Repository) -> None:
    from asyncfix.report import batch_progress

    repo.planned()
    code = (
        "import sys; from asyncfix.report import batch_progress; batch_progress.EVERY = 0.2\n"
        "sys.argv = ['asyncfix', 'batch', 'run', '--no-baseline', '--verify', 'sleep 0.5']\n"
        "from asyncfix.__main__ import main; main()"
    )
    done = execute(repo.root, code=code)
    assert done.returncode == 0, done.stderr
    assert "/3 shards, " in done.stderr
    assert "/6 files (" in done.stderr
    assert batch_progress.EVERY == 10


def test_the_status_can_be_asked_while_a_run_goes_on(repo: Repository, tmp_path: Path) -> None:
    repo.planned()
    edit = f"until test -e {tmp_path}/asked; do sleep 0.1; done"
    running = subprocess.Popen(
        [sys.executable, "-m", "asyncfix", "batch", "run", "--no-baseline", "--verify", edit], cwd=repo.root
    )
    try:
        while repo.status()["shards_by_status"].get("claimed") is None:
            assert running.poll() is None
        assert "being worked on" in repo.batch("status").stdout
        refused = repo.batch("plan")
        assert refused.exit_code == 2
        assert "is being worked on by" in refused.stderr
        (tmp_path / "asked").touch()
        assert running.wait(60) == 0
    finally:
        running.kill()
        running.wait()
    assert repo.status()["shards_by_status"] == {"verified": 3}


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for Python")
def test_workers_that_cannot_import_asyncfix_are_a_sentence(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.planned()
    python = tmp_path / "python"
    said = "Error while finding module specification (ModuleNotFoundError: No module named 'asyncfix')"
    python.write_text(f'#!/bin/sh\nread -r task; echo once >> {tmp_path}/calls; echo "{said}" >&2; exit 1\n')
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    result = repo.batch("run", "--jobs", "1")
    assert result.exit_code == 2
    assert "asyncfix is found from the current folder only" in result.stderr
    assert (tmp_path / "calls").read_text() == "once\n"


# A Dask cluster


def test_a_worker_with_another_version_is_refused(repo: Repository) -> None:
    repo.planned()
    task = Task(str(repo.root / ".asyncfix/ledger.db"), 1, str(repo.root), version="0.0.1")
    with pytest.raises(UsageError, match=r"and 0\.0\.1 started the run"):
        work(task)
    with pytest.raises(UsageError, match="its ASYNCFIX_ROOT says"):
        work(task._replace(version=__version__, root=str(repo.root / "gone")))
    assert repo.fixed() == set()


def test_a_cluster_of_other_machines_cannot_share_an_sqlite_file(repo: Repository) -> None:
    repo.planned()
    result = repo.batch("run", "--scheduler", "tcp://scheduler.example:8786")
    assert result.exit_code == 2
    assert "other machines cannot use an SQLite ledger" in result.stderr


@pytest.mark.slow
def test_a_scheduler_that_is_not_there_is_a_sentence(repo: Repository) -> None:
    pytest.importorskip("distributed")
    repo.planned()
    done = execute(repo.root, "batch", "run", "--scheduler", "tcp://127.0.0.1:1")
    assert done.returncode == 2
    assert "no Dask scheduler answers there" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_dask_cluster_of_two_processes_writes_what_one_process_writes(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    names = [f"p{n}/m{m}.py" for n in range(6) for m in range(3)]
    alone, many = repository(tmp_path / "alone", names), repository(tmp_path / "many", names)
    for each in (alone, many):
        assert execute(each.root, "batch", "plan", "--by", "package").returncode == 0
    assert execute(alone.root, "batch", "run", "--jobs", "1").returncode == 0
    cluster = (
        "import subprocess, sys\n"
        "from distributed import LocalCluster\n"
        "if __name__ == '__main__':\n"
        "    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:\n"
        "        run = ['batch', 'run', '--scheduler', cluster.scheduler_address]\n"
        "        sys.exit(subprocess.run([sys.executable, '-m', 'asyncfix', *run]).returncode)\n"
    )
    (tmp_path / "cluster.py").write_text(cluster)
    done = subprocess.run(
        [sys.executable, str(tmp_path / "cluster.py")],
        cwd=many.root,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert alone.contents() == many.contents()
    assert len(many.fixed()) == len(names)
    assert len({row[0] for row in many.sql("SELECT claimed_by FROM asyncfix_shard")}) == 2


@pytest.mark.slow
def test_ctrl_c_ends_the_workers_on_a_cluster(repo: Repository, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    repo.planned()
    code = (
        "from distributed import LocalCluster\n"
        "if __name__ == '__main__':\n"
        "    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster:\n"
        "        print(cluster.scheduler_address, flush=True)\n"
        "        input()\n"
    )
    (tmp_path / "cluster.py").write_text(code)
    with subprocess.Popen(
        [sys.executable, str(tmp_path / "cluster.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as cluster:
        assert cluster.stdout is not None
        verify = f"touch {tmp_path}/begun; sleep 300"
        run = ["batch", "run", "--scheduler", cluster.stdout.readline().strip(), "--no-baseline", "--verify", verify]
        process = subprocess.Popen([*ASYNCFIX, *run], cwd=repo.root, stderr=subprocess.PIPE, text=True)
        while not (tmp_path / "begun").exists():
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 130, said
        assert repo.batch("run", "--verify", "true").exit_code == 0
        assert len(repo.fixed()) == 6
        cluster.communicate("\n", timeout=60)
