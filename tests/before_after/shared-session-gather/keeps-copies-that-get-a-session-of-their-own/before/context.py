import copy
import dataclasses
from typing import Self

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker


@dataclasses.dataclass
class Context:
    session: AsyncSession
    country: str = "de"


class Query:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    def on(self, session: AsyncSession) -> Self:
        clone = copy.copy(self)
        clone.session = session
        return clone

    def again(self, maker: async_sessionmaker[AsyncSession]) -> Self:
        return type(self)(maker())
