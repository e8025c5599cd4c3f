import contextlib

from fastapi import FastAPI, Request
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import PlainTextResponse


class Retry(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        for _ in range(3):
            try:
                return await call_next(request)
            except ConnectionError:
                continue
        return PlainTextResponse("gave up", 502)


class Suppress(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        while True:
            with contextlib.suppress(ConnectionError):
                return await call_next(request)


class Last(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        for _ in range(2):
            response = await call_next(request)
        return response


app = FastAPI()
app.add_middleware(Retry)
app.add_middleware(Suppress)
app.add_middleware(Last)
