from fastapi import Request, status
from fastapi.responses import JSONResponse
from starlette.types import Receive, Scope, Send

TOKENS = {"s3cret": "ana"}


class AuthMiddleware:
    def __init__(self, app, exempt: list[str] | None = None):
        self.app = app
        self.exempt = exempt or ["/health", "/docs"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = Request(scope, receive)

        # CORS pre-flight requests carry no credentials.
        if request.method == "OPTIONS" or request.url.path in self.exempt:
            await self.app(scope, receive, send)
            return

        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            response = JSONResponse(
                status_code=status.HTTP_401_UNAUTHORIZED,
                content={"detail": "Not authenticated"},
                headers={"WWW-Authenticate": "Bearer"},
            )
            await response(scope, receive, send)
            return
        user = TOKENS.get(token)
        if user is None:
            response = JSONResponse({"detail": "Invalid token"}, status_code=403)
            await response(scope, receive, send)
            return

        request.state.user = user
        await self.app(scope, receive, send)
