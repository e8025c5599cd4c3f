from asgiref.sync import sync_to_async

from .models import Customer, Order


async def lines():
    rows = []
    for order in await sync_to_async(list)(Order.objects.order_by("pk").prefetch_related("lines").iterator(chunk_size=2)):
        rows.append(len(order.lines.all()))
    return rows


async def totals():
    return [order.total for order in await sync_to_async(list)(Order.objects.order_by("pk").iterator())]


async def names():
    found = []
    async for name in Customer.objects.order_by("pk").values_list("name", flat=True).aiterator():
        found.append(name)
    return found
