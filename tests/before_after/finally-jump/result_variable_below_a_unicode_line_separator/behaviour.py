"""The values arrive; a line separator in a string is no end of a line."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import separators

assert separators.first([lambda: 1, lambda: 2]) == 1
assert separators.first([None]) == "no\u2028call"
assert separators.TEXT == "one\u2028line"
