import asyncio

import httpx
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


async def customers(session: AsyncSession) -> int:
    return await session.scalar(select(func.count(Customer.id)))


async def orders(session: AsyncSession) -> int:
    return await session.scalar(select(func.count(Order.id)))


async def remote(client: httpx.AsyncClient) -> int:
    return (await client.get("/count")).json()


async def by_kind(session: AsyncSession, client: httpx.AsyncClient, kind: str) -> list[int]:
    pending = [remote(client)]
    if kind == "customer":
        pending.append(customers(session))
    elif kind == "order":
        pending.append(orders(session))
    return await asyncio.gather(*pending)


async def matched(session: AsyncSession, client: httpx.AsyncClient, kind: str) -> list[int]:
    pending = []
    match kind:
        case "customer":
            pending.append(customers(session))
        case "order":
            pending.append(orders(session))
        case _:
            pass
    pending.append(remote(client))
    return await asyncio.gather(*pending)


async def either(session: AsyncSession, client: httpx.AsyncClient, wants_orders: bool) -> list[int]:
    local = [orders(session)] if wants_orders else [customers(session)]
    return await asyncio.gather(*local, remote(client))


async def early(session: AsyncSession, client: httpx.AsyncClient, wants_orders: bool) -> list[int]:
    pending = [remote(client)]
    if wants_orders:
        pending.append(orders(session))
        return await asyncio.gather(*pending)
    pending.append(customers(session))
    return await asyncio.gather(*pending)
