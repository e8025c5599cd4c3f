import json
import logging

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger("bodies")
app = FastAPI()
polls = []


class LogBody:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        received: list[Message] = []

        async def receive_recorded() -> Message:
            message = await receive()
            received.append(message)
            return message

        async def receive_again() -> Message:
            return received.pop(0) if received else await receive()

        request = Request(scope, receive_recorded)

        body = await request.body()
        try:
            keys = sorted(json.loads(body)) if body else []
        except ValueError:
            response = JSONResponse({"error": "not json"}, status_code=400)
            await response(scope, receive, send)
            return
        logger.info("%s with %s", request.method, keys)
        await self.app(scope, receive_again, send)


app.add_middleware(LogBody)


@app.post("/echo")
async def echo(request: Request):
    content = await request.json()
    polls.append(await request.is_disconnected())
    return content
