import asyncio

from .models import Order


async def notify(numbers):
    await asyncio.sleep(0)
    return sorted(numbers)


def run():
    numbers = list(Order.objects.values_list("pk", flat=True))
    done = asyncio.run(notify(numbers))
    Order.objects.filter(pk__in=done).update(status="notified")
