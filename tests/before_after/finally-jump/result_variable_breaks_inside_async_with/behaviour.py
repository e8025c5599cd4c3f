"""Transactions are committed as they were; a commit that fails is answered by the handler."""

import asyncio
import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import transfers


class Transaction:
    def __init__(self, db):
        self.db = db
        self.notes = []

    def note(self, text):
        self.notes.append(text)

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        if self.db.broken:
            raise ConnectionError
        self.db.committed += self.notes


class Database:
    def __init__(self, broken=False):
        self.broken = broken
        self.committed = []
        self.mails = 0

    def begin(self):
        return Transaction(self)


def transfer(db, amount):
    async def get_db():
        yield db

    return asyncio.run(transfers.transfer(get_db, amount))


db = Database()
assert transfer(db, 5) is True
assert (db.committed, db.mails) == (["moved", "mailed"], 1)
db = Database()
assert transfer(db, 0) is False
assert (db.committed, db.mails) == (["refused"], 0)
assert transfer(Database(broken=True), 5) is False
