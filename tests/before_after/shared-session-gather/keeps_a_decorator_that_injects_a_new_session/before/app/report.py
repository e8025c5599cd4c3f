from asyncio import gather

from app.queries import count


async def report(tables: list[str]) -> list[int]:
    parts, orders = await gather(count("parts"), count("orders"))
    return [parts, orders, *await gather(*(count(table) for table in tables))]
