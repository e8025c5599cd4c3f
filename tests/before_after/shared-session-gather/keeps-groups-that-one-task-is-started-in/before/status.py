import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def start(group: asyncio.TaskGroup, session: AsyncSession, status: str) -> None:
    group.create_task(count(session, status))


async def one_of_two(session: AsyncSession, is_paid: bool) -> None:
    async with asyncio.TaskGroup() as group:
        if is_paid:
            group.create_task(count(session, "paid"))
            return
        group.create_task(count(session, "open"))


async def afterwards(session: AsyncSession) -> int:
    await one_of_two(session, True)
    task = asyncio.create_task(asyncio.sleep(0))
    found = await count(session, "open")
    await task
    return found


async def handed(session: AsyncSession) -> int:
    async with asyncio.TaskGroup() as group:
        await start(group, session, "paid")
    return await count(session, "open")


async def by_hand(session: AsyncSession) -> None:
    group = asyncio.TaskGroup()
    await group.__aenter__()
    group.create_task(count(session, "paid"))
    await group.__aexit__(None, None, None)


async def beside_by_hand(session: AsyncSession) -> int:
    task = asyncio.create_task(asyncio.sleep(0))
    await by_hand(session)
    await task
    return await count(session, "open")


async def start_either(group: asyncio.TaskGroup, session: AsyncSession, is_paid: bool) -> None:
    if is_paid:
        group.create_task(count(session, "paid"))
        return
    group.create_task(count(session, "open"))


async def handed_in_one_branch(session: AsyncSession, is_paid: bool) -> None:
    async with asyncio.TaskGroup() as group:
        if is_paid:
            await start(group, session, "paid")
        else:
            await start(group, session, "open")


async def handed_before_it_returns(session: AsyncSession, is_paid: bool) -> None:
    async with asyncio.TaskGroup() as group:
        if is_paid:
            await start(group, session, "paid")
            return
        await start(group, session, "open")


async def handed_to_one_that_starts_either(session: AsyncSession, is_paid: bool) -> None:
    async with asyncio.TaskGroup() as group:
        await start_either(group, session, is_paid)
