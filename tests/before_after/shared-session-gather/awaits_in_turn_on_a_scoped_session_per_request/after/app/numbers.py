from sqlalchemy import text

from app.registry import Session


async def one() -> int:
    return await Session.scalar(text("select 1"))


async def two() -> int:
    return (await Session.execute(text("select 2"))).scalar_one()


async def numbers() -> list[int]:
    return [await one(), await two()]
