"""Dead code stays dead; what nobody handles gets out."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import retrying


def send(row):
    if row == "bad":
        raise ValueError
    if row == "stop":
        raise KeyboardInterrupt


retrying.send_all(["a", "bad", "b"], send)
assert retrying.log == ["failed bad"], retrying.log
try:
    retrying.send_all(["stop", "bad"], send)
except KeyboardInterrupt:
    assert retrying.log == ["failed bad"], retrying.log
else:
    raise AssertionError("the KeyboardInterrupt was swallowed")
