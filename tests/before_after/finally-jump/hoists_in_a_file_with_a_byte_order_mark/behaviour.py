"""The mark, the line ends and the missing last newline are as they were; errors get out."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import marked

from pathlib import Path

assert marked.size == 0
data = Path(marked.__file__).read_bytes()
assert data.startswith(b"\xef\xbb\xbffor ") and data.endswith(b"break") and b"\n" not in data.replace(b"\r\n", b"")


def broken(text):
    raise OSError


warnings.simplefilter("ignore", SyntaxWarning)
try:
    exec(compile(data, "marked", "exec"), {"len": broken})
except OSError:
    pass
else:
    raise AssertionError("the OSError was swallowed")
