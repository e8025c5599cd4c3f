"""Files that are broken, odd, huge, out of reach or no files: a sentence each, and the good ones beside them go on."""

from __future__ import annotations

import ctypes
import faulthandler
import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from commandline import FIXED, LOOP, invoke

from asyncfix import engine, planning
from asyncfix.writing import TEMP_SUFFIX


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a good file that comes before and one that comes after a bad one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a_good.py").write_bytes(LOOP)
    (tmp_path / "z_good.py").write_bytes(LOOP)
    return tmp_path


def assert_good_ones_are_handled(folder: Path, said: str, *, path: str = "bad.py", code: int = 2) -> None:
    """`check`, `diff` and `apply` handle the good files, and say this of the bad one on standard error."""
    # In the terminal's words the sentence may hold anything; what counts is that it is one line with the path.
    sentence = f"{path}: {said}"
    for arguments in (["check"], ["diff"], ["apply", "--yes"]):
        result = invoke(*arguments)
        assert result.exit_code == code, result.output
        assert [line for line in result.stderr.splitlines() if line.startswith(sentence)], result.stderr
        if arguments == ["check"]:
            assert "a_good.py:6:13" in result.stdout
            assert "z_good.py:6:13" in result.stdout
        else:
            assert "+++ b/a_good.py\n" in result.stdout
            assert "+++ b/z_good.py\n" in result.stdout
    assert (folder / "a_good.py").read_bytes() == FIXED
    assert (folder / "z_good.py").read_bytes() == FIXED
    assert not list(folder.rglob(f"*{TEMP_SUFFIX}"))


UNREADABLE = [
    pytest.param(b"def f(:\n" + LOOP, "cannot be parsed: line 1: invalid syntax", id="syntax_error"),
    pytest.param(b'print "x"\n' + LOOP, "cannot be parsed: line 1: Missing parentheses", id="python_2_print"),
    pytest.param(b"try: 1\nexcept A, e: 2\nexec 'x'\n" + LOOP, "cannot be parsed: line ", id="python_2_except"),
    pytest.param(b"x = 0777L\n" + LOOP, "cannot be parsed: line 1: ", id="python_2_number"),
    pytest.param(b"x = 1\0\n" + LOOP, "holds NUL bytes", id="nul_byte"),
    pytest.param(LOOP + b"\0", "holds NUL bytes", id="nul_byte_at_the_end"),
    pytest.param(b"# coding: klingon\n" + LOOP, "cannot be decoded: unknown encoding: klingon", id="unknown_encoding"),
    pytest.param(b"# caf\xe9\n" + LOOP, "cannot be decoded as utf-8", id="latin_1_without_a_cookie"),
    pytest.param("# coding: ascii\n# é\n".encode() + LOOP, "cannot be decoded as ascii", id="wrong_cookie"),
    pytest.param(b"\xef\xbb\xbf# coding: latin-1\n" + LOOP, "cannot be decoded", id="mark_against_cookie"),
    pytest.param(b"# coding: utf-16\n" + LOOP, "cannot be decoded as utf-16", id="utf_16_cookie"),
    pytest.param(b"# coding: hex\n" + LOOP, "cannot be decoded as hex", id="cookie_of_a_codec_for_bytes"),
    pytest.param(b"# coding: rot13\n" + LOOP, "cannot be decoded as rot13", id="cookie_of_a_codec_for_text"),
    pytest.param(b"# coding: idna\n" + LOOP, "cannot be ", id="cookie_of_a_codec_that_cannot_go_back"),
    pytest.param(b"# coding: undefined\n" + LOOP, "cannot be decoded as undefined", id="cookie_of_no_codec"),
    pytest.param(b"# coding: utf-7\n# +AGE-\n" + LOOP, "does not survive decoding and encoding", id="ambiguous_codec"),
    pytest.param(b"# \xed\xa0\x80\n" + LOOP, "cannot be decoded as utf-8", id="surrogate"),
    pytest.param(
        b"x = " + b"(" * 5000 + b"1" + b")" * 5000 + b"\n" + LOOP, "cannot be parsed: ", id="5000_parentheses"
    ),
    pytest.param(LOOP.replace(b"row()", b"[" * 2000 + b"]" * 2000), "cannot be parsed: line 4: ", id="2000_lists"),
    pytest.param(b'x = """\n' + LOOP, "cannot be parsed: line 1: unterminated triple-quoted string", id="open_string"),
    pytest.param(b"x = 'a\n" + LOOP, "cannot be parsed: line 1: unterminated string", id="open_line_of_string"),
    pytest.param(b"x = (\n" + LOOP, "cannot be parsed: line 1: '(' was never closed", id="open_bracket"),
    pytest.param(LOOP.replace(b"    " * 3 + b"return", b"\t\treturn"), "cannot be parsed: line 4: ", id="mixed_tabs"),
    pytest.param(LOOP.replace(b"            break", b"          break\n  x"), "cannot be parsed: line ", id="dedent"),
    pytest.param(LOOP + b"\x1a", "cannot be parsed: line 7: invalid non-printable character", id="control_z"),
    pytest.param(b"x = \xe2\x80\x9chello\xe2\x80\x9d\n" + LOOP, "cannot be parsed: line 1: invalid", id="curly_quotes"),
    pytest.param(b"<<<<<<< HEAD\n" + LOOP, "cannot be parsed: line 1: ", id="merge_conflict"),
]


