"""Work in processes that die, hang, raise, or lose their parent."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections import Counter

import pytest

from asyncfix import workers
from asyncfix.errors import FileTrouble
from asyncfix.workers import Lost

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the children are forked")


def square(number: int) -> int:
    return number * number


def behave(item: str) -> str:
    """Do what an item says, in the child."""
    what, _, number = item.partition(" ")
    match what:
        case "exit":
            os._exit(int(number))
        case "leave":
            sys.exit(int(number))
        case "signal":
            # Otherwise pytest's prints where it died.
            faulthandler.disable()
            os.kill(os.getpid(), int(number))
            time.sleep(60)
        case "hang":
            time.sleep(60)
        case "raise":
            raise ValueError(f"no {number}")
        case "trouble":
            raise FileTrouble("a.py", "cannot be parsed")
        case "pid":
            return str(os.getpid())
        case "slow-pid":
            time.sleep(0.02)
            return str(os.getpid())
        case "die-later":
            threading.Timer(0.1, os._exit, (9,)).start()
        case "wait":
            time.sleep(float(number))
    return item.upper()


def test_no_items_need_no_process() -> None:
    assert list(workers.run(square, [], jobs=4)) == []
    assert multiprocessing.active_children() == []


def test_each_item_comes_with_its_result() -> None:
    assert sorted(workers.run(square, range(5), jobs=2), key=str) == [(n, n * n) for n in range(5)]


@pytest.mark.parametrize("jobs", [1, 2, 7])
def test_many_items_are_each_done_once_by_few_workers(jobs: int) -> None:
    done = list(workers.run(square, range(300), jobs))
    assert Counter(number for number, _ in done) == Counter(range(300))
    assert all(result == number * number for number, result in done)


def test_there_are_no_more_processes_than_jobs_or_items() -> None:
    for jobs, items, most in [(2, 20, 2), (5, 3, 3)]:
        pids = {result for _, result in workers.run(behave, ["pid"] * items, jobs)}
        assert 1 <= len(pids) <= most
        assert str(os.getpid()) not in pids


def test_items_of_one_kin_go_to_one_process_while_others_are_left() -> None:
    items = [f"slow-pid {kin}{number}" for number in range(20) for kin in "ab"]
    pids: dict[str, Counter[str]] = {"a": Counter(), "b": Counter()}
    for item, pid in workers.run(behave, items, 2, kin=kin_of):
        pids[kin_of(item)][str(pid)] += 1
    # One may be done a little sooner than the other, and helps.
    assert all(counts.most_common(1)[0][1] >= 15 for counts in pids.values())


def kin_of(item: str) -> str:
    return next(letter for letter in reversed(item) if letter.isalpha())


def test_a_process_with_nothing_left_of_its_own_takes_from_the_far_end_of_the_others() -> None:
    items = ["wait 0.5", "pid 1", "pid 2", "pid 3"]
    done = [item for item, _ in workers.run(behave, items, jobs=2, kin=lambda _: "")]
    assert done == ["pid 3", "pid 2", "pid 1", "wait 0.5"]


def test_results_come_as_they_are_ready() -> None:
    done = [item for item, _ in workers.run(behave, ["wait 0.5", "a", "b"], jobs=2)]
    assert done == ["a", "b", "wait 0.5"]


@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ("exit 3", "died with exit code 3"),
        ("exit 0", "died with exit code 0"),
        ("leave 4", "died with exit code 4"),
        (f"signal {int(signal.SIGSEGV)}", "died with SIGSEGV"),
        (f"signal {int(signal.SIGKILL)}", "died with SIGKILL"),
    ],
)
def test_a_process_that_dies_costs_one_item(item: str, reason: str, jobs: int) -> None:
    items = ["a", item, "b", "c", item, "d"]
    done = list(workers.run(behave, items, jobs))
    assert Counter(one for one, _ in done) == Counter(items)
    assert dict(done) == {
        "a": "A",
        "b": "B",
        "c": "C",
        "d": "D",
        item: Lost(reason),
    }
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_time_limit_costs_one_item(jobs: int) -> None:
    started = time.monotonic()
    done = dict(workers.run(behave, ["a", "hang", "b", "c"], jobs, time_limit=1))
    assert done == {"a": "A", "b": "B", "c": "C", "hang": Lost("did not finish within 1 seconds")}
    assert time.monotonic() - started < 20
    assert multiprocessing.active_children() == []


def test_the_time_limit_is_for_one_item_and_not_for_all() -> None:
    items = [f"wait 0.4{number}" for number in range(4)]
    assert dict(workers.run(behave, items, jobs=1, time_limit=1.2)) == {item: item.upper() for item in items}


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_exception_is_raised_here_and_ends_the_processes(jobs: int) -> None:
    with pytest.raises(ValueError, match=r"^no 7$"):
        list(workers.run(behave, ["a", "raise 7", "hang"], jobs))
    assert multiprocessing.active_children() == []


def test_trouble_with_a_file_keeps_its_words_on_the_way() -> None:
    with pytest.raises(FileTrouble) as caught:
        list(workers.run(behave, ["trouble"], jobs=1))
    assert (caught.value.path, caught.value.message) == ("a.py", "cannot be parsed")


def test_a_result_that_cannot_be_sent_costs_one_item(capfd: pytest.CaptureFixture[str]) -> None:
    def unsendable(number: int) -> object:
        return (lambda: number) if number == 1 else number

    done = list(workers.run(unsendable, [0, 1, 2], jobs=1))
    capfd.readouterr()
    assert [(item, isinstance(result, Lost)) for item, result in done] == [(0, False), (1, True), (2, False)]


def test_leaving_the_iteration_early_ends_the_processes() -> None:
    results = workers.run(behave, ["a", "hang", "b", "hang"], jobs=2)
    assert next(iter(results)) == ("a", "A")
    assert multiprocessing.active_children()
    results.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []


def test_a_process_that_dies_while_idle_costs_nothing() -> None:
    done = []
    for one in workers.run(behave, ["die-later", "a", "b"], jobs=1):
        done.append(one)
        time.sleep(0.4 if len(done) == 1 else 0)
    assert done == [("die-later", "DIE-LATER"), ("a", "A"), ("b", "B")]


def test_a_process_that_dies_idle_at_the_end_is_ended_without_a_word() -> None:
    for one in workers.run(behave, ["die-later"], jobs=1):
        time.sleep(0.4)
        assert one == ("die-later", "DIE-LATER")
    assert multiprocessing.active_children() == []


def test_an_interrupt_is_left_to_the_parent() -> None:
    """Ctrl-C reaches all processes of a terminal: the children go on until the parent ends them."""
    done = dict(workers.run(behave, [f"signal {int(signal.SIGINT)}", "a"], jobs=1, time_limit=1))
    assert done == {f"signal {int(signal.SIGINT)}": Lost("did not finish within 1 seconds"), "a": "A"}


PARENT = """
    import os, sys, time
    from asyncfix import workers

    def work(item):
        time.sleep(item)
        return item

    for item, _ in workers.run(work, [0, 0, 0, 1.5], jobs=3):
        print("working", flush=True)
        time.sleep(60)
"""


def test_children_end_when_their_parent_is_killed() -> None:
    """They hold the pipe of its output open for as long as they live: the idle ones, and one at work."""
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(PARENT)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert parent.stdout is not None
    with parent:
        assert parent.stdout.readline() == b"working\n"
        parent.kill()
        parent.wait()
        started = time.monotonic()
        assert parent.communicate(timeout=20)[0] == b""
        assert time.monotonic() - started < 15
