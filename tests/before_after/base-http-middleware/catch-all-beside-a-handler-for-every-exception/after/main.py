from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Outer:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = Request(scope, receive)

        if request.url.path == "/outer":
            raise RuntimeError("outer")
        await self.app(scope, receive, send)


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
            response = JSONResponse({"middleware": str(exc)}, status_code=502)
            await response(scope, receive, send)


app = FastAPI()
app.add_middleware(CatchAll)
app.add_middleware(Outer)


@app.exception_handler(Exception)
async def on_exception(request: Request, exc: Exception):
    return JSONResponse({"handler": str(exc)}, status_code=500)


@app.get("/inner")
async def inner():
    raise RuntimeError("inner")
