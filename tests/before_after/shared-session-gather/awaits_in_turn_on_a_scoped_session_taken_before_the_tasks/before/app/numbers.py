import asyncio

from sqlalchemy import text

from app.registry import registry


async def numbers() -> list[int]:
    session = registry()
    try:
        return await asyncio.gather(session.scalar(text("select 1")), session.scalar(text("select 2")))
    finally:
        await registry.remove()
