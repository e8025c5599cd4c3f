from starlette.middleware.base import BaseHTTPMiddleware

__all__ = ["LocaleMiddleware", "PoliteMiddleware"]


class LocaleMiddleware(BaseHTTPMiddleware):
    def __init__(self, app, default: str) -> None:
        super().__init__(app)
        self.default = default

    async def dispatch(self, request, call_next):
        request.state.locale = request.headers.get("accept-language") or self.default
        return await call_next(request)


class PoliteMiddleware(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        response = await call_next(request)
        response.headers["X-Locale"] = request.state.locale
        return response
