"""What stands before the semicolon runs once, in order."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import orders

assert orders.place(["tea", "milk"]) == "tea"
assert orders.place([None]) == "nothing"
assert orders.place([""]) == "empty"
assert orders.log == ["placed", "closed", "none", "closed", "empty", "closed"], orders.log
