"""The jump leaves the inner finally only; the outer return was never lost."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import closing


class Handle:
    def __init__(self, error=None):
        self.error = error

    def close(self):
        if self.error:
            raise self.error


assert closing.work([Handle(), Handle(OSError())]) == "worked"
assert closing.log == ["working", "one is enough", "finished"]
assert closing.work([Handle(ValueError()), Handle()]) == "worked"
try:
    closing.work([Handle(OSError()), Handle()])
except OSError:
    pass
else:
    raise AssertionError("the OSError was swallowed")
