from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession


class SqlCounts:
    def __init__(self, db: AsyncSession, statement: TextClause) -> None:
        self._db, self._statement = db, statement

    async def count(self) -> int:
        return (await self._db.execute(self._statement)).scalar_one()


class Tables(SqlCounts):
    def __init__(self, db: AsyncSession) -> None:
        super().__init__(db, text("select count(*) from sqlite_master where type = 'table'"))


class Indexes(SqlCounts):
    def __init__(self, db: AsyncSession) -> None:
        super().__init__(db, text("select count(*) from sqlite_master where type = 'index'"))
