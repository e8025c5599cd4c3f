from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.types import ASGIApp, Message, Receive, Scope, Send

app = FastAPI()


class Length(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next: RequestResponseEndpoint):
        response = await call_next(request)
        chunks = [chunk async for chunk in response.body_iterator]
        response.headers["X-Length"] = str(sum(map(len, chunks)))

        async def again():
            for chunk in chunks:
                yield chunk

        response.body_iterator = again()
        return response


class Name:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_wrapper(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                headers["X-Name"] = "svc"
            await send(message)

        await self.app(scope, receive, send_wrapper)


app.add_middleware(Length)
app.add_middleware(Name)


@app.get("/")
async def root():
    return "root"
