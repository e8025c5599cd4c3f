from __future__ import annotations

import csv
import io

from sample import HOSTILE, everything, hostile, run

from asyncfix.batch import statistics
from asyncfix.report.csv import COLUMNS, table


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_each_finding_is_a_row() -> None:
    found = rows(table(everything()))
    assert len(found) == 12
    assert list(found[0]) == COLUMNS
    first = found[0]
    assert (first["path"], first["line"], first["rule"]) == ("services/payments/sessions.py", "19", "finally-jump")
    assert (first["outcome"], first["file_status"], first["shard"]) == ("fixed", "written", "org-payments")
    assert found[2]["outcome"] == "left"
    assert found[2]["kept_because"].startswith("`sem` is held")


def test_files_of_no_shard_have_rows_too() -> None:
    last = rows(table(everything()))[-2:]
    assert [(row["path"], row["shard"], row["shard_status"]) for row in last] == [
        ("web/gather.py", "", ""),
        ("tools/x.py", "", ""),
    ]
    assert last[0]["owner"] == "'@org/web"


def test_lines_end_as_rfc_4180_has_it_and_a_run_without_findings_is_a_header() -> None:
    assert table(run()) == ",".join(COLUMNS) + "\r\n"


def test_no_cell_is_a_formula_or_holds_what_cannot_be_seen() -> None:
    for text in (table(hostile()), table(everything())):
        text.encode("utf-8")
        for row in csv.reader(io.StringIO(text, newline="")):
            for cell in row:
                assert cell.lstrip()[:1] not in ("=", "+", "@", "\t"), cell
                assert not cell.lstrip().startswith("-"), cell
                assert not set(cell) & set("\x00\x1b\u202e\u2066\u200f")
    assert "window.hacked" in HOSTILE
    assert "'=1" in table(everything()._replace(left={"x": (everything().shards[0].files[0]._replace(path="=1"),)}))
    assert "'\r\n=1" not in table(everything())
    assert "'\uff1d1" in table(
        everything()._replace(left={"x": (everything().shards[0].files[0]._replace(path="\uff1d1"),)})
    )


def test_skipped_files_have_their_reason() -> None:
    found = {path: (status, reason) for path, status, reason in statistics.skipped(everything())}
    assert found == {
        "web/auth.py": ("conflict", "was edited since the plan was made, and is left alone"),
        "web/crash.py": ("crashed", "ended the process twice"),
        "web/odd.py": ("error", "cannot be parsed (line 3): '(' was never closed"),
        "legacy/py2.py": ("unread", "cannot be parsed (line 1): Missing parentheses in call to 'print'"),
    }


def test_the_numbers_of_a_run() -> None:
    assert statistics.numbers(everything())._asdict() == {
        "files_looked": 50_000,
        "files_planned": 9,
        "files_changed": 3,
        "files_unread": 1,
        "sites_fixed": 3,
        "sites_to_fix": 1,
        "sites_put_back": 1,
        "sites_left": 7,
        "shards": 5,
        "seconds_p50": 2.5,
        "seconds_p95": 4.0,
    }
    assert statistics.shards_by_status(everything()) == dict.fromkeys(
        ("conflict", "pending", "reverted", "verified", "written"), 1
    )
    assert statistics.numbers(run()).seconds_p50 is None
