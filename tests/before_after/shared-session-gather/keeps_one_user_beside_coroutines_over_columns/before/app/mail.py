import asyncio

from app.models import User


async def send(user: User, subject: str) -> None:
    reader, writer = await asyncio.open_connection("mail", 25)
    writer.write(f"{user.email}: {subject}, {user.name}".encode())
    await writer.drain()
