import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    is_paid: Mapped[bool]


async def title() -> str:
    return "Orders"


async def report(session: AsyncSession) -> tuple[str, int | None, int | None]:
    name, every, paid = await asyncio.gather(
        title(),
        session.scalar(select(func.count(Order.id))),
        session.scalar(select(func.count(Order.id)).where(Order.is_paid)),
    )
    return name, every, paid
