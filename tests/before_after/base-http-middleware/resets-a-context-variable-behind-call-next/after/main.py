from contextvars import ContextVar

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

tenant = ContextVar("tenant", default="public")


class TenantMiddleware:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = Request(scope, receive)

        token = tenant.set(request.headers.get("x-tenant", "public"))

        async def send_wrapper(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                headers["Vary"] = "x-tenant"
            await send(message)

        await self.app(scope, receive, send_wrapper)
        tenant.reset(token)


async def whoami(request):
    return PlainTextResponse(tenant.get())


async def export(request):
    async def rows():
        yield "a;"
        yield "b;"

    return StreamingResponse(rows())


app = Starlette(
    routes=[Route("/whoami", whoami), Route("/export", export)],
    middleware=[Middleware(TenantMiddleware)],
)
