import asyncio
import logging

from sqlalchemy import text

logger = logging.getLogger(__name__)


async def expire(session, seconds: float) -> None:
    while True:
        try:
            await session.execute(text("delete from locks where expires < now()"))
            await session.commit()
        except Exception:
            logger.exception("cannot expire locks")
        await asyncio.sleep(seconds)


async def measure(session, seconds: float) -> None:
    while True:
        logger.info("%s jobs", await session.scalar(text("select count(*) from jobs")))
        await asyncio.sleep(seconds)
