import asyncio

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer


async def answer(session: AsyncSession, reader: asyncio.StreamReader, names: list[str]) -> None:
    while line := await reader.readline():
        names.append((await session.get_one(Customer, int(line))).name)


async def ask(session: AsyncSession, writer: asyncio.StreamWriter) -> None:
    for pk in await session.scalars(select(Customer.id)):
        writer.write(f"{pk}\n".encode())
        await writer.drain()
    writer.write_eof()


async def relay(session: AsyncSession, host: str, names: list[str]) -> None:
    reader, writer = await asyncio.open_connection(host, 7007)
    await asyncio.gather(answer(session, reader, names), ask(session, writer))


async def forward(session: AsyncSession, socket, names: list[str]) -> None:
    async def incoming() -> None:
        async for message in socket:
            names.append((await session.get_one(Customer, int(message))).name)

    async def outgoing() -> None:
        for pk in await session.scalars(select(Customer.id)):
            await socket.send(str(pk))

    await asyncio.gather(incoming(), outgoing())
