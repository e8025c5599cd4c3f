from .http import BaseHTTPMiddleware, Request

__all__ = ["BaseHTTPMiddleware", "Request"]
