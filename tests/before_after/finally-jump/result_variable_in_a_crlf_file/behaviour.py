"""The values arrive, and every line ends as the file's lines end."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import windows

from pathlib import Path


def lost():
    raise LookupError


assert windows.first([lambda: 1, lambda: 2]) == 1
assert windows.first([None]) == "nothing"
assert windows.first([lost]) == "lost\nand gone"
data = Path(windows.__file__).read_bytes()
assert data.count(b"\n") == data.count(b"\r\n") == len(data.splitlines())
