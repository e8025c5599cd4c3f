"""A bare return hands out None, not the default of the loop."""

import asyncio
import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import numbers_first


def first_even(*numbers):
    async def get_numbers():
        for number in numbers:
            yield number

    return asyncio.run(numbers_first.first_even(get_numbers))


assert first_even(2, 4) == 2
assert first_even(-2, 4) is None
assert first_even(3, 4) is None
assert first_even("x", 4) is None
assert first_even() is False
