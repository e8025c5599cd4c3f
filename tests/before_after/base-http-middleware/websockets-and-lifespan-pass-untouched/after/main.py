from contextlib import asynccontextmanager

from fastapi import FastAPI, WebSocket
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

events = []


class CountRequests:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = Request(scope, receive)

        events.append(request.method)
        await self.app(scope, receive, send)


@asynccontextmanager
async def lifespan(app: FastAPI):
    events.append("up")
    yield {"pool": "pool"}
    events.append("down")


app = FastAPI(lifespan=lifespan)
app.add_middleware(CountRequests)


@app.websocket("/ws")
async def echo(socket: WebSocket):
    await socket.accept()
    async for text in socket.iter_text():
        await socket.send_text(text.upper())


@app.post("/post")
async def post():
    return "posted"
