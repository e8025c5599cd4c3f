"""What is not handled gets out."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import comments

assert comments.first(["1", "2"]) == [1]
comments.second(["3", "4"])
assert comments.out == [1, 3, "done"]
for function in [comments.first, comments.second]:
    try:
        function([None])
    except TypeError:
        continue
    raise AssertionError(f"{function.__name__} swallowed the TypeError")
