"""All ways through the try return, so a return behind it would be dead code."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import parsing

assert parsing.parse("7") == 7
assert parsing.parse("x") is None
assert parsing.parse_loud("7") == 7
assert parsing.parse_loud("") == 0
assert parsing.parse_loud("x") is None
assert parsing.log == ["parsed", "parsed", "bad", "parsed"], parsing.log
