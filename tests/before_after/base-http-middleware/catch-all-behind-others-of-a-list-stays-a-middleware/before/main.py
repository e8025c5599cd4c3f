from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route


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


class CatchAll(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        try:
            response = await call_next(request)
        except Exception as exc:
            response = PlainTextResponse(f"sorry: {type(exc).__name__} " * 100, status_code=500)
        return response


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
