"""One loop has one variable, whichever try gives the value."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import stores

assert stores.lookup([{"a": "1"}, {"a": "2"}], "a") == 1
assert stores.lookup([{"a": "x"}], "a") == 0
assert stores.lookup([{"default": "7"}], "a") == 7
assert stores.lookup([{}], "a") == 0
try:
    stores.lookup([{"default": "x"}], "a")
except ValueError:
    pass
else:
    raise AssertionError("the ValueError was swallowed")
