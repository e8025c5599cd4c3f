import uuid

from fastapi import FastAPI, Request, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class VisitorMiddleware:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = Request(scope, receive)

        visitor = request.cookies.get("visitor")

        async def send_wrapper(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                cookies = Response()
                cookies.raw_headers = headers.raw
                if visitor is None:
                    cookies.set_cookie("visitor", uuid.uuid4().hex, max_age=3600, httponly=True, samesite="lax")
                if "legacy" in request.cookies:
                    cookies.delete_cookie("legacy", path="/old")
            await send(message)

        await self.app(scope, receive, send_wrapper)


app = FastAPI()
app.add_middleware(VisitorMiddleware)


@app.get("/")
async def root(response: Response):
    response.set_cookie("own", "1")
    return "root"
