from fastapi import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from gate.errors import QuotaExceeded


class AuthMiddleware:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = Request(scope, receive)

        user = request.headers.get("x-user")
        if user is None:
            raise HTTPException(status_code=401, detail="who are you")
        if user == "greedy":
            raise QuotaExceeded(user)
        await self.app(scope, receive, send)
