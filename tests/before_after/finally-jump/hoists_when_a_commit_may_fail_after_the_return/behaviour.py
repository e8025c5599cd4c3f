"""A variable would still hold the value when the commit, or the closing, fails after the return and a handler goes on."""

import asyncio
import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import accounts


class Database:
    def __init__(self, broken):
        self.broken = broken

    def begin(self):
        return self

    def insert(self, owner):
        return f"account of {owner}"

    async def __aenter__(self):
        pass

    async def __aexit__(self, *error):
        if self.broken:
            raise ConnectionError


def open_account(broken):
    async def get_db():
        yield Database(broken)

    return asyncio.run(accounts.open_account(get_db, "me"))


assert open_account(broken=True) is None
assert accounts.log == ["not opened"]
assert open_account(broken=False) == "account of me"


def close(path):
    if path.startswith("bad"):
        raise OSError


assert accounts.read_all(["bad", "good"], str.upper, close) == "GOOD"
assert accounts.read_all(["bad"], str.upper, close) is None
assert accounts.read_all(["", "good"], str.upper, close) is None
