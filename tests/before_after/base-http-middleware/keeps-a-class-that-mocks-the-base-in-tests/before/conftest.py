from unittest.mock import MagicMock

BaseHTTPMiddleware = MagicMock()


class FakeMiddleware(BaseHTTPMiddleware.__class__):
    async def dispatch(self, request, call_next):
        return await call_next(request)


def make_app():
    app = MagicMock()

    @app.middleware("http")
    async def hook(request, call_next):
        return await call_next(request)

    return app
