"""Plan, run and resume: what is written, what is refused, and what is left alone."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from commandline import FIXED, LOOP, invoke
from migrating import Repository, execute, leftovers, repository

ALL = {f"{package}/m{n}.py" for package in ("mail", "pay", "ship") for n in (1, 2)}


def test_a_plan_writes_the_ledger_alone_and_says_whose_it_is(repo: Repository) -> None:
    (repo.root / "CODEOWNERS").write_text("/pay/ @payments\n")
    result = repo.batch("plan", "--by", "owner")
    assert result.exit_code == 0
    assert "6 findings to fix in 6 files, 2 shards; 6 files looked at" in result.stdout
    assert "@payments" in result.stdout
    assert repo.fixed() == set()
    assert repo.git("status", "--porcelain") == "?? CODEOWNERS\n"


def test_a_plan_of_a_folder_that_is_seen_from_there(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repo.root / "pay")
    repo.planned("--by", "package", "--exclude", "m2.py", ".")
    assert [file["path"] for shard in repo.status()["shards"] for file in shard["files"]] == ["pay/m1.py"]
    assert repo.batch("run").exit_code == 0
    assert repo.fixed() == {"pay/m1.py"}


def test_what_lies_outside_of_the_repository_is_a_sentence(repo: Repository, tmp_path: Path) -> None:
    (tmp_path / "other.py").write_bytes(LOOP)
    result = repo.batch("plan", str(tmp_path / "other.py"))
    assert result.exit_code == 2
    assert "lies outside of" in result.stderr


def test_standard_input_is_no_repository(repo: Repository) -> None:
    result = repo.batch("plan", "-")
    assert result.exit_code == 2
    assert "standard input is none" in result.stderr


def test_a_plan_remembers_what_was_found(repo: Repository) -> None:
    assert "6 files looked at" in repo.batch("plan").stdout
    assert "6 findings to fix in 6 files" in repo.batch("plan").stdout
    Path("pay/m1.py").write_text("x = 1\n")
    assert "5 findings to fix in 5 files" in repo.batch("plan").stdout
    assert "5 findings to fix in 5 files" in repo.batch("plan", "--no-cache").stdout


def test_a_run_writes_what_apply_would_write(repo: Repository, tmp_path: Path) -> None:
    shutil.copytree(repo.root, tmp_path / "serial")
    assert execute(tmp_path / "serial", "apply", "--yes", ".").returncode == 0
    repo.planned()
    result = repo.batch("run", "--jobs", "2")
    assert result.exit_code == 0, result.output
    assert repo.contents() == Repository(tmp_path / "serial").contents()
    assert repo.fixed() == ALL
    assert set(repo.shards().values()) == {"written"}
    assert leftovers(repo.root) == []


def test_a_run_without_a_plan_makes_one(repo: Repository) -> None:
    assert repo.batch("run", "--by", "package", "pay").exit_code == 0
    assert repo.fixed() == {"pay/m1.py", "pay/m2.py"}


def test_a_run_goes_on_where_the_last_one_stopped(repo: Repository) -> None:
    repo.planned()
    first = repo.batch("run", "--limit", "1")
    assert (first.exit_code, len(repo.fixed())) == (0, 2)
    assert "`asyncfix batch run` goes on" in first.stdout
    assert (repo.batch("run").exit_code, repo.fixed()) == (0, ALL)
    states = [(path, os.stat(path).st_mtime_ns) for path in ALL]
    assert repo.batch("run").exit_code == 0
    assert states == [(path, os.stat(path).st_mtime_ns) for path in ALL]


def test_a_run_with_a_plan_takes_no_other_rules_or_paths(repo: Repository) -> None:
    repo.planned()
    for more in (["pay"], ["--select", "finally-jump"], ["--unsafe"]):
        result = repo.batch("run", *more)
        assert result.exit_code == 2
        assert "plan again with `asyncfix batch plan`" in result.stderr
    assert repo.fixed() == set()


def test_only_files_that_would_be_written_must_be_clean(repo: Repository) -> None:
    (repo.root / "notes.py").write_text("x = 1\n")
    repo.planned()
    with open("pay/m1.py", "ab") as file:
        file.write(b"# mine\n")
    refused = repo.batch("run")
    assert refused.exit_code == 2
    assert "pay/m1.py" in refused.stderr
    assert "notes.py" not in refused.stderr
    assert repo.fixed() == set()
    assert repo.batch("run", "--allow-dirty").exit_code == 0
    assert Path("pay/m1.py").read_bytes() == FIXED + b"# mine\n"


def test_a_folder_without_git_needs_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.py").write_bytes(LOOP)
    assert invoke("batch", "plan").exit_code == 0
    refused = invoke("batch", "run")
    assert (refused.exit_code, Path("a.py").read_bytes()) == (2, LOOP)
    assert "there is no git repository here" in refused.stderr
    assert invoke("batch", "run", "--allow-no-vcs").exit_code == 0
    assert Path("a.py").read_bytes() == FIXED
    assert invoke("batch", "undo", "--all").exit_code == 0
    assert Path("a.py").read_bytes() == LOOP


def test_a_file_that_somebody_edits_while_others_are_written_is_left_alone(repo: Repository) -> None:
    repo.planned()
    edit = "test $ASYNCFIX_SHARD = mail && echo '# mine' >> pay/m1.py; true"
    result = repo.batch("run", "--jobs", "1", "--no-baseline", "--verify", edit)
    assert result.exit_code == 3, result.output
    assert Path("pay/m1.py").read_bytes() == LOOP + b"# mine\n"
    assert repo.fixed() == ALL - {"pay/m1.py"}
    assert repo.shards() == {"mail": "verified", "pay": "conflict", "ship": "verified"}
    assert "was edited since the plan was made" in result.stdout
    repo.git("commit", "--all", "--quiet", "--message=mine and theirs")
    assert "plan again" in repo.batch("retry", "pay").stderr


def test_a_run_whose_own_changes_are_committed_goes_on(repo: Repository) -> None:
    repo.planned()
    repo.batch("run", "--limit", "1")
    repo.git("commit", "--all", "--quiet", "--message=the first shard")
    assert repo.batch("run").exit_code == 0
    assert repo.fixed() == ALL


def test_a_checkout_at_another_commit_is_refused(repo: Repository) -> None:
    repo.planned()
    Path("pay/m1.py").write_bytes(LOOP + b"# newer\n")
    repo.git("commit", "--all", "--quiet", "--message=newer")
    result = repo.batch("run")
    assert result.exit_code == 2
    assert "they differ in pay/m1.py" in result.stderr
    assert repo.fixed() == set()


def test_a_commit_that_is_gone_keeps_nobody_from_planning_again(repo: Repository) -> None:
    repo.planned()
    repo.sql("UPDATE asyncfix_run SET base_commit = ?", "0" * 40)
    result = repo.batch("run")
    assert result.exit_code == 2
    assert "which this repository does not have; plan again" in result.stderr
    repo.planned()
    assert repo.batch("run").exit_code == 0


def test_a_detached_head_is_fine(repo: Repository) -> None:
    repo.git("checkout", "--quiet", "--detach")
    repo.planned()
    assert repo.batch("run").exit_code == 0
    assert repo.fixed() == ALL


def test_a_shallow_clone_can_be_migrated_and_says_what_it_lacks(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.planned()
    repo.git("commit", "--quiet", "--allow-empty", "--message=newer")
    repo.git("clone", "--quiet", "--depth=1", f"file://{repo.root}", str(tmp_path / "clone"))
    shutil.copytree(repo.root / ".asyncfix", tmp_path / "clone/.asyncfix")
    clone = Repository(tmp_path / "clone")
    monkeypatch.chdir(clone.root)
    assert "the clone is shallow: `git fetch --unshallow`" in clone.batch("run").stderr
    assert clone.fixed() == set()
    shutil.rmtree(".asyncfix")
    clone.planned()
    assert clone.batch("run").exit_code == 0
    assert clone.fixed() == ALL


def test_a_repository_without_a_commit_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Repository(tmp_path).git("init", "--quiet")
    Path("a.py").write_bytes(LOOP)
    result = invoke("batch", "run")
    assert (result.exit_code, Path("a.py").read_bytes()) == (2, LOOP)
    assert "the repository has no commit yet" in result.stderr


def test_another_version_of_asyncfix_is_noticed(repo: Repository) -> None:
    repo.planned()
    repo.sql("UPDATE asyncfix_run SET tool_version = '0.0.1'")
    result = repo.batch("run")
    assert "the plan was made by asyncfix 0.0.1" in result.stderr
    assert (result.exit_code, repo.fixed()) == (0, ALL)


def test_a_configuration_that_changed_since_the_plan_is_noticed_and_followed(repo: Repository) -> None:
    repo.planned()
    with open("pay/pyproject.toml", "a") as file:
        file.write('[tool.asyncfix]\nignore = ["finally-jump"]\n')
    result = repo.batch("run")
    assert "the configuration has changed since the plan was made" in result.stderr
    assert repo.fixed() == ALL - {"pay/m1.py", "pay/m2.py"}


def test_a_file_that_cannot_be_written_costs_that_file_alone(repo: Repository) -> None:
    repo.planned()
    os.chmod("pay/m1.py", 0o444)
    result = repo.batch("run")
    assert result.exit_code == 1
    assert "pay/m1.py: error: is read-only" in result.stdout
    assert repo.fixed() == ALL - {"pay/m1.py"}
    assert "shard 2" in repo.batch("retry", "pay").stdout
    assert repo.batch("run", "--force").exit_code == 0
    assert repo.fixed() == ALL


def test_a_file_that_kills_the_process_costs_that_file_alone(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import os, signal\n"
        "from asyncfix import engine\n"
        "whole = engine.plan\n"
        "def plan(paths, *rest, **more):\n"
        "    if 'pay/m1.py' in paths:\n"
        f"        open({str(tmp_path / 'deaths')!r}, 'a').write('x')\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return whole(paths, *rest, **more)\n"
        "engine.plan = plan\n"
    )
    repo.planned()
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    result = repo.batch("run", "--jobs", "1")
    assert result.exit_code == 1
    assert "pay/m1.py: crashed: is too much for the rewriting library" in result.stdout
    assert "SIGKILL" in result.stdout
    assert (tmp_path / "deaths").read_text() == "xx"
    assert repo.fixed() == ALL - {"pay/m1.py"}
    assert repo.shards()["pay"] == "written"


REPORTED = b"""\
def poll(rows):
    for row in rows:
        try:
            row()
        finally:
            if rows:
                break
            continue
