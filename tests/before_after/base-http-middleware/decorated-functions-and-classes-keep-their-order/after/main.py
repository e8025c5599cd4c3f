from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

app = FastAPI()
trace: list[str] = []


class Inner:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        trace.append("inner in")

        async def send_wrapper(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                trace.append("inner out")
                headers["X-Last"] = "inner"
            await send(message)

        await self.app(scope, receive, send_wrapper)


app.add_middleware(Inner)


class MiddleMiddleware:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        trace.append("middle in")

        async def send_wrapper(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                trace.append("middle out")
                headers["X-Last"] = "middle"
            await send(message)

        await self.app(scope, receive, send_wrapper)


app.add_middleware(MiddleMiddleware)


app.add_middleware(GZipMiddleware, minimum_size=10_000)


class OuterMiddleware:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        trace.append("outer in")

        async def send_wrapper(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                trace.append("outer out")
                headers["X-Last"] = "outer"
            await send(message)

        await self.app(scope, receive, send_wrapper)


app.add_middleware(OuterMiddleware)


@app.get("/")
async def root():
    trace.append("endpoint")
    return 1
