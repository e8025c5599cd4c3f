from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse
from starlette.routing import Route

from shop.errors import OutOfStock, PaymentFailed, ShopError
from shop.middleware import ErrorsToJson


class Worse(ShopError):
    status = 422


KINDS = {"stock": OutOfStock, "shop": ShopError, "worse": Worse, "pay": PaymentFailed, "slow": TimeoutError}


async def buy(request):
    kind = request.path_params["kind"]
    if kind in KINDS:
        raise KINDS[kind](kind)
    return JSONResponse({"bought": kind})


app = Starlette(
    routes=[Route("/buy/{kind}", buy)],
    middleware=[
        Middleware(CORSMiddleware, allow_origins=["*"]),
        Middleware(ErrorsToJson),
    ],
)
