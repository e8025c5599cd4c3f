import asyncio

from fastapi import APIRouter, Depends, WebSocket
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.db import get_db

router = APIRouter()


async def receive(websocket: WebSocket, db: AsyncSession) -> None:
    async for line in websocket.iter_text():
        await db.execute(text("insert into lines values (:line)"), {"line": line})
        await db.commit()


async def send(websocket: WebSocket, db: AsyncSession) -> None:
    while True:
        for row in await db.execute(text("select line from lines where not seen")):
            await websocket.send_text(row.line)
        await asyncio.sleep(1)


@router.websocket("/chat")
async def chat(websocket: WebSocket, db: AsyncSession = Depends(get_db)):
    await websocket.accept()
    await asyncio.gather(receive(websocket, db), send(websocket, db))
