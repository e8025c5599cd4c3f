from sqlalchemy.ext.asyncio import AsyncSession

from . import blocks


async def render(session: AsyncSession) -> str:
    return "; ".join(
        [await blocks.block(session, "low", "1", "2"), await blocks.block(session, "high", "8", "9")]
    )


async def main(url: str) -> str:
    from sqlalchemy.ext.asyncio import create_async_engine

    async with AsyncSession(create_async_engine(url)) as session:
        return await render(session)
