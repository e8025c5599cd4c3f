from typing import Any

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession


class AuditedSession(AsyncSession):
    statements = 0

    async def one(self, statement: Select[Any]) -> Any:
        self.statements += 1
        return (await self.execute(statement)).scalar_one()
