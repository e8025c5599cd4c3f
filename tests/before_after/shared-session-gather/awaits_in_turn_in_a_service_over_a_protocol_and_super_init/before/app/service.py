from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from app.adapters import Indexes, Tables

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from app.ports import Counts


class Service:
    tables: Counts
    indexes: Counts

    def __init__(self, db: AsyncSession) -> None:
        self.tables = Tables(db)
        self.indexes = Indexes(db)

    async def total(self) -> int:
        return sum(await asyncio.gather(self.tables.count(), self.indexes.count()))
