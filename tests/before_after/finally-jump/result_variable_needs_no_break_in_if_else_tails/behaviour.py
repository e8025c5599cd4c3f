"""Each branch hands out its own value, after one reading, with the clean-up done once."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import readings

for reading, expected in [("-1", "negative"), ("inf", "infinite"), ("200", "high"), ("50", "normal"), ("x", "unreadable")]:
    readings.seen.clear()
    assert readings.grade([reading, "50"]) == expected, reading
    assert readings.seen == [reading]
assert readings.grade([]) is None
assert readings.first_word(["a b", "c"]) == "a"
assert readings.first_word(["", "c"]) is None
assert readings.first_word([None, "c"]) is None
try:
    readings.grade([None])
except TypeError:
    pass
else:
    raise AssertionError("the TypeError was swallowed")
