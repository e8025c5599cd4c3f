"""Ignore comments: what they cover, what they do not, and which of them cover nothing."""

from __future__ import annotations

import json
from pathlib import Path

import commandline
import pytest
from commandline import invoke

LOOP = commandline.LOOP.decode()


def check(source: str | bytes) -> tuple[int, list[int], list[int]]:
    """The exit code, the lines of findings and the lines of unused comments."""
    result = invoke("check", "--format", "json", "--report-unused-ignores", "-", stdin=source)
    document = json.loads(result.stdout)
    assert document["errors"] == []
    unused = [one["line"] for one in document.get("unused_ignores", [])]
    return result.exit_code, [finding["line"] for finding in document["findings"]], unused


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def behind(line: str, comment: str) -> str:
    assert line in LOOP
    return LOOP.replace(line, f"{line}  {comment}")


def above(line: str, comment: str) -> str:
    """The loop with lines of their own above one of its lines."""
    start = LOOP.index(line)
    indent = " " * (start - LOOP.rindex("\n", 0, start) - 1) if start else ""
    return LOOP.replace(line, comment.replace("\n", "\n" + indent) + "\n" + indent + line)


@pytest.mark.parametrize(
    "comment",
    [
        "# asyncfix: ignore",
        "# asyncfix: ignore[finally-jump]",
        "# asyncfix: ignore[finally-jump] the server hangs up first",
        "# asyncfix: ignore the server hangs up first",
        "#asyncfix:ignore[finally-jump]",
        "#  asyncfix:  ignore  [ finally-jump , finally-jump ]",
        "# noqa: B012  # asyncfix: ignore[finally-jump]",
        "# asyncfix: ignore[finally-jump]  # type: ignore",
        "# 끊어도 된다  # asyncfix: ignore[finally-jump]",
        "# asyncfix: ignore-file",
        "# asyncfix: ignore-file[finally-jump] generated",
    ],
)
def test_a_comment_on_the_line_covers_the_finding(comment: str) -> None:
    assert check(behind("break", comment)) == (0, [], [])


@pytest.mark.parametrize(
    "comment",
    [
        "# asyncfix: ignores",
        "# asyncfix: ignored",
        "# asyncfix: ignore-next",
        "# asyncfix: ignore-files",
        "# asyncfix: off",
        "# asyncfix ignore",
        "# myasyncfix: ignore",
        "# asyncfix: ignore[finally-jump",
    ],
)
def test_a_comment_that_is_no_directive_covers_nothing(comment: str) -> None:
    code, findings, _ = check(behind("break", comment))
    assert (code, findings) == (1, [6])


@pytest.mark.parametrize(
    ("line", "comment"),
    [
        pytest.param("break", "# asyncfix: ignore[finally-jump] because", id="the_jump"),
        pytest.param("break", "# asyncfix: ignore\n\n# and more\n", id="the_jump_below_blanks_and_comments"),
        pytest.param("finally:", "# asyncfix: ignore", id="the_statement_below_finally"),
        pytest.param("try:", "# asyncfix: ignore", id="the_try"),
        pytest.param("for row", "# asyncfix: ignore", id="the_loop"),
        pytest.param("def poll", "# asyncfix: ignore", id="the_function"),
        pytest.param("def poll", "# asyncfix: ignore\n@decorated", id="the_decorated_function"),
        pytest.param("def poll", "# asyncfix: ignore\n@(\n    decorated\n)", id="the_function_with_a_long_decorator"),
        pytest.param("def poll", "# asyncfix: ignore-file", id="the_file_from_its_first_line"),
        pytest.param("def poll", "'''What this is.'''\n# asyncfix: ignore-file", id="the_file_below_a_docstring"),
        pytest.param("finally:", "# asyncfix: ignore-file", id="the_file_from_somewhere_inside"),
    ],
)
def test_a_comment_on_a_line_of_its_own_covers_the_next_statement(line: str, comment: str) -> None:
    assert check(above(line, comment)) == (0, [], [])


def test_a_file_level_comment_covers_from_its_last_line_too() -> None:
    assert check(LOOP + "# asyncfix: ignore-file") == (0, [], [])


@pytest.mark.parametrize(
    ("source", "findings", "unused"),
    [
        pytest.param(above("return", "# asyncfix: ignore"), [7], [4], id="the_next_statement_ends_before_it"),
        pytest.param(behind("finally:", "# asyncfix: ignore"), [6], [5], id="behind_the_header_above_it"),
        pytest.param(behind("def poll(rows):", "# asyncfix: ignore"), [6], [1], id="behind_the_def"),
        pytest.param(LOOP + "# asyncfix: ignore\n", [6], [7], id="below_it"),
        pytest.param("x = 1  # asyncfix: ignore\n" + LOOP, [7], [1], id="on_another_line"),
        pytest.param("# asyncfix: ignore\nx = 1\n" + LOOP, [8], [1], id="on_another_statement"),
        pytest.param(behind("break", "# asyncfix: ignore[other-rule]"), [6], [6], id="for_another_rule"),
        pytest.param("# asyncfix: ignore-file[other-rule]\n" + LOOP, [7], [1], id="for_another_rule_in_the_file"),
    ],
)
def test_a_comment_that_covers_nothing_is_reported(source: str, findings: list[int], unused: list[int]) -> None:
    assert check(source) == (1, findings, unused)


