from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from stores.base import Store
from stores.tables import Secret, Setting


class SqlSettingStore(Store):
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def load(self, key: str) -> str | None:
        return await self.session.scalar(select(Setting.value).where(Setting.key == key))


class SqlSecretStore(Store):
    def __init__(self, session: AsyncSession, shift: int) -> None:
        self.session = session
        self.shift = shift

    async def load(self, key: str) -> str | None:
        row = await self.session.get(Secret, key)
        return row and "".join(chr(ord(letter) - self.shift) for letter in row.cipher)
