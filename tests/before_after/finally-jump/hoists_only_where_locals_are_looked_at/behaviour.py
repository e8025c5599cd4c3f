"""No new name turns up among the locals."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import formulas

assert formulas.evaluate(["x + 1"], 2) == 3
assert formulas.evaluate(["y"], 2) == ["formula", "formulas", "x"]
assert formulas.evaluate([], 2) is None
assert formulas.execute(["log = 1"]) == "ran"
assert formulas.execute(["nothing"]) == "no name"
