from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from ..tables import Lead

if TYPE_CHECKING:
    from ..types import Session

__all__ = ["best", "worst"]


async def best(session: Session) -> int | None:
    return await session.scalar(select(func.max(Lead.score)))


async def worst(session: Session) -> int | None:
    return await session.scalar(select(func.min(Lead.score)))
