import logging

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer

logger = logging.getLogger(__name__)


class CountryImport:
    def __init__(self, session: AsyncSession):
        self.session = session

    async def _set(self, name: str, country: str) -> int:
        result = await self.session.execute(select(Customer.id).where(Customer.name == name))
        number = result.scalar_one()
        await self.session.execute(update(Customer).where(Customer.id == number).values(country=country))
        return number

    async def run(self, countries: dict[str, str]) -> list[int | BaseException]:
        async def _settled(awaitable):
            try:
                return await awaitable
            except Exception as exc:
                return exc

        results = [
            await _settled(self._set(name, country)) for name, country in list(countries.items())
        ]
        for result in results:
            if isinstance(result, BaseException):
                logger.info("not imported: %r", result)
        return results
