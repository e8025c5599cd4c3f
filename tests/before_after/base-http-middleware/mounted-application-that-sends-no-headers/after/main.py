from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send


async def bare(scope, receive, send):
    """`headers` is optional in ASGI."""
    await send({"type": "http.response.start", "status": 204})
    await send({"type": "http.response.body"})


class ServerTiming:
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
                headers["Server-Timing"] = "app"
            await send(message)

        await self.app(scope, receive, send_wrapper)


sub = FastAPI()


@sub.get("/items")
async def items(fail: bool = False):
    if fail:
        raise KeyError("items")
    return []


app = FastAPI(routes=[Mount("/bare", bare), Mount("/sub", sub)])
app.add_middleware(ServerTiming)
