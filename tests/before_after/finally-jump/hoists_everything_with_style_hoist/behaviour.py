"""The returns are live as they stand."""

import asyncio
import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import settings


class Row:
    value = True


class Database:
    closed = 0

    async def find(self, name):
        if name == "broken":
            raise LookupError
        return Row() if name == "on" else None

    async def close(self):
        self.closed += 1


def setting(name):
    db = Database()

    async def get_db():
        yield db

    answer = asyncio.run(settings.setting(get_db, name))
    assert db.closed == 1
    return answer


assert setting("on") is True
assert setting("off") is False
assert setting("broken") is False
assert settings.log == ["no table"]
