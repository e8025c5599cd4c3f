from contextlib import asynccontextmanager

from fastapi import FastAPI, WebSocket
from starlette.middleware.base import BaseHTTPMiddleware

events = []


class CountRequests(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        events.append(request.method)
        return await call_next(request)


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
