from fastapi import FastAPI, Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__hits = {"n": 0}
__version__ = "1.0"


class Server:
    def __init__(self) -> None:
        self.app = FastAPI()
        self.__seen = 0

        @self.app.middleware("http")
        async def count(request: Request, call_next):
            self.__seen += 1
            return await call_next(request)


app = Server().app


@app.middleware("http")
async def hits(request: Request, call_next):
    __hits["n"] += 1
    response = await call_next(request)
    response.headers["X-Hits"] = f"{__hits['n']} {__version__}"
    return response


class VersionMiddleware:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_wrapper(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                headers["X-Version"] = __version__
            await send(message)

        await self.app(scope, receive, send_wrapper)


app.add_middleware(VersionMiddleware)
