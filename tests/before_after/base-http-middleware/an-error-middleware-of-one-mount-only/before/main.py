from contextvars import ContextVar

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route


current = ContextVar("current", default=None)


class ApiErrors(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        try:
            return await call_next(request)
        except ValueError as exc:
            return PlainTextResponse(f"api: {exc}", status_code=400)


async def number(request):
    current.set(request.path_params["n"])
    return PlainTextResponse(str(int(request.path_params["n"])))


app = Starlette(
    routes=[
        Mount("/api", routes=[Route("/{n}", number)], middleware=[Middleware(ApiErrors)]),
        Route("/page/{n}", number, middleware=[Middleware(ApiErrors)]),
        Route("/plain/{n}", number),
    ]
)