"""


def test_findings_that_cannot_be_fixed_are_counted_and_files_that_cannot_be_read_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = repository(tmp_path / "repo", {"a.py": LOOP, "b.py": REPORTED, "c.py": b"def f(:\n    finally: break"})
    monkeypatch.chdir(made.root)
    result = made.batch("plan")
    assert "1 finding to fix in 1 file" in result.stdout
    assert "2 findings cannot be fixed" in result.stdout
    assert "c.py: cannot be parsed" in result.stderr
    assert made.batch("run").exit_code == 0
    assert made.fixed() == {"a.py"}


def test_files_that_one_fix_ties_together_are_in_one_shard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = (
        Path(__file__).parent.parent
        / "before_after/base-http-middleware/handlers-join-a-register-function-that-is-called-already"
    )
    files = {str(path.relative_to(case / "before")): path.read_bytes() for path in (case / "before").rglob("*.py")}
    made = repository(tmp_path / "repo", files)
    monkeypatch.chdir(made.root)
    made.planned("--max-files", "1", "--by", "dir", "--select", "base-http-middleware")
    after = {str(path.relative_to(case / "after")): path.read_bytes() for path in (case / "after").rglob("*.py")}
    changed = {path for path in after if after[path] != files.get(path)}
    assert len(changed) > 1
    (shard,) = (shard for shard in made.status()["shards"] if {file["path"] for file in shard["files"]} & changed)
    assert changed <= {file["path"] for file in shard["files"]}
    assert made.batch("run").exit_code == 0
    assert made.contents() == {**files, **after}


def test_an_empty_repository_has_nothing_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = repository(tmp_path / "repo", {"a.py": b"x = 1\n"})
    monkeypatch.chdir(made.root)
    assert "0 findings to fix in 0 files, 0 shards" in made.batch("plan").stdout
    assert made.batch("run").exit_code == 0
    assert made.batch("undo", "--all").exit_code == 0


@pytest.mark.parametrize("command", [["status"], ["retry", "--failed"], ["undo", "--all"], ["export"], ["report"]])
def test_commands_before_the_first_plan_are_a_sentence(repo: Repository, command: list[str]) -> None:
    result = repo.batch(*command)
    assert result.exit_code == 2
    assert "nothing is planned here" in result.stderr
    assert not (repo.root / ".asyncfix/ledger.db").exists()


UNSAFE = b"""\
def send(writer):
    try:
        writer()
    except ConnectionError:
        writer.close()
    finally:
        return writer
