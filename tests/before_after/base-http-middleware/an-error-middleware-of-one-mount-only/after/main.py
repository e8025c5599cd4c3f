from contextvars import ContextVar

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send


current = ContextVar("current", default=None)


class ApiErrors:
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
        except ValueError as exc:
            if response_started:
                raise
            response = PlainTextResponse(f"api: {exc}", status_code=400)
            await response(scope, receive, send)


async def number(request):
    current.set(request.path_params["n"])
    return PlainTextResponse(str(int(request.path_params["n"])))


app = Starlette(
    routes=[
        Mount("/api", routes=[Route("/{n}", number)], middleware=[Middleware(ApiErrors)]),
        Route("/page/{n}", number, middleware=[Middleware(ApiErrors)]),
        Route("/plain/{n}", number),
    ]
)
