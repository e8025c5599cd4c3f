"""Both ways through the try return, so a `break` behind it would be dead code."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import shops

assert shops.price([{"tea": 2}, {"tea": 1}], "tea") == 2
assert shops.price([{}, {"tea": 1}], "tea") is None
assert shops.log == ["asked", "asked"], shops.log
assert shops.price([], "tea") == "nowhere"
