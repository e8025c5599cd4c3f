"""The formats of `check` but SARIF: each read back by what others wrote, on empty, broken and odd input."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from commandline import FIXED, LOOP, invoke
from formats import BROKEN, HERE, REPORTED, applied, each_run, of_run, path_of, sarif, with_baseline, write, written
from junitparser import Error, Failure, JUnitXml, TestCase, TestSuite

from asyncfix.report import problems
from asyncfix.report.formats import NAMES

# JSON


OWN_SCHEMA = json.loads((HERE.parent / "docs" / "json.schema.json").read_text("utf-8"))


def undocumented(data: Any, schema: Mapping[str, Any], at: str = "") -> Iterator[str]:
    """The keys of real output that the schema does not know."""
    while "$ref" in schema:
        schema = OWN_SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
    if isinstance(data, list):
        for one in data:
            yield from undocumented(one, schema["items"], f"{at}[]")
    elif isinstance(data, dict):
        for key, value in data.items():
            if key not in schema["properties"]:
                yield f"{at}.{key}"
            else:
                yield from undocumented(value, schema["properties"][key], f"{at}.{key}")


def assert_documented(text: str) -> Any:
    data = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(OWN_SCHEMA)
    jsonschema.Draft202012Validator(OWN_SCHEMA).validate(data)
    assert list(undocumented(data, OWN_SCHEMA)) == []
    return data


@each_run
def test_json_is_as_its_schema_says(folder: Path, name: str) -> None:
    assert_documented(of_run(folder, name, "json"))


def test_json_says_what_a_baseline_knows_and_what_is_gone_from_it(folder: Path) -> None:
    with_baseline(folder)
    data = assert_documented(written("json", "--baseline", "known.json"))
    assert data["baseline"]["unchanged"] == 1
    assert [(one["baseline"], one["path"], one["rule"]) for one in data["baseline"]["gone"]] == [
        ("known.json", "fixed.py", "finally-jump")
    ]
    assert [one["path"] for one in data["findings"]] == ["new.py"]


def test_the_schema_refuses_output_that_is_not_ours(folder: Path) -> None:
    data = json.loads(of_run(folder, "findings", "json"))
    del data["findings"][0]["line"]
    with pytest.raises(jsonschema.ValidationError, match="'line' is a required property"):
        jsonschema.Draft202012Validator(OWN_SCHEMA).validate(data)


def test_each_key_of_the_schema_is_on_the_page_about_json() -> None:
    page = (HERE.parent / "docs" / "json.md").read_text("utf-8")
    properties = [OWN_SCHEMA["properties"], *(one.get("properties", {}) for one in OWN_SCHEMA["$defs"].values())]
    assert [key for keys in properties for key in keys if not re.search(rf"`\.?{key}(\[\])?`", page)] == []


# GitHub


def commands_in(text: str) -> list[tuple[str, dict[str, str], str]]:
    """The commands of a log as the runner of GitHub Actions reads them: what, its properties, its message."""
    found = []
    for line in text.split("\n"):
        match = re.fullmatch(r"::(error|warning) ([^:]*)::(.*)", line)
        assert match or not line.startswith("::"), line
        if match:
            properties = (pair.split("=", 1) for pair in match[2].split(","))
            read = {name: unescaped(value, property_=True) for name, value in properties}
            found.append((match[1], read, unescaped(match[3])))
    return found


def unescaped(value: str, *, property_: bool = False) -> str:
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), *((("%3A", ":"), ("%2C", ",")) if property_ else ())):
        value = value.replace(escape, character)
    return value.replace("%25", "%")


@each_run
def test_github_gets_a_command_for_each_problem(folder: Path, name: str) -> None:
    text = of_run(folder, name, "github")
    data = json.loads(of_run(folder, name, "json"))
    problems_ = len(data["findings"]) + len(data["errors"]) + len(data.get("unused_ignores", []))
    assert len(commands_in(text)) == problems_
    assert text.splitlines()[-1].startswith(("No findings", f"{len(data['findings'])} finding"))


def test_github_gets_level_place_title_and_message(folder: Path) -> None:
    write(folder, {"a.py": LOOP})
    ((level, properties, message),) = commands_in(written("github"))
    assert level == "error"
    assert properties == {
        "title": "asyncfix (finally-jump)",
        "file": "a.py",
        "line": "6",
        "endLine": "6",
        "col": "13",
        "endColumn": "18",
    }
    assert message.startswith("`break` in `finally` discards")
    assert message.endswith("\nfix: `asyncfix apply` rewrites it")


def test_github_gets_warnings_for_what_is_only_reported(folder: Path) -> None:
    write(folder, {"a.py": REPORTED})
    assert "warning" in {level for level, _, _ in commands_in(written("github"))}


def test_github_gets_no_columns_for_what_ends_on_another_line(folder: Path) -> None:
    write(
        folder,
        {
            "a.py": b"""\
