"""The command line as its user meets it: exit codes, streams, patches, questions, terminals, signals."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from commandline import FIXED, LOOP, invoke

from asyncfix import __version__, engine, run
from asyncfix.cli import cli
from asyncfix.project import Module, Project
from asyncfix.rule import Finding, Rule
from asyncfix.writing import TEMP_SUFFIX

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
UNSAFE = b"""\
def send(writer):
    try:
        writer()
    except ConnectionError:
        writer.close()
    finally:
        return writer
"""
CLEAN = b"x = 1\n"
BROKEN = b"def f(:\n"
COMMANDS = ("check", "diff", "apply", "rules", "explain")
ASYNCFIX = (sys.executable, "-m", "asyncfix")


def execute(*args: str, env: Mapping[str, str] | None = None, **more: object) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in a process of its own."""
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [*ASYNCFIX, *args], capture_output=True, timeout=60, env={**os.environ, **(env or {})}, **more
    )


def write(folder: Path, contents: Mapping[str, bytes]) -> None:
    for name, data in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def contents_of(folder: Path, names: Iterable[str]) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in names}


def git(*args: str) -> subprocess.CompletedProcess[bytes]:
    """Run git in the current folder, free of the configuration of whoever runs the tests."""
    settings = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "core.autocrlf=false", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *settings, *args], capture_output=True, check=False, timeout=60)


def commit() -> None:
    for arguments in (["init", "-q", "."], ["add", "--all"], ["commit", "-qm", "before"]):
        done = git(*arguments)
        assert done.returncode == 0, done.stderr


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder, and an environment in which git and colours do what they do by default."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith("GIT_") or name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "PYTHONIOENCODING"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    return tmp_path


class Shown(NamedTuple):
    text: str
    code: int


