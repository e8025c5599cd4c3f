from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import JSONResponse


class DbErrorMiddleware(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        try:
            return await call_next(request)
        except ConnectionError:
            return JSONResponse({"db": "down"}, status_code=503)


class InputErrorMiddleware(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        try:
            return await call_next(request)
        except ValueError as exc:
            return JSONResponse({"input": str(exc)}, status_code=400)
