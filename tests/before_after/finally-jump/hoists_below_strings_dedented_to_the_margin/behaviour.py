"""The jump is found although lines of the suite begin at the margin."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import texts

texts.first(["1", "2"])
assert texts.log == [1, "\nfinally:\n    return\ndone\n", "ab"], texts.log
texts.log.clear()
texts.second(["1", "2"])
assert texts.log == [1, 1], texts.log
for function in [texts.first, texts.second]:
    try:
        function([None])
    except TypeError:
        continue
    raise AssertionError(f"{function.__name__} swallowed the TypeError")
