import fastapi
import uuid


class Server:
    """Owns the application and what it counts."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.requests = 0
        self.app = fastapi.FastAPI()
        self._install()

        @self.app.get("/count")
        async def count() -> int:
            return self.requests

    def _install(self) -> None:
        @self.app.middleware("http")
        async def trace(request: fastapi.Request, call_next):
            self.requests += 1
            response: fastapi.Response = await call_next(request)
            response.headers["X-Trace"] = f"{self.prefix}-{uuid.uuid4().hex[:8]}"
            return response
