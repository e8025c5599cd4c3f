"""The return returns, and the break skips the loop's `else`."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import searching

assert searching.find([None, ("a", 1), ("b", 2)], "a") == 1
assert searching.log == ["bad row", "looked", "looked"], searching.log
searching.log.clear()
assert searching.find([("end", 0), ("b", 2)], "b") is None
assert searching.log == ["looked"], searching.log
searching.log.clear()
assert searching.find([("a", 1)], "b") is None
assert searching.log == ["looked", "all seen"], searching.log
