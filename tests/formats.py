"""What the tests of formats share: runs of `check` of all kinds, and readers that know nothing but the standards."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import jsonschema
import pytest
from commandline import FIXED, LOOP, invoke

HERE = Path(__file__).parent

REPORTED = b"""\
def f(rows):
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
    except OSError:
        writer.close()
    finally:
        return writer
"""
IGNORING = b"x = 1  # asyncfix: ignore[finally-jump]\n"
BROKEN = b"try: 1\nfinally:\n  return (\n"

RUNS: dict[str, tuple[dict[str, bytes], tuple[str, ...], int]] = {
    "findings": ({"a.py": LOOP, "pkg/b.py": LOOP + b"\n\n" + REPORTED, "c.py": UNSAFE}, (), 1),
    "nothing": ({"a.py": b"x = 1\n"}, (), 0),
    "no_file": ({}, (), 0),
    "errors_only": ({"a.py": BROKEN}, (".", "nowhere.py"), 2),
    "unused_ignores": ({"a.py": IGNORING, "b.py": LOOP}, ("--report-unused-ignores",), 1),
    "standard_input": ({}, ("-",), 1),
    "named_standard_input": ({}, ("-", "--stdin-filename", "pkg/a b.py"), 1),
}
each_run = pytest.mark.parametrize("name", RUNS)


def write(folder: Path, contents: Mapping[str, bytes]) -> None:
    for name, data in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def written(format_: str, *args: str, stdin: bytes | None = None) -> str:
    """What `check` writes in one format."""
    return invoke("check", "--format", format_, *args, stdin=stdin).stdout


def of_run(folder: Path, name: str, format_: str) -> str:
    contents, args, code = RUNS[name]
    write(folder, contents)
    done = invoke("check", "--format", format_, *args, stdin=LOOP)
    assert done.exit_code == code
    return done.stdout


def with_baseline(folder: Path) -> None:
    """A file with a finding that a baseline knows, one whose finding is fixed since, and one with a new finding."""
    write(folder, {"known.py": LOOP, "fixed.py": LOOP.replace(b"poll", b"ask")})
    assert invoke("baseline", "write", "--file", "known.json").exit_code == 0
    write(folder, {"fixed.py": FIXED, "new.py": LOOP.replace(b"poll", b"new")})


# SARIF


SARIF_SCHEMA = json.loads((HERE / "data" / "sarif-schema-2.1.0.json").read_text("utf-8"))


def sarif_run(text: str) -> dict[str, Any]:
    """The one run of a log that is valid by the official schema."""
    log = json.loads(text)
    text.encode("ascii")
    jsonschema.Draft4Validator(SARIF_SCHEMA, format_checker=jsonschema.FormatChecker()).validate(log)
    (run,) = log["runs"]
    assert isinstance(run, dict)
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    return run


def sarif(*args: str, stdin: bytes | None = None) -> dict[str, Any]:
    return sarif_run(written("sarif", *args, stdin=stdin))


def path_of(location: Mapping[str, Any]) -> str:
    """The path that an artifact's location stands for."""
    assert location["uriBaseId"] == "%SRCROOT%"
    return os.fsdecode(unquote_to_bytes(location["uri"]))


def applied(run: Mapping[str, Any], fix: Mapping[str, Any], read: Any) -> dict[str, bytes]:
    """What a fix makes of files: an applier that knows nothing but the standard."""
    ends = "|".join(map(re.escape, sorted(run["newlineSequences"], key=len, reverse=True)))
    result = {}
    for change in fix["artifactChanges"]:
        path = path_of(change["artifactLocation"])
        data: bytes = read(path)
        bom = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
        cookie = re.search(rb"coding[=:][ \t]*([-\w.]+)", data[:200])
        encoding = cookie[1].decode() if cookie else "utf-8"
        text = data[len(bom) :].decode(encoding)
        starts = [0, *(end.end() for end in re.finditer(ends, text))]
        edits = []
        for one in change["replacements"]:
            region = one["deletedRegion"]
            start = starts[region["startLine"] - 1] + region["startColumn"] - 1
            end = starts[region["endLine"] - 1] + region["endColumn"] - 1
            assert 0 <= start <= end <= len(text)
            edits.append((start, end, one.get("insertedContent", {"text": ""})["text"]))
        for start, end, inserted in sorted(edits, reverse=True):
            text = text[:start] + inserted + text[end:]
        result[path] = bom + text.encode(encoding)
    return result
