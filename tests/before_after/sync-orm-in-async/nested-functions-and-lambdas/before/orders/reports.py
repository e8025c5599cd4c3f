import asyncio
from functools import partial

from asgiref.sync import sync_to_async

from .models import Customer, Order


async def summary(status):
    def total():
        return sum(order.total for order in Order.objects.filter(status=status))

    def number():
        return Order.objects.filter(status=status).count()

    count = await sync_to_async(number)()
    return total(), count


async def name_of(pk):
    find = lambda pk: Customer.objects.get(pk=pk).name  # noqa: E731
    return find(pk)


async def richest():
    return (lambda limit: Customer.objects.filter(credit__gt=limit).count())(50)


async def in_threads():
    loop = asyncio.get_running_loop()
    one = await loop.run_in_executor(None, Order.objects.count)
    other = await asyncio.to_thread(lambda: Customer.objects.count())
    third = await sync_to_async(partial(Order.objects.filter(status="paid").count))()
    return one, other, third


async def ranking():
    def key(customer: Customer) -> int:
        return -customer.orders.count()

    customers = [customer async for customer in Customer.objects.all()]
    return [customer.name for customer in sorted(customers, key=key)]
