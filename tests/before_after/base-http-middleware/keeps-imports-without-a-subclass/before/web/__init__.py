"""Names that other services import from here."""

from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint

__all__ = ["BaseHTTPMiddleware", "RequestResponseEndpoint"]
