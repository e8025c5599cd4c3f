"""Errors get out of the first function; the worker goes on as before."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import mixed


def fail():
    raise OSError


mixed.worker([fail, lambda: 1])
mixed.handled([fail, lambda: 2])
assert mixed.log == [1, "failed", 2]
try:
    mixed.first([fail])
except OSError:
    pass
else:
    raise AssertionError("the OSError was swallowed")
