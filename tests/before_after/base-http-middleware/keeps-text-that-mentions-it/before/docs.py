"""How to write middleware.

    class Old(BaseHTTPMiddleware):
        async def dispatch(self, request, call_next): ...

    @app.middleware("http")
    async def hook(request, call_next): ...
"""

# from starlette.middleware.base import BaseHTTPMiddleware
EXAMPLE = """
from starlette.middleware.base import BaseHTTPMiddleware


class Example(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        return await call_next(request)
"""
MESSAGE = "do not use BaseHTTPMiddleware, nor app.middleware('http')"
