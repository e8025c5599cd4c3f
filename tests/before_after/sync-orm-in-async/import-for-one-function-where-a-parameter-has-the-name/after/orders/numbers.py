from asgiref.sync import sync_to_async as run_in_thread
from asgiref.sync import sync_to_async
from django.utils import timezone

from .models import Order


async def converted(sync_to_async, at=timezone.now):
    at()
    return sync_to_async(await run_in_thread(Order.objects.count)())


async def number():
    return await sync_to_async(Order.objects.count)()
