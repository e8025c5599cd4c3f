from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import JSONResponse


def register_exception_handlers(registry: dict) -> dict:
    """Of the command line, not of the web."""
    return {**registry, "errors": True}


class TimeoutErrors(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        try:
            return await call_next(request)
        except TimeoutError:
            return JSONResponse({"error": "timeout"}, status_code=504)
