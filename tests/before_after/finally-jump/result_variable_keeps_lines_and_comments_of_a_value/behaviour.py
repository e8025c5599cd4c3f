"""The values arrive whole."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import summaries

assert summaries.summary([[1, 2, 3], [9]]) == 9
assert summaries.summary([[]]) == 0
assert summaries.summary([5]) == {"error": "5", "kinds": ["int"]}
