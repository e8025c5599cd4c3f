from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Optional, TypeAlias, TypeVar

import sqlalchemy.ext.asyncio as sa_async
from sqlalchemy import func, select

from models import Order

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession as Session

DbSession: TypeAlias = Annotated[sa_async.AsyncSession, "one per request"]
S = TypeVar("S", bound=sa_async.AsyncSession)


async def count(session: Session) -> int:
    return await session.scalar(select(func.count(Order.id)))


async def aliased(session: DbSession) -> list[int]:
    return [await count(session), await count(session)]


async def bound(session: S) -> tuple[S, list[int]]:
    return session, [await count(session), await count(session)]


async def optional(session: Optional["Session"] = None) -> list[int]:
    if session is None:
        return []
    return [await count(session), await count(session)]


async def union(session: sa_async.AsyncSession | None) -> list[int]:
    assert session is not None
    return [await session.scalar(select(func.max(Order.id))), await count(session)]
