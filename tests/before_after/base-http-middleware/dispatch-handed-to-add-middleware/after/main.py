from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from hooks import AddRegionMiddleware, DropServerMiddleware


async def home(request):
    return PlainTextResponse("home", headers={"server": "secret"})


app = Starlette(
    routes=[Route("/", home)],
    middleware=[Middleware(DropServerMiddleware)],
)
app.add_middleware(AddRegionMiddleware)
