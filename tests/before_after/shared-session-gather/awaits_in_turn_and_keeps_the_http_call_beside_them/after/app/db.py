import os

from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.pool import NullPool


class Base(DeclarativeBase):
    pass


class Price(Base):
    __tablename__ = "prices"
    id: Mapped[int] = mapped_column(primary_key=True)
    amount: Mapped[int]


engine = create_async_engine(os.environ["DATABASE_URL"], poolclass=NullPool)
maker = async_sessionmaker(engine)


async def get_db():
    async with maker() as session:
        yield session
