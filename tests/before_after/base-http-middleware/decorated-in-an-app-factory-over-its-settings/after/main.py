from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


@dataclass
class Settings:
    maintenance: bool = False
    name: str = "svc"


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()
    app = FastAPI(title=settings.name)

    class MaintenanceMiddleware:
        def __init__(self, app: ASGIApp) -> None:
            self.app = app

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await self.app(scope, receive, send)
                return

            request = Request(scope, receive)

            # Load balancers ask for /health all the same.
            if settings.maintenance and request.url.path != "/health":
                response = JSONResponse({"detail": "back soon"}, status_code=503)
                await response(scope, receive, send)
                return

            async def send_wrapper(message: Message) -> None:
                if message["type"] == "http.response.start":
                    message.setdefault("headers", [])
                    headers = MutableHeaders(scope=message)
                    headers["X-Service"] = settings.name
                await send(message)

            await self.app(scope, receive, send_wrapper)

    app.add_middleware(MaintenanceMiddleware)

    @app.get("/health")
    async def health():
        return True

    @app.get("/work")
    async def work():
        return "done"

    return app
