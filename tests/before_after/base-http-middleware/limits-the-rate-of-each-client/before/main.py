import time
from collections import defaultdict, deque
from typing import Callable

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.types import ASGIApp


class RateLimiter(BaseHTTPMiddleware):
    def __init__(self, app: ASGIApp, limit: int = 60, *, window: float = 60.0) -> None:
        super().__init__(app)
        self.limit = limit
        self.window = window
        self.hits: dict[str, deque[float]] = defaultdict(deque)

    def _recent(self, client: str) -> deque[float]:
        hits = self.hits[client]
        while hits and hits[0] < time.monotonic() - self.window:
            hits.popleft()
        return hits

    async def dispatch(self, request: Request, call_next: Callable) -> Response:
        client = request.client.host if request.client else "unknown"
        hits = self._recent(client)
        if len(hits) >= self.limit:
            return JSONResponse(
                {"error": "too many requests"}, status_code=429, headers={"Retry-After": str(int(self.window))}
            )
        hits.append(time.monotonic())
        response = await call_next(request)
        response.headers["X-RateLimit-Limit"] = str(self.limit)
        response.headers["X-RateLimit-Remaining"] = str(self.limit - len(hits))
        return response


app = FastAPI()
app.add_middleware(RateLimiter, limit=2, window=30)


@app.get("/")
async def index():
    return "fine"
