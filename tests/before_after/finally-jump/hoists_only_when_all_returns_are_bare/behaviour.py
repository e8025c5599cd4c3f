"""No value was lost, only what interrupts."""

import asyncio
import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import mail


class Mailer:
    async def send(self, user):
        if user == "down":
            raise ConnectionError
        await asyncio.sleep(60)


async def get_mailer():
    yield Mailer()


async def main():
    assert await mail.notify(get_mailer, None) is None
    await mail.notify(get_mailer, "down")
    assert mail.log == ["later"]
    try:
        async with asyncio.timeout(0.01):
            await mail.notify(get_mailer, "me")
    except TimeoutError:
        return
    raise AssertionError("the time limit was swallowed")


asyncio.run(main())
