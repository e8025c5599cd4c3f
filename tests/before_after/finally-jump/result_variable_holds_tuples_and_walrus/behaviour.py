"""Every right side means after `=` what it meant after `return`."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import tuples

assert tuples.head_and_rest([[1, 2, 3]]) == (1, 2, 3)
assert tuples.head_and_rest([[1]]) == (1,)
assert tuples.head_and_rest([[]]) == ()
assert tuples.measured(["ab"]) == ("a", "b", "end")
assert tuples.measured([""]) == (0, 0)
assert tuples.measured([7]) == (7, "no length")
assert tuples.choice([None])() is None
assert tuples.choice([5, 6]) == 5
