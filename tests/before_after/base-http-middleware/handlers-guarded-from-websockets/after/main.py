from contextvars import ContextVar

from fastapi import FastAPI, Request, WebSocket
from fastapi.responses import JSONResponse

room = ContextVar("room", default="none")


class RoomClosed(Exception):
    pass


async def handle_room_closed(request: Request, closed: RoomClosed) -> JSONResponse:
    if request.scope["type"] != "http":
        raise closed
    return JSONResponse({"closed": str(closed)}, status_code=410)


def register_exception_handlers(app: FastAPI) -> None:
    app.add_exception_handler(RoomClosed, handle_room_closed)


app = FastAPI()
register_exception_handlers(app)


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
