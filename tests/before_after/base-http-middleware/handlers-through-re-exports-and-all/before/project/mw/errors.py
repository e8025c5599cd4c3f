from fastapi import Request
from fastapi.responses import PlainTextResponse
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.responses import Response

__all__ = ["DomainError", "DomainErrorMiddleware"]


class DomainError(Exception):
    """Shown to users."""


class DomainErrorMiddleware(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        try:
            return await call_next(request)
        except DomainError as exc:
            return PlainTextResponse(f"sorry: {exc}", status_code=422)
