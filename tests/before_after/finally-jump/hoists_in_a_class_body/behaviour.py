"""The class is made with its first candidate, or not at all."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import plugins


def lost():
    raise LookupError


def broken():
    raise OSError


assert plugins.make([lambda: "first", broken])().name() == "FIRST"
assert plugins.make([lost])().name() == "NOTHING"
try:
    plugins.make([broken])
except OSError:
    pass
else:
    raise AssertionError("the OSError was swallowed")
