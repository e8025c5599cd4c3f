from fastapi import FastAPI, HTTPException, Request, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class SecurityHeadersMiddleware:
    """Adds the headers that the scanner of the security team asks for."""

    HEADERS = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
    }

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
                for name, value in self.HEADERS.items():
                    headers[name] = value
                # Only on TLS, else browsers pin plain http away.
                if request.url.scheme == "https":
                    headers["Strict-Transport-Security"] = "max-age=63072000"
            await send(message)

        await self.app(scope, receive, send_wrapper)


app = FastAPI()
app.add_middleware(SecurityHeadersMiddleware)


@app.get("/items/{item_id}", status_code=202)
async def read_item(item_id: int, response: Response):
    if item_id == 0:
        raise HTTPException(404, "no such item")
    response.headers["x-frame-options"] = "SAMEORIGIN"
    return {"item": item_id}
