"""What is thrown into a generator comes out again, and its return value arrives."""

import asyncio
import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import generators


def outcome(generator):
    try:
        while True:
            next(generator)
    except StopIteration as end:
        return end.value


assert outcome(generators.lengths(["ab", "c"])) == "done"
assert outcome(generators.lengths([7, "c"])) is None
assert outcome(generators.delegated([[1], [2]])) == "empty"
thrown = generators.lengths(["ab"])
next(thrown)
try:
    thrown.throw(KeyError())
except KeyError:
    pass
else:
    raise AssertionError("the KeyError was swallowed")


async def main():
    async def letters():
        yield "a"
        yield "b"

    async def get_file():
        yield letters()

    assert [line async for line in generators.lines(get_file)] == ["a", "b"]
    thrown = generators.lines(get_file)
    await anext(thrown)
    try:
        await thrown.athrow(KeyError())
    except KeyError:
        return
    raise AssertionError("the KeyError was swallowed")


try:
    asyncio.run(main())
except StopAsyncIteration:
    raise AssertionError("the KeyError was swallowed") from None
