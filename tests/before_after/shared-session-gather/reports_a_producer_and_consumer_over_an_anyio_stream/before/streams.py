import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def produce(session: AsyncSession, sending: MemoryObjectSendStream[int]) -> None:
    async with sending:
        for page in range(10):
            rows = await session.execute(text("select id from source limit 100 offset :start"), {"start": page * 100})
            for row in rows:
                await sending.send(row.id)


async def consume(session: AsyncSession, receiving: MemoryObjectReceiveStream[int]) -> None:
    async with receiving:
        async for number in receiving:
            await session.execute(text("insert into target values (:n)"), {"n": number})


async def copy(session: AsyncSession) -> None:
    sending, receiving = anyio.create_memory_object_stream[int](1)
    async with anyio.create_task_group() as group:
        group.start_soon(produce, session, sending)
        group.start_soon(consume, session, receiving)
