from fastapi import FastAPI, Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.responses import JSONResponse
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Trace:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = Request(scope, receive)

        try:
            self.check(request)
        except HTTPException as error:
            response = await http_exception_handler(request, error)
            await response(scope, receive, send)
            return

        async def send_wrapper(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                names = {name for name, _ in headers.raw}
                headers.raw.append((b"x-trace", b"%d" % len(names)))
                headers.raw.append((b"x-trace", b"last"))
            await send(message)

        await self.app(scope, receive, send_wrapper)

    def check(self, request: Request) -> None:
        if "x-no" in request.headers:
            raise HTTPException(403, "no", headers={"X-Why": "asked"})


app = FastAPI()
app.add_middleware(Trace)


@app.get("/ok")
async def ok():
    return JSONResponse({}, headers={"X-One": "1"})
