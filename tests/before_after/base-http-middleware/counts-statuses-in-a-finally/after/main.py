import time

from fastapi import FastAPI, Request
from starlette.types import Message, Receive, Scope, Send

app = FastAPI()
metrics = []


class MetricsMiddleware:
    def __init__(self, app, sink=metrics):
        self.app = app
        self.sink = sink
        self.in_flight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = Request(scope, receive)

        status = 500
        self.in_flight += 1
        started = time.perf_counter()

        async def send_wrapper(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_wrapper)
        finally:
            self.in_flight -= 1
            seconds = time.perf_counter() - started
            self.sink.append((request.url.path, status, self.in_flight, seconds < 5))


app.add_middleware(MetricsMiddleware)


@app.get("/fine", status_code=203)
async def fine():
    return {}


@app.get("/broken")
async def broken():
    raise RuntimeError("broken")
