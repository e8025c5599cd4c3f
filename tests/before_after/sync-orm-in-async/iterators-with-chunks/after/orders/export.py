from asgiref.sync import sync_to_async

from .models import Order


async def totals():
    found = []
    async for order in Order.objects.order_by("pk").aiterator(chunk_size=2):
        found.append(order.total)
    return found


async def first_paid():
    async for order in Order.objects.order_by("pk").aiterator():
        if order.status == "paid":
            return order.pk
    return None


async def later():
    rows = Order.objects.order_by("-pk").iterator()
    return [row.pk for row in await sync_to_async(list)(rows)]
