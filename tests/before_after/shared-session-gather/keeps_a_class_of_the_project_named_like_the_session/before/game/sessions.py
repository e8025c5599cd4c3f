from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("sqlite+aiosqlite:///game.db")


class AsyncSession:
    """One sitting of a player."""

    def __init__(self, player: str) -> None:
        self.player = player

    async def execute(self, command: str) -> str:
        return f"{self.player}: {command}"
