"""What stands behind a return on its line is never run, before and after."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import lookup

assert lookup.lookup([{"a": 1, "default": 2}], "a") == 1
assert lookup.lookup([{"default": 2}], "a") == 2
assert lookup.lookup([], "a") is None
try:
    lookup.lookup([{}], "a")
except KeyError:
    pass
else:
    raise AssertionError("the KeyError was swallowed")
