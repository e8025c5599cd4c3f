import enum
import uuid
from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

URL = "sqlite+aiosqlite:///shop.db"


class Status(enum.Enum):
    OPEN = "open"
    PAID = "paid"
    LOST = "lost"


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[Status | None]
    is_gift: Mapped[bool | None]
    shop: Mapped[int | None]
    day: Mapped[date | None]
    batch: Mapped[uuid.UUID | None]
    country: Mapped[str | None]
    code: Mapped[str | None] = mapped_column(String(2))
    price: Mapped[int | None]
