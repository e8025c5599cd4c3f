"""The old warehouse, over SQLAlchemy, beside Django's models."""

from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from sqlalchemy import ForeignKey


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customer"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    orders: Mapped[list["Order"]] = relationship(back_populates="customer")


class Order(Base):
    __tablename__ = "order"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    customer: Mapped[Customer] = relationship(back_populates="orders")


engine = create_engine("sqlite://")


async def report():
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        session.add(Customer(id=1, name="Ada", orders=[Order(id=1)]))
        session.flush()
        order = session.get(Order, 1)
        session.refresh(order)
        rows = session.query(Order).filter(Order.id == 1).all()
        number = session.query(Order).count()
        return order.customer.name, [row.customer.name for row in rows], number, session.scalar(select(func.count(Order.id)))
