"""The one place that knows which framework we use."""

from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request

__all__ = ["BaseHTTPMiddleware", "Request"]
