"""The default shows when there is no row; it is None where the handlers disagree or nothing is annotated."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import rows

assert rows.is_valid([{"valid": "yes"}]) is True
assert rows.is_valid([{}]) is False
assert rows.is_valid([]) is False
assert rows.amount([{"amount": "3"}]) == 3
assert rows.amount([{}]) == 0
assert rows.amount([]) == 0
assert rows.tags([{"tags": "a,b"}]) == ["a", "b"]
assert rows.tags([]) == []
assert rows.ratio([{"won": 1, "played": 2}]) == 0.5
assert rows.ratio([{"won": 1}]) == 1.0
assert rows.ratio([]) is None
assert rows.note([{"note": "n"}]) == "n"
assert rows.note([{}]) == ""
assert rows.note([]) is None
try:
    rows.amount([{"amount": "x"}])
except ValueError:
    pass
else:
    raise AssertionError("the raise of the handler was swallowed")