@contextlib.contextmanager
def terminal(
    command: Sequence[str], typed: bytes = b"", *, piped: Sequence[str] = (), env: Mapping[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A process whose standard streams, but for the piped ones, are a terminal on which something has been typed."""
    ours, theirs = pty.openpty()
    os.write(ours, typed)
    stdin, stdout, stderr = (subprocess.PIPE if name in piped else theirs for name in ("stdin", "stdout", "stderr"))
    process = subprocess.Popen(
        command,
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        env={**os.environ, **(env or {})},
        preexec_fn=_own_terminal(theirs),
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield process, ours
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
        os.close(ours)


def _own_terminal(descriptor: int) -> Callable[[], None]:
    import fcntl
    import termios

    def control() -> None:
        fcntl.ioctl(descriptor, termios.TIOCSCTTY, 0)

    return control


def read_until(ours: int, wanted: bytes, seconds: float = 30) -> bytes:
    """What appears on a terminal until something is there, or until it is closed."""
    seen = b""
    deadline = time.monotonic() + seconds
    while wanted not in seen or not wanted:
        if not select.select([ours], [], [], max(0.0, deadline - time.monotonic()))[0]:
            raise TimeoutError(f"{wanted!r} does not come after {seen!r}")
        try:
            seen += os.read(ours, 65536)
        except OSError:
            # Linux says so when the other end is closed.
            return seen
    return seen


def on_terminal(*args: str, typed: bytes = b"", env: Mapping[str, str] | None = None) -> Shown:
    """Run the command line on a terminal where everything has been typed beforehand."""
    with terminal([*ASYNCFIX, *args], typed, env=env) as (process, ours):
        text = read_until(ours, b"").decode().replace("\r\n", "\n")
        return Shown(text, process.wait(30))


def without_colours(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


# Exit codes


EXIT_CODES = [
    pytest.param({"a.py": CLEAN}, (0, 0, 0), id="nothing_found"),
    pytest.param({"a.py": LOOP}, (1, 1, 0), id="something_fixable"),
    pytest.param({"a.py": REPORTED}, (1, 1, 1), id="something_only_reported"),
    pytest.param({"a.py": UNSAFE}, (1, 1, 1), id="something_fixed_on_request_only"),
    pytest.param(
        {"a.py": LOOP, "b.py": b"try: 1\nfinally:\n  return (\n"}, (2, 2, 2), id="a_file_that_cannot_be_parsed"
    ),
    pytest.param({}, (0, 0, 0), id="no_file_at_all"),
]


@pytest.mark.parametrize(("contents", "codes"), EXIT_CODES)
def test_exit_codes_of_check_diff_and_apply(folder: Path, contents: dict[str, bytes], codes: tuple[int, ...]) -> None:
    write(folder, contents)
    assert tuple(invoke(*command).exit_code for command in (["check"], ["diff"], ["apply", "--yes"])) == codes


def test_what_is_left_after_apply_is_what_check_then_finds(folder: Path) -> None:
    write(folder, {"a.py": LOOP, "b.py": REPORTED})
    applied = invoke("apply", "--yes")
    assert applied.exit_code == 1
    assert "b.py:7:17: finally-jump" in applied.stderr
    assert "Fixed 1 finding in 1 file; 2 left as they are." in applied.stderr
    assert invoke("check").stdout.count("finally-jump") == 2
    assert (folder / "a.py").read_bytes() == FIXED
    assert (folder / "b.py").read_bytes() == REPORTED


def test_apply_twice_changes_nothing_the_second_time(folder: Path) -> None:
    write(folder, {"a.py": LOOP})
    invoke("apply", "--yes")
    second = invoke("apply", "--yes")
    assert (second.exit_code, second.stdout) == (0, "")
    assert "Nothing to do" in second.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["chekc"],
        ["check", "--forma", "json"],
        ["check", "--format", "yaml"],
        ["check", "--jobs", "0"],
        ["check", "--jobs", "many"],
        ["diff", "--diff-context", "-1"],
        ["diff", "--format", "json"],
        ["check", "--select", "finaly-jump"],
        ["check", "--ignore", "finaly-jump"],
        ["check", "-o", "finaly-jump.style=hoist"],
        ["check", "-o", "finally-jump.stile=hoist"],
        ["check", "-o", "finally-jump.style=hois"],
        ["check", "-o", "finally-jump.unswallow=perhaps"],
        ["check", "-o", "style=hoist"],
        ["check", "-o", "finally-jump.style"],
        ["explain", "finaly-jump"],
        ["explain"],
        ["check", "--output-file", "nowhere/at/all"],
        ["apply", "-"],
        ["check", "-", "a.py"],
        ["check", "nowhere.py"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_a_sentence_and_exit_code_2(folder: Path, arguments: list[str]) -> None:
    write(folder, {"a.py": LOOP})
    result = invoke(*arguments, stdin=LOOP)
    assert result.exit_code == 2
    assert result.stderr.strip()
    assert (folder / "a.py").read_bytes() == LOOP


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["check", "--select", "finaly-jump"], 'did you mean "finally-jump"?'),
        (["explain", "finaly-jump"], 'did you mean "finally-jump"?'),
        (["explain", "xyz"], "known: finally-jump"),
        (["check", "-o", "finally-jump.stile=hoist"], 'did you mean "style"?'),
        (["check", "-o", "finally-jump.style=hois"], 'did you mean "hoist"?'),
        (["chekc"], "check"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_a_misspelt_word_brings_the_nearest_known_one(folder: Path, arguments: list[str], hint: str) -> None:
    assert folder.exists()
    assert hint in invoke(*arguments).stderr


def test_an_unknown_rule_is_named_without_stammering() -> None:
    assert invoke("explain", "xyz").stderr.startswith("asyncfix: there is no rule")


def test_a_wrong_option_is_named_with_its_rule() -> None:
    assert "finally-jump.style" in invoke("check", "-o", "finally-jump.style=hois").stderr


# Help, rules, explain


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_of_every_command_tells_its_exit_codes(command: str, flag: str) -> None:
    result = invoke(command, flag)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: asyncfix {command}")
    assert "Exit codes:\n    0  " in result.stdout
    assert "\n    2  wrong usage or configuration" in result.stdout


def test_help_without_a_command_lists_every_command() -> None:
    for arguments, code in ((["-h"], 0), (["--help"], 0), ([], 2)):
        result = invoke(*arguments)
        assert result.exit_code == code
        assert all(f"\n  {command} " in result.output for command in COMMANDS)


def test_every_command_is_known_to_these_tests() -> None:
    assert isinstance(cli, click.Group)
    assert set(COMMANDS) <= set(cli.commands)


def test_version_and_running_as_a_module(folder: Path) -> None:
    assert invoke("--version").stdout == f"asyncfix {__version__}\n"
    done = execute("--version", cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"asyncfix {__version__}\n".encode(), b"")


def test_the_command_and_the_tests_see_the_same(folder: Path) -> None:
    # A plain check goes past click.
    write(folder, {"a.py": LOOP, "sub/b.py": REPORTED, "bad.py": BROKEN, "한국.py": LOOP})
    for arguments in (["check"], ["check", "a.py", "sub"], ["check", "bad.py"], ["check", "nowhere"], ["check", ""]):
        done, usual = execute(*arguments), invoke(*arguments)
        assert (done.returncode, done.stdout.decode(), done.stderr.decode()) == (
            usual.exit_code,
            usual.stdout,
            usual.stderr,
        )


def test_rules_lists_each_rule_with_its_first_sentence() -> None:
    result = invoke("rules")
    assert result.exit_code == 0
    assert re.search(r"^finally-jump +A `break`, `continue` or `return` that leaves", result.stdout, re.MULTILINE)


def test_explain_prints_the_page_with_its_headings_and_options() -> None:
    result = invoke("explain", "finally-jump")
    assert result.exit_code == 0
    for part in ("# finally-jump\n", "## What breaks", "## What asyncfix writes", "## What it leaves alone", "`style`"):
        assert part in result.stdout


# Patches


PATCHED = [
    pytest.param("a.py", LOOP, id="plain"),
    pytest.param("with space/a b.py", LOOP, id="name_with_spaces"),
    pytest.param(" leading and trailing .py", LOOP, id="name_with_spaces_at_its_ends"),
    pytest.param("한국/데이터.py", LOOP, id="korean_name"),
    pytest.param('quo"te.py', LOOP, id="name_with_a_quote"),
    pytest.param('"start.py', LOOP, id="name_that_begins_with_a_quote"),
    pytest.param("back\\slash.py", LOOP, id="name_with_a_backslash"),
    pytest.param("tab\there.py", LOOP, id="name_with_a_tab"),
    pytest.param("new\nline.py", LOOP, id="name_with_a_newline"),
    pytest.param(os.fsdecode(b"latin\xe9.py"), LOOP, id="name_that_is_not_utf_8"),
    pytest.param("a.py", LOOP.replace(b"\n", b"\r\n"), id="crlf"),
    pytest.param("a.py", LOOP.replace(b":\n", b":\r\n"), id="mixed_line_ends"),
    pytest.param("a.py", LOOP.rstrip(b"\n"), id="no_final_newline"),
    pytest.param("a.py", LOOP + b"# end", id="no_final_newline_outside_the_block"),
    pytest.param("a.py", LOOP + b"\n\nx = 1\n\x0c\n", id="form_feed_at_the_end"),
    pytest.param("a.py", b"\xef\xbb\xbf" + LOOP, id="byte_order_mark"),
    pytest.param("a.py", b"# coding: latin-1\nx = '\xe9'\n" + LOOP, id="latin_1"),
    pytest.param("a.py", "# coding: euc-kr\nx = '한국'\n".encode("euc-kr") + LOOP, id="euc_kr"),
    pytest.param(
        "a.py", "x = '\u2028\u2029\x85\x1c\x0b'  # 한국\n".encode() + LOOP, id="characters_that_splitlines_cuts_at"
    ),
    pytest.param("a.py", b'x = """\n-- x\n++ y\n@@ -1 +1 @@\ndiff\n"""\n' + LOOP, id="text_that_looks_like_a_patch"),
    pytest.param("a.py", LOOP + b"\n" * 9 + LOOP.replace(b"poll", b"other"), id="two_hunks"),
]


@pytest.mark.parametrize(("name", "data"), PATCHED)
def test_git_apply_of_the_diff_gives_byte_for_byte_what_apply_writes(folder: Path, name: str, data: bytes) -> None:
    before = {name: data, "after/other.py": b"y = 1\n" + LOOP}
    write(folder, before)
    # Only within a repository does `git apply` work from a sub-folder, and for names that are odd.
    assert git("init", "-q", ".").returncode == 0
    patches = {context: invoke("diff", "--diff-context", context) for context in ("3", "0")}
    assert {diffed.exit_code for diffed in patches.values()} == {1}
    assert contents_of(folder, before) == before, "diff changes nothing"
    assert invoke("apply", "--yes", "--allow-dirty").exit_code == 0
    applied = contents_of(folder, before)
    assert applied[name] != data
    for context, diffed in patches.items():
        write(folder, before)
        (folder / "patch").write_bytes(diffed.stdout_bytes)
        done = git("apply", *(["--unidiff-zero"] if context == "0" else []), "patch")
        assert done.returncode == 0, done.stderr
        assert contents_of(folder, before) == applied


def test_git_apply_check_takes_one_patch_of_many_files(folder: Path) -> None:
    write(folder, {f"{number}/a.py": param.values[1] for number, param in enumerate(PATCHED)})  # type: ignore[misc]
    commit()
    (folder / "patch").write_bytes(invoke("diff").stdout_bytes)
    checked = git("apply", "--check", "patch")
    assert (checked.returncode, checked.stderr) == (0, b"")


def test_the_patch_made_in_a_subfolder_applies_there_and_with_the_rest_of_git(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, {"top.py": LOOP, "sub/in ner.py": LOOP})
    commit()
    monkeypatch.chdir(folder / "sub")
    patch = invoke("diff").stdout_bytes
    assert b"+++ b/in ner.py\t\n" in patch
    (folder / "patch").write_bytes(patch)
    done = git("apply", str(folder / "patch"))
    assert (done.returncode, done.stderr) == (0, b"")
    assert (folder / "sub/in ner.py").read_bytes() == FIXED
    assert (folder / "top.py").read_bytes() == LOOP


@pytest.mark.skipif(shutil.which("patch") is None, reason="needs patch")
def test_the_patch_is_one_for_patch_too(folder: Path) -> None:
    write(folder, {"a.py": LOOP, "sub/b.py": LOOP.rstrip(b"\n"), "c.py": b"x = 1\r\n" + LOOP.replace(b"\n", b"\r\n")})
    diffed = invoke("diff")
    subprocess.run(["patch", "--binary", "-p1"], input=diffed.stdout_bytes, check=True, capture_output=True, timeout=60)
    assert (folder / "a.py").read_bytes() == FIXED
    assert (folder / "sub/b.py").read_bytes() == FIXED.rstrip(b"\n")
    assert (folder / "c.py").read_bytes() == b"x = 1\r\n" + FIXED.replace(b"\n", b"\r\n")


def test_the_reasons_of_a_diff_are_comments_of_the_patch_and_the_summary_is_apart(folder: Path) -> None:
    write(folder, {"a.py": LOOP})
    result = invoke("diff")
    head = result.stdout.partition("---")[0]
    assert head.startswith("# a.py:6:13: finally-jump: `break` in `finally` discards")
    assert all(line.startswith("# ") for line in head.splitlines())
    assert result.stderr == "Would fix 1 finding in 1 file.\n"


def test_lines_around_a_change_are_as_many_as_asked_for(folder: Path) -> None:
    write(folder, {"a.py": b"x = 1\n" * 9 + LOOP})
    shown = [invoke("diff", "--diff-context", n).stdout.count("\n x = 1") for n in ("0", "2", "9")]
    assert shown == [0, 1, 8]


# Colours and progress


def test_a_terminal_gets_colours_and_readable_text(folder: Path) -> None:
    write(folder, {"a.py": b"# coding: latin-1\n# caf\xe9\n" + LOOP, "crlf.py": LOOP.replace(b"\n", b"\r\n")})
    shown = on_terminal("diff")
    assert shown.code == 1
    assert "\x1b[32m+    result_value = None" in shown.text
    assert "\x1b[31m-            break" in shown.text
    plain = without_colours(shown.text)
    assert "# café" in plain
    assert "\n+++ b/crlf.py\n" in plain
    assert "# a.py" not in plain, "reasons are no comments here"


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=["no_color", "dumb_terminal"])
@pytest.mark.parametrize("arguments", [["diff"], ["check"], ["rules"], ["explain", "finally-jump"]], ids=" ".join)
def test_a_terminal_that_wants_no_colours_gets_none(folder: Path, env: dict[str, str], arguments: list[str]) -> None:
    write(folder, {"a.py": LOOP})
    assert "\x1b" not in on_terminal(*arguments, env=env).text


def test_no_color_on_a_terminal_still_gives_a_patch(folder: Path) -> None:
    write(folder, {"a.py": LOOP})
    commit()
    shown = on_terminal("diff", env={"NO_COLOR": "1"})
    (folder / "patch").write_text(shown.text.replace("Would fix 1 finding in 1 file.\n", ""))
    assert git("apply", "patch").returncode == 0
    assert (folder / "a.py").read_bytes() == FIXED


@pytest.mark.parametrize("command", ["check", "rules", "explain"])
def test_other_commands_are_coloured_on_a_terminal_too(folder: Path, command: str) -> None:
    write(folder, {"a.py": LOOP})
    assert "\x1b[" in on_terminal(command, *(["finally-jump"] if command == "explain" else [])).text


IMPATIENT = """
from asyncfix import run
from asyncfix.report import progress
progress.PATIENCE, run.CHUNK = 0.0, 1
from asyncfix.__main__ import main
main()
"""


def test_progress_is_drawn_on_the_terminal_and_not_in_the_output(folder: Path) -> None:
    write(folder, {f"{number}.py": LOOP for number in range(8)})
    with terminal([sys.executable, "-c", IMPATIENT, "diff"], piped=["stdout"]) as (process, ours):
        assert process.stdout is not None
        drawn = read_until(ours, b"").decode()
        written = process.stdout.read()
        assert process.wait(30) == 1
    assert "looking" in drawn
    assert "rewriting" in drawn
    assert b"\x1b" not in written
    assert b"looking" not in written


def test_progress_is_not_drawn_where_nobody_looks(folder: Path) -> None:
    write(folder, {f"{number}.py": LOOP for number in range(8)})
    done = subprocess.run([sys.executable, "-c", IMPATIENT, "diff"], capture_output=True, timeout=60, check=False)
    assert done.stderr == b"Would fix 8 findings in 8 files.\n"


# Asking


def test_apply_shows_the_diff_and_the_question_and_writes_after_a_yes(folder: Path) -> None:
    write(folder, {"a.py": LOOP})
    shown = on_terminal("apply", typed=b"y\n")
    text = without_colours(shown.text)
    assert shown.code == 0
    assert text.index("+    result_value = None") < text.index("Write these changes? [y/n]")
    assert "Fixed 1 finding in 1 file." in text
    assert (folder / "a.py").read_bytes() == FIXED


@pytest.mark.parametrize("typed", [b"n\n", b"no\n", b"N\n", b"\x04", b"what?\n\nn\n"])
def test_apply_changes_nothing_without_a_yes(folder: Path, typed: bytes) -> None:
    write(folder, {"a.py": LOOP})
    shown = on_terminal("apply", typed=typed)
    assert shown.code == 1
    assert "nothing was changed" in shown.text.lower()
    assert (folder / "a.py").read_bytes() == LOOP


def test_apply_does_not_ask_where_there_is_nothing_to_write(folder: Path) -> None:
    write(folder, {"a.py": REPORTED})
    shown = on_terminal("apply")
    assert shown.code == 1
    assert "?" not in shown.text


def test_apply_without_a_terminal_says_that_it_cannot_ask(folder: Path) -> None:
    write(folder, {"a.py": LOOP})
    result = invoke("apply", stdin=b"y\n")
    assert result.exit_code == 2
    assert "not a terminal" in result.stderr
    assert "--yes" in result.stderr
    assert "+    result_value = None" in result.stdout
    assert (folder / "a.py").read_bytes() == LOOP


def test_apply_with_yes_shows_the_diff_and_asks_nothing(folder: Path) -> None:
    write(folder, {"a.py": LOOP})
    result = invoke("apply", "--yes")
    assert "+    result_value = None" in result.stdout
    assert "Write these changes?" not in result.output
    assert (folder / "a.py").read_bytes() == FIXED


def test_a_file_in_trouble_is_named_also_when_the_answer_is_no(folder: Path) -> None:
    write(folder, {"a.py": LOOP, "bad.py": BROKEN + LOOP})
    shown = on_terminal("apply", typed=b"n\n")
    assert "bad.py: cannot be parsed" in without_colours(shown.text)
    assert shown.code == 2


def test_a_file_in_trouble_is_named_also_when_nobody_can_answer(folder: Path) -> None:
    write(folder, {"a.py": LOOP, "bad.py": BROKEN + LOOP})
    assert "bad.py: cannot be parsed" in invoke("apply").stderr


THREE = {
    "a.py": LOOP + b"\n\n" + LOOP.replace(b"poll", b"again"),
    "b.py": LOOP,
}
A_BOTH = FIXED + b"\n\n" + FIXED.replace(b"poll", b"again")
A_FIRST = FIXED + b"\n\n" + LOOP.replace(b"poll", b"again")
A_SECOND = LOOP + b"\n\n" + FIXED.replace(b"poll", b"again")


@pytest.mark.parametrize(
    ("typed", "a", "b", "code"),
    [
        pytest.param(b"y\ny\ny\n", A_BOTH, FIXED, 0, id="yes_to_all"),
        pytest.param(b"n\ny\nn\n", A_SECOND, LOOP, 1, id="only_the_second"),
        pytest.param(b"a\nn\n", A_BOTH, LOOP, 1, id="all_of_this_file"),
        pytest.param(b"n\na\ny\n", A_SECOND, FIXED, 1, id="all_that_is_left_of_this_file"),
        pytest.param(b"y\nq\n", A_FIRST, LOOP, 1, id="quit_keeps_what_was_agreed_to"),
        pytest.param(b"y\n\x04", A_FIRST, LOOP, 1, id="end_of_input_quits"),
        pytest.param(b"?\n\nx\ne\ny\nq\n", A_FIRST, LOOP, 1, id="other_answers_ask_again"),
        pytest.param(b"YES\nQuit\n", A_FIRST, LOOP, 1, id="whole_words_in_capitals"),
    ],
)
def test_interactive_goes_change_by_change(folder: Path, typed: bytes, a: bytes, b: bytes, code: int) -> None:
    write(folder, THREE)
    shown = on_terminal("apply", "--interactive", typed=typed, env={"NO_COLOR": "1"})
    assert (folder / "a.py").read_bytes() == a
    assert (folder / "b.py").read_bytes() == b
    assert shown.code == code, shown.text
    fixed = sum(data.count(b"result_value = None") for data in (a, b))
    if fixed:
        assert f"Fixed {fixed} finding" in shown.text


def test_interactive_explains_the_rule_and_lists_the_answers(folder: Path) -> None:
    write(folder, {"a.py": LOOP})
    shown = on_terminal("apply", "-i", typed=b"?\ne\nn\n", env={"NO_COLOR": "1"})
    assert "y: write it, n: leave it, a: write it and all others of this file, q: stop asking" in shown.text
    assert "## What breaks" in shown.text
    assert shown.text.count("finally-jump in a.py: write this change? [y/n/a/q/e]") == 3


def test_interactive_shows_each_change_by_itself(folder: Path) -> None:
    write(folder, THREE)
    shown = on_terminal("apply", "-i", typed=b"n\nn\nq\n", env={"NO_COLOR": "1"})
    first, second, third, _ = shown.text.split("write this change?")
    assert [part.count("+    result_value = None") for part in (first, second, third)] == [1, 1, 1]
    assert "a.py:6:13" in first
    assert "a.py:14:13" in second
    assert "b.py:6:13" in third


def test_interactive_without_a_terminal_says_so(folder: Path) -> None:
    write(folder, {"a.py": LOOP})
    result = invoke("apply", "--interactive", stdin=b"y\n")
    assert result.exit_code == 2
    assert "not a terminal" in result.stderr
    assert (folder / "a.py").read_bytes() == LOOP


# Git


def dirty(folder: Path) -> None:
    (folder / "a.py").write_bytes(LOOP + b"x = 1\n")


def staged(folder: Path) -> None:
    dirty(folder)
    git("add", "a.py")


def untracked(folder: Path) -> None:
    git("rm", "-q", "--cached", "a.py")
    git("commit", "-qm", "forget it")
    assert (folder / "a.py").exists()


@pytest.mark.parametrize("change", [dirty, staged, untracked])
@pytest.mark.parametrize("where", [".", "sub"])
def test_apply_refuses_files_that_git_could_not_give_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None], where: str
) -> None:
    write(folder, {"a.py": LOOP, "b.py": LOOP, "sub/c.py": CLEAN})
    commit()
    change(folder)
    before = (folder / "a.py").read_bytes()
    monkeypatch.chdir(folder / where)
    path = os.path.relpath(folder)
    refused = invoke("apply", "--yes", path)
    assert refused.exit_code == 2
    assert "a.py" in refused.stderr
    assert "b.py" not in refused.stderr
    assert "--allow-dirty" in refused.stderr
    assert (folder / "a.py").read_bytes() == before
    assert (folder / "b.py").read_bytes() == LOOP
    assert invoke("apply", "--yes", "--allow-dirty", path).exit_code == 0
    assert b"result_value" in (folder / "a.py").read_bytes()


def test_apply_does_not_mind_changes_in_files_that_it_leaves_alone(folder: Path) -> None:
    write(folder, {"a.py": LOOP, "b.py": CLEAN, "c.py": REPORTED})
    commit()
    write(folder, {"b.py": b"x = 2\n", "c.py": REPORTED + b"\n", "new.txt": b""})
    assert invoke("apply", "--yes").exit_code == 1
    assert (folder / "a.py").read_bytes() == FIXED


def test_diff_and_check_do_not_mind_uncommitted_changes(folder: Path) -> None:
    write(folder, {"a.py": LOOP})
    commit()
    dirty(folder)
    assert invoke("diff").exit_code == 1
    assert invoke("check").exit_code == 1


def test_apply_works_where_there_is_no_git(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, {"a.py": LOOP})
    monkeypatch.setenv("PATH", "")
    assert invoke("apply", "--yes").exit_code == 0
    assert (folder / "a.py").read_bytes() == FIXED


def test_apply_works_in_two_repositories_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two"):
        write(folder / name, {"a.py": LOOP})
        monkeypatch.chdir(folder / name)
        commit()
    monkeypatch.chdir(folder)
    (folder / "two/a.py").write_bytes(LOOP + b"\n")
    refused = invoke("apply", "--yes")
    assert refused.exit_code == 2
    assert "two/a.py" in refused.stderr
    assert "one/a.py" not in refused.stderr


# Which rules, which files


def test_select_and_ignore(folder: Path) -> None:
    write(folder, {"a.py": LOOP})
    assert invoke("check", "--select", "finally-jump").exit_code == 1
    assert invoke("check", "--ignore", "finally-jump").exit_code == 0
    assert invoke("check", "--select", "finally-jump", "--ignore", "finally-jump").exit_code == 0
    assert invoke("apply", "--yes", "--ignore", "finally-jump").exit_code == 0
    assert (folder / "a.py").read_bytes() == LOOP


def test_selecting_nothing_is_not_selecting_everything(folder: Path) -> None:
    write(folder, {"a.py": LOOP})
    assert invoke("check", "--select", "").exit_code != 1


def test_options_of_a_rule(folder: Path) -> None:
    write(folder, {"a.py": LOOP, "b.py": UNSAFE})
    assert "result_value" in invoke("diff", "a.py").stdout
    assert "result_value" not in invoke("diff", "a.py", "-o", "finally-jump.style=hoist").stdout
    assert invoke("apply", "b.py", "--yes").exit_code == 1
    assert invoke("apply", "b.py", "--yes", "-o", "finally-jump.unswallow=true").exit_code == 0


def test_unsafe_fixes_are_made_on_request_only(folder: Path) -> None:
    write(folder, {"a.py": UNSAFE})
    shy = invoke("diff")
    assert (shy.exit_code, shy.stdout) == (1, "")
    assert "fixed with --unsafe only" in shy.stderr
    assert "1 more with --unsafe" in invoke("check").stdout
    assert b"+++ b/a.py" in invoke("diff", "--unsafe").stdout_bytes
    assert invoke("apply", "--yes").exit_code == 1
    assert (folder / "a.py").read_bytes() == UNSAFE
    assert invoke("apply", "--yes", "--unsafe").exit_code == 0
    assert (folder / "a.py").read_bytes() != UNSAFE


def test_only_named_makes_the_fixes_of_the_named_files(folder: Path) -> None:
    write(folder, {"a.py": LOOP, "b.py": LOOP})
    assert invoke("apply", "--yes", "--only-named", "a.py").exit_code == 0
    assert (folder / "a.py").read_bytes() == FIXED
    assert (folder / "b.py").read_bytes() == LOOP


def test_the_number_of_processes_changes_nothing_in_the_output(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "CHUNK", 2)
    write(folder, {f"{number:02}.py": LOOP if number % 3 else REPORTED for number in range(12)})
    one, three = (invoke("diff", "--jobs", jobs) for jobs in ("1", "3"))
    assert one.stdout_bytes == three.stdout_bytes
    assert one.stderr == three.stderr
    assert invoke("check", "-j", "1").stdout == invoke("check", "-j", "3").stdout


def found_in(*args: str) -> list[str]:
    document = json.loads(invoke("check", "--format", "json", *args).stdout)
    return [finding["path"] for finding in document["findings"]]


def test_several_paths_are_looked_at_once_each(folder: Path) -> None:
    write(folder, {"a.py": LOOP, "sub/b.py": LOOP, "sub/deep/c.py": LOOP, "d.txt": LOOP, "e.pyw": LOOP})
    everything = ["a.py", "e.pyw", "sub/b.py", "sub/deep/c.py"]
    assert found_in() == everything
    assert found_in(".") == everything
    assert found_in("sub", "a.py") == ["a.py", "sub/b.py", "sub/deep/c.py"]
    assert found_in("sub", "./sub/b.py", "sub/deep", str(folder / "sub")) == ["sub/b.py", "sub/deep/c.py"]
    assert found_in("d.txt") == ["d.txt"], "a named file is looked at whatever it is called"


LEFT_OUT = [".venv/a.py", "node_modules/a.py", "lib/site-packages/a.py", "__pycache__/a.py", "ignored/a.py", "out.py"]


def test_what_nobody_means_is_left_out_unless_it_is_named(folder: Path) -> None:
    write(folder, {"a.py": LOOP, ".gitignore": b"ignored/\nout.py\n", **dict.fromkeys(LEFT_OUT, LOOP)})
    commit()
    assert found_in() == ["a.py"]
    for path in LEFT_OUT:
        assert found_in(path) == [path]
    assert found_in(".venv", "ignored") == [".venv/a.py", "ignored/a.py"]


def test_exclude_is_seen_from_the_current_folder_and_goes_over_naming(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, {"a.py": LOOP, "sub/a.py": LOOP, "sub/b.py": LOOP, "sub/tests/c.py": LOOP})
    assert found_in("--exclude", "tests") == ["a.py", "sub/a.py", "sub/b.py"]
    assert found_in("--exclude", "/a.py", "--exclude", "tests/") == ["sub/a.py", "sub/b.py"]
    assert found_in("--exclude", "sub/*", "--exclude", "!sub/b.py") == ["a.py", "sub/b.py"]
    assert found_in("--exclude", "a.py", "a.py", "sub/b.py") == ["sub/b.py"]
    monkeypatch.chdir(folder / "sub")
    assert found_in("--exclude", "/a.py", "--exclude", "tests", "..") == [str(folder / "a.py"), "b.py"]


@pytest.mark.parametrize(
    "pattern", ["!", "!/", "[", "[]", "[!]", "[z-a]", "[[:x:]]", "\\", "/", "#", "", " ", "a" * 999, "("]
)
def test_odd_patterns_exclude_nothing(folder: Path, pattern: str) -> None:
    write(folder, {"a.py": LOOP, "sub/a.py": LOOP})
    assert found_in("--exclude", pattern) == ["a.py", "sub/a.py"]


@pytest.mark.parametrize("pattern", [".*", "?", "..", "[.]"])
def test_patterns_for_hidden_names_do_not_exclude_the_current_folder_and_those_above(
    folder: Path, monkeypatch: pytest.MonkeyPatch, pattern: str
) -> None:
    write(folder, {"name.py": LOOP, "sub/name.py": LOOP, ".hidden/name.py": LOOP})
    monkeypatch.chdir(folder / "sub")
    assert found_in("--exclude", pattern) == ["name.py"]
    assert found_in("--exclude", pattern, ".", "./name.py") == ["name.py"]
    assert str(folder / "name.py") in found_in("--exclude", pattern, "..")
    assert found_in("--exclude", pattern, "../name.py") == [str(folder / "name.py")]


# Standard input


def test_standard_input_is_checked_and_diffed(folder: Path) -> None:
    assert folder.exists()
    checked = invoke("check", "-", stdin=LOOP)
    assert checked.exit_code == 1
    assert checked.stdout.startswith("-:6:13: finally-jump: ")
    diffed = invoke("diff", "-", stdin=LOOP)
    assert diffed.exit_code == 1
    assert "+    result_value = None" in diffed.stdout
    assert invoke("check", "-", stdin=CLEAN).exit_code == 0
    assert invoke("check", "-", stdin=b"").exit_code == 0
    broken = invoke("check", "-", stdin=BROKEN)
    assert broken.exit_code == 2
    assert broken.stderr == "-: cannot be parsed: line 1: invalid syntax\n"


def test_standard_input_can_be_given_a_name_and_its_configuration(folder: Path) -> None:
    write(folder, {"app/pyproject.toml": b'[tool.asyncfix.finally-jump]\nstyle = "hoist"\n', "app/a.py": CLEAN})
    named = invoke("diff", "-", "--stdin-filename", "app/a.py", stdin=LOOP)
    assert b"--- a/app/a.py\n+++ b/app/a.py\n" in named.stdout_bytes
    assert b"result_value" not in named.stdout_bytes
    assert b"result_value" in invoke("diff", "-", stdin=LOOP).stdout_bytes
    assert found_in_stdin(folder / "app/a.py") == ["app/a.py"]
    assert (folder / "app/a.py").read_bytes() == CLEAN


def found_in_stdin(name: Path) -> list[str]:
    result = invoke("check", "--format", "json", "-", "--stdin-filename", str(name), stdin=LOOP)
    return [finding["path"] for finding in json.loads(result.stdout)["findings"]]


def test_a_file_that_is_called_like_standard_input_can_be_named(folder: Path) -> None:
    write(folder, {"-": LOOP, "-x.py": LOOP})
    assert found_in("./-") == ["-"]
    assert found_in("--", "-x.py") == ["-x.py"]


# JSON


def test_json_has_exactly_the_agreed_shape(folder: Path) -> None:
    write(folder, {"app/a.py": b"class Poller:\n" + re.sub(rb"(?m)^", b"    ", LOOP), "bad.py": BROKEN})
    result = invoke("check", "--format", "json", "app", "bad.py")
    assert result.exit_code == 2
    document = json.loads(result.stdout)
    assert list(document) == ["version", "findings", "errors", "summary"]
    assert document["version"] == 1
    assert document["summary"] == {"files": 2, "findings": 1, "fixable": 1}
    assert document["errors"] == [{"path": "bad.py", "message": "cannot be parsed: line 1: invalid syntax"}]
    (finding,) = document["findings"]
    related = finding.pop("related")
    notes = finding.pop("notes")
    message = finding.pop("message")
    assert finding == {
        "rule": "finally-jump",
        "path": "app/a.py",
        "line": 7,
        "column": 17,
        "end_line": 7,
        "end_column": 22,
        "severity": "error",
        "symbol": "Poller.poll",
        "fix": "safe",
        "kept_because": None,
    }
    assert isinstance(message, str)
    assert all(isinstance(note, str) for note in notes)
    assert notes
    assert [set(one) for one in related] == [{"path", "line", "message"}]
    assert (related[0]["path"], related[0]["line"]) == ("app/a.py", 5)


def test_json_tells_safe_unsafe_and_kept_findings_apart(folder: Path) -> None:
    write(folder, {"a.py": LOOP, "b.py": REPORTED, "c.py": UNSAFE})
    document = json.loads(invoke("check", "--format", "json").stdout)
    told = [(one["path"], one["fix"], one["kept_because"] is None) for one in document["findings"]]
    assert told == [("a.py", "safe", True), ("b.py", None, False), ("b.py", None, False), ("c.py", "unsafe", False)]
    assert document["summary"] == {"files": 3, "findings": 4, "fixable": 1}


def test_json_of_nothing(folder: Path) -> None:
    write(folder, {"a.py": CLEAN})
    result = invoke("check", "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == {
        "version": 1,
        "findings": [],
        "errors": [],
        "summary": {"files": 1, "findings": 0, "fixable": 0},
    }


@pytest.mark.parametrize(
    ("before", "column"),
    [("", 18), ("'한국어'; ", 25), ("'😀'; ", 23), ("'\u2028\x0c'; ", 24), ("'e\u0301'; ", 24)],
    ids=["ascii", "korean", "outside_the_basic_plane", "separators", "combining"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_columns_count_characters(folder: Path, before: str, column: int, encoding: str) -> None:
    source = LOOP.decode().replace("finally:\n            break", f"finally: {before}break")
    write(folder, {"a.py": source.encode(encoding)})
    (finding,) = json.loads(invoke("check", "--format", "json").stdout)["findings"]
    assert (finding["line"], finding["column"], finding["end_column"]) == (5, column, column + 5)
    assert invoke("check").stdout.startswith(f"a.py:5:{column}: ")


def test_paths_are_relative_inside_the_current_folder_and_absolute_outside(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, {"top.py": LOOP, "here/sub/in.py": LOOP, "hereafter/b.py": LOOP})
    monkeypatch.chdir(folder / "here")
    assert found_in(str(folder / "here/sub/in.py")) == ["sub/in.py"]
    assert found_in("../here/./sub/../sub/in.py") == ["sub/in.py"]
    assert found_in("../top.py") == [str(folder / "top.py")]
    assert found_in("../hereafter") == [str(folder / "hereafter/b.py")]


def test_output_file_gets_what_standard_output_would(folder: Path) -> None:
    write(folder, {"a.py": LOOP, "한국.py": LOOP})
    for format_ in ("text", "json"):
        plain = invoke("check", "--format", format_)
        there = invoke("check", "--format", format_, "--output-file", "out")
        assert (there.exit_code, there.stdout) == (1, "")
        assert (folder / "out").read_text("utf-8") == plain.stdout


def test_output_file_takes_names_that_are_not_utf_8(folder: Path) -> None:
    write(folder, {os.fsdecode(b"latin\xe9.py"): LOOP})
    assert invoke("check", "--output-file", "out").exit_code == 1
    assert b"latin" in (folder / "out").read_bytes()


# Streams that are closed, full, narrow or cut off; folders that are gone


def assert_sentence(done: subprocess.CompletedProcess[bytes]) -> None:
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    assert b"Exception ignored" not in done.stderr, done.stderr.decode()


def closed(stream: int) -> Callable[[], None]:
    return lambda: os.close(stream)


EVERYTHING = [["check"], ["check", "--format", "json"], ["diff"], ["rules"], ["explain", "finally-jump"]]


@pytest.mark.parametrize("arguments", EVERYTHING, ids=" ".join)
def test_a_closed_standard_output_is_no_traceback(folder: Path, arguments: list[str]) -> None:
    write(folder, {"a.py": LOOP})
    assert_sentence(execute(*arguments, preexec_fn=closed(1)))


@pytest.mark.parametrize("arguments", [*EVERYTHING, ["check", "nowhere"], ["nonsense"]], ids=" ".join)
def test_a_closed_standard_error_changes_nothing_else(folder: Path, arguments: list[str]) -> None:
    write(folder, {"a.py": LOOP})
    done, usual = execute(*arguments, preexec_fn=closed(2)), execute(*arguments)
    assert (done.returncode, done.stdout) == (usual.returncode, usual.stdout)


@pytest.mark.parametrize("arguments", [["check", "-"], ["apply"], ["apply", "-i"]], ids=" ".join)
def test_a_closed_standard_input_is_no_traceback(folder: Path, arguments: list[str]) -> None:
    write(folder, {"a.py": LOOP})
    done = execute(*arguments, preexec_fn=closed(0))
    assert_sentence(done)
    assert done.returncode == 2
    assert (folder / "a.py").read_bytes() == LOOP


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", EVERYTHING, ids=" ".join)
def test_a_full_disk_is_a_sentence_and_exit_code_2(folder: Path, arguments: list[str]) -> None:
    write(folder, {"a.py": LOOP})
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*ASYNCFIX, *arguments], stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    assert done.returncode == 2
    assert b"space" in done.stderr


@pytest.mark.parametrize(
    "arguments", [["check"], ["check", "--format", "json"], ["diff"], ["apply", "--yes"]], ids=" ".join
)
def test_a_reader_that_leaves_is_no_traceback(folder: Path, arguments: list[str]) -> None:
    # Far more than a pipe holds, be it in findings or in the lines around a change.
    long = b"# " + b"x" * 4000 + b"\n"
    before = {"a.py": REPORTED * 200, **{f"{number}.py": long * 3 + LOOP for number in range(8)}}
    write(folder, before)
    with subprocess.Popen([*ASYNCFIX, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(1)
        process.stdout.close()
        said = process.stderr.read()
        process.wait(60)
    assert b"Traceback" not in said, said.decode()
    assert b"Exception ignored" not in said
    assert process.returncode in (1, 128 + signal.SIGPIPE)
    assert contents_of(folder, before) == before, "what nobody has seen is not written"


NARROW = [
    {"PYTHONIOENCODING": "ascii"},
    {"LC_ALL": "C"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
]


@pytest.mark.parametrize("env", NARROW, ids=["ascii_streams", "c_locale", "ascii_file_system"])
def test_korean_paths_and_messages_survive_a_narrow_encoding(folder: Path, env: dict[str, str]) -> None:
    korean = "한국/데이터.py"
    write(folder, {korean: LOOP.replace(b"return row()", "return '한국'".encode()), "한국/bad.py": BROKEN + LOOP})
    commit()
    checked = execute("check", env=env)
    assert_sentence(checked)
    assert checked.returncode == 2
    assert b":6:13: finally-jump" in checked.stdout
    document = json.loads(execute("check", "--format", "json", env=env).stdout)
    assert os.fsencode(document["findings"][0]["path"]) == korean.encode()
    diffed = execute("diff", env=env)
    assert_sentence(diffed)
    (folder / "patch").write_bytes(diffed.stdout)
    assert git("apply", "--check", "patch").returncode == 0
    applied = execute("apply", "--yes", env=env)
    assert_sentence(applied)
    assert b"result_value = '\xed" in (folder / korean).read_bytes()


@pytest.mark.parametrize(
    "arguments", [["check"], ["check", "other/a.py"], ["diff", "-"], ["apply", "--yes"]], ids=" ".join
)
def test_a_current_folder_that_is_gone_is_a_sentence(folder: Path, arguments: list[str]) -> None:
    write(folder, {"a.py": LOOP})
    script = 'mkdir gone && cd gone && rmdir ../gone && exec "$@"'
    done = subprocess.run(
        ["/bin/sh", "-c", script, "sh", *ASYNCFIX, *arguments], capture_output=True, timeout=60, check=False, input=LOOP
    )
    assert_sentence(done)
    assert done.returncode == 2
    assert done.stderr


def test_an_empty_path_does_not_pass_for_the_current_folder(folder: Path) -> None:
    write(folder, {"a.py": LOOP})
    result = invoke("check", "")
    assert result.exit_code == 2
    assert str(folder) not in result.stderr, "the current folder is there"


# Signals


def processes_of(session: int) -> list[int]:
    """The processes, not yet dead, of a session."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError):
                state, *_rest = Path("/proc", entry, "stat").read_text().rpartition(") ")[2].split()
                if os.getsid(int(entry)) == session and state != "Z":
                    found.append(int(entry))
    return found


def wait_for(condition: Callable[[], object], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.002)
    return True


only_proc = pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs /proc")


def test_ctrl_c_at_the_question_changes_nothing(folder: Path) -> None:
    write(folder, {"a.py": LOOP})
    with terminal([*ASYNCFIX, "apply"]) as (process, ours):
        seen = read_until(ours, b"[y/n]")
        # Nobody types it in the very moment before the read begins, where CPython does not wake up for it.
        time.sleep(0.5)
        os.write(ours, b"\x03")
        seen += read_until(ours, b"")
        assert process.wait(30) == 130
    assert b"Traceback" not in seen
    assert b"asyncfix: interrupted" in seen
    assert (folder / "a.py").read_bytes() == LOOP


SLOW = """
import os, time
from asyncfix import engine
plan = engine.plan
def slowly(*args, **kwargs):
    open(f"busy-{{os.getpid()}}", "w").close()
    time.sleep({seconds})
    return plan(*args, **kwargs)
engine.plan = slowly
from asyncfix.__main__ import main
main()
"""


def slow(folder: Path, seconds: float, *args: str) -> subprocess.Popen[bytes]:
    """A run, in a session of its own, whose two workers take their time: they have begun with their work."""
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW.format(seconds=seconds), *args, "--jobs", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    if not wait_for(lambda: len(list(folder.glob("busy-*"))) == 2):
        process.kill()
        process.communicate()
        raise TimeoutError("no workers started")
    return process


def all_gone(session: int, seconds: float) -> bool:
    """Whether the processes of a session end within a time; those that do not are ended."""
    gone = wait_for(lambda: not processes_of(session), seconds)
    for left in processes_of(session):
        os.kill(left, signal.SIGKILL)
    return gone


@only_proc
def test_ctrl_c_among_busy_workers_is_a_sentence_and_leaves_none_of_them(folder: Path) -> None:
    write(folder, {f"{number}.py": LOOP for number in range(4)})
    with slow(folder, 30, "apply", "--yes") as process:
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=20)
    assert all_gone(process.pid, 5)
    assert process.returncode == 130
    assert said == b"asyncfix: interrupted; no file is half-written\n"


@only_proc
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM], ids=["kill", "terminate"])
def test_no_worker_outlives_a_run_that_was_ended(folder: Path, number: signal.Signals) -> None:
    write(folder, {f"{number}.py": LOOP for number in range(4)})
    with slow(folder, 30, "diff") as process:
        process.send_signal(number)
        process.wait(20)
        assert all_gone(process.pid, 3)


