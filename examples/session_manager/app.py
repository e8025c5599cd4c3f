"""A chat server in small: a session is created, then a WebSocket client presents it.

The server refuses the client, although the row is in the database. `session_manager.py` says why.
"""

import asyncio
from http import HTTPStatus
from typing import Optional

from database import close_db, init_db
from session_manager import SessionManager

session_manager = SessionManager()


class WebSocket:
    """The handshake of a WebSocket, as an ASGI server answers it."""

    def __init__(self) -> None:
        self.answer: Optional[HTTPStatus] = None

    async def accept(self) -> None:
        self.answer = HTTPStatus.SWITCHING_PROTOCOLS

    async def close(self, code: int) -> None:
        # Closed before it was accepted: the client never sees `code`, only a refused handshake.
        if self.answer is None:
            self.answer = HTTPStatus.FORBIDDEN


async def chat(websocket: WebSocket, session_id: str) -> None:
    """The endpoint `/ws/{session_id}`."""
    if not await session_manager.validate_session(session_id):
        await websocket.close(code=4004)
        return
    await websocket.accept()


async def main() -> None:
    await init_db()
    try:
        session_id, _ = await session_manager.create_session(user_id=7, title="hello")
        websocket = WebSocket()
        await chat(websocket, session_id)
        valid = await session_manager.validate_session(session_id)
        found = await session_manager.get_session(session_id)
        count = await session_manager.get_active_session_count()
    finally:
        await close_db()

    print(f"validate_session          -> {valid}")
    print(f"get_session               -> {found and found['title']}")
    print(f"get_active_session_count  -> {count}")
    if websocket.answer is not None:
        print(f"the client is answered       {websocket.answer.value} {websocket.answer.phrase}")


if __name__ == "__main__":
    asyncio.run(main())
