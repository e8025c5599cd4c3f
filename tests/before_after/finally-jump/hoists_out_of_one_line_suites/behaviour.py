"""One handle is read, the clean-up is done, and what is not handled gets out."""

import io
import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import short


class Broken(io.StringIO):
    def read(self):
        raise OSError


for function, closes in [
    (short.close_first, True),
    (short.first_only, False),
    (short.bare, False),
    (short.two_closed, True),
]:
    short.log.clear()
    handle = io.StringIO("text")
    function([handle, Broken()])
    assert short.log[0] == "text" and handle.closed is closes, function
    broken = Broken()
    try:
        function([broken])
    except OSError:
        assert broken.closed is closes, function
    else:
        raise AssertionError(f"{function.__name__} swallowed the OSError")