@pytest.mark.parametrize(("data", "said"), UNREADABLE)
def test_a_file_that_is_no_python_is_named_and_left_as_it_is(folder: Path, data: bytes, said: str) -> None:
    (folder / "bad.py").write_bytes(data)
    assert_good_ones_are_handled(folder, said)
    assert (folder / "bad.py").read_bytes() == data


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-16", "cannot be decoded: it is UTF-16"), ("utf-16-le", "holds NUL bytes"), ("utf-32", "cannot be decoded")],
)
def test_a_file_of_wide_characters_is_named_when_it_is_named(folder: Path, encoding: str, said: str) -> None:
    (folder / "bad.py").write_bytes(LOOP.decode().encode(encoding))
    result = invoke("check", "bad.py", "a_good.py")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"bad.py: {said}")
    assert "a_good.py:6:13" in result.stdout


def test_a_file_of_wide_characters_that_is_met_in_a_folder_is_named_too(folder: Path) -> None:
    (folder / "bad.py").write_bytes(LOOP.decode().encode("utf-16"))
    assert_good_ones_are_handled(folder, "cannot be decoded: it is UTF-16")


@pytest.mark.parametrize(("data", "said"), UNREADABLE)
def test_standard_input_that_is_no_python_is_a_sentence(data: bytes, said: str) -> None:
    for command in ("check", "diff"):
        result = invoke(command, "-", stdin=data)
        assert result.exit_code == 2
        assert result.stderr.startswith(f"-: {said}")
    document = json.loads(invoke("check", "--format", "json", "-", stdin=data).stdout)
    assert [set(error) for error in document["errors"]] == [{"path", "message"}]
    assert document["errors"][0]["path"] == "-"


def test_a_named_broken_file_is_an_error_even_where_no_rule_would_have_looked(folder: Path) -> None:
    (folder / "bad.py").write_bytes(b"def f(:\n")
    assert invoke("check", "bad.py").exit_code == 2
    assert invoke("check").exit_code == 1, "what a folder holds need not all be parsed"


@pytest.mark.parametrize("code", [b"async def f(:\n", b"async def f():\n    await g()\n<<<<<<< HEAD\n"])
def test_a_named_broken_file_is_an_error_where_rules_look_that_need_not_parse_it(folder: Path, code: bytes) -> None:
    (folder / "bad.py").write_bytes(code)
    for command in ("check", "diff", "apply"):
        done = invoke(command, "bad.py")
        assert (done.exit_code, "bad.py: cannot be parsed: line " in done.stderr) == (2, True)


EMPTY = [b"", b"\n", b"   ", b"\xef\xbb\xbf", b"\x0c", b"# finally: return", b"\r", b"\r\n\r\n", b"pass"]


