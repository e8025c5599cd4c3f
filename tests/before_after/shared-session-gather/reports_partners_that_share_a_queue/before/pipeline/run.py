import asyncio

from sqlalchemy.ext.asyncio import AsyncSession

from pipeline.stages import read_rows, write_rows


async def copy(session: AsyncSession) -> int:
    queue: asyncio.Queue = asyncio.Queue(maxsize=10)
    _, written = await asyncio.gather(read_rows(session, queue), write_rows(session, queue))
    await session.commit()
    return written
