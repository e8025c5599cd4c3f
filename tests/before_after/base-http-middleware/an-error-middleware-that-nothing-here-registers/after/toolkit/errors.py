from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class ErrorMiddleware:
    """Public: services write app.add_middleware(ErrorMiddleware, status=...)."""

    def __init__(self, app: ASGIApp, status: int = 500) -> None:
        self.app = app
        self.status = status

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
        except Exception as exc:
            if response_started:
                raise
            response = JSONResponse({"error": repr(exc)}, status_code=self.status)
            await response(scope, receive, send)
