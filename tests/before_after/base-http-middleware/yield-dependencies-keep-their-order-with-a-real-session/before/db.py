from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.pool import StaticPool

engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool)
maker = async_sessionmaker(engine, expire_on_commit=False)
events = []


class Base(DeclarativeBase):
    pass


class Item(Base):
    __tablename__ = "items"
    id: Mapped[int] = mapped_column(primary_key=True)


async def get_session():
    async with maker() as session:
        try:
            yield session
            await session.commit()
            events.append("commit")
        except Exception as error:
            await session.rollback()
            events.append(f"rollback {type(error).__name__}")
            raise
        finally:
            events.append("close")