import asyncio

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession


async def totals(session: AsyncSession):
    return await asyncio.gather(
        session.scalar(select(1)),
        session.scalar(select(2)),
    )
"""
        },
    )
    ((_, properties, _),) = commands_in(written("github"))
    assert int(properties["line"]) < int(properties["endLine"])
    assert not {"col", "endColumn"} & properties.keys()


def test_github_escapes_what_would_end_a_property_or_a_line(folder: Path) -> None:
    write(folder, {"100%,a:b\n::error::x.py": LOOP})
    text = written("github")
    ((_, properties, _),) = commands_in(text)
    assert properties["file"] == "100%,a:b\n::error::x.py"
    assert "file=100%25%2Ca%3Ab%0A%3A%3Aerror%3A%3Ax.py," in text


def test_what_a_baseline_must_lose_is_a_problem_in_each_format_of_ci_systems(folder: Path) -> None:
    with_baseline(folder)
    arguments = ("--baseline", "known.json", "fixed.py")
    said = "finally-jump in ask is gone from fixed.py: "
    ((level, properties, message),) = commands_in(written("github", *arguments))
    assert (level, properties) == ("warning", {"title": "asyncfix (gone-from-baseline)", "file": "known.json"})
    assert message.startswith(said)
    (entry,) = json.loads(written("gitlab", *arguments))
    assert entry["description"].startswith(said)
    assert entry["location"] == {"path": "known.json", "lines": {"begin": 1}}
    (case,) = cases_of(suite_of(written("junit", *arguments)))
    assert case.result[0].message.startswith(said)


def test_running_in_github_actions_changes_nothing_by_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, {"a.py": LOOP})
    before = invoke("check").stdout
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("CI", "true")
    assert invoke("check").stdout == before
    assert not commands_in(before)


# GitLab


GITLAB_SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "minLength": 1, "not": {"pattern": "^\\./"}},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""What GitLab's documentation asks of a Code Quality report."""


@each_run
def test_gitlab_gets_a_report_as_its_documentation_asks(folder: Path, name: str) -> None:
    entries = json.loads(of_run(folder, name, "gitlab"))
    data = json.loads(of_run(folder, name, "json"))
    jsonschema.Draft202012Validator(GITLAB_SCHEMA).validate(entries)
    assert len(entries) == len(data["findings"]) + len(data["errors"]) + len(data.get("unused_ignores", []))
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)


def test_gitlab_gets_places_and_severities(folder: Path) -> None:
    write(folder, {"a.py": LOOP, "b.py": BROKEN})
    loop, broken = json.loads(written("gitlab"))
    assert (loop["check_name"], loop["severity"]) == ("asyncfix/finally-jump", "major")
    assert loop["location"] == {
        "path": "a.py",
        "lines": {"begin": 6, "end": 6},
        "positions": {"begin": {"line": 6, "column": 13}, "end": {"line": 6, "column": 18}},
    }
    assert (broken["check_name"], broken["severity"]) == ("asyncfix/file-trouble", "critical")


# JUnit


def suite_of(text: str) -> TestSuite:
    """The one suite of a JUnit report, read by a parser that others wrote."""
    ET.fromstring(text)
    (suite,) = JUnitXml.fromstring(text.encode())
    return suite


def cases_of(suite: TestSuite) -> list[TestCase]:
    return list(suite)


@each_run
def test_junit_can_be_read_and_counts_right(folder: Path, name: str) -> None:
    suite = suite_of(of_run(folder, name, "junit"))
    data = json.loads(of_run(folder, name, "json"))
    failures = len(data["findings"]) + len(data.get("unused_ignores", []))
    assert (suite.failures, suite.errors) == (failures, len(data["errors"]))
    assert suite.tests == max(1, failures + len(data["errors"]))
    names = [(case.classname, case.name) for case in cases_of(suite)]
    assert len(set(names)) == len(names)


def test_junit_has_one_passed_test_where_nothing_was_found(folder: Path) -> None:
    (case,) = cases_of(suite_of(of_run(folder, "nothing", "junit")))
    assert case.is_passed
    assert case.name == "no findings in 1 file"


