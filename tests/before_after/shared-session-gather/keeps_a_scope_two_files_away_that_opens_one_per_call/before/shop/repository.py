from sqlalchemy import text

from shop.db import session_scope


class Repository:
    def __init__(self, table: str) -> None:
        self.table = table

    async def count(self) -> int:
        async with session_scope() as session:
            return await session.scalar(text(f"select count(*) from {self.table}"))
