import asyncio
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

connection = ContextVar("connection")
events = []


@asynccontextmanager
async def acquire():
    events.append("acquire")
    try:
        yield f"connection {len(events)}"
    except Exception as error:
        events.append(f"rollback {error}")
        raise
    finally:
        events.append("release")


@contextmanager
def span(name):
    events.append(f"begin {name}")
    yield
    events.append(f"end {name}")


class ConnectionMiddleware:
    lock = asyncio.Semaphore(5)

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = Request(scope, receive)

        async with self.lock, acquire() as conn:
            connection.set(conn)

            async def send_wrapper(message: Message) -> None:
                if message["type"] == "http.response.start":
                    message.setdefault("headers", [])
                    headers = MutableHeaders(scope=message)
                    headers["X-Connection"] = conn
                await send(message)

            with span(request.url.path):
                await self.app(scope, receive, send_wrapper)


async def use(request):
    events.append(f"use {connection.get()}")
    if "fail" in request.query_params:
        raise ValueError("no")
    return PlainTextResponse("used")


app = Starlette()
app.add_middleware(ConnectionMiddleware)
app.add_route("/use", use)
