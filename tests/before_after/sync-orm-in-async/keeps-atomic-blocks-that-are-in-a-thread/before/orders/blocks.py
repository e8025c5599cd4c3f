import asyncio

from asgiref.sync import sync_to_async
from django.db import connection, transaction

from .models import Customer, Order


async def move(number, email):
    def in_transaction():
        with transaction.atomic():
            order = Order.objects.select_for_update().get(pk=number)
            order.customer = Customer.objects.get(email=email)
            order.save()
            return order

    order = await sync_to_async(in_transaction)()
    return order.customer.name


async def sql():
    @sync_to_async
    def rows():
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM orders_order")
            return cursor.fetchone()[0]

    return await rows()


@transaction.atomic
def close(number):
    Order.objects.filter(pk=number).update(status="closed")


class Worker:
    @sync_to_async
    def claim(self):
        with transaction.atomic():
            order = Order.objects.filter(status="open").first()
            if order is not None:
                order.status = "taken"
                order.save()
            return order

    async def run(self):
        while order := await self.claim():
            await asyncio.to_thread(close, order.pk)
        return self
