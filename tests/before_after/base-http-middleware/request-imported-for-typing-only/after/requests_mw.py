from pydantic import BaseModel
from starlette.requests import Request as StarletteRequest
from starlette.types import ASGIApp, Receive, Scope, Send


class Request(BaseModel):
    """What users ask our office for; nothing to do with http."""

    title: str


class CountMiddleware:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = StarletteRequest(scope, receive)

        if request.url.path == "/example":
            request.state.example = Request(title="example")
        await self.app(scope, receive, send)
