"""SARIF: valid by the official schema, and its fixes are what `asyncfix apply` writes."""

from __future__ import annotations

import json
import os
import re
import shutil
import tomllib
from email.message import Message
from importlib import metadata
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest
from commandline import FIXED, LOOP, invoke
from formats import (
    HERE,
    REPORTED,
    UNSAFE,
    applied,
    each_run,
    of_run,
    path_of,
    sarif,
    sarif_run,
    with_baseline,
    write,
    written,
)

from asyncfix import engine, planning
from asyncfix.commands import session as sessions
from asyncfix.report import replacing
from asyncfix.rule import Finding
from asyncfix.transforms import RULES
from asyncfix.writing import Change

CASES = HERE / "before_after"


@each_run
def test_sarif_is_valid_by_the_official_schema(folder: Path, name: str) -> None:
    sarif_run(of_run(folder, name, "sarif"))


def test_sarif_says_where_and_what(folder: Path) -> None:
    write(folder, {"pkg/a.py": b"class Poller:\n" + b"".join(b"    " + line for line in LOOP.splitlines(True))})
    (result,) = sarif()["results"]
    (location,) = result["locations"]
    assert result["ruleId"] == "finally-jump"
    assert result["level"] == "error"
    assert result["message"]["text"].startswith("`break` in `finally` discards")
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "pkg/a.py", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 7, "startColumn": 17, "endLine": 7, "endColumn": 22},
    }
    assert location["logicalLocations"] == [{"name": "poll", "fullyQualifiedName": "Poller.poll"}]
    (related,) = result["relatedLocations"]
    assert related["physicalLocation"]["region"] == {"startLine": 5}
    assert related["message"]["text"] == "`return row()` is discarded"


def test_sarif_describes_each_rule(folder: Path) -> None:
    write(folder, {"a.py": b"x = 1\n"})
    rules = sarif()["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.name for rule in RULES]
    for rule in rules:
        page = (HERE.parent / "docs" / "rules" / f"{rule['id']}.md").read_text("utf-8")
        assert rule["help"]["markdown"] == page
        assert rule["shortDescription"]["text"] in page
        # GitHub cuts what is longer.
        assert len(rule["fullDescription"]["text"]) <= 1024
        assert "helpUri" not in rule


def test_sarif_links_to_the_pages_of_rules_where_the_distribution_says_where_they_are(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, {"a.py": b"x = 1\n"})
    named = Message()
    for url in ("Documentation, https://docs.test/async/", "Homepage, https://home.test/"):
        named["Project-URL"] = url
    monkeypatch.setattr(metadata, "metadata", lambda _: named)
    driver = sarif()["tool"]["driver"]
    assert driver["informationUri"] == "https://home.test/"
    assert driver["rules"][0]["helpUri"] == "https://docs.test/async/rules/finally-jump.md"


def test_sarif_holds_the_fix_that_apply_writes(folder: Path) -> None:
    write(folder, {"a.py": LOOP})
    run = sarif()
    (result,) = run["results"]
    (fix,) = result["fixes"]
    assert "now returns" in fix["description"]["text"]
    assert applied(run, fix, lambda path: (folder / path).read_bytes()) == {"a.py": FIXED}
    invoke("apply", "--yes", "--no-undo")
    assert (folder / "a.py").read_bytes() == FIXED


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(LOOP.replace(b"\n", b"\r\n"), FIXED.replace(b"\n", b"\r\n"), id="crlf"),
        pytest.param(b"\xef\xbb\xbf" + LOOP, b"\xef\xbb\xbf" + FIXED, id="byte_order_mark"),
        pytest.param(LOOP[:-1], FIXED[:-1], id="no_line_end_at_the_end"),
        pytest.param(b"# coding: latin-1\n# \xe9\n" + LOOP, b"# coding: latin-1\n# \xe9\n" + FIXED, id="latin_1"),
        pytest.param(b"\x0c# \xe2\x80\xa8\n" + LOOP, b"\x0c# \xe2\x80\xa8\n" + FIXED, id="form_feed_and_u2028"),
        pytest.param(b"# \xf0\x9f\x90\x8d\n" + LOOP, b"# \xf0\x9f\x90\x8d\n" + FIXED, id="beyond_the_basic_plane"),
    ],
)
def test_sarif_fixes_apply_to_files_of_all_kinds(folder: Path, before: bytes, after: bytes) -> None:
    write(folder, {"a.py": before})
    run = sarif()
    (result,) = run["results"]
    assert applied(run, result["fixes"][0], lambda path: (folder / path).read_bytes()) == {"a.py": after}
    invoke("apply", "--yes", "--no-undo")
    assert (folder / "a.py").read_bytes() == after


def test_each_sarif_fix_is_right_when_it_is_the_only_one_that_is_applied(folder: Path) -> None:
    other = LOOP.replace(b"poll", b"ask")
    write(folder, {"a.py": LOOP + b"\n\n" + other})
    run = sarif()
    made = [
        applied(run, result["fixes"][0], lambda path: (folder / path).read_bytes())["a.py"] for result in run["results"]
    ]
    assert made == [FIXED + b"\n\n" + other, LOOP + b"\n\n" + FIXED.replace(b"poll", b"ask")]


