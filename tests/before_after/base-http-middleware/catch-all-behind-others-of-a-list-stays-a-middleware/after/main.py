from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class ServerHeader:
    """Pure ASGI already."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        async def named(message):
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-served-by", b"node 7")]
            await send(message)

        await self.app(scope, receive, named)


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
            response = PlainTextResponse(f"sorry: {type(exc).__name__} " * 100, status_code=500)
            await response(scope, receive, send_wrapper)


async def broken(request):
    raise LookupError


app = Starlette(
    routes=[Route("/broken", broken)],
    middleware=[
        Middleware(ServerHeader),
        Middleware(GZipMiddleware, minimum_size=200),
        Middleware(CatchAll),  # innermost
    ],
)