@pytest.mark.parametrize(
    "source",
    [
        'x = "# asyncfix: ignore-file"\n' + LOOP,
        "'''\n# asyncfix: ignore-file\n'''\n" + LOOP,
        'x = f"{1} # asyncfix: ignore-file"\n' + LOOP,
        'x = rb"# asyncfix: ignore-file"\n' + LOOP,
        LOOP.replace("break", 'break; x = "# asyncfix: ignore"'),
        'x = "\\\n# asyncfix: ignore-file"\n' + LOOP,
    ],
)
def test_text_in_strings_does_not_count(source: str) -> None:
    code, findings, unused = check(source)
    assert (code, len(findings), unused) == (1, 1, [])


SEVERAL_LINES = """\
def poll(rows):
    for row in rows:
        try:
            return row()
        finally:
            return row(
                1,
            )  # asyncfix: ignore[finally-jump]
"""


def test_a_comment_behind_a_long_statement_covers_its_first_line() -> None:
    assert check(SEVERAL_LINES) == (0, [], [])


def test_a_comment_inside_a_one_line_suite_covers_it() -> None:
    source = LOOP.replace("finally:\n            break", "finally: break  # asyncfix: ignore[finally-jump]")
    assert check(source) == (0, [], [])


def test_only_the_covered_one_of_two_findings_is_dropped() -> None:
    assert check(behind("break", "# asyncfix: ignore") + LOOP) == (1, [12], [])


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: text.replace("\n", "\r\n").encode(), id="crlf"),
        pytest.param(lambda text: text.replace("\n", "\r").encode(), id="lone_cr"),
        pytest.param(lambda text: text.rstrip("\n").encode(), id="no_final_newline"),
        pytest.param(lambda text: text.encode("utf-8-sig"), id="byte_order_mark"),
        pytest.param(lambda text: ("# coding: latin-1\n# \xe9\n" + text).encode("latin-1"), id="latin_1"),
        pytest.param(lambda text: ("x = '\u2028\x85\x1c\x0c'  # \u2029\n\x0c\n" + text).encode(), id="odd_separators"),
        pytest.param(lambda text: text.replace("    ", "\t").encode(), id="tabs"),
        pytest.param(lambda text: ("type X = int\n" + text).encode(), id="newer_syntax"),
        pytest.param(lambda text: ("x = f'{'a'}'\n" + text).encode(), id="newer_strings"),
    ],
)
def test_comments_are_found_however_the_file_is_written(change: object) -> None:
    assert callable(change)
    assert check(change(behind("break", "# asyncfix: ignore[finally-jump]"))) == (0, [], [])


def test_apply_and_diff_leave_alone_what_is_ignored(folder: Path) -> None:
    source = behind("break", "# asyncfix: ignore[finally-jump] on purpose")
    (folder / "a.py").write_text(source)
    (folder / "b.py").write_text(source + "\n\n" + LOOP)
    result = invoke("apply", "--yes")
    assert result.exit_code == 0
    assert (folder / "a.py").read_text() == source
    assert (folder / "b.py").read_text().startswith(source)
    assert "result_value" in (folder / "b.py").read_text()
    assert "2 findings ignored by comments." in result.stderr
    assert "1 finding ignored by comments." in invoke("diff", "a.py").stderr


def test_unused_comments_are_reported_on_request_only(folder: Path) -> None:
    (folder / "a.py").write_text("x = 1  # asyncfix: ignore[finally-jump]\n")
    quiet, told = invoke("check"), invoke("check", "--report-unused-ignores")
    assert (quiet.exit_code, told.exit_code) == (0, 1)
    assert "unused" not in quiet.stdout
    assert "a.py:1: unused `# asyncfix: ignore[finally-jump]`" in told.stdout
    assert "unused_ignores" not in json.loads(invoke("check", "--format", "json").stdout)
    reported = json.loads(invoke("check", "--format", "json", "--report-unused-ignores").stdout)
    assert reported["unused_ignores"] == [{"path": "a.py", "line": 1, "rules": ["finally-jump"]}]


@pytest.mark.parametrize(
    "comment", ["# asyncfix: ignore[finally-jump]", "# asyncfix: ignore", "# asyncfix: ignore-file"]
)
def test_a_comment_for_a_rule_that_did_not_run_is_not_called_unused(folder: Path, comment: str) -> None:
    (folder / "a.py").write_text(behind("break", comment))
    assert invoke("check", "--report-unused-ignores", "--ignore", "finally-jump").exit_code == 0


def test_an_unknown_rule_beside_a_known_one_is_told_too(folder: Path) -> None:
    (folder / "a.py").write_text(behind("break", "# asyncfix: ignore[finally-jump, finaly-jump]"))
    told = invoke("check", "--report-unused-ignores")
    assert told.exit_code == 1
    assert "finaly-jump" in told.stdout


def test_a_comment_that_names_an_unknown_rule_is_told_so(folder: Path) -> None:
    (folder / "a.py").write_text(behind("break", "# asyncfix: ignore[finaly-jump]"))
    told = invoke("check", "--report-unused-ignores")
    assert told.exit_code == 1
    assert 'did you mean "finally-jump"?' in told.stdout


def test_a_comment_survives_the_rewrite_of_the_code_beside_it(folder: Path) -> None:
    comment = "# asyncfix: ignore[other-rule] kept"
    (folder / "a.py").write_text(behind("return row()", comment))
    invoke("apply", "--yes")
    assert comment in (folder / "a.py").read_text()
