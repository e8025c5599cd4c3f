from sqlalchemy import func, select

from models import Customer, Order


class Customers:
    def __init__(self, session):
        self.session = session

    async def count(self):
        return await self.session.scalar(select(func.count(Customer.id)))


class Orders:
    def __init__(self, session):
        self.session = session

    async def count(self):
        return await self.session.scalar(select(func.count(Order.id)))
