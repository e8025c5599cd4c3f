import logging

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger("errors")


class ErrorMiddleware:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = Request(scope, receive)

        response_started = False

        async def send_wrapper(message: Message) -> None:
            nonlocal response_started
            if message["type"] == "http.response.start":
                response_started = True
            await send(message)

        try:
            await self.app(scope, receive, send_wrapper)
        except ValueError as exc:
            if response_started:
                raise
            response = JSONResponse({"error": str(exc)}, status_code=400)
            await response(scope, receive, send)
        except Exception:
            if response_started:
                raise
            logger.exception("on %s", request.url.path)
            response = JSONResponse({"error": "internal"}, status_code=500)
            await response(scope, receive, send)
