import asyncio

from app import repositories


async def count(colour: str) -> int:
    async with repositories.parts() as parts:
        return await parts.count(colour)


async def counts(colours: list[str]) -> dict[str, int]:
    return dict(zip(colours, await asyncio.gather(*[count(colour) for colour in colours])))


async def red_and_blue() -> list[int]:
    one, other = repositories.new_parts(), repositories.new_parts()
    try:
        return await asyncio.gather(one.count("red"), other.count("blue"))
    finally:
        await one.session.close()
        await other.session.close()
