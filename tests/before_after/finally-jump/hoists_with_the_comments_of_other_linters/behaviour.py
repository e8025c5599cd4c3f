"""A comment that silenced a linter does not make the jump right."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import linted

linted.first(["1", "2"])
linted.second(["3", "4"])
assert linted.third("x") == [1, 3, "done", "bad"]
for function in [linted.first, linted.second]:
    try:
        function([None])
    except TypeError:
        continue
    raise AssertionError(f"{function.__name__} swallowed the TypeError")


class Interrupting:
    def __int__(self):
        raise KeyboardInterrupt


try:
    linted.third(Interrupting())
except KeyboardInterrupt:
    pass
else:
    raise AssertionError("third swallowed the KeyboardInterrupt")