def test_junit_says_where_and_what(folder: Path) -> None:
    write(folder, {"pkg/a.py": LOOP, "b.py": BROKEN})
    loop, broken = cases_of(suite_of(written("junit")))
    assert (loop.classname, loop.name) == ("pkg.a", "finally-jump in poll")
    (failure,), (error,) = loop.result, broken.result
    assert isinstance(failure, Failure)
    assert failure.text.startswith("pkg/a.py:6:13: `break` in `finally` discards")
    assert isinstance(error, Error)
    assert error.text.startswith("b.py: ")


def test_names_of_junit_tests_stay_when_lines_move(folder: Path) -> None:
    write(folder, {"a.py": LOOP + b"\n\n" + LOOP})
    first = [case.name for case in cases_of(suite_of(written("junit")))]
    write(folder, {"a.py": b"x = 1\n" + LOOP + b"\n\n" + LOOP})
    assert [case.name for case in cases_of(suite_of(written("junit")))] == first
    assert first == ["finally-jump in poll", "finally-jump in poll (2)"]


def test_junit_escapes_what_xml_does_not_take(folder: Path) -> None:
    # The file's name and the discarded value, which the message quotes, hold control characters.
    write(folder, {"a\x01<&>\x1f.py": LOOP.replace(b"row()", b'"\x02 <b> \xef\xbf\xbf ]]>"')})
    (case,) = cases_of(suite_of(written("junit")))
    (failure,) = case.result
    assert "\\x01<&>\\x1f" in failure.text
    assert '"\\x02 <b> \\uffff ]]>"' in failure.text


# Names and messages that are hard to write


ODD_NAMES = [
    pytest.param(b"with space.py", id="space"),
    pytest.param(b"hash#.py", id="hash"),
    pytest.param(b"100%20.py", id="percent"),
    pytest.param("한국/über.py".encode(), id="not_ascii"),
    pytest.param(b"latin\xe9.py", id="not_utf_8"),
    pytest.param(b"a:b,c;d?.py", id="punctuation"),
    pytest.param(b"new\nline.py", id="line_end"),
    pytest.param(b"back\\slash\"quote'.py", id="backslash_and_quotes"),
    pytest.param(b"<tag>&amp;.py", id="markup"),
]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names_of_files_come_through_in_each_format(folder: Path, name: bytes) -> None:
    path = os.fsdecode(name)
    shown = path.encode(errors="backslashreplace").decode()
    write(folder, {path: LOOP})
    run = sarif()
    location = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert path_of(location) == path
    assert applied(run, run["results"][0]["fixes"][0], lambda one: (folder / one).read_bytes()) == {path: FIXED}
    ((_, properties, _),) = commands_in(written("github"))
    assert properties["file"] == shown
    assert json.loads(written("gitlab"))[0]["location"]["path"] == shown
    (case,) = cases_of(suite_of(written("junit")))
    assert case._elem.attrib["file"] == shown
    assert json.loads(written("json"))["findings"][0]["path"] == path


@pytest.mark.parametrize("format_", [name for name in NAMES if name not in ("json", "text")])
def test_formats_are_utf_8_that_every_reader_takes(folder: Path, format_: str) -> None:
    name = os.fsdecode(b"latin\xe9.py")
    write(folder, {name: LOOP.replace(b"row()", '"ä 🐍"'.encode()), os.fsdecode(b"\xff.py"): BROKEN})
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    command = [sys.executable, "-m", "asyncfix", "check", "--format", format_]
    done = subprocess.run(command, capture_output=True, env=environment, timeout=60, check=False)
    text = done.stdout.decode("utf-8")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr.decode()
    if format_ in ("sarif", "gitlab"):
        json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8")
        text = json.dumps(json.loads(text), ensure_ascii=False)
    assert "ä 🐍" in text


def test_paths_get_forward_slashes_where_the_system_has_others(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, {"pkg\\a.py": LOOP})
    with monkeypatch.context() as changed:
        changed.setattr(os, "sep", "\\")
        said = problems.from_root("pkg\\a.py")
    assert said == "pkg/a.py"


def test_the_page_about_formats_lists_each_of_them() -> None:
    page = (HERE.parent / "docs" / "formats.md").read_text("utf-8")
    assert tuple(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == NAMES
    assert all(f" {name}" in invoke("check", "--help").stdout for name in NAMES)
