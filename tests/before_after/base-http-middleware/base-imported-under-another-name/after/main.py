from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import Request as Req
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class PoweredBy:
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
                headers["x-powered-by"] = "tea"
            await send(message)

        await self.app(scope, receive, send_wrapper)


app = Starlette()
app.add_middleware(PoweredBy)


async def home(request: Req) -> Response:
    return PlainTextResponse("home")


app.add_route("/", home)
