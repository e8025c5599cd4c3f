from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class DbErrorMiddleware:
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
        except ConnectionError:
            if response_started:
                raise
            response = JSONResponse({"db": "down"}, status_code=503)
            await response(scope, receive, send)


async def handle_value_error(request: Request, exc: ValueError) -> JSONResponse:
    return JSONResponse({"input": str(exc)}, status_code=400)


def register_exception_handlers(app: Starlette) -> None:
    app.add_exception_handler(ValueError, handle_value_error)