"""


def test_unsafe_fixes_are_told_of_and_made_on_demand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = repository(tmp_path / "repo", {"a.py": UNSAFE, "b.py": LOOP})
    monkeypatch.chdir(made.root)
    plan = made.batch("plan").stdout
    assert "1 finding to fix in 1 file" in plan
    assert "1 more finding would be fixed with --unsafe" in plan
    assert made.batch("run").exit_code == 0
    assert Path("a.py").read_bytes() == UNSAFE
    made.batch("undo", "--all")
    assert "2 findings to fix in 2 files" in made.batch("plan", "--unsafe").stdout
    assert made.batch("run").exit_code == 0
    assert Path("a.py").read_bytes() != UNSAFE


def test_a_path_that_is_not_there_keeps_the_plan_as_it_was(repo: Repository) -> None:
    repo.planned()
    result = repo.batch("plan", "nothere", "pay")
    assert result.exit_code == 2
    assert "nothere: no such file or folder; nothing was planned" in result.stderr
    assert repo.status()["run"] == 1


def test_it_is_said_how_to_do_again_what_was_taken_back(repo: Repository) -> None:
    repo.planned()
    assert (
        "What failed is tried again after"
        in repo.batch("run", "--keep-going", "--no-baseline", "--verify", "false").stdout
    )
    assert repo.batch("retry", "--failed").exit_code == 0
    assert repo.batch("run").exit_code == 0
    assert "6 files are as before run 1." in repo.batch("undo", "--all").stdout
    assert "Nothing of run 1 was put back: nothing was to be." in repo.batch("undo", "--all").stdout
    assert "All of it was taken back." in repo.batch("run").stdout
    assert "To be done again: shard 2." in repo.batch("retry", "2").stdout
    assert repo.batch("run").exit_code == 0
    assert repo.fixed() == {"pay/m1.py", "pay/m2.py"}
