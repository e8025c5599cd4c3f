import asgiref.sync

from .models import Order


async def other():
    return await asgiref.sync.sync_to_async(Order.objects.paid().count)()


async def number():
    return await asgiref.sync.sync_to_async(Order.objects.count)()
