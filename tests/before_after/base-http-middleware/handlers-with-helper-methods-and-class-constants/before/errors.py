import logging

from fastapi import Request, status
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware

logger = logging.getLogger("svc")


class ErrorHandlingMiddleware(BaseHTTPMiddleware):
    """All errors of the service in one format."""

    CODES = {ValueError: "bad_value"}
    DEFAULT = "error"

    async def dispatch(self, request: Request, call_next):
        try:
            response = await call_next(request)
            return response
        except (ValueError, TypeError) as exc:
            return self._answer(request, status.HTTP_400_BAD_REQUEST, exc)
        except Exception as exc:
            logger.critical("%s", self._describe(exc))
            return self._answer(request, status.HTTP_500_INTERNAL_SERVER_ERROR, exc)

    def _describe(self, exc: Exception) -> str:
        return f"{type(exc).__name__}: {exc}"

    def _answer(self, request: Request, code: int, exc: Exception) -> JSONResponse:
        content = {"code": self.CODES.get(type(exc), self.DEFAULT), "url": request.url.path}
        if code < 500:
            content["message"] = self._describe(exc)
        return JSONResponse(content, status_code=code)
