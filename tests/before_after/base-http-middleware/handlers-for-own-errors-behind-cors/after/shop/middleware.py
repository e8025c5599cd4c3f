from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse

from shop import errors


async def handle_out_of_stock(request: Request, e: errors.OutOfStock) -> JSONResponse:
    return JSONResponse({"stock": str(e)}, status_code=e.status, headers={"Retry-After": "60"})


async def handle_shop_error(request: Request, e: errors.ShopError) -> JSONResponse:
    return JSONResponse({"shop": str(e), "path": request.url.path}, status_code=e.status)


async def handle_payment_failed_or_timeout_error(request: Request, exc: errors.PaymentFailed | TimeoutError) -> JSONResponse:
    return JSONResponse({"payment": "failed"}, status_code=402)


def register_exception_handlers(app: Starlette) -> None:
    app.add_exception_handler(errors.OutOfStock, handle_out_of_stock)
    app.add_exception_handler(errors.ShopError, handle_shop_error)
    app.add_exception_handler(errors.PaymentFailed, handle_payment_failed_or_timeout_error)
    app.add_exception_handler(TimeoutError, handle_payment_failed_or_timeout_error)
