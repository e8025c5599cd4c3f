from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send


class AuthMiddleware:
    """Already what it should be, with the names of what it was."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def call_next(request: Request):
            await self.app(request.scope, receive, send)

        response = await self.dispatch(Request(scope, receive), call_next)
        if response is not None:
            await response(scope, receive, send)

    async def dispatch(self, request: Request, call_next):
        if "authorization" not in request.headers:
            return JSONResponse({"detail": "no"}, status_code=401)
        return await call_next(request)


app = FastAPI()
app.add_middleware(AuthMiddleware)
