import logging

from fastapi import Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware

from app.core.errors import NotFoundError

logger = logging.getLogger(__name__)


class ErrorHandlerMiddleware(BaseHTTPMiddleware):
    """Answers errors in one shape."""

    async def dispatch(self, request: Request, call_next):
        try:
            return await call_next(request)
        except NotFoundError as exc:
            return JSONResponse(status_code=404, content={"error": str(exc)})
        except Exception as exc:
            logger.error(f"Unhandled: {exc}")
            return JSONResponse(status_code=500, content={"error": "Internal server error"})
