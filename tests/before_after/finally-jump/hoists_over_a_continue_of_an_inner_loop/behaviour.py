"""The inner `continue` was never lost; what is not handled gets out."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import batches

assert batches.total([[1, -1, 2], [5]]) == 3
assert batches.total([["x"], [5]]) == 0


def broken():
    yield 1
    raise OSError


try:
    batches.total([broken(), [5]])
except OSError:
    pass
else:
    raise AssertionError("the OSError was swallowed")
assert batches.log == ["batch done", "not a number", "batch done", "batch done"], batches.log
