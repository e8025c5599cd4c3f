from asyncio import FIRST_EXCEPTION, create_task, wait

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class Checks:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def check(self, table: str) -> None:
        if await self.session.scalar(text(f"select count(*) from {table} where broken")):
            raise ValueError(table)

    async def run(self) -> None:
        tasks = [create_task(self.check(table)) for table in ("parts", "orders")]
        done, _ = await wait(tasks, return_when=FIRST_EXCEPTION)
        for task in done:
            task.result()
