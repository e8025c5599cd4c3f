"""Joined lines stay joined, and the values arrive."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import slashes

assert slashes.joined([("a", "b"), ("c", "d")]) == "ab"
assert slashes.joined([("", "")]) == "nothing"
assert slashes.joined([("a", 1)]) == "no text"
assert slashes.log == ["done"] * 3
