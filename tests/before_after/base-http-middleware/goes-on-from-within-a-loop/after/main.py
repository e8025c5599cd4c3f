from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PUBLIC = ("/docs", "/health")


class Tokens:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = Request(scope, receive)

        for prefix in PUBLIC:
            if request.url.path.startswith(prefix):
                await self.app(scope, receive, send)
                return
        response_started = False

        async def send_wrapper(message: Message) -> None:
            nonlocal response_started
            if message["type"] == "http.response.start":
                response_started = True
            await send(message)

        try:
            for scheme, _, token in (field.partition(" ") for field in request.headers.getlist("authorization")):
                if scheme == "Bearer" and token == "good":
                    await self.app(scope, receive, send_wrapper)
                    return
            raise PermissionError("no token")
        except PermissionError as error:
            if response_started:
                raise
            response = JSONResponse({"detail": str(error)}, status_code=401)
            await response(scope, receive, send)


class Required:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = Request(scope, receive)

        for name in ("host",):
            if name not in request.headers:
                break
        else:

            async def send_wrapper(message: Message) -> None:
                if message["type"] == "http.response.start":
                    message.setdefault("headers", [])
                    headers = MutableHeaders(scope=message)
                    headers["X-Complete"] = "yes"
                await send(message)

            await self.app(scope, receive, send_wrapper)
            return
        response = JSONResponse({"detail": name}, status_code=400)
        await response(scope, receive, send)


app = FastAPI()
app.add_middleware(Tokens)
app.add_middleware(Required)


@app.get("/items")
async def items():
    return []


@app.get("/denied")
async def denied():
    raise PermissionError("by the endpoint")


@app.get("/health")
async def health():
    return "fine"
