"""Without an error all is as it was; with one that nobody handles the caller learns of it."""

import io
import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import loading


class Broken:
    closed = False

    def readline(self):
        raise RuntimeError

    read = tell = readline

    def close(self):
        self.closed = True


loading.first_line([io.StringIO("a\n"), Broken()])
loading.first_size([io.StringIO("a"), Broken()])
loading.first_text([io.StringIO("a"), Broken()])
loading.first_any([Broken(), Broken()])
assert loading.out == ["a\n", 0, "a", "whatever"], loading.out
for load in [loading.first_line, loading.first_size, loading.first_text]:
    broken = Broken()
    try:
        load([broken])
    except RuntimeError:
        continue
    raise AssertionError(f"{load.__name__} swallowed the RuntimeError")
assert loading.out == ["a\n", 0, "a", "whatever"], loading.out
