import asyncio

from sqlalchemy.ext.asyncio import AsyncSession


class Dashboard:
    def __init__(self, session: AsyncSession, blocks: list[str]) -> None:
        self.session = session
        self.blocks = blocks

    async def render(self) -> list[str]:
        return await asyncio.gather(*[getattr(self, f"render_{block}")() for block in self.blocks])
