"""A return in the try body skips the `else` clause, and the clean-up runs once."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import sources


def unreadable():
    raise OSError


for source, expected, steps in [
    (lambda: None, "missing", ["closed"]),
    (lambda: "", "blank", ["read", "closed"]),
    (unreadable, "unreadable", ["closed"]),
    (lambda: "abcd", "long", ["read", "checked", "closed"]),
    (lambda: "a", "short", ["read", "checked", "closed"]),
]:
    sources.log.clear()
    assert sources.load([source, source]) == expected, expected
    assert sources.log == steps, (expected, sources.log)
