"""The loop's own `else` runs when there is no row, and only then."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import newest

assert newest.newest([{"at": 3}, {"at": 2}]) == 3
assert newest.newest([{}]) == "undated"
assert newest.log == []
assert newest.newest([]) is None
assert newest.log == ["no rows"]
assert newest.newest_or_text([{"at": 3}]) == 3
assert newest.newest_or_text([]) == "no rows"
