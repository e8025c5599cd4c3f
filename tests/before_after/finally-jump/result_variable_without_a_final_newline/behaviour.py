"""The value arrives, and the file still ends without a newline."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import short_file

from pathlib import Path

assert short_file.first([lambda: 1, lambda: 2]) == 1
assert Path(short_file.__file__).read_bytes().endswith(b"return result_value")
