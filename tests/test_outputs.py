"""Where the formats of `check` go: standard output and files, several at once, whole or not at all."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from commandline import LOOP, invoke
from formats import sarif_run, write, written

from asyncfix.report.formats import NAMES


def test_several_formats_at_once(folder: Path) -> None:
    write(folder, {"a.py": LOOP})
    alone = {name: written(name) for name in NAMES}
    files = [f"--format={name}={name}.out" for name in NAMES if name != "text"]
    done = invoke("check", "--format", "text", *files)
    assert (done.exit_code, done.stdout) == (1, alone["text"])
    assert {name: (folder / f"{name}.out").read_text("utf-8") for name in NAMES if name != "text"} == {
        name: text for name, text in alone.items() if name != "text"
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "yaml"], 'there is no format "yaml"; known: text, json, sarif'),
        (["--format", "serif=out"], 'did you mean "sarif"?'),
        (["--format", "text", "--format", "json"], "`text` and `json` would both go to standard output"),
        (["--format", "text", "--format", "json=-"], "would both go to standard output"),
        (["--format", "text", "--format", "json", "--output-file", "out"], "`text` and `json` would both go to out"),
        (["--format", "json=out", "--format", "sarif=./out"], "two formats would be written to this file"),
        (["--format", "text", "--format", "json=out", "--output-file", "out"], "two formats would be written"),
        (["--format", "json=out", "--output-file", "other"], "nothing is left for --output-file"),
        (["--format", "json="], "a file's name is missing"),
        (["--format", "json=nowhere/out"], "nowhere/out: cannot be written: there is no folder nowhere"),
        (["--format", "json=folder"], "folder: cannot be written: it is a folder"),
        (["--output-file", "folder"], "folder: cannot be written: it is a folder"),
        (["--output-file", "nowhere/out"], "nowhere/out: cannot be written"),
        (["--output-file", ""], "--output-file wants the path of a file"),
        (["--output-file", "a.py"], "a.py: is code, so no report may replace it"),
        (["--format", "text", "--format", "json=./folder/../a.py"], "a.py: is code, so no report may replace it"),
        (["--format", "sarif=link"], "link: is code, so no report may replace it"),
        (["--format", "json=script", "script", "a.py"], "script: is one of the files to look at"),
        (["--output-file", "folder/pyproject.toml"], "folder/pyproject.toml: is configuration"),
        (["--format", "json=known.json"], "known.json: is a baseline"),
        (["--format", "json=known.json", "--no-baseline"], "known.json: is a baseline"),
        (["--output-file", "ledger.db"], "ledger.db: is a database"),
        (["--format", "sarif=dangling"], "dangling: cannot be written: there is no folder gone; make it first"),
    ],
)
def test_what_cannot_be_written_is_said_before_the_run(folder: Path, arguments: list[str], said: str) -> None:
    write(folder, {"a.py": LOOP, "folder/b.py": b""})
    write(folder, {"script": LOOP, "folder/pyproject.toml": b"", "ledger.db": b"SQLite format 3\0"})
    write(folder, {"known.json": b'{\n  "tool": "asyncfix",\n  "version": 1,\n  "findings": []\n}\n'})
    (folder / "link").symlink_to("a.py")
    (folder / "dangling").symlink_to("gone/out")
    before = sorted(folder.rglob("*"))
    held = {path: path.read_bytes() for path in before if path.is_file()}
    done = invoke("check", *arguments)
    assert {path: path.read_bytes() for path in held} == held
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert sorted(folder.rglob("*")) == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_is_read_only_is_said_before_the_run(folder: Path) -> None:
    write(folder, {"a.py": LOOP, "out": b"before"})
    (folder / "out").chmod(0o444)
    done = invoke("check", "--format", "json=out")
    assert done.exit_code == 2
    assert "out: cannot be written: permission denied" in done.stderr


def test_nothing_is_written_when_one_of_the_files_cannot_be(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, {"a.py": LOOP, "one": b"before"})
    real = open

    def full(path: Any, *args: Any, **more: Any) -> Any:
        if os.path.basename(str(path)).startswith(".two."):
            raise OSError(28, "No space left on device")
        return real(path, *args, **more)

    monkeypatch.setattr("builtins.open", full)
    done = invoke("check", "--format", "json=one", "--format", "sarif=two")
    assert done.exit_code == 2
    assert "two: cannot be written: no space left on the disk" in done.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["a.py", "one"]
    assert (folder / "one").read_bytes() == b"before"


def test_a_written_file_keeps_its_mode_and_links_stay_links(folder: Path) -> None:
    write(folder, {"a.py": LOOP, "there/out": b"before", "new/keep": b""})
    (folder / "there" / "out").chmod(0o640)
    (folder / "link").symlink_to("there/out")
    old = os.umask(0o022)
    try:
        assert invoke("check", "--format", "json=link", "--format", "sarif=new/out").exit_code == 1
    finally:
        os.umask(old)
    assert (folder / "link").is_symlink()
    assert json.loads((folder / "there" / "out").read_bytes())["version"] == 1
    assert stat.S_IMODE((folder / "there" / "out").stat().st_mode) == 0o640
    assert stat.S_IMODE((folder / "new" / "out").stat().st_mode) == 0o644


def test_a_device_or_a_pipe_is_written_to_and_not_replaced(folder: Path) -> None:
    write(folder, {"a.py": LOOP})
    os.mkfifo(folder / "pipe")
    reader = subprocess.Popen(["cat", "pipe"], stdout=subprocess.PIPE)
    assert invoke("check", "--format", "json=pipe", "--format", f"gitlab={os.devnull}").exit_code == 1
    assert json.loads(reader.communicate(timeout=30)[0])["version"] == 1
    assert stat.S_ISFIFO((folder / "pipe").stat().st_mode)
    assert not stat.S_ISREG(os.stat(os.devnull).st_mode)


def test_files_are_written_when_nobody_reads_standard_output(folder: Path) -> None:
    write(folder, {"a.py": LOOP})
    command = [sys.executable, "-m", "asyncfix", "check", "--format", "json", "--format", "sarif=out.sarif"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait(timeout=60) == 141
    assert process.stderr is not None
    process.stderr.close()
    sarif_run((folder / "out.sarif").read_text("utf-8"))


def test_the_default_format_imports_no_other_one(folder: Path) -> None:
    write(folder, {"a.py": LOOP})
    program = (
        "import sys; from asyncfix.commands import check\n"
        "assert check.check(paths=('.',)) == 1\n"
        "heavy = ('click', 'junitparser', 'libcst', 'xml', 'asyncfix.commands.outputs')\n"
        "sys.exit(' '.join(name for name in heavy if name in sys.modules) or None)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_the_shell_has_opened_is_appended_to(folder: Path) -> None:
    write(folder, {"a.py": LOOP, "log": b"before\n"})
    command = [sys.executable, "-m", "asyncfix", "check", "--format", "gitlab=/dev/stdout"]
    with (folder / "log").open("ab") as log:
        done = subprocess.run(command, stdout=log, stderr=subprocess.PIPE, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    before, _, report = (folder / "log").read_text("utf-8").partition("\n")
    assert before == "before"
    assert len(json.loads(report)) == 1


def test_the_shells_process_substitution_is_a_file(folder: Path) -> None:
    write(folder, {"a.py": LOOP})
    program = f"{sys.executable} -m asyncfix check --format json=>(cat > copy; touch done)"
    done = subprocess.run(["bash", "-c", program], capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")
    wait_for(folder / "done")
    assert json.loads((folder / "copy").read_bytes())["version"] == 1


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