def fixable_cases(rule: str) -> list[Path]:
    cases = sorted((CASES / rule).glob("*/"))
    return [case for case in cases if (case / "after").is_dir() and "unsafe" not in options_of(case)]


def options_of(case: Path) -> dict[str, object]:
    path = case / "options.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}


def assert_fixes_apply(case: Path, folder: Path) -> None:
    """Each finding's fix in SARIF makes what the engine makes of that finding alone."""
    shutil.copytree(case / "before", folder, dirs_exist_ok=True)
    # The root of a repository is as far as names are looked for.
    (folder / ".git").mkdir()
    rule = case.parent.name
    given = [f"{rule}.{name}={str(value).lower()}" for name, value in options_of(case).items()]
    run = sarif_run(invoke("check", "--select", rule, *(f"-o{one}" for one in given), "--format", "sarif").stdout)
    session = sessions.start([], select=(rule,), options=tuple(given))
    findings = session.look().findings
    assert len(findings) == len(run["results"])
    fixed = 0
    for finding, result in zip(findings, run["results"], strict=True):
        plan = planned_alone(session, finding)
        changes = {change.path: change.after for change in plan.changes}
        fixes = result.get("fixes", [])
        assert len(fixes) == bool(changes)
        for fix in fixes:
            assert applied(run, fix, lambda path: (folder / path).read_bytes()) == changes
            fixed += 1
    assert fixed


def planned_alone(session: sessions.Session, finding: Finding) -> engine.Plan:
    return engine.plan(
        sorted({finding.path, *(finding.fix.touches if finding.fix else ())}),
        session.sources.open_module,
        session.sources.settings.rules,
        allowed=lambda one: one.identity == finding.identity and engine.is_safe(one),
        at_most=1,
        tree=session.sources.tree(),
    )


@pytest.mark.parametrize(
    "name",
    [
        "base-http-middleware/handlers-for-functions-registered-elsewhere",
        "base-http-middleware/handlers-for-two-classes-of-one-file",
        "finally-jump/hoists_both_of_two_nested_loops",
        "finally-jump/result_variable_in_all_seven_incident_methods",
        "finally-jump/result_variable_in_a_file_with_tabs",
    ],
)
def test_sarif_fixes_of_fixtures_apply(folder: Path, name: str) -> None:
    assert_fixes_apply(CASES / name, folder)


def test_a_sarif_fix_over_several_files_has_a_change_for_each(folder: Path) -> None:
    case = CASES / "base-http-middleware" / "handlers-for-functions-registered-elsewhere"
    shutil.copytree(case / "before", folder, dirs_exist_ok=True)
    run = sarif("--select", "base-http-middleware")
    counts = [len(fix["artifactChanges"]) for result in run["results"] for fix in result.get("fixes", [])]
    assert max(counts) > 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "case",
    [case for rule in RULES for case in fixable_cases(rule.name)[::4]],
    ids=lambda case: f"{case.parent.name}/{case.name}",
)
def test_sarif_fixes_of_each_fourth_fixture_apply(folder: Path, case: Path) -> None:
    assert_fixes_apply(case, folder)


def test_sarif_has_no_fix_where_there_is_none_by_default(folder: Path) -> None:
    write(folder, {"a.py": UNSAFE, "b.py": REPORTED})
    results = sarif()["results"]
    assert len(results) == 3
    assert not any("fixes" in result for result in results)
    assert "fixed with --unsafe only: " in results[0]["message"]["text"]
    assert "not fixed: " in results[1]["message"]["text"]


