from starlette.applications import Starlette
from starlette.middleware.base import BaseHTTPMiddleware


def slow_ones(app: Starlette) -> list[str]:
    """Which middlewares of `app` still derive from BaseHTTPMiddleware."""
    return [entry.cls.__name__ for entry in app.user_middleware if issubclass(entry.cls, BaseHTTPMiddleware)]


def is_slow(middleware: object) -> bool:
    return isinstance(middleware, BaseHTTPMiddleware)
