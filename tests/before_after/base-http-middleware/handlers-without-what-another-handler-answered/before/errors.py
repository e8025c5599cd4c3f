from fastapi import HTTPException, Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware


class ApiError(HTTPException):
    """A kind of HTTPException."""


class DomainError(Exception):
    pass


class Missing(DomainError):
    pass


class Busy(Exception):
    pass


class ErrorMiddleware(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        try:
            return await call_next(request)
        except ApiError as exc:
            return JSONResponse({"api": exc.detail}, status_code=exc.status_code)
        except Missing as exc:
            return JSONResponse({"missing": str(exc)}, status_code=404)
        except Busy as exc:
            return JSONResponse({"busy": str(exc)}, status_code=503)
