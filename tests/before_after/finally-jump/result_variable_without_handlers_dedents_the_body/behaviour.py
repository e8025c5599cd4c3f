"""The text of the strings is untouched, whatever the body is indented by."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import letters

assert letters.letter(["Ann", "Bob"]) == "Dear Ann,\n    thank you.\n\n            --\n        "
assert letters.letter(["Ann and everybody else"]).startswith("DEAR ANN AND EVERYBODY ELSE,\n    THANK YOU.\n")
assert letters.letter([]) is None
try:
    letters.letter([type("Bad", (), {"__format__": None})()])
except TypeError:
    pass
else:
    raise AssertionError("the TypeError was swallowed")
