"""One path of one mirror is tried, its value arrives, and errors reach the handler outside."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import mirrors


def get(path):
    if path == "gone":
        raise OSError
    if path == "bad":
        raise ValueError
    return path.upper()


assert mirrors.fetch([["a", "b"], ["c"]], get) == "A"
assert mirrors.log == ["closed"], mirrors.log
mirrors.log.clear()
assert mirrors.fetch([["gone", "b"], ["c"]], get) is None
assert mirrors.log == ["no gone", "closed", "mirror done"], mirrors.log
assert mirrors.fetch([["bad"], ["c"]], get) == "bad mirror"
