import os

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send


async def on_500(request, exc):
    return JSONResponse({"handler": 500}, status_code=500)


class CatchAll:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        response_started = False

        async def send_wrapper(message: Message) -> None:
            nonlocal response_started
            if message["type"] == "http.response.start":
                response_started = True
            await send(message)

        try:
            await self.app(scope, receive, send_wrapper)
        except Exception as exc:
            if response_started:
                raise
            response = JSONResponse({"middleware": str(exc)}, status_code=500)
            await response(scope, receive, send)


app = FastAPI(exception_handlers={500: on_500})
app.add_middleware(CatchAll)

debug = FastAPI(debug=bool(os.environ.get("APP_DEBUG", "1")))


class DebugErrors:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        response_started = False

        async def send_wrapper(message: Message) -> None:
            nonlocal response_started
            if message["type"] == "http.response.start":
                response_started = True
            await send(message)

        try:
            await self.app(scope, receive, send_wrapper)
        except Exception as exc:
            if response_started:
                raise
            response = JSONResponse({"debug": str(exc)}, status_code=500)
            await response(scope, receive, send)


debug.add_middleware(DebugErrors)


@app.get("/broken")
@debug.get("/broken")
async def broken():
    raise RuntimeError("broken")
