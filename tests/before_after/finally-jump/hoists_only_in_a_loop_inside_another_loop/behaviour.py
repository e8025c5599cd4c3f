"""The return leaves both loops; the break still tries one path of each group."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import groups


def read(path):
    if path.startswith("bad"):
        raise OSError
    return path.upper()


assert groups.first_readable([["a", "b"], ["c"]], read) == "A"
assert groups.log == []
assert groups.first_readable([["bad1", "b"], ["c"]], read) == "C"
assert groups.log == ["bad1"]
assert groups.first_readable([["bad1"], ["bad2"]], read) is None
