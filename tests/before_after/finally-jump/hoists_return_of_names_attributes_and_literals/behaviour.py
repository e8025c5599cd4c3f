"""Returns of the try are live, and interrupts get out."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import reading


def fail():
    raise ValueError


def interrupt():
    raise KeyboardInterrupt


reader = reading.Reader()
assert reader.name(lambda: "") == "empty"
assert reader.name(lambda: "a") == "a"
assert reader.name(fail) is None
assert reader.attribute(lambda: "b") == "b"
assert reader.attribute(fail) == "b"
assert reader.constant(lambda: None) is False
assert reader.constant(fail) is False
assert reader.constant(lambda: 1) is True
assert reader.literal(lambda: "c") == {"text": "c", "done": (True, [1, None])}
assert reading.log == ["unreadable", "read", "unreadable", "read"], reading.log
for method in [reader.name, reader.attribute, reader.literal]:
    try:
        method(interrupt)
    except KeyboardInterrupt:
        continue
    raise AssertionError(f"{method.__name__} swallowed the KeyboardInterrupt")
