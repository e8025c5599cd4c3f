"""A case that returned skips what follows the match."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import events

assert events.number([{"id": 3}, {"id": 4}]) == 3
assert events.number([[7, 8]]) == 7
assert events.number(["x"]) is None
assert events.log == ["unknown"]
events.log.clear()
assert events.route(["x"]) == "text"
assert events.log == []
assert events.route([1]) == 2
assert events.log == ["matched"]
