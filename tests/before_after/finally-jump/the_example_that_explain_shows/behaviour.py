"""A user who is a member is one; an error of the database is heard of."""

import asyncio
import sys
import warnings

sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    warnings.simplefilter("ignore", SyntaxWarning)  # Python 3.14 warns of what is the bug here.
    import members


class Session:
    async def get(self, _, user_id):
        if user_id < 0:
            raise LookupError("the connection is gone")
        return "Ada" if user_id == 1 else None


async def get_session():
    yield Session()


members.get_session, members.User = get_session, object

assert asyncio.run(members.is_member(1)) is True, f"returned {asyncio.run(members.is_member(1))}"
assert asyncio.run(members.is_member(2)) is False
try:
    asyncio.run(members.is_member(-1))
except LookupError:
    pass
else:
    raise AssertionError("the error vanished")
