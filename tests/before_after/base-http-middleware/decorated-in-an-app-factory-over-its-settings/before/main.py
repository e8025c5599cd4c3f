from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse


@dataclass
class Settings:
    maintenance: bool = False
    name: str = "svc"


def create_app(settings: Settings | None = None) -> FastAPI:
    settings = settings or Settings()
    app = FastAPI(title=settings.name)

    @app.middleware("http")
    async def maintenance(request: Request, call_next):
        # Load balancers ask for /health all the same.
        if settings.maintenance and request.url.path != "/health":
            return JSONResponse({"detail": "back soon"}, status_code=503)
        response = await call_next(request)
        response.headers["X-Service"] = settings.name
        return response

    @app.get("/health")
    async def health():
        return True

    @app.get("/work")
    async def work():
        return "done"

    return app
