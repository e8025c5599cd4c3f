from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse

from shop import errors


class ErrorsToJson(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        try:
            response = await call_next(request)
        except errors.OutOfStock as e:
            response = JSONResponse({"stock": str(e)}, status_code=e.status, headers={"Retry-After": "60"})
        except errors.ShopError as e:
            response = JSONResponse({"shop": str(e), "path": request.url.path}, status_code=e.status)
        except (errors.PaymentFailed, TimeoutError):
            return JSONResponse({"payment": "failed"}, status_code=402)
        return response
