from orders import jobs
from orders.jobs import claim


async def work(handle):
    for order in claim():
        await handle(order)


async def totals():
    return {pk: total for pk, total in jobs.pairs()}