def test_sarif_has_no_fix_and_says_why_where_rewriting_fails(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # LibCST finds no end in this sum. `check` as text does not try the rewrite, and cannot know.
    monkeypatch.setattr(planning, "TIME_LIMIT", 2.0)
    wide = LOOP.replace(b"row()", b"(" + b" + ".join([b"1"] * 30_000) + b")")
    write(folder, {"a.py": wide})
    (result,) = sarif()["results"]
    assert "fixes" not in result
    assert "not fixed: the code around it is too much for the rewriting library" in result["message"]["text"]


def test_sarif_names_files_from_the_root_of_the_repository(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, {".git/HEAD": b"", "backend/app/a.py": LOOP})
    monkeypatch.chdir(folder / "backend")
    assert path_of(sarif()["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]) == "backend/app/a.py"


@pytest.mark.usefixtures("folder")
def test_sarif_names_files_elsewhere_by_their_full_path(tmp_path_factory: pytest.TempPathFactory) -> None:
    there = tmp_path_factory.mktemp("else where") / "ä.py"
    there.write_bytes(LOOP)
    location = sarif(str(there))["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert "uriBaseId" not in location
    assert location["uri"].startswith("file:///")
    assert os.fsdecode(unquote_to_bytes(location["uri"].removeprefix("file://"))) == str(there)


def test_sarif_reports_files_in_trouble_as_notifications(folder: Path) -> None:
    run = sarif_run(of_run(folder, "errors_only", "sarif"))
    (invocation,) = run["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    assert [
        (path_of(one["locations"][0]["physicalLocation"]["artifactLocation"]), one["level"])
        for one in invocation["toolExecutionNotifications"]
    ] == [("nowhere.py", "error"), ("a.py", "error")]
    assert "no such file" in invocation["toolExecutionNotifications"][0]["message"]["text"]
    assert run["results"] == []


def test_sarif_reports_ignore_comments_that_cover_nothing(folder: Path) -> None:
    run = sarif_run(of_run(folder, "unused_ignores", "sarif"))
    assert [(one["ruleId"], one["level"]) for one in run["results"]] == [
        ("unused-ignore", "warning"),
        ("finally-jump", "error"),
    ]


def fingerprints(format_: str, *args: str) -> list[str]:
    if format_ == "gitlab":
        return [entry["fingerprint"] for entry in json.loads(written(format_, *args))]
    return [result["partialFingerprints"]["asyncfix/v1"] for result in sarif(*args)["results"]]


def test_fingerprints_stay_when_lines_move_and_tell_findings_apart(folder: Path) -> None:
    for format_ in ("sarif", "gitlab"):
        write(folder, {"a.py": LOOP + b"\n\n" + LOOP, "b.py": LOOP})
        first = fingerprints(format_)
        write(folder, {"a.py": b"import os\n\n\n" + LOOP + b"\n\nx = 1\n\n\n" + LOOP})
        assert fingerprints(format_) == first
        assert len(set(first)) == 3


@pytest.mark.parametrize("format_", ["sarif", "gitlab"])
def test_fingerprints_stay_when_a_file_gets_another_name_and_are_those_of_a_baseline(
    folder: Path, format_: str
) -> None:
    write(folder, {"a.py": LOOP, "sub/c.py": LOOP.replace(b"poll", b"ask")})
    first = fingerprints(format_)
    (folder / "a.py").rename(folder / "b.py")
    (folder / "sub").rename(folder / "lib")
    assert fingerprints(format_) == first
    assert invoke("baseline", "write", "--file", "known.json").exit_code == 0
    assert [one["fingerprint"] for one in json.loads((folder / "known.json").read_text())["findings"]] == first


def test_fingerprints_of_copies_differ_whether_a_baseline_knows_them_or_not(folder: Path) -> None:
    write(folder, {"a.py": LOOP})
    assert invoke("baseline", "write", "--file", "known.json").exit_code == 0
    write(folder, {"b.py": LOOP})
    without = fingerprints("sarif")
    assert len(set(without)) == 2
    assert fingerprints("sarif", "--baseline", "known.json") == without


def test_sarif_says_what_a_baseline_knows(folder: Path) -> None:
    with_baseline(folder)
    run = sarif("--baseline", "known.json")
    states = [
        (path_of(one["locations"][0]["physicalLocation"]["artifactLocation"]), one["baselineState"], "fixes" in one)
        for one in run["results"]
    ]
    assert states == [("known.py", "unchanged", True), ("new.py", "new", True)]
    (gone,) = run["invocations"][0]["toolExecutionNotifications"]
    assert gone["message"]["text"].startswith("finally-jump in ask is gone from fixed.py: ")


def test_sarif_says_nothing_of_baselines_without_one(folder: Path) -> None:
    write(folder, {"a.py": LOOP})
    assert "baselineState" not in sarif()["results"][0]


# Replacements


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\nb\nc\n", "a\nX\nc\n"),
        ("a\nb\nc\n", "X\na\nb\nc\n"),
        ("a\nb\nc\n", "a\nb\nc\nX\n"),
        ("a\nb\nc\n", "a\nb\n"),
        ("a\nb\nc\n", "c\n"),
        ("a\nb\nc", "a\nb\nX"),
        ("a\nb\nc", "a\nb\nc\nX"),
        ("a\nb\nc", "a\nb"),
        ("a\nb\nc", "X"),
        ("a", "a\nb\n"),
        ("", "a\n"),
        ("a\n", ""),
        ("a\r\nb\r\n", "a\r\nX\r\nY\r\n"),
        ("a\rb\r", "a\rX\rb\rY\r"),
        ("a\nb\na\nb\n", "b\na\n"),
    ],
)
def test_replacements_make_the_change_within_the_lines_of_the_file(before: str, after: str) -> None:
    found = replacing.replacements(Change("a.py", before.encode(), after.encode()))
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", before)
    lines = lines[:-1] if len(lines) > 1 and not lines[-1] else lines
    starts = [sum(map(len, lines[:number])) for number in range(len(lines))]
    text = before
    for (line, column, end_line, end_column), inserted in reversed(found):
        assert 1 <= line <= end_line <= len(lines)
        assert end_column <= len(lines[end_line - 1]) + 1
        text = text[: starts[line - 1] + column - 1] + inserted + text[starts[end_line - 1] + end_column - 1 :]
    assert text == after
