from fastapi import HTTPException, Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware


class QuotaExceeded(Exception):
    pass


class ErrorMiddleware(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        try:
            return await call_next(request)
        except HTTPException as exc:
            return JSONResponse({"middleware": exc.detail}, status_code=exc.status_code)
        except QuotaExceeded as exc:
            return JSONResponse({"quota": str(exc)}, status_code=429)
