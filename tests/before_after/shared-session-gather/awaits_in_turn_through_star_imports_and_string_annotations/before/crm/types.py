from sqlalchemy.ext.asyncio import AsyncSession as Session
from sqlalchemy.ext.asyncio import async_sessionmaker

__all__ = ["Session", "async_sessionmaker"]
