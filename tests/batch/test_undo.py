"""Undo: what a run or an `apply` wrote goes back, but for what somebody edited since."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from commandline import FIXED, LOOP, invoke
from migrating import Repository, execute


def test_all_of_a_run_goes_back_but_for_what_was_edited_since(repo: Repository) -> None:
    before = repo.contents()
    repo.planned()
    repo.batch("run")
    Path("pay/m1.py").write_bytes(FIXED + b"# mine\n")
    os.unlink("ship/m1.py")
    result = repo.batch("undo", "--all")
    assert result.exit_code == 3
    assert "4 files are as before run 1" in result.stdout
    assert "pay/m1.py: was edited meanwhile; it was left alone" in result.stdout
    assert "ship/m1.py" in result.stdout
    now = repo.contents()
    assert now.pop("pay/m1.py") == FIXED + b"# mine\n"
    assert now == {path: data for path, data in before.items() if path not in ("pay/m1.py", "ship/m1.py")}
    assert repo.shards() == {"mail": "reverted", "pay": "conflict", "ship": "conflict"}
    Path("pay/m1.py").write_bytes(FIXED)
    Path("ship/m1.py").write_bytes(FIXED)
    assert repo.batch("undo", "--all").exit_code == 0
    assert repo.contents() == before


def test_one_shard_goes_back_and_can_be_done_again(repo: Repository) -> None:
    repo.planned()
    repo.batch("run")
    assert repo.batch("undo", "pay").exit_code == 0
    assert repo.fixed() == {"mail/m1.py", "mail/m2.py", "ship/m1.py", "ship/m2.py"}
    assert repo.batch("run").exit_code == 0
    assert "pay/m1.py" not in repo.fixed()
    assert "No shard has failed" in repo.batch("retry", "--failed").stdout
    repo.batch("retry", "2")
    assert repo.batch("run").exit_code == 0
    assert len(repo.fixed()) == 6


def test_undo_wants_to_know_what(repo: Repository) -> None:
    repo.planned()
    for args in ([], ["pay", "--all"]):
        assert repo.batch("undo", *args).exit_code == 2
    assert "has no shard nothing" in repo.batch("undo", "nothing").stderr


def test_mode_and_links_survive_there_and_back(repo: Repository) -> None:
    os.chmod("pay/m1.py", 0o755)
    os.symlink("m1.py", "pay/link.py")
    repo.git("add", "--all")
    repo.git("commit", "--quiet", "--message=mode")
    repo.planned()
    assert repo.batch("run").exit_code == 0
    assert repo.batch("undo", "--all").exit_code == 0
    assert os.stat("pay/m1.py").st_mode & 0o777 == 0o755
    assert os.path.islink("pay/link.py")
    assert repo.git("status", "--porcelain") == ""


def test_an_apply_is_put_back(repo: Repository) -> None:
    before = repo.contents()
    assert invoke("apply", "--yes", "pay", "ship").exit_code == 0
    assert len(repo.fixed()) == 4
    assert repo.git("status", "--porcelain", "--untracked-files=all").count("??") == 0
    assert "pay/m1.py, pay/m2.py, ship/m1.py and 1 more" in invoke("undo", "--list").stdout
    result = invoke("undo")
    assert result.exit_code == 0
    assert "4 files are as before" in result.stdout
    assert repo.contents() == before
    again = invoke("undo")
    assert again.exit_code == 2
    assert "that is not put back already" in again.stderr


def test_applies_are_put_back_from_the_last_to_the_first_or_by_number(
    repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("mail", "pay", "ship"):
        invoke("apply", "--yes", folder)
    monkeypatch.chdir("pay")
    assert invoke("undo").exit_code == 0
    assert not any(path.startswith("ship") for path in repo.fixed())
    assert invoke("undo", "1").exit_code == 0
    assert repo.fixed() == {"pay/m1.py", "pay/m2.py"}
    assert "run 9 is not in the ledger" in invoke("undo", "9").stderr


@pytest.mark.usefixtures("repo")
def test_an_applied_file_that_was_edited_since_stays() -> None:
    invoke("apply", "--yes", "pay")
    Path("pay/m2.py").write_bytes(FIXED + b"# mine\n")
    result = invoke("undo")
    assert result.exit_code == 1
    assert "pay/m2.py: was edited meanwhile" in result.stdout
    assert Path("pay/m1.py").read_bytes() == LOOP
    assert Path("pay/m2.py").read_bytes() == FIXED + b"# mine\n"


def test_an_apply_that_was_killed_half_way_is_put_back(repo: Repository) -> None:
    code = (
        "import os, sys\nfrom asyncfix.commands import rewriting\n"
        "whole, done = rewriting.write_all, []\n"
        "def write(*args, **more):\n"
        "    if len(done) == 3: os._exit(9)\n"
        "    done.append(1)\n"
        "    return whole(*args, **more)\n"
        "rewriting.write_all = write\n"
        "sys.argv = ['asyncfix', 'apply', '--yes']\n"
        "from asyncfix.__main__ import main; main()"
    )
    assert execute(repo.root, code=code).returncode == 9
    assert len(repo.fixed()) == 3
    assert invoke("undo").exit_code == 0
    assert repo.fixed() == set()


@pytest.mark.usefixtures("repo")
def test_an_apply_that_is_to_keep_nothing_keeps_nothing() -> None:
    assert invoke("apply", "--yes", "--no-undo", "pay").exit_code == 0
    assert not Path(".asyncfix/ledger.db").exists()
    result = invoke("undo")
    assert result.exit_code == 2
    assert "no `apply` has kept anything here" in result.stderr


@pytest.mark.usefixtures("repo")
def test_an_apply_with_nothing_to_write_keeps_nothing() -> None:
    Path("clean.py").write_text("x = 1\n")
    assert invoke("apply", "--yes", "clean.py").exit_code == 0
    assert not Path(".asyncfix/ledger.db").exists()


def test_undo_does_not_touch_a_run_of_batch(repo: Repository) -> None:
    repo.planned()
    repo.batch("run")
    assert invoke("undo").exit_code == 2
    assert "use `asyncfix batch undo`" in invoke("undo", "1").stderr
    assert len(repo.fixed()) == 6


def test_neither_check_nor_diff_imports_the_database(repo: Repository) -> None:
    for command in ("check", "diff"):
        code = f"import sys; sys.argv = ['asyncfix', {command!r}, 'pay']\nfrom asyncfix.__main__ import main\n"
        code += "try: main()\nfinally: sys.exit(3 if 'sqlalchemy' in sys.modules else 0)"
        done = execute(repo.root, code=code)
        assert done.returncode == 0, done.stderr


def test_each_clone_of_a_shared_ledger_puts_back_its_own(repo: Repository, tmp_path: Path) -> None:
    ledger = ("--ledger", str(tmp_path / "shared.db"))
    other = Repository(tmp_path / "other")
    repo.git("clone", "--quiet", str(repo.root), str(other.root))
    assert repo.batch("plan", "--by", "package", *ledger).exit_code == 0
    assert execute(other.root, "batch", "run", "--limit", "1", *ledger).returncode == 0
    assert repo.batch("run", *ledger).exit_code == 0
    assert (len(other.fixed()), len(repo.fixed())) == (2, 4)
    here = repo.batch("undo", "--all", *ledger)
    assert "4 files are as before run 1.\n2 files of it not written in this checkout" in here.stdout
    (other.root / "mail/m1.py").write_bytes(b"x = 'mine'\n")
    there = execute(other.root, "batch", "undo", "--all", *ledger)
    assert "1 file is as before run 1." in there.stdout
    assert (other.fixed(), repo.fixed()) == (set(), set())
    assert (other.root / "mail/m1.py").read_bytes() == b"x = 'mine'\n"


def test_what_was_put_back_is_not_looked_at_again(repo: Repository) -> None:
    repo.planned()
    assert repo.batch("run").exit_code == 0
    assert repo.batch("undo", "--all").exit_code == 0
    Path("pay/m1.py").write_bytes(FIXED)
    assert "Nothing of run 1 was put back" in repo.batch("undo", "--all").stdout
    assert repo.fixed() == {"pay/m1.py"}


def test_an_apply_over_another_one_is_put_back_first(repo: Repository) -> None:
    path = repo.root / "pay/m1.py"
    assert invoke("apply", "--yes", "pay/m1.py").exit_code == 0
    path.write_bytes(path.read_bytes() + b"\n\n" + LOOP)
    second = path.read_bytes()
    assert invoke("apply", "--yes", "--allow-dirty", "pay/m1.py").exit_code == 0
    first = invoke("undo", "1")
    assert first.exit_code == 1
    assert "Written again by a later `apply`: undo 2 first." in first.stdout
    assert invoke("undo", "2").exit_code == 0
    assert path.read_bytes() == second
    assert "Written again" not in invoke("undo", "1").stdout
