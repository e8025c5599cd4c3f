from contextvars import ContextVar

from fastapi import FastAPI, Request, WebSocket
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware

room = ContextVar("room", default="none")


class RoomClosed(Exception):
    pass


class RoomErrors(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        try:
            return await call_next(request)
        except RoomClosed as closed:
            return JSONResponse({"closed": str(closed)}, status_code=410)


app = FastAPI()
app.add_middleware(RoomErrors)


@app.get("/rooms/{name}")
async def enter(name: str):
    room.set(name)
    raise RoomClosed(name)


@app.websocket("/ws")
async def talk(socket: WebSocket):
    await socket.accept()
    async for text in socket.iter_text():
        if text == "close":
            raise RoomClosed(text)
        await socket.send_text(text)


@app.websocket("/refused")
async def refused(socket: WebSocket):
    raise RoomClosed("refused")
