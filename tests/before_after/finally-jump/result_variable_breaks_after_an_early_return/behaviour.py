"""An early return skips the rest of the try body, and its value is not overwritten."""

import asyncio
import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import jobs


class Database:
    def __init__(self, locked=False, error=None):
        self.locked = locked
        self.error = error
        self.taken = []

    @property
    def jobs(self):
        if self.error:
            raise self.error
        return self.taken


def claim(db, job="j"):
    async def get_db():
        yield db
        raise AssertionError("the loop went on")

    return asyncio.run(jobs.claim(get_db, job))


free = Database()
assert claim(free) is True
assert claim(free) is False
assert free.taken == ["j"], free.taken
locked = Database(locked=True)
assert claim(locked) is None
assert locked.taken == []
assert claim(Database(error=LookupError("gone"))) == "gone"
assert claim(Database(error=LookupError())) == "unknown"
assert jobs.log == ["locked", "no reason given"], jobs.log
