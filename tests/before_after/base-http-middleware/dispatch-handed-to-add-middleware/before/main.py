from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from hooks import add_region, drop_server


async def home(request):
    return PlainTextResponse("home", headers={"server": "secret"})


app = Starlette(
    routes=[Route("/", home)],
    middleware=[Middleware(BaseHTTPMiddleware, dispatch=drop_server)],
)
app.add_middleware(BaseHTTPMiddleware, dispatch=add_region)
