import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import asgiref.sync
from asgiref.sync import SyncToAsync, sync_to_async
from asgiref.sync import sync_to_async as s2a
from django.db import transaction

from .models import Customer, Order

executor = ThreadPoolExecutor(1)
get_customer = sync_to_async(Customer.objects.get)


@sync_to_async
def total(status):
    return sum(order.total for order in Order.objects.filter(status=status))


@sync_to_async(thread_sensitive=True)
@transaction.atomic
def pay(number):
    order = Order.objects.select_for_update().get(pk=number)
    order.status = "paid"
    order.save()
    return order.customer.name


async def everything(status):
    customer = await get_customer(pk=1)
    number = await s2a(Order.objects.filter(status=status).count)()
    first = await asgiref.sync.sync_to_async(Order.objects.first, thread_sensitive=False)()
    orders = await sync_to_async(list)(customer.orders.all())
    name = await sync_to_async(lambda: first.customer.name)()
    last = await asyncio.to_thread(Order.objects.last)
    some = await asyncio.get_running_loop().run_in_executor(executor, lambda: list(Order.objects.all()))
    most = await asyncio.get_running_loop().run_in_executor(None, partial(Order.objects.get, pk=1))
    await SyncToAsync(customer.save)()
    both = await asyncio.gather(sync_to_async(Order.objects.count)(), sync_to_async(Customer.objects.count)())
    hop = sync_to_async(Order.objects.exists)
    return number, len(orders), name, last.pk, len(some), most.pk, both, await hop(), await total(status), await pay(2)


async def locally():
    @sync_to_async
    def read():
        return [order.customer.name for order in Order.objects.order_by("pk")]

    def write():
        with transaction.atomic():
            Customer.objects.update(credit=0)

    await sync_to_async(write)()
    return await read()
