import asyncio

from adapters import Outbox, SqlCustomers, SqlOrders
from ports import Counting, Sending


class Overview:
    def __init__(self, customers: Counting, orders: Counting, mail: Sending) -> None:
        self.customers = customers
        self.orders = orders
        self.mail = mail

    async def total(self) -> int:
        customers = await self.customers.count()
        orders = await self.orders.count()
        await asyncio.gather(self.mail.send("ada"), self.mail.send("bo"))
        return customers + orders


def make(session):
    return Overview(SqlCustomers(session), SqlOrders(session), Outbox())
