from sqlalchemy import case, func, select, true
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
    name = await title()
    every, paid = (
        await session.execute(
            select(
                func.count(Order.id),
                func.count(case((Order.is_paid == true(), Order.id))),
            )
        )
    ).one()
    return name, every, paid
