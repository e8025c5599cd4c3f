"""Each loop returns in its own block; what the function said without a loop stays."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import blocks


def lost():
    raise LookupError


def bad():
    raise ValueError


calls = [lambda: "answer", lambda: "second"]
assert blocks.in_if(calls, True) == "answer"
assert blocks.in_if([], True) is False
assert blocks.in_if(calls, False) is False
assert blocks.in_else(calls, True) == "answer"
assert blocks.in_else(calls, False) is None
assert blocks.in_with([lost]) == "lost"
assert blocks.in_with([]) == 0
assert not blocks.lock.locked()
assert blocks.in_handler(calls) == "answer"
blocks.log.clear()
assert blocks.in_try(calls) == "answer"
assert blocks.in_try([bad]) == ""
assert blocks.log == ["done", "bad value", "done"], blocks.log
