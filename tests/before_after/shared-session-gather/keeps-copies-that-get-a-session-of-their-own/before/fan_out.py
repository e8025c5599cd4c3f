import asyncio
import dataclasses

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from context import Context, Query
from models import Customer


class Customers(Query):
    async def count(self, country: str) -> int:
        statement = select(func.count(Customer.id)).where(Customer.country == country)
        async with self.session:
            return await self.session.scalar(statement)

    async def by_country(self, maker: async_sessionmaker[AsyncSession], countries: list[str]) -> list[int]:
        return await asyncio.gather(*(self.on(maker()).count(country) for country in countries))


async def count(ctx: Context) -> int:
    async with ctx.session:
        return await ctx.session.scalar(select(func.count(Customer.id)).where(Customer.country == ctx.country))


async def by_context(ctx: Context, maker: async_sessionmaker[AsyncSession], countries: list[str]) -> list[int]:
    contexts = [dataclasses.replace(ctx, session=maker(), country=country) for country in countries]
    return await asyncio.gather(*map(count, contexts))


async def two(customers: Customers, maker: async_sessionmaker[AsyncSession]) -> list[int]:
    german, french = customers.again(maker), customers.on(maker())
    return await asyncio.gather(german.count("de"), french.count("fr"))
