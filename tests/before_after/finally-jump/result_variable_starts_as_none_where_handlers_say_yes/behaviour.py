"""The constant of the handlers is no answer to a loop without a row, or to a `try` that worked."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    from rights import is_allowed, saved

assert is_allowed([lambda: True]) is True
assert is_allowed([lambda: False]) is False
assert is_allowed([{}.popitem]) is True
assert not is_allowed([]), "no rule allows nothing"
assert saved([()], 1) == "failed"
assert saved([[]], 1) is None, "it worked"
