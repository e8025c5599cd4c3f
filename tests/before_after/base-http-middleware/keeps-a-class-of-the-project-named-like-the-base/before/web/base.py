class BaseHTTPMiddleware:
    """Ours: calls the application in the same task."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        await self.dispatch(scope, lambda request: self.app(request, receive, send))
