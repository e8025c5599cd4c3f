import time
from collections import defaultdict, deque

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class RateLimiter:
    def __init__(self, app: ASGIApp, limit: int = 60, *, window: float = 60.0) -> None:
        self.app = app
        self.limit = limit
        self.window = window
        self.hits: dict[str, deque[float]] = defaultdict(deque)

    def _recent(self, client: str) -> deque[float]:
        hits = self.hits[client]
        while hits and hits[0] < time.monotonic() - self.window:
            hits.popleft()
        return hits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = Request(scope, receive)

        client = request.client.host if request.client else "unknown"
        hits = self._recent(client)
        if len(hits) >= self.limit:
            response = JSONResponse(
                {"error": "too many requests"}, status_code=429, headers={"Retry-After": str(int(self.window))}
            )
            await response(scope, receive, send)
            return
        hits.append(time.monotonic())

        async def send_wrapper(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                headers["X-RateLimit-Limit"] = str(self.limit)
                headers["X-RateLimit-Remaining"] = str(self.limit - len(hits))
            await send(message)

        await self.app(scope, receive, send_wrapper)


app = FastAPI()
app.add_middleware(RateLimiter, limit=2, window=30)


@app.get("/")
async def index():
    return "fine"
