from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from formats import sarif_run
from sample import everything, file, finding, hostile, run, shard

from asyncfix.batch.summary import RunSummary
from asyncfix.report.batch_sarif import document
from asyncfix.transforms import RULES


def log(summary: RunSummary) -> Any:
    """The one run of a log that is valid by the official schema."""
    return sarif_run(document(summary, RULES))


def test_results_are_what_is_still_in_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = log(everything()._replace(root=str(tmp_path)))
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in found["results"]]
    assert "services/payments/sessions.py" not in places
    assert "services/identity/tokens.py" in places
    assert "web/gather.py" in places
    assert len(places) == 9
    messages = {place: one["message"]["text"] for place, one in zip(places, found["results"], strict=True)}
    assert messages["services/identity/tokens.py"].endswith("not fixed: its shard was put back")
    assert messages["scripts/nightly.py"].endswith("rewrites it")
    assert messages["web/auth.py"].endswith("was edited since the plan was made, and is left alone")


def test_files_that_were_not_migrated_are_notifications() -> None:
    invocation = log(everything())["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert len(invocation["toolExecutionNotifications"]) == 4
    done = log(run(shard(1, "a", "@a", "verified", file("a.py", "written", finding()))))
    assert (done["results"], done["invocations"][0]["executionSuccessful"]) == ([], True)


def test_it_follows_the_schema_and_hostile_text_is_text() -> None:
    held = hostile().shards[0]
    rows = tuple(one._replace(rule="finally-jump") for one in held.files[0].findings)
    summary = hostile()._replace(shards=(held._replace(files=(held.files[0]._replace(findings=rows),)),), left={})
    assert len(log(summary)["results"]) == 1
    rules = log(everything())["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["finally-jump", "shared-session-gather"]