@only_proc
def test_no_worker_outlives_a_killed_run_with_a_large_answer(folder: Path) -> None:
    # More than the pipe holds: nobody is left to read it.
    write(folder, {f"{number}.py": b"# one more line\n" * 100_000 + LOOP for number in range(2)})
    with slow(folder, 1, "diff") as process:
        process.kill()
        process.wait(20)
        assert all_gone(process.pid, 6)


@only_proc
def test_kill_in_the_middle_of_apply_leaves_every_file_whole(folder: Path) -> None:
    names = [f"{number:03}.py" for number in range(100)]
    kills = 0
    for progress in (0, 30, 70):
        write(folder, dict.fromkeys(names, LOOP))
        with subprocess.Popen(
            [*ASYNCFIX, "apply", "--yes"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
        ) as process:
            assert wait_for(partial(was_written, folder / names[progress]))
            process.kill()
            kills += 1
        assert process.returncode == -signal.SIGKILL
        assert all_gone(process.pid, 5)
        contents = [(folder / name).read_bytes() for name in names]
        assert set(contents) == {LOOP, FIXED}, "some written and some not, and none half-written"
        assert len(list(folder.glob(f".*{TEMP_SUFFIX}"))) <= kills
    assert execute("apply", "--yes").returncode == 0
    assert {(folder / name).read_bytes() for name in names} == {FIXED}
    assert len(list(folder.glob(f".*{TEMP_SUFFIX}"))) <= kills


def was_written(path: Path) -> bool:
    return path.read_bytes() != LOOP


def test_a_rule_that_crashes_on_a_file_costs_that_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, {"a.py": LOOP, "b.py": LOOP})
    detect = engine.detect

    def crashing(module: Module, project: Project, rules: Sequence[Rule]) -> list[Finding]:
        if module.path == "a.py":
            raise AttributeError("oops")
        return detect(module, project, rules)

    monkeypatch.setattr(engine, "detect", crashing)
    result = invoke("check")
    assert result.exit_code == 2
    assert "a.py: cannot be analysed: this is a bug in asyncfix: AttributeError: oops" in result.stderr
    assert "b.py:6:13" in result.stdout
