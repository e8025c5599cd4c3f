"""Both raises reach the caller, after the roll-back and the closing."""

import asyncio
import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import creating


class Database:
    def __init__(self, error):
        self.error = error
        self.steps = []

    async def add(self, row):
        if self.error:
            raise self.error

    async def rollback(self):
        self.steps.append("rollback")

    async def close(self):
        self.steps.append("close")


def create(error):
    db = Database(error)

    async def get_db():
        yield db

    try:
        return asyncio.run(creating.create(get_db, "row")), db.steps
    except Exception as seen:
        return type(seen), db.steps


assert create(None) == ("row", ["close"])
assert create(ValueError()) == (ValueError, ["close"])
assert create(KeyError()) == (creating.CreateFailed, ["rollback", "close"])
