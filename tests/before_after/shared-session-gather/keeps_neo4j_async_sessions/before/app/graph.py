import asyncio

from neo4j import AsyncDriver, AsyncSession


async def degree(session: AsyncSession, name: str) -> int:
    result = await session.run("MATCH (n {name: $name})--() RETURN count(*) AS n", name=name)
    record = await result.single()
    return record["n"]


async def degrees(driver: AsyncDriver, names: list[str]) -> list[int]:
    async with driver.session() as session:
        return await asyncio.gather(*[degree(session, name) for name in names])


async def run(session: AsyncSession) -> None:
    await asyncio.gather(session.close(), session.execute_read(print))
