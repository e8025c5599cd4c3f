from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PUBLIC = ("/docs", "/health")


class ApiKey:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = Request(scope, receive)

        if request.method == "OPTIONS":
            request.state.asked = True
            if "origin" in request.headers:
                await self.app(scope, receive, send)
                return
            response = Response(status_code=204)
            await response(scope, receive, send)
            return
        known = request.headers.get("x-api-key") == "secret"
        # whoever is known goes on
        if known or request.url.path in PUBLIC:
            await self.app(scope, receive, send)
            return
        response = JSONResponse({"detail": "no key"}, 401)
        await response(scope, receive, send)


class Maintenance:
    enabled = False

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
                headers["X-Open"] = str(not self.enabled)
            await send(message)

        if (self.enabled  # an operator sets it
            and request.url.path not in PUBLIC):
            response = JSONResponse({"detail": "closed"}, status_code=503)
            await response(scope, receive, send_wrapper)
        else:
            await self.app(scope, receive, send_wrapper)


app = FastAPI()
app.add_middleware(ApiKey)
app.add_middleware(Maintenance)


@app.get("/items")
async def items():
    return []


@app.get("/health")
async def health():
    return "fine"
