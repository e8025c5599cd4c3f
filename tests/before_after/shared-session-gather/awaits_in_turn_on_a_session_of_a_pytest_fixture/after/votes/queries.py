from sqlalchemy import func, select

from votes.models import Vote


async def count(session, answer: str) -> int:
    return await session.scalar(select(func.count(Vote.id)).where(Vote.answer == answer))
