import fastapi
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
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
        owner = self

        class TraceMiddleware:
            def __init__(self, app: ASGIApp) -> None:
                self.app = app

            async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
                if scope["type"] != "http":
                    await self.app(scope, receive, send)
                    return

                owner.requests += 1

                async def send_wrapper(message: Message) -> None:
                    if message["type"] == "http.response.start":
                        message.setdefault("headers", [])
                        headers = MutableHeaders(scope=message)
                        headers["X-Trace"] = f"{owner.prefix}-{uuid.uuid4().hex[:8]}"
                    await send(message)

                await self.app(scope, receive, send_wrapper)

        self.app.add_middleware(TraceMiddleware)
