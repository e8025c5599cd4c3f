"""The values arrive, and the form feeds are where they were."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import pages

from pathlib import Path

assert pages.first([lambda: 1, lambda: 2]) == 1
pages.second([lambda: 1, lambda: 2])
assert pages.log == [1, "\f"]
lines = Path(pages.__file__).read_text().split("\n")
assert lines.count("\f") == 3 and lines[lines.index("def second(calls):") - 1] == "\f"
