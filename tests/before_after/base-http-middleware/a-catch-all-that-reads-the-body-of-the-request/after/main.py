import logging

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger("bodies")


class Errors:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        body_ended = False

        async def receive_recorded() -> Message:
            if body_ended:
                raise RuntimeError("Stream consumed")
            return await receive()

        async def receive_again() -> Message:
            nonlocal body_ended
            message = await receive()
            body_ended = not message.get("more_body", False)
            return message

        request = Request(scope, receive_recorded)

        response_started = False

        async def send_wrapper(message: Message) -> None:
            nonlocal response_started
            if message["type"] == "http.response.start":
                response_started = True
            await send(message)

        try:
            await self.app(scope, receive_again, send_wrapper)
        except Exception as exc:
            if response_started:
                raise
            logger.error("%r with %r", exc, await request.body())
            response = JSONResponse({"error": str(exc)}, status_code=500)
            await response(scope, receive, send)


app = FastAPI()
app.add_middleware(Errors)


@app.post("/unread")
async def unread():
    raise RuntimeError("unread")


@app.post("/read")
async def read(request: Request):
    await request.body()
    raise RuntimeError("read")
