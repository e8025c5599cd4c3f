from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker


class Service:
    def __init__(self, maker: async_sessionmaker[AsyncSession]) -> None:
        self._maker = maker

    @property
    def session(self) -> AsyncSession:
        """A new one, to be closed by whoever asked."""
        return self._maker()

    def open(self) -> AsyncSession:
        return self._maker()
