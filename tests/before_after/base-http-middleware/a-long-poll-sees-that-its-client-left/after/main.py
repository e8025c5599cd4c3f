import asyncio

from fastapi import FastAPI, Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

app = FastAPI()
polls = []


class TagMiddleware:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = Request(scope, receive)

        request.state.tag = request.query_params.get("tag", "none")

        async def send_wrapper(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                headers["X-Tag"] = request.state.tag
            await send(message)

        await self.app(scope, receive, send_wrapper)


app.add_middleware(TagMiddleware)


@app.get("/poll")
async def poll(request: Request):
    for _ in range(100):
        if await request.is_disconnected():
            polls.append(f"{request.state.tag} left")
            return None
        await asyncio.sleep(0.01)
    polls.append(f"{request.state.tag} stayed")
    return "nothing new"