@pytest.mark.parametrize("data", EMPTY)
def test_files_that_hold_next_to_nothing_are_fine(folder: Path, data: bytes) -> None:
    (folder / "empty.py").write_bytes(data)
    assert invoke("check", "empty.py").exit_code == 0
    assert invoke("apply", "--yes").exit_code == 0
    assert (folder / "empty.py").read_bytes() == data
    assert (folder / "a_good.py").read_bytes() == FIXED


# Size


def test_a_line_of_3_megabytes_takes_no_time(folder: Path) -> None:
    data = b'x = "' + b"a" * 3_000_000 + b'"\n'
    (folder / "big.py").write_bytes(data + LOOP)
    start = time.monotonic()
    # In a process of its own, where endless work can be ended.
    done = subprocess.run(
        [sys.executable, "-m", "asyncfix", "apply", "--yes"], capture_output=True, timeout=10, check=False
    )
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - start < 10
    assert (folder / "big.py").read_bytes() == data + FIXED


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"x = " + b"+".join([b"a"] * 6000) + b"\n" + LOOP, id="elsewhere"),
        pytest.param(b"class A:\n    x = " + b"+".join([b"a"] * 6000) + b"\n" + LOOP, id="in_a_class"),
        pytest.param(LOOP + b"\n\ndef f(a):\n    return " + b"+".join([b"a"] * 6000) + b"\n", id="in_another_function"),
    ],
)
def test_a_sum_of_6000_terms_elsewhere_is_no_hindrance(folder: Path, data: bytes) -> None:
    (folder / "big.py").write_bytes(data)
    assert invoke("apply", "--yes").exit_code == 0
    assert (folder / "big.py").read_bytes() == data.replace(LOOP, FIXED)


def test_a_sum_of_1500_terms_in_the_rewritten_function_is_rewritten(folder: Path) -> None:
    terms = b"+".join([b"row"] * 1500)
    (folder / "big.py").write_bytes(LOOP.replace(b"row()", terms))
    assert invoke("apply", "--yes").exit_code == 0
    assert (folder / "big.py").read_bytes() == FIXED.replace(b"row()", terms)


def test_a_sum_without_end_in_the_rewritten_function_meets_the_time_limit(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "TIME_LIMIT", 1.0)
    data = LOOP.replace(b"row()", b"+".join([b"row"] * 8_000))
    (folder / "bad.py").write_bytes(data)
    start = time.monotonic()
    result = invoke("apply", "--yes")
    assert time.monotonic() - start < 15
    assert result.exit_code == 1, "a finding is left, and no file is in trouble"
    assert "bad.py:6:13: finally-jump" in result.stderr
    assert "did not finish within 1 seconds" in result.stderr
    assert "Fixed 2 findings in 2 files; 1 left as it is." in result.stderr
    assert (folder / "bad.py").read_bytes() == data
    assert (folder / "a_good.py").read_bytes() == FIXED
    assert (folder / "z_good.py").read_bytes() == FIXED


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL])
def test_a_crash_while_one_file_is_rewritten_costs_that_file_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    whole = engine.plan

    def crash(paths: list[str], *args: object, **options: object) -> engine.Plan:
        if "bad.py" in paths:
            # Otherwise pytest's prints where it died.
            faulthandler.disable()
            os.kill(os.getpid(), number)
        return whole(paths, *args, **options)  # type: ignore[arg-type]

    # The child processes are forked: they have it too.
    monkeypatch.setattr(engine, "plan", crash)
    (folder / "bad.py").write_bytes(LOOP)
    result = invoke("apply", "--yes", "--jobs", "2")
    assert result.exit_code == 1
    assert f"died with {number.name}" in result.stderr
    assert "Fixed 2 findings in 2 files; 1 left as it is." in result.stderr
    assert (folder / "bad.py").read_bytes() == LOOP
    assert (folder / "a_good.py").read_bytes() == FIXED
    assert (folder / "z_good.py").read_bytes() == FIXED


DEEP = [
    pytest.param(b"[" * 150 + b"]" * 150, id="lists"),
    pytest.param(b"not " * 900 + b"row", id="nots"),
    pytest.param(b"row" + b".a" * 900, id="attributes"),
    pytest.param(b" if row else ".join([b"row"] * 500), id="conditions"),
]


