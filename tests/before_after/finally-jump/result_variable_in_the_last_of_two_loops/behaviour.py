"""An answer of the first loop is handed out at once, and the second loop is not asked."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import two_loops


def lost():
    raise LookupError


def never():
    raise AssertionError("asked although there was an answer")


assert two_loops.ask([], [lambda: "second", never]) == "second"
assert two_loops.ask([lambda: "", never], [lost]) == "unknown"
assert two_loops.ask([lambda: "first"], [never]) == "first"
