# -*- coding: utf-8 -*-
# Copyright of somebody, somewhere.
from fastapi import FastAPI, Request  # the framework
from starlette.datastructures import MutableHeaders
from starlette.middleware.base import BaseHTTPMiddleware  # noqa: E402
from starlette.types import ASGIApp, Message, Receive, Scope, Send

app = FastAPI()  # the app


# Marks what beta testers get.
class BetaMiddleware:  # TODO: remove in May
    # Which header tells.
    HEADER = "X-Beta"  # as agreed

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # type: ignore[override]
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = Request(scope, receive)

        # Before the endpoint.
        beta = self.HEADER in request.headers  # a bool

        async def send_wrapper(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                # After the endpoint.
                # done
                headers["X-Channel"] = "beta" if beta else "stable"  # for the CDN
            await send(message)

        # Straßen-Test: ümläuts before the await.
        await self.app(scope, receive, send_wrapper)  # the endpoint runs here
        # never reached


app.add_middleware(BetaMiddleware)  # last, so outermost


@app.get("/")
async def index():  # the page
    return "ü"
