"""Findings that are lived with: what recognises them, the file they are in, and what a run makes of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from commandline import FIXED, LOOP, invoke

from asyncfix.baseline import fingerprint, fingerprints, scope
from asyncfix.baseline.fingerprints import normalised
from asyncfix.errors import FileTrouble
from asyncfix.files import Found
from asyncfix.project import Module
from asyncfix.rule import Finding, Span

NAME = "asyncfix-baseline.json"
SEND = b"""\
def send(writer):
    for one in writer:
        try:
            one()
        finally:
            break
"""
PLAIN = b"def f():\n    return 1\n"
BROKEN = b"def f(:\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder that is the root of a repository."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return tmp_path


def put(folder: Path, contents: Mapping[str, bytes | str]) -> None:
    for name, data in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())


def run(code: int, *args: str) -> str:
    """What a command says on both streams, when it has ended with this exit code."""
    result = invoke(*args)
    assert result.exit_code == code, result.output
    return result.output


def entries(path: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(path.read_text())["findings"]
    return found


# Fingerprints


def at(source: str, mark: str, **more: Any) -> tuple[Finding, Module]:
    """A finding on the first place that holds a text, and its module."""
    module = Module("m.py", source.encode())
    start = module.text.index(mark)
    span = Span(*module.place(start), *module.place(start + len(mark)))
    code = module.line(span.line).strip()
    return Finding("a-rule", "m.py", span, "", "error", symbol="f", code=code, **more), module


def same(one: str, other: str, mark: str, mark_of_other: str | None = None) -> bool:
    return fingerprint(*at(one, mark)) == fingerprint(*at(other, mark_of_other or mark))


def test_a_fingerprint_is_the_same_on_every_machine_and_python() -> None:
    assert fingerprint(*at("def f():\n    x = g(1, 'é')\n", "g(1")) == "cc06ffc1d5fc448cb4f5ebc6c9f02da2"


@pytest.mark.parametrize(
    "other",
    [
        "\n\n\nx = load(a, 'b', k=1)\n",
        'x = load(a, "b", k=1)\n',
        "x=load( a,'b',k = 1 )  # a comment\n",
        "x = load(\n    a,\n    'b',  # why\n    k=1,\n)\n",
        "x = load(a, \\\n  'b', k=1)\n",
        "x = (load(a, 'b', k=1))\n",
        "x = load(a, u'b', k=1)\r\n",
        "x = load(a, '''b''', k=1); y = 2\n",
        "if True:\n    x = load(a, 'b', k=1)\n",
    ],
)
def test_a_fingerprint_stays_when_a_formatter_has_been_there(other: str) -> None:
    assert same("x = load(a, 'b', k=1)\n", other, "load(")


@pytest.mark.parametrize(
    "other",
    [
        "x = load(a, 'b', k=2)\n",
        "x = load(a, b'b', k=1)\n",
        "x = load(a, 'B', k=1)\n",
        "x = load(a, f'b', k=1)\n",
        "y = load(a, 'b', k=1)\n",
        "x = await load(a, 'b', k=1)\n",
        "x = load(a, '#b', k=1)\n",
    ],
)
def test_a_fingerprint_changes_with_the_code(other: str) -> None:
    assert not same("x = load(a, 'b', k=1)\n", other, "load(")


def test_a_fingerprint_takes_rule_and_symbol_in() -> None:
    finding, module = at("x = load()\n", "load")
    other_rule = Finding(**{**vars(finding), "rule": "another"})
    other_symbol = Finding(**{**vars(finding), "symbol": "g"})
    other_path = Finding(**{**vars(finding), "path": "n.py"})
    made = [fingerprint(one, module) for one in (finding, other_rule, other_symbol, other_path)]
    assert len(set(made)) == 3
    assert made[0] == made[3]


@pytest.mark.parametrize(
    ("one", "other", "mark"),
    [
        ("with atomic():\n    a()\n", "with atomic():\n    b()\n", "with atomic():"),
        ("class A(B):\n    x = 1\n", "class A(B):\n    '''Text.'''\n    x = 2\n", "class A(B):"),
        ("for x in load():\n    a()\n", "for x in load():  # all\n    b()\nelse:\n    c()\n", "load()"),
        ("if a:\n    b\nelif load():\n    c\n", "if z:\n    y\nelif load():\n    x\n", "load()"),
        ("try:\n    a\nexcept load():\n    b\n", "try:\n    x\nexcept load():\n    y\n", "load()"),
        ("match a:\n    case b if load():\n        c\n", "match a:\n    case b if load():\n        z\n", "load()"),
        ("@on('a')\ndef f(x):\n    a()\n", "@z\n@on('a')\ndef f(x):\n    b()\n", "@on('a')"),
    ],
)
def test_of_a_compound_statement_the_header_counts(one: str, other: str, mark: str) -> None:
    assert same(one, other, mark)


@pytest.mark.parametrize(
    ("one", "other", "mark"),
    [
        ("for x in load():\n    a()\n", "for y in load():\n    a()\n", "load()"),
        ("@on('a')\ndef f(x):\n    a()\n", "@on('a')\ndef g(x):\n    a()\n", "@on('a')"),
        ("class A(B):\n    x = 1\n", "class A2(B):\n    x = 1\n", "class A"),
    ],
)
def test_findings_under_other_headers_are_others(one: str, other: str, mark: str) -> None:
    assert not same(one, other, mark)


def test_statements_on_one_line_are_told_apart() -> None:
    source = "a = load(); b = load()\n"
    module = Module("m.py", source.encode())
    first = Finding("r", "m.py", Span(1, 5, 1, 11), "", "error")
    second = Finding("r", "m.py", Span(1, 17, 1, 23), "", "error")
    assert fingerprint(first, module) != fingerprint(second, module)


def test_code_newer_than_the_interpreter_is_fingerprinted() -> None:
    source = 'def f[T](x: T) -> T:\n    return load(f"{x["a"]}", 1)\n'
    assert same(source, "\n" + source.replace(", 1", ",1,"), "load(")


def test_equal_findings_of_a_file_are_counted() -> None:
    source = "def f():\n    load()\n    load()\n"
    module = Module("m.py", source.encode())
    found = [Finding("r", "m.py", Span(line, 5, line, 11), "", "error", symbol="f") for line in (3, 2)]
    made = fingerprints(found, lambda _: module)
    assert made[found[1].identity] == fingerprint(found[1], module)
    assert made[found[0].identity] == fingerprint(found[0], module, ordinal=1)
    assert len(set(made.values())) == 2


@pytest.mark.usefixtures("folder")
def test_a_file_that_is_gone_is_recognised_by_the_line_of_its_finding() -> None:
    finding, module = at("x = load()\n", "load")
    assert fingerprints([finding])[finding.identity] == fingerprint(finding, module)


def test_a_file_that_got_shorter_meanwhile_is_no_trouble() -> None:
    finding, _ = at("\n\n\nx = load()\n", "load")
    assert fingerprint(finding, Module("m.py", b"\n")) == fingerprint(finding)


@pytest.mark.parametrize("code", ["'", '"""', "f'{x['a']}'", "\\", "é = 'ü'", "a\0b", "x = '''\r\n'''", "\udc80"])
def test_no_text_is_too_odd_for_a_fingerprint(code: str) -> None:
    finding = Finding("r", "m.py", Span(1, 1, 1, 1), "", "error", code=code)
    assert len(fingerprint(finding)) == 32


def test_long_code_takes_no_time() -> None:
    assert normalised("x = '" + "\\'" * 200_000)
    assert normalised("(" * 200_000 + "," * 200_000)


# The file


def test_a_baseline_silences_what_is_found_today(folder: Path) -> None:
    put(folder, {"app/a.py": LOOP, "app/b.py": SEND})
    said = run(0, "baseline", "write")
    assert said.startswith(f"{NAME}: 2 findings in 2 files written\n")
    assert f"asyncfix check --baseline {NAME}" in said
    assert run(1, "check").endswith("2 findings in 2 files; 2 fixable.\n")
    assert run(0, "check", "--baseline", NAME) == "No findings in 2 files. 2 findings in the baseline.\n"
    put(folder, {"app/c.py": LOOP.replace(b"poll", b"again")})
    said = run(1, "check", "--baseline", NAME)
    assert "app/c.py:6:13: finally-jump" in said
    assert "app/a.py" not in said
    assert said.endswith("1 finding in 3 files; 1 fixable. 2 findings in the baseline.\n")


def test_the_file_is_sorted_json_with_a_line_for_each_finding(folder: Path) -> None:
    put(folder, {"z.py": LOOP, "app/b é.py": SEND})
    run(0, "baseline", "write")
    text = (folder / NAME).read_text()
    *head, first, second, end, last = text.splitlines()
    assert head == ["{", '  "tool": "asyncfix",', '  "version": 1,', '  "findings": [']
    assert [end, last] == ["  ]", "}"]
    found = entries(folder / NAME)
    assert [one["path"] for one in found] == ["app/b é.py", "z.py"]
    assert found[1] == {
        "path": "z.py",
        "rule": "finally-jump",
        "symbol": "poll",
        "code": "break",
        "fingerprint": found[1]["fingerprint"],
    }
    assert [json.loads(first.rstrip(",")), json.loads(second)] == found
    run(0, "baseline", "write", "--force")
    assert (folder / NAME).read_text() == text


def test_one_is_written_where_nothing_is_found(folder: Path) -> None:
    put(folder, {"a.py": PLAIN})
    run(0, "baseline", "write")
    assert json.loads((folder / NAME).read_text()) == {"tool": "asyncfix", "version": 1, "findings": []}
    assert run(0, "check", "--baseline", NAME) == "No findings in 1 file.\n"


def test_a_baseline_that_is_there_is_not_replaced(folder: Path) -> None:
    put(folder, {"a.py": LOOP, NAME: "mine"})
    said = run(2, "baseline", "write")
    assert f"{NAME}: is there already; `asyncfix baseline update`" in said
    assert (folder / NAME).read_text() == "mine"
    run(0, "baseline", "write", "--force")
    assert len(entries(folder / NAME)) == 1


def test_nothing_is_written_for_a_path_that_leads_nowhere(folder: Path) -> None:
    assert "nope: no such file or folder" in run(2, "baseline", "write", "nope")
    assert not (folder / NAME).exists()


def test_a_file_that_is_no_python_leaves_the_others_in_the_baseline(folder: Path) -> None:
    put(folder, {"a.py": LOOP, "b.py": BROKEN + LOOP})
    assert "b.py: cannot be parsed" in run(2, "baseline", "write")
    assert [one["path"] for one in entries(folder / NAME)] == ["a.py"]


@pytest.mark.usefixtures("folder")
def test_standard_input_has_no_baseline() -> None:
    for command in ("write", "update"):
        assert "standard input" in run(2, "baseline", command, "-")


def test_the_usual_place_is_the_root_of_the_repository(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, {"lib/app/a.py": LOOP})
    monkeypatch.chdir(folder / "lib" / "app")
    run(0, "baseline", "write")
    assert [one["path"] for one in entries(folder / NAME)] == ["lib/app/a.py"]
    assert run(0, "check", "--baseline", f"../../{NAME}").endswith("1 finding in the baseline.\n")
    assert run(0, "baseline", "update").startswith(f"{folder}/{NAME}: 0 taken out; 1 finding left")


def test_a_baseline_in_a_folder_beside_the_code(folder: Path) -> None:
    put(folder, {"src/a.py": LOOP, "ci/x": ""})
    run(0, "baseline", "write", "--file", "ci/known.json")
    assert [one["path"] for one in entries(folder / "ci" / "known.json")] == ["../src/a.py"]
    run(0, "check", "--baseline", "ci/known.json")


def test_code_outside_of_the_project_is_not_put_into_its_baseline(folder: Path) -> None:
    put(folder, {"one/.git/x": "", "other/a.py": LOOP})
    said = run(2, "baseline", "write", "--file", "one/known.json", "other")
    assert "other/a.py: does not lie in" in said
    assert not (folder / "one" / "known.json").exists()


def test_links_lead_to_the_same_entries(folder: Path) -> None:
    put(folder, {"real/app/a.py": LOOP})
    (folder / "link").symlink_to("real")
    run(0, "baseline", "write", "link/app")
    assert [one["path"] for one in entries(folder / NAME)] == ["real/app/a.py"]
    run(0, "check", "--baseline", NAME, "real")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems want names to be UTF-8")
def test_a_name_that_is_no_utf_8(folder: Path) -> None:
    put(folder, {os.fsdecode(b"a\xff.py"): LOOP})
    run(0, "baseline", "write")
    run(0, "check", "--baseline", NAME)


# The ratchet


def test_what_is_fixed_must_leave_the_file(folder: Path) -> None:
    put(folder, {"a.py": LOOP, "b.py": SEND})
    run(0, "baseline", "write")
    put(folder, {"a.py": FIXED})
    said = run(1, "check", "--baseline", NAME)
    assert f"{NAME}: 1 finding of this baseline is gone; `asyncfix baseline update --file {NAME}` takes it out" in said
    assert "    a.py: finally-jump in poll: break\n" in said
    assert run(0, "baseline", "update") == f"{NAME}: 1 taken out; 1 finding left\n"
    run(0, "check", "--baseline", NAME)


def test_an_update_does_not_let_new_ones_in_unless_told_to(folder: Path) -> None:
    put(folder, {"a.py": LOOP, "b.py": PLAIN})
    run(0, "baseline", "write")
    put(folder, {"a.py": FIXED, "b.py": SEND})
    said = run(1, "baseline", "update")
    assert "b.py:6:13: finally-jump" in said
    assert f"{NAME}: 1 taken out; 0 findings left\nThere is 1 finding that it does not know" in said
    assert run(0, "baseline", "update", "--add").startswith(f"{NAME}: 0 taken out, 1 added; 1 finding left")
    run(0, "check", "--baseline", NAME)


def test_an_update_with_nothing_to_do_leaves_the_file_alone(folder: Path) -> None:
    put(folder, {"a.py": LOOP})
    run(0, "baseline", "write")
    before = (folder / NAME).stat()
    run(0, "baseline", "update")
    assert (folder / NAME).stat().st_mtime_ns == before.st_mtime_ns
    assert (folder / NAME).stat().st_ino == before.st_ino


def test_one_more_of_the_same_in_a_function_is_new(folder: Path) -> None:
    twice = LOOP + b"    for row in rows:\n        try:\n            row()\n        finally:\n            break\n"
    put(folder, {"a.py": LOOP})
    run(0, "baseline", "write")
    put(folder, {"a.py": twice})
    assert "1 finding in 1 file; 1 fixable. 1 finding in the baseline." in run(1, "check", "--baseline", NAME)
    run(0, "baseline", "update", "--add")
    run(0, "check", "--baseline", NAME)
    put(folder, {"a.py": LOOP})
    assert "1 finding of this baseline is gone" in run(1, "check", "--baseline", NAME)


def test_moved_lines_and_formatters_change_nothing(folder: Path) -> None:
    put(folder, {"a.py": LOOP})
    run(0, "baseline", "write")
    put(folder, {"a.py": b"import os\n\n\n" + LOOP.replace(b"break", b"break  # out").replace(b"\n", b"\r\n")})
    run(0, "check", "--baseline", NAME)
    put(folder, {"a.py": LOOP.replace(b"    ", b"\t")})
    run(0, "check", "--baseline", NAME)


def test_a_renamed_file_keeps_its_findings(folder: Path) -> None:
    put(folder, {"app/a.py": LOOP})
    run(0, "baseline", "write")
    (folder / "app").rename(folder / "service")
    (folder / "service" / "a.py").rename(folder / "service" / "b.py")
    run(0, "check", "--baseline", NAME)
    run(0, "check", "--baseline", NAME, "service/b.py")
    assert run(0, "baseline", "update") == f"{NAME}: 0 taken out, 1 in files of another name; 1 finding left\n"
    assert [one["path"] for one in entries(folder / NAME)] == ["service/b.py"]


def test_a_function_that_moved_to_another_file_keeps_its_findings(folder: Path) -> None:
    put(folder, {"a.py": LOOP + SEND, "b.py": PLAIN})
    run(0, "baseline", "write")
    put(folder, {"a.py": SEND, "b.py": PLAIN + LOOP})
    run(0, "check", "--baseline", NAME)


def test_a_copy_is_new(folder: Path) -> None:
    put(folder, {"a.py": LOOP})
    run(0, "baseline", "write")
    put(folder, {"b.py": LOOP})
    said = run(1, "check", "--baseline", NAME)
    assert "b.py:6:13" in said
    # Nobody looks at a.py here: that its entry is in use must be known all the same.
    assert "b.py:6:13" in run(1, "check", "--baseline", NAME, "b.py")


def test_two_renamed_files_with_equal_code(folder: Path) -> None:
    put(folder, {"a.py": LOOP, "b.py": LOOP})
    run(0, "baseline", "write")
    (folder / "a.py").rename(folder / "c.py")
    (folder / "b.py").rename(folder / "a.py")
    run(0, "check", "--baseline", NAME)
    put(folder, {"d.py": LOOP})
    assert "1 finding in 3 files" in run(1, "check", "--baseline", NAME)


# Runs that see only a part


def test_a_run_over_some_files_says_nothing_of_the_others(folder: Path) -> None:
    put(folder, {"app/a.py": LOOP, "lib/b.py": SEND})
    run(0, "baseline", "write")
    put(folder, {"app/a.py": FIXED, "lib/b.py": PLAIN})
    said = run(1, "check", "--baseline", NAME, "app/a.py")
    assert "app/a.py: finally-jump" in said
    assert "lib/b.py" not in said
    assert "lib/b.py" in run(1, "check", "--baseline", NAME, "lib")
    assert run(0, "baseline", "update", "app").startswith(
        f"{NAME}: 1 taken out; 1 finding left (1 that this run does not look at)"
    )
    assert [one["path"] for one in entries(folder / NAME)] == ["lib/b.py"]


def test_a_deleted_file_is_judged_where_its_folder_is_walked(folder: Path) -> None:
    put(folder, {"app/a.py": LOOP, "lib/b.py": PLAIN})
    run(0, "baseline", "write")
    (folder / "app" / "a.py").unlink()
    assert "app/a.py" in run(1, "check", "--baseline", NAME)
    assert "app/a.py" in run(1, "check", "--baseline", NAME, "app")
    run(0, "check", "--baseline", NAME, "lib")
    run(0, "check", "--baseline", NAME, "lib/b.py")
    run(0, "baseline", "update", "lib/b.py")
    assert len(entries(folder / NAME)) == 1
    run(0, "baseline", "update")
    assert entries(folder / NAME) == []


def test_a_file_that_cannot_be_parsed_is_not_judged(folder: Path) -> None:
    put(folder, {"a.py": LOOP})
    run(0, "baseline", "write")
    put(folder, {"a.py": BROKEN + LOOP})
    said = run(2, "check", "--baseline", NAME)
    assert "gone" not in said
    run(2, "baseline", "update")
    assert len(entries(folder / NAME)) == 1


def test_a_folder_that_cannot_be_read_is_not_judged(folder: Path) -> None:
    put(folder, {"app/a.py": PLAIN})
    trouble = FileTrouble("app/b", "permission denied")
    told = scope(["."], [Found("app/a.py", named=False)], [trouble], lambda _: frozenset({"r"}))
    assert told.tells_of(f"{folder}/app/a.py", "r")
    assert told.tells_of(f"{folder}/app/gone.py", "r")
    assert not told.tells_of(f"{folder}/app/b/gone.py", "r")
    assert not told.tells_of(f"{folder}/app/b", "r")
    assert told.tells_of(f"{folder}/app/bb.py", "r")


def test_rules_that_did_not_look_are_not_judged(folder: Path) -> None:
    put(folder, {"a.py": LOOP})
    run(0, "baseline", "write")
    put(folder, {"a.py": FIXED})
    run(0, "check", "--baseline", NAME, "--select", "sync-orm-in-async")
    run(0, "check", "--baseline", NAME, "--ignore", "finally-jump")
    put(folder, {"pyproject.toml": '[tool.asyncfix.per-path-ignores]\n"a.py" = ["finally-jump"]\n'})
    run(0, "check", "--baseline", NAME)
    (folder / "a.py").unlink()
    run(0, "check", "--baseline", NAME, "--ignore", "finally-jump")


def test_excluded_files_are_not_judged(folder: Path) -> None:
    put(folder, {"old/a.py": LOOP})
    run(0, "baseline", "write")
    put(folder, {"old/a.py": FIXED})
    run(0, "check", "--baseline", NAME, "--exclude", "old/")


def test_a_finding_that_a_comment_now_covers_leaves_the_file(folder: Path) -> None:
    put(folder, {"a.py": LOOP})
    run(0, "baseline", "write")
    put(folder, {"a.py": LOOP.replace(b"break", b"break  # asyncfix: ignore[finally-jump] known")})
    assert "gone" in run(1, "check", "--baseline", NAME)
    run(0, "baseline", "update")
    assert run(0, "check", "--baseline", NAME) == "No findings in 1 file. 1 finding ignored by comments.\n"


def test_comments_that_cover_nothing_are_told_beside_a_baseline(folder: Path) -> None:
    put(folder, {"a.py": LOOP, "b.py": "x = 1  # asyncfix: ignore\n"})
    run(0, "baseline", "write")
    said = run(1, "check", "--baseline", NAME, "--report-unused-ignores")
    assert "b.py:1: unused `# asyncfix: ignore`" in said


def test_standard_input_is_held_against_the_baseline_of_its_name(folder: Path) -> None:
    put(folder, {"a.py": LOOP})
    run(0, "baseline", "write")
    known = invoke("check", "--baseline", NAME, "--stdin-filename", "a.py", "-", stdin=b"\n" + LOOP)
    assert known.exit_code == 0
    fixed = invoke("check", "--baseline", NAME, "--stdin-filename", "a.py", "-", stdin=FIXED)
    assert fixed.exit_code == 1
    assert f"is gone; `asyncfix baseline update --file {NAME}` takes it out" in fixed.output


# Configuration


def test_the_baseline_of_pyproject_is_used_without_being_named(folder: Path) -> None:
    put(folder, {"pyproject.toml": '[tool.asyncfix]\nbaseline = "ci/known.json"\n', "a.py": LOOP, "ci/x": ""})
    assert "asyncfix baseline write" in run(2, "check")
    assert run(0, "baseline", "write") == "ci/known.json: 1 finding in 1 file written\n"
    run(0, "check")
    run(0, "check", "a.py")
    run(1, "check", "--no-baseline")
    put(folder, {"a.py": FIXED})
    assert "`asyncfix baseline update a.py` takes it out" in run(1, "check", "a.py")
    run(0, "check", "--no-baseline")


def test_the_plain_command_line_knows_the_baseline_too(folder: Path) -> None:
    put(folder, {"pyproject.toml": f'[tool.asyncfix]\nbaseline = "{NAME}"\n', "a.py": LOOP})
    run(0, "baseline", "write")
    done = subprocess.run([sys.executable, "-m", "asyncfix", "check", "a.py"], capture_output=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, b"No findings in 1 file. 1 finding in the baseline.\n")


def test_projects_of_a_monorepo_have_baselines_of_their_own(folder: Path) -> None:
    table = '[tool.asyncfix]\nbaseline = "known.json"\n'
    put(folder, {"one/pyproject.toml": table, "two/pyproject.toml": table, "one/a.py": LOOP, "two/b.py": SEND})
    said = run(0, "baseline", "write")
    assert said == "one/known.json: 1 finding in 1 file written\ntwo/known.json: 1 finding in 1 file written\n"
    assert not (folder / NAME).exists()
    assert run(0, "check").endswith("2 findings in the baseline.\n")
    put(folder, {"two/b.py": PLAIN, "one/c.py": SEND})
    said = run(1, "check")
    assert "two/known.json: 1 finding of this baseline is gone" in said
    # It did not move: what is in the one baseline is nothing to the other.
    assert "one/c.py:6:13" in said
    assert run(1, "baseline", "update").count("known.json") == 2


@pytest.mark.parametrize("value", ["1", '""', '["a"]', "true", "{}"])
def test_a_baseline_in_pyproject_must_be_a_path(folder: Path, value: str) -> None:
    put(folder, {"pyproject.toml": f"[tool.asyncfix]\nbaseline = {value}\n", "a.py": PLAIN})
    assert "[tool.asyncfix] baseline must be the path of a file" in run(2, "check")


@pytest.mark.usefixtures("folder")
def test_options_that_contradict_each_other() -> None:
    assert "contradict" in run(2, "check", "--baseline", NAME, "--no-baseline")


# Bad input


def valid(**more: object) -> dict[str, Any]:
    entry = {"path": "a.py", "rule": "finally-jump", "symbol": "f", "code": "break", "fingerprint": "0" * 32}
    return {"tool": "asyncfix", "version": 1, "findings": [{**entry, **more}]}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is not valid JSON (line 1: "),
        ("{", "is not valid JSON (line 1: "),
        ("\ufeff\x00", "is not valid JSON"),
        (b"\xff\xfe{\x00", "is not UTF-8"),
        ("[]", "is no baseline of asyncfix"),
        ("null", "is no baseline of asyncfix"),
        ('{"version": "1.5.0", "results": {}}', "is no baseline of asyncfix"),
        ('{"tool": "asyncfix", "version": 1}', "is no baseline of asyncfix"),
        ('{"tool": "asyncfix", "version": 2, "findings": []}', "was written by a newer asyncfix (format 2); upgrade"),
        ('{"tool": "asyncfix", "version": true, "findings": []}', "has no known format version: True"),
        ('{"tool": "asyncfix", "version": 1, "findings": {}}', 'has no list of "findings"'),
        ('{"tool": "asyncfix", "version": 1, "findings": [1]}', "finding 1 is no object"),
        (json.dumps(valid(path=None)), 'finding 1 has no text "path"'),
        (json.dumps(valid(fingerprint="abc")), "finding 1 has no fingerprint but 'abc'"),
        (json.dumps(valid(path="../../a.py")), "finding 1 is in '../../a.py', which leads to no file of"),
        (json.dumps(valid(path="/etc/passwd")), "finding 1 is in '/etc/passwd', which leads to no file of"),
        (json.dumps(valid(path="C:\\a.py")), "which leads to no file of"),
        (json.dumps(valid(path="")), "finding 1 is in '', which leads to no file of"),
        (json.dumps(valid(path=".")), "finding 1 is in '.', which leads to no file of"),
        (json.dumps(valid(path="a\0b")), "which leads to no file of"),
        ("[" * 100_000, "is not valid JSON"),
        ("1" * 5000, "is not valid JSON"),
    ],
)
def test_what_is_no_baseline_is_a_sentence(folder: Path, content: str | bytes, said: str) -> None:
    put(folder, {"a.py": LOOP, NAME: content})
    for command in (("check", "--baseline", NAME), ("baseline", "update")):
        output = run(2, *command)
        assert output.startswith(f"asyncfix: {NAME}: the baseline ")
        assert said in output
        assert output.count("\n") == 1
    assert (folder / NAME).read_bytes() == (content if isinstance(content, bytes) else content.encode())


def test_the_command_that_writes_a_broken_baseline_anew_names_it(folder: Path) -> None:
    put(folder, {"a.py": LOOP, "ci/my known.json": "{"})
    said = run(2, "check", "--baseline", "ci/my known.json")
    assert "or write it anew with `asyncfix baseline write --force --file 'ci/my known.json'`" in said
    run(0, "baseline", "write", "--force", "--file", "ci/my known.json")
    run(0, "check", "--baseline", "ci/my known.json")
    assert "write it with `asyncfix baseline write --file nope.json`" in run(2, "check", "--baseline", "nope.json")


def test_a_baseline_that_is_not_there(folder: Path) -> None:
    put(folder, {"a.py": LOOP, "sub/a.py": PLAIN})
    for command in (("check", "--baseline", "nope.json"), ("baseline", "update", "--file", "nope.json")):
        said = run(2, *command)
        assert "nope.json: the baseline cannot be read: no such file or folder; write it with" in said
    assert "sub: the baseline cannot be read: is a folder" in run(2, "check", "--baseline", "sub")
    assert "sub: is a folder" in run(2, "baseline", "write", "--file", "sub", "--force")
    assert "nope/x.json: its folder is not there" in run(2, "baseline", "write", "--file", "nope/x.json")
    assert "wants the path of a file" in run(2, "check", "--baseline", "")
    assert "wants the path of a file" in run(2, "baseline", "write", "--file", "")


def test_a_rule_that_there_is_not(folder: Path) -> None:
    put(folder, {"a.py": LOOP, NAME: json.dumps(valid(rule="other-rule"))})
    said = run(2, "check", "--baseline", NAME)
    assert f'{NAME}: the baseline has a finding of the rule "other-rule" in a.py, and there is no such rule' in said
    said = run(0, "baseline", "update", "--add")
    assert said == f"{NAME}: 0 taken out, 1 of unknown rules taken out, 1 added; 1 finding left\n"
    run(0, "check", "--baseline", NAME)


def test_what_a_merge_left_twice_counts_once(folder: Path) -> None:
    put(folder, {"a.py": LOOP})
    run(0, "baseline", "write")
    content = json.loads((folder / NAME).read_text())
    content["findings"].append({**content["findings"][0], "code": "break  # theirs"})
    put(folder, {NAME: json.dumps(content)})
    run(0, "check", "--baseline", NAME)
    run(0, "baseline", "update")
    assert len(entries(folder / NAME)) == 1


CONFLICT = """\
{{
  "tool": "asyncfix",
  "version": {version},
  "findings": [
    {first},
<<<<<<< HEAD
    {second}
||||||| before
=======
    {third}
>>>>>>> theirs
  ]
}}
"""


def test_an_update_takes_both_sides_of_a_merge_conflict(folder: Path) -> None:
    put(folder, {"a.py": LOOP, "b.py": SEND, "c.py": LOOP.replace(b"poll", b"third")})
    run(0, "baseline", "write")
    whole = (folder / NAME).read_text()
    first, second, third = (json.dumps(one) for one in entries(folder / NAME))
    conflict = CONFLICT.format(version=1, first=first, second=second, third=third)
    put(folder, {NAME: conflict})
    said = run(2, "check", "--baseline", NAME)
    assert "the baseline holds the markers of a merge conflict (line 6); `asyncfix baseline update` takes" in said
    assert run(0, "baseline", "update") == f"{NAME}: 0 taken out; 3 findings left\n"
    assert (folder / NAME).read_text() == whole
    put(folder, {NAME: conflict.replace("\n", "\r\n"), "b.py": PLAIN})
    run(0, "baseline", "update")
    assert [one["path"] for one in entries(folder / NAME)] == ["a.py", "c.py"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"tool": "asyncfix"', '"tool": "other"', "is no baseline of asyncfix"),
        ('"version": 1', '"version": 2', "was written by a newer asyncfix"),
        ('"version": 1', '"version": x', "has no known format version"),
        ('"path": "a.py"', '"path": "../../a.py"', "which leads to no file of"),
        ('"path": "a.py"', '"path": "a.py', "is not valid JSON"),
    ],
)
def test_a_merge_conflict_in_what_is_no_baseline(folder: Path, old: str, new: str, said: str) -> None:
    one = json.dumps(valid()["findings"][0])
    content = CONFLICT.format(version=1, first=one, second=one, third=one).replace(old, new)
    put(folder, {"a.py": LOOP, NAME: content})
    assert said in run(2, "baseline", "update")
    assert (folder / NAME).read_text() == content


def test_keys_that_a_later_version_adds_to_an_entry_do_no_harm(folder: Path) -> None:
    put(folder, {"a.py": PLAIN, NAME: json.dumps(valid(why="later", path="b.py"))})
    assert "b.py" in run(1, "check", "--baseline", NAME)


# Formats


def test_json_tells_of_the_baseline(folder: Path) -> None:
    put(folder, {"a.py": LOOP, "b.py": SEND, "c.py": LOOP.replace(b"poll", b"other")})
    run(0, "baseline", "write", "a.py", "b.py")
    put(folder, {"b.py": PLAIN})
    result = invoke("check", "--baseline", NAME, "--format", "json")
    data = json.loads(result.stdout)
    assert result.exit_code == 1
    assert [one["path"] for one in data["findings"]] == ["c.py"]
    assert data["summary"]["findings"] == 1
    assert data["baseline"]["unchanged"] == 1
    assert [one["path"] for one in data["baseline"]["gone"]] == ["b.py"]
    assert "baseline" not in json.loads(invoke("check", "--format", "json").stdout)


def test_sarif_tells_new_from_unchanged(folder: Path) -> None:
    put(folder, {"a.py": LOOP})
    run(0, "baseline", "write")
    put(folder, {"a.py": b"\n" + LOOP, "c.py": SEND})
    results = json.loads(invoke("check", "--baseline", NAME, "--format", "sarif").stdout)["runs"][0]["results"]
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in results]
    states = dict(zip(places, (one["baselineState"] for one in results), strict=True))
    assert states == {"a.py": "unchanged", "c.py": "new"}


def test_fingerprints_of_reports_do_not_depend_on_what_is_left_out(folder: Path) -> None:
    """The second of two equal findings keeps its own when the first one is in the baseline."""
    twice = LOOP + b"    for row in rows:\n        try:\n            row()\n        finally:\n            break\n"

    def told(*args: str) -> list[str]:
        return [one["fingerprint"] for one in json.loads(invoke("check", "--format", "gitlab", *args).stdout)]

    put(folder, {"a.py": LOOP})
    run(0, "baseline", "write")
    put(folder, {"a.py": twice})
    both = told()
    assert len(set(both)) == 2
    assert told("--baseline", NAME) == both[1:]


@pytest.mark.parametrize("make", [lambda path: path.chmod(0o444), lambda path: path.unlink()])
def test_a_baseline_is_for_everybody_to_read(folder: Path, make: Callable[[Path], None]) -> None:
    put(folder, {"a.py": LOOP})
    run(0, "baseline", "write")
    assert (folder / NAME).stat().st_mode & 0o444 == 0o444
    assert {NAME, "a.py"} == {name for name in os.listdir(folder) if not name.startswith(".")}
    make(folder / NAME)
    run(0, "baseline", "write", "--force")
    assert len(entries(folder / NAME)) == 1