@pytest.mark.parametrize("expression", DEEP)
def test_deep_code_in_the_rewritten_function_is_rewritten_or_left_with_a_sentence(
    folder: Path, expression: bytes
) -> None:
    data = LOOP.replace(b"row()", expression)
    (folder / "deep.py").write_bytes(data)
    result = invoke("apply", "--yes")
    after = (folder / "deep.py").read_bytes()
    assert (result.exit_code, after) in ((0, FIXED.replace(b"row()", expression)), (1, data))
    assert "deep.py:6:13: finally-jump" in result.output
    assert (folder / "a_good.py").read_bytes() == FIXED


# Things that are no files


def test_a_link_to_nothing(folder: Path) -> None:
    (folder / "bad.py").symlink_to("nowhere.py")
    assert_good_ones_are_handled(folder, "a symbolic link to nothing")
    assert (folder / "bad.py").is_symlink()


def test_links_that_go_round_in_circles(folder: Path) -> None:
    (folder / "bad.py").symlink_to("bad2.py")
    (folder / "bad2.py").symlink_to("bad.py")
    (folder / "sub").mkdir()
    (folder / "sub/up").symlink_to("..")
    assert_good_ones_are_handled(folder, "a symbolic link that leads back to itself")


def test_a_folder_that_is_called_like_a_file(folder: Path) -> None:
    (folder / "x.py").mkdir()
    (folder / "x.py/inner.py").write_bytes(LOOP)
    assert invoke("apply", "--yes").exit_code == 0
    assert (folder / "x.py/inner.py").read_bytes() == FIXED
    assert invoke("check", "x.py").exit_code == 0


def test_a_pipe_is_passed_over_in_a_folder_and_a_sentence_when_it_is_named(folder: Path) -> None:
    os.mkfifo(folder / "pipe.py")
    # In a process of its own: one that waits for the pipe would wait for ever.
    for path, code in ((".", 1), ("pipe.py", 2), ("/dev/null", 2)):
        command = [sys.executable, "-m", "asyncfix", "check", path, "a_good.py"]
        done = subprocess.run(command, capture_output=True, timeout=10, check=False)
        assert done.returncode == code
        assert b"a_good.py:6:13" in done.stdout
        assert (b"not a regular file" in done.stderr) == (code == 2)


def test_a_path_that_does_not_exist(folder: Path) -> None:
    for command in (["check"], ["diff"], ["apply", "--yes"]):
        result = invoke(*command, "nowhere.py", "nowhere/at/all", "a_good.py/x", ".")
        assert result.exit_code == 2
        for path in ("nowhere.py", "nowhere/at/all", "a_good.py/x"):
            assert f"{path}: no such file or folder\n" in result.stderr
        assert "a_good.py" in result.stdout
    assert (folder / "a_good.py").read_bytes() == FIXED
    document = json.loads(invoke("check", "--format", "json", "nowhere.py").stdout)
    assert document["errors"] == [{"path": "nowhere.py", "message": "no such file or folder"}]


def test_a_name_that_is_too_long_or_holds_a_nul(folder: Path) -> None:
    assert folder.exists()
    assert invoke("check", "x" * 5000).exit_code == 2


WITHOUT_PRIVILEGES = """
import os, sys
if os.geteuid() == 0:
    import ctypes
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH: what lets root read everything
        if ctypes.CDLL(None).prctl(24, capability, 0, 0, 0):
            sys.exit(77)
os.execv(sys.executable, [sys.executable, "-m", "asyncfix", *sys.argv[1:]])
"""


