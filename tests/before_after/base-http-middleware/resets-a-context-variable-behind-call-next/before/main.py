from contextvars import ContextVar

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route

tenant = ContextVar("tenant", default="public")


class TenantMiddleware(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        token = tenant.set(request.headers.get("x-tenant", "public"))
        response = await call_next(request)
        tenant.reset(token)
        response.headers["Vary"] = "x-tenant"
        return response


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
