import asyncio

from clinic.visits import Visits


async def report(visits: Visits) -> str:
    planned, done = await asyncio.gather(visits.planned(), visits.done())
    return f"{done} of {planned + done}"
