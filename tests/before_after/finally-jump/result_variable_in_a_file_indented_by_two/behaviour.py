"""The values arrive."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import narrow

asker = narrow.Asker()
assert asker.first([lambda: 1, lambda: 2]) == 1
assert asker.first([None]) == "nothing"
assert asker.bare([lambda: 1]) == 1
