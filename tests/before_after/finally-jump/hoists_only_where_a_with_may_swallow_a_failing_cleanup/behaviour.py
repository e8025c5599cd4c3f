"""A variable would still hold the value when a `with` further out swallows what the cleanup raises."""

import sys
import warnings
from contextlib import contextmanager

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    from paying import first_paid, paid


def broken(_order):
    raise ConnectionError("gone")


@contextmanager
def lost(order):
    yield
    raise ConnectionError(f"{order} was not committed")


@contextmanager
def kept(_order):
    yield


assert paid(["a"], str.upper, len) == "A"
assert paid(["a"], str.upper, broken) is None, "the value was in hand when its cleanup failed"
assert first_paid(["a"], kept) == "a"
assert first_paid(["a"], lost) is None, "nothing was committed, so nothing was paid"