def as_one_without_privileges(*args: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command line as one who may not do everything, which root may."""
    if os.geteuid() == 0 and not (sys.platform == "linux" and hasattr(ctypes.CDLL(None), "prctl")):
        pytest.skip("runs as root, who may read everything")
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_PRIVILEGES, *args], capture_output=True, timeout=60, check=False
    )
    if done.returncode == 77:
        pytest.skip("runs as root, whose privileges cannot be dropped here")
    return done


def test_no_permission_to_read(folder: Path) -> None:
    (folder / "denied.py").write_bytes(LOOP)
    (folder / "denied.py").chmod(0)
    (folder / "closed").mkdir(mode=0)
    try:
        done = as_one_without_privileges("apply", "--yes", "--allow-dirty")
    finally:
        (folder / "closed").chmod(0o755)
    assert done.returncode == 2
    assert b"denied.py: permission denied\n" in done.stderr
    assert b"closed: permission denied\n" in done.stderr
    assert b"Traceback" not in done.stderr
    assert (folder / "a_good.py").read_bytes() == FIXED
    assert stat.S_IMODE((folder / "denied.py").stat().st_mode) == 0
    (folder / "denied.py").chmod(0o644)
    assert (folder / "denied.py").read_bytes() == LOOP


def test_no_permission_to_write(folder: Path) -> None:
    (folder / "locked").mkdir()
    (folder / "locked/bad.py").write_bytes(LOOP)
    (folder / "locked").chmod(0o555)
    (folder / "readonly.py").write_bytes(LOOP)
    (folder / "readonly.py").chmod(0o444)
    try:
        done = as_one_without_privileges("apply", "--yes")
    finally:
        (folder / "locked").chmod(0o755)
    assert done.returncode == 2
    assert b"locked/bad.py: " in done.stderr
    assert b"permission denied" in done.stderr
    assert b"readonly.py: is read-only" in done.stderr
    assert b"Traceback" not in done.stderr
    assert (folder / "a_good.py").read_bytes() == FIXED
    assert (folder / "z_good.py").read_bytes() == FIXED
    assert (folder / "locked/bad.py").read_bytes() == LOOP
    assert (folder / "readonly.py").read_bytes() == LOOP


def test_a_read_only_file_is_written_by_force(folder: Path) -> None:
    path = folder / "readonly.py"
    path.write_bytes(LOOP)
    path.chmod(0o444)
    assert invoke("apply", "--yes").exit_code == 2
    assert invoke("apply", "--yes", "--force").exit_code == 0
    assert path.read_bytes() == FIXED
    assert stat.S_IMODE(path.stat().st_mode) == 0o444


# What an apply keeps


def latin(text: str) -> bytes:
    return text.encode("latin-1")


SURVIVES = [
    pytest.param(b"\xef\xbb\xbf", b"", id="byte_order_mark"),
    pytest.param(b"\xef\xbb\xbf# coding: utf-8\n", b"", id="byte_order_mark_and_cookie"),
    pytest.param(latin("# -*- coding: latin-1 -*-\nx = 'é'\n"), latin("# ü"), id="latin_1"),
    pytest.param("#!/usr/bin/env python\n# vim: fileencoding=euc-kr\nx = '한국'\n".encode("euc-kr"), b"", id="euc_kr"),
    pytest.param("# coding: iso-2022-jp\n# 日本\n".encode("iso-2022-jp"), b"", id="stateful_encoding"),
    pytest.param("# 한국어 주석\nx = '데이터'\n".encode(), "# 끝\n".encode(), id="korean"),
    pytest.param(b"\x0c\nx = 1\n\x0c\n", b"\x0c\n# end\n\x0c", id="form_feeds"),
    pytest.param("x = 'a\u2028b\u2029c\x85d\x1ce'\n".encode(), "# \u2028".encode(), id="line_separators"),
    pytest.param(b"x = 1  \n\t\n   \n", b"  \n\n\n\n", id="white_space_at_line_ends"),
    pytest.param(b"", b"# no newline at the end", id="comment_without_a_newline"),
    pytest.param(b"x = '\\\r\n'\r\n", b"", id="a_few_crlf"),
    pytest.param(b"x = (1,\r\n)\ry = 2\n", b"", id="all_line_ends"),
    pytest.param(b"if True:\n\tx = 1\n", b"if x:\n  y = 2\n", id="other_indents_elsewhere"),
]


@pytest.mark.parametrize(("before", "after"), SURVIVES)
def test_every_byte_around_the_rewrite_survives(folder: Path, before: bytes, after: bytes) -> None:
    (folder / "odd.py").write_bytes(before + LOOP + after)
    assert invoke("apply", "--yes").exit_code == 0
    assert (folder / "odd.py").read_bytes() == before + FIXED + after


@pytest.mark.parametrize("newline", [b"\r\n", b"\n"])
@pytest.mark.parametrize("final", [True, False])
def test_line_ends_and_a_missing_last_one_survive_the_rewrite(folder: Path, newline: bytes, final: bool) -> None:
    def dressed(data: bytes) -> bytes:
        return (data if final else data.rstrip(b"\n")).replace(b"\n", newline)

    (folder / "odd.py").write_bytes(dressed(LOOP))
    assert invoke("apply", "--yes").exit_code == 0
    assert (folder / "odd.py").read_bytes() == dressed(FIXED)


def test_text_inside_the_rewritten_function_survives(folder: Path) -> None:
    odd = "row('한국\u2028\x85', é)  # 주석 \u2029".encode()
    (folder / "odd.py").write_bytes(LOOP.replace(b"row()", odd))
    assert invoke("apply", "--yes").exit_code == 0
    assert (folder / "odd.py").read_bytes() == FIXED.replace(b"row()", odd)


def test_a_form_feed_inside_the_rewritten_function_survives_or_stops_the_rewrite(folder: Path) -> None:
    data = LOOP.replace(b"    for", b"\x0c    for")
    (folder / "odd.py").write_bytes(data)
    result = invoke("apply", "--yes")
    after = (folder / "odd.py").read_bytes()
    assert (result.exit_code == 0 and after.count(b"\x0c") == 1) or (result.exit_code == 1 and after == data)


@pytest.mark.parametrize("mode", [0o755, 0o644, 0o600, 0o664, 0o4755])
def test_run_bits_and_other_modes_survive(folder: Path, mode: int) -> None:
    path = folder / "a_good.py"
    path.chmod(mode)
    assert invoke("apply", "--yes").exit_code == 0
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert path.read_bytes() == FIXED


@pytest.mark.parametrize("relative", [True, False])
def test_a_link_stays_a_link_and_what_it_leads_to_is_written_once(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, relative: bool
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "real.py"
    outside.write_bytes(LOOP)
    target = os.path.relpath(outside, folder) if relative else str(outside)
    for name in ("link.py", "other_link.py"):
        (folder / name).symlink_to(target)
    result = invoke("apply", "--yes")
    assert result.exit_code == 0
    assert "Fixed 3 findings in 3 files." in result.stderr
    assert os.readlink(folder / "link.py") == target
    assert not outside.is_symlink()
    assert outside.read_bytes() == FIXED


def test_a_file_that_changes_while_somebody_is_asked_is_not_overwritten(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans = planning.plans

    def meanwhile(*args: object, **options: object) -> list[engine.Plan]:
        made = plans(*args, **options)  # type: ignore[arg-type]
        (folder / "a_good.py").write_bytes(LOOP + b"# mine\n")
        return made

    monkeypatch.setattr(planning, "plans", meanwhile)
    result = invoke("apply", "--yes")
    assert result.exit_code == 2
    assert "a_good.py: changed since it was read" in result.stderr
    assert (folder / "a_good.py").read_bytes() == LOOP + b"# mine\n"
    assert (folder / "z_good.py").read_bytes() == FIXED


def test_names_and_code_tell_a_terminal_nothing(folder: Path) -> None:
    hostile = LOOP.replace(b"return row()", b'return "\x1b[31m" + row()')
    (folder / "\x1b[2J.py").write_bytes(hostile)
    (folder / "a_good.py:1:1: all is well\nb.py").write_bytes(hostile)
    for command in ("check", "apply"):
        done = invoke(command, ".")
        assert not set(done.stderr) & {"\x1b", "\x07"}
        assert command == "apply" or "\x1b" not in done.stdout
    shown = invoke("check", ".").stdout
    assert "\\x1b[2J.py:6:13: finally-jump: " in shown
    assert "a_good.py:1:1: all is well\\nb.py:6:13: finally-jump: " in shown
    assert 'return "\\x1b[31m" + row()' in shown


@pytest.mark.parametrize("command", ["check", "undo", "batch plan", "batch status", "baseline write"])
def test_a_folder_that_is_gone_is_told_by_every_command(tmp_path: Path, command: str) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    script = f'cd "{gone}" && rmdir "{gone}" && exec "{sys.executable}" -P -m asyncfix {command}'
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == "asyncfix: the current folder is gone; change to one that is there"
