"""A signed number is a constant too."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import positions

assert positions.position(["a b"], "b") == 2
assert positions.position(["a b"], "c") == -2
assert positions.position([], "c") == -1
