"""Both jumps are out of the way: values arrive, and an error of the inner try reaches the outer handler."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import paths


def load(path):
    if isinstance(path, Exception):
        raise path
    return path.upper()


assert paths.read(["a", "b"], load) == "A"
assert paths.log == ["a"]
assert paths.read([FileNotFoundError()], load) == "missing"
assert paths.read([PermissionError()], load) == "forbidden"
assert paths.read([], load) is None
try:
    paths.read([ValueError()], load)
except ValueError:
    pass
else:
    raise AssertionError("the ValueError was swallowed")
