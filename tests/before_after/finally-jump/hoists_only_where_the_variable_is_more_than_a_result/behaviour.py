"""The function's own variable is used only where nothing else reads, sets or deletes it."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import state


def broken(_row):
    raise ConnectionError("gone")


seen = []
assert state.with_cleanup(["a"], str.lower) == "A"
assert state.with_cleanup([1], str) == "bad"
assert state.seen_by_others(["a"], seen.append) == "A"
assert (seen, state.last) == ([None], None), "nobody else sees what is returned"
assert state.deleted_by_a_handler(["a"]) == "A"
assert state.deleted_by_a_handler([1]) == "bad"
assert state.read_outside(["a"], str) == "A"
assert state.read_outside(["a"], broken) is None, "the value was never returned"
assert state.only_returned(["a"]) == "A"
