from django.utils import timezone

from .models import Order


async def converted(sync_to_async, at=timezone.now):
    at()
    return sync_to_async(Order.objects.count())


async def number():
    return Order.objects.count()
