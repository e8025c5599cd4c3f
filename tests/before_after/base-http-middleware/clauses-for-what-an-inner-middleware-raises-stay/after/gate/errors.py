from fastapi import HTTPException
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class QuotaExceeded(Exception):
    pass


class ErrorMiddleware:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        response_started = False

        async def send_wrapper(message: Message) -> None:
            nonlocal response_started
            if message["type"] == "http.response.start":
                response_started = True
            await send(message)

        try:
            await self.app(scope, receive, send_wrapper)
        except HTTPException as exc:
            if response_started:
                raise
            response = JSONResponse({"middleware": exc.detail}, status_code=exc.status_code)
            await response(scope, receive, send)
        except QuotaExceeded as exc:
            if response_started:
                raise
            response = JSONResponse({"quota": str(exc)}, status_code=429)
            await response(scope, receive, send)
