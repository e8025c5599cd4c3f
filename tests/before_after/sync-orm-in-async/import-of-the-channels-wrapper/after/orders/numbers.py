from channels.db import database_sync_to_async

from .models import Order


@database_sync_to_async
def paid():
    return Order.objects.paid().count()


async def both():
    return await paid(), await database_sync_to_async(Order.objects.turnover)()


async def number():
    return await database_sync_to_async(Order.objects.count)()
