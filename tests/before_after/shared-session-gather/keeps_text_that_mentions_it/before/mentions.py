"""Never write

    a, b = await asyncio.gather(session.scalar(first), session.scalar(second))

over one AsyncSession of sqlalchemy.ext.asyncio.
"""

import asyncio

from sqlalchemy.ext.asyncio import AsyncSession

# await asyncio.gather(session.execute(a), session.execute(b))
EXAMPLE = """
async def both(session: AsyncSession):
    return await asyncio.gather(session.execute(a), session.execute(b))
"""


async def explain(session: AsyncSession) -> str:
    """
    >>> await asyncio.gather(session.commit(), session.commit())
    """
    await session.commit()
    await asyncio.sleep(0)
    return f"{EXAMPLE} await asyncio.gather(session.commit(), session.commit())"
