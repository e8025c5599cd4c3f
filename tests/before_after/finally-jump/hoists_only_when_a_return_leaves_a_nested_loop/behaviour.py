"""A `break` in the place of such a `return` would leave the inner loop only."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import tables

assert tables.find([[("a", 1), ("b", 2)], [("c", 3)]], "b") == 2
assert tables.log == []
assert tables.find([[("a", 1)], [("c", 3)]], "c") is None
assert tables.log == ["not here"]
assert tables.find_or_none([[("a", 1)]], "x") == "nothing"
assert tables.find_or_none([[("a", 1)]], "a") == "found"
assert tables.find_or_none([None], "a") == "not a table"
