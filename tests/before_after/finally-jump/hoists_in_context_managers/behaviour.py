"""Errors of the with body reach the caller; without errors everything is as it was."""

import asyncio
import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import scopes

steps = []


def get_log():
    yield steps


async def get_log_async():
    yield steps


for error, expected in [
    (None, ["commit", "close"]),
    (ValueError, ["rollback", "close"]),
    (KeyError, ["close"]),
    (KeyboardInterrupt, ["close"]),
]:
    steps.clear()
    try:
        with scopes.transaction(get_log):
            if error:
                raise error
    except BaseException as seen:
        assert type(seen) is error
    else:
        assert error is None, f"{error} was swallowed"
    assert steps == expected, steps


async def main():
    steps.clear()
    async with scopes.session_scope(get_log_async):
        pass
    assert steps == ["commit"]
    try:
        async with scopes.session_scope(get_log_async):
            raise KeyError
    except KeyError:
        assert steps == ["commit"]
        return
    raise AssertionError("the KeyError was swallowed")


asyncio.run(main())
