import asyncio

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from starting import count, start_each, start_one


async def all_of_them(session: AsyncSession, statuses: list[str]) -> None:
    async with asyncio.TaskGroup() as group:
        start_each(group, session, statuses)


async def beside_one(session: AsyncSession) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(count(session, "open"))
        await start_one(group, session, "paid")


async def two_groups(session: AsyncSession) -> None:
    async with asyncio.TaskGroup() as group:
        await start_one(group, session, "open")
    async with asyncio.TaskGroup() as group:
        await start_one(group, session, "paid")


async def two_sessions(maker: async_sessionmaker[AsyncSession]) -> None:
    async with maker() as one, maker() as other, asyncio.TaskGroup() as group:
        await start_one(group, one, "open")
        await start_one(group, other, "paid")


class Starter:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    def _start(self, group: asyncio.TaskGroup, status: str) -> None:
        group.create_task(count(self.session, status))

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            self._start(group, "open")
            self._start(group, "paid")


def start_paid(group: asyncio.TaskGroup, session: AsyncSession, is_paid: bool) -> None:
    if not is_paid:
        return
    group.create_task(count(session, "paid"))


async def one_behind_a_branch(session: AsyncSession, is_paid: bool) -> None:
    async with asyncio.TaskGroup() as group:
        if is_paid:
            await start_one(group, session, "open")
        else:
            return
        start_paid(group, session, is_paid)
