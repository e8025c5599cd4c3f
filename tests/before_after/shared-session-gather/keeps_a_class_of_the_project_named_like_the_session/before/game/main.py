import asyncio

from .sessions import AsyncSession


async def play(session: AsyncSession) -> list[str]:
    return await asyncio.gather(session.execute("north"), session.execute("look"))


async def start() -> list[str]:
    session = AsyncSession("ann")
    return await asyncio.gather(*[session.execute(command) for command in ("up", "down")])
