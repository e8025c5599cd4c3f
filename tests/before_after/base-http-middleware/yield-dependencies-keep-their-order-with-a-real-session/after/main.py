from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db import Item, events, get_session

app = FastAPI()


class TraceMiddleware:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        events.append("in")

        async def send_wrapper(message: Message) -> None:
            if message["type"] == "http.response.start":
                events.append(f"out {message['status']}")
            await send(message)

        await self.app(scope, receive, send_wrapper)


app.add_middleware(TraceMiddleware)


@app.put("/items/{item_id}")
async def put(item_id: int, session: AsyncSession = Depends(get_session)):
    session.add(Item(id=item_id))
    await session.flush()
    if item_id == 7:
        raise HTTPException(409)
    if item_id == 8:
        raise RuntimeError("broken")
    return item_id
