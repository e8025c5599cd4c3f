"""The handle is closed first, then its line is handed out; errors get out after the closing."""

import io
import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import handles

first = io.StringIO("a\nb\n")
second = io.StringIO("c\n")
assert handles.first_line([first, second]) == "a\n"
assert first.closed and not second.closed
assert handles.log == ["closed"]
try:
    handles.first_line([first])
except ValueError:
    assert handles.log == ["closed", "closed"]
else:
    raise AssertionError("reading a closed file raised nothing")
