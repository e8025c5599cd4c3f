"""Each kind is told, and a told line is not logged."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import lines_read

assert lines_read.kind(["", "a"]) == "empty"
assert lines_read.kind([" ", "a"]) == "blank"
assert lines_read.kind(["# a", "a"]) == "comment"
assert lines_read.log == []
assert lines_read.kind(['"a"']) == "text"
assert lines_read.kind(["a"]) is None
assert lines_read.log == ['"a"', "a"], lines_read.log
