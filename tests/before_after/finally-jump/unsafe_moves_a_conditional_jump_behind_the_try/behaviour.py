"""The condition is asked when nothing is on its way out, and errors get out."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import polling


def bad():
    raise ValueError


def broken():
    raise OSError


poller = polling.Poller(1)
assert poller.poll([lambda: 1, bad, lambda: "found"]) == "found"
assert poller.seen == [1, "polled", "next", "bad", "polled", "next", "found", "polled"]
poller = polling.Poller(0)
assert poller.poll([lambda: "other", broken]) is None
assert poller.seen == ["other", "polled"]
assert poller.poll([lambda: "found", broken]) == "found"
poller = polling.Poller(None)
poller.drain([lambda: 1, bad])
assert poller.seen == [1, "bad"]
poller.stopped = True
poller.drain([lambda: 2])
assert poller.seen == [1, "bad", 2, "drained"]
assert poller.state(lambda: 3) is None
assert poller.state(bad) is False
for method, argument in [
    (polling.Poller(0).poll, [broken]),
    (poller.state, broken),
]:
    try:
        method(argument)
    except OSError:
        continue
    raise AssertionError(f"{method.__name__} swallowed the OSError")
