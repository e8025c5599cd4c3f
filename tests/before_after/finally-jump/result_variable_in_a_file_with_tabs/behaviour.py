"""The values arrive, and no line is indented by spaces."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import tabbed

from pathlib import Path

asker = tabbed.Asker()
assert asker.first([lambda: 1, lambda: 2]) == 1
assert asker.first([None]) == "nothing"
assert asker.bare([lambda: 1]) == 1
assert b"    " not in Path(tabbed.__file__).read_bytes()
