import asyncio
import itertools

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer


async def count(session: AsyncSession) -> int:
    return await session.scalar(select(func.count(Customer.id)))


async def measure(session: AsyncSession, every: float) -> None:
    for number in itertools.count():
        print(number, await count(session))
        await asyncio.sleep(every)


async def watch(session: AsyncSession) -> None:
    while 1:
        await count(session)
        try:
            await asyncio.sleep(1)
        except asyncio.CancelledError:
            break


async def listen(session: AsyncSession, port: int) -> None:
    await count(session)
    server = await asyncio.start_server(lambda reader, writer: None, port=port)
    await server.serve_forever()


async def follow(session: AsyncSession, client) -> None:
    async for pk in client.events():
        await session.get(Customer, pk)


async def run_measure(session: AsyncSession) -> None:
    await asyncio.gather(measure(session, 60), count(session))


async def run_watch(session: AsyncSession) -> None:
    await asyncio.gather(watch(session), count(session))


async def run_listen(session: AsyncSession) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(listen(session, 7007))
        group.create_task(count(session))


async def run_follow(session: AsyncSession, client) -> None:
    await asyncio.gather(follow(session, client), count(session))
