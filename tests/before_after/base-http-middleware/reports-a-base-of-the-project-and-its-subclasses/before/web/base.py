from abc import abstractmethod

from starlette.middleware.base import BaseHTTPMiddleware


class ProjectMiddleware(BaseHTTPMiddleware):
    """Hooks around each request."""

    async def dispatch(self, request, call_next):
        await self.before(request)
        response = await call_next(request)
        response.headers["X-Hook"] = type(self).__name__
        return response

    @abstractmethod
    async def before(self, request): ...
