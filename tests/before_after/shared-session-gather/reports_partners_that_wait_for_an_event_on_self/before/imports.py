import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class Import:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.ready = asyncio.Event()

    async def fill(self) -> None:
        await self.session.execute(text("insert into parts select * from staging"))
        self.ready.set()
        await self.session.execute(text("delete from staging"))

    async def check(self) -> int:
        await self.ready.wait()
        return await self.session.scalar(text("select count(*) from parts"))

    async def run(self) -> int:
        checked, _ = await asyncio.gather(self.check(), self.fill())
        return checked
