"""Asked for, every error that nobody handles gets out, and the break is live."""

import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import reading

assert reading.number("7") == 7
assert reading.number("x") == 0
assert reading.doubled([1, 2]) == [2, 4]
assert reading.strict("7") == 7
assert reading.last([3, 4]) == 3
assert reading.last([-3, 4]) == -1
for function, argument, expected in [
    (reading.number, None, TypeError),
    (reading.doubled, [1, None], TypeError),
    (reading.strict, "x", LookupError),
]:
    try:
        function(argument)
    except expected:
        continue
    raise AssertionError(f"{function.__name__} swallowed the error")
