import os
from collections.abc import AsyncIterator

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.pool import NullPool


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


engine = create_async_engine(os.environ["DATABASE_URL"], poolclass=NullPool)
maker = async_sessionmaker(engine)


async def get_db() -> AsyncIterator[AsyncSession]:
    async with maker() as session:
        yield session
