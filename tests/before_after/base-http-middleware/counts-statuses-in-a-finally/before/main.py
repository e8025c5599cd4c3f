import time

from fastapi import FastAPI, Request
from starlette.middleware.base import BaseHTTPMiddleware

app = FastAPI()
metrics = []


class MetricsMiddleware(BaseHTTPMiddleware):
    def __init__(self, app, sink=metrics):
        super().__init__(app=app)
        self.sink = sink
        self.in_flight = 0

    async def dispatch(self, request: Request, call_next):
        status = 500
        self.in_flight += 1
        started = time.perf_counter()
        try:
            response = await call_next(request)
            status = response.status_code
            return response
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
