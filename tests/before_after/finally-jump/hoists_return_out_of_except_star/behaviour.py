"""Errors are handled in groups as before; interrupts get out."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import starring


def fail():
    raise ExceptionGroup("failed", [ValueError(), KeyError()])


def interrupt():
    raise KeyboardInterrupt


assert starring.run(lambda: "one") == ["one"]
assert starring.run(fail) == ["one", 2]
try:
    starring.run(interrupt)
except KeyboardInterrupt:
    pass
else:
    raise AssertionError("the KeyboardInterrupt was swallowed")
