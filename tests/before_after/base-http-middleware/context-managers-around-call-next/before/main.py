import asyncio
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar

from starlette.applications import Starlette
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import PlainTextResponse

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


class ConnectionMiddleware(BaseHTTPMiddleware):
    lock = asyncio.Semaphore(5)

    async def dispatch(self, request, call_next):
        async with self.lock, acquire() as conn:
            connection.set(conn)
            with span(request.url.path):
                response = await call_next(request)
            response.headers["X-Connection"] = conn
            return response


async def use(request):
    events.append(f"use {connection.get()}")
    if "fail" in request.query_params:
        raise ValueError("no")
    return PlainTextResponse("used")


app = Starlette()
app.add_middleware(ConnectionMiddleware)
app.add_route("/use", use)
