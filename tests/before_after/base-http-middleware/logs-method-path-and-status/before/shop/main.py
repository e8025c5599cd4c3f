from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from shop.logs import AccessLog


@asynccontextmanager
async def lifespan(app):
    app.state.ready = True
    yield
    app.state.ready = False


async def order(request):
    return JSONResponse({"id": request.path_params["id"]}, status_code=201)


async def broken(request):
    raise LookupError("gone")


app = Starlette(routes=[Route("/orders/{id}", order, methods=["PUT"]), Route("/broken", broken)], lifespan=lifespan)
app.add_middleware(AccessLog)
