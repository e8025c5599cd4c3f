from __future__ import annotations

import typing

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

if typing.TYPE_CHECKING:
    from fastapi import FastAPI


def add_typed(app: FastAPI) -> None:
    class TypedMiddleware:
        def __init__(self, app: ASGIApp) -> None:
            self.app = app

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await self.app(scope, receive, send)
                return

            request = Request(scope, receive)

            async def send_wrapper(message: Message) -> None:
                if message["type"] == "http.response.start":
                    message.setdefault("headers", [])
                    headers = MutableHeaders(scope=message)
                    headers["X-Typed"] = request.method
                await send(message)

            await self.app(scope, receive, send_wrapper)

    app.add_middleware(TypedMiddleware)
