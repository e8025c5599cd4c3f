"""Numbers."""
from asgiref.sync import async_to_sync, sync_to_async as s2a

from .models import Order


async def other():
    return await s2a(Order.objects.paid().count)()


def from_sync_code():
    return async_to_sync(other)()


async def number():
    return Order.objects.count()
