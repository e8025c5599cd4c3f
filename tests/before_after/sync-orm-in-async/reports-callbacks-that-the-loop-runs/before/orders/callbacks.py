import asyncio

from .models import Customer, Order


def finished(task):
    Order.objects.filter(pk=task.result()).update(status="done")


async def work(number):
    await asyncio.sleep(0)
    return number


async def start(number):
    task = asyncio.create_task(work(number))
    task.add_done_callback(finished)
    loop = asyncio.get_running_loop()
    loop.call_soon(lambda: Customer.objects.update(credit=0))
    loop.call_later(60, lambda: Order.objects.filter(status="open").delete())
    return await task
