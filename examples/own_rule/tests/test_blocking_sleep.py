"""What the rule rewrites, reports and leaves alone; `pip install -e .` first, so that asyncfix knows it."""

from __future__ import annotations

import asyncfix

RULE = ["blocking-sleep"]


def test_a_sleep_is_awaited_and_the_imports_follow() -> None:
    before = "import time\n\n\nasync def poll(job):\n    while not await job.done():\n        time.sleep(1)  # s\n"
    after = "import asyncio\n\n\nasync def poll(job):\n    while not await job.done():\n        await asyncio.sleep(1)  # s\n"
    assert asyncfix.fix_source(before, select=RULE).source == after


def test_another_name_of_it_is_known() -> None:
    before = "from time import sleep as nap\n\n\nasync def rest():\n    nap(0.5)\n"
    after = "import asyncio\n\n\nasync def rest():\n    await asyncio.sleep(0.5)\n"
    assert asyncfix.fix_source(before, select=RULE).source == after


def test_a_function_of_that_name_is_left_alone() -> None:
    before = "def sleep(seconds): ...\n\n\nasync def rest(time):\n    sleep(1)\n    time.sleep(1)\n"
    result = asyncfix.fix_source(before, select=RULE)
    assert (result.source, result.kept) == (before, ())


def test_a_function_that_may_run_in_a_thread_is_left_alone() -> None:
    before = "import time\n\n\nasync def rest(run):\n    def work():\n        time.sleep(1)\n    await run(work)\n"
    assert asyncfix.fix_source(before, select=RULE).kept == ()


def test_trio_is_reported_only() -> None:
    before = "import time\nimport trio\n\n\nasync def rest():\n    time.sleep(1)\n"
    (finding,) = asyncfix.fix_source(before, select=RULE).kept
    assert finding.kept_because == "the file imports trio or anyio, whose event loops do not know asyncio.sleep()"


def test_zero_may_be_allowed() -> None:
    before = "import time\n\n\nasync def rest():\n    time.sleep(0)\n"
    assert asyncfix.fix_source(before, select=RULE, options={"blocking-sleep.allow-zero": True}).kept == ()
