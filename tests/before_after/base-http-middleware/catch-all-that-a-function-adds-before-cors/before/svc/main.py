from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from svc.setup import setup_middlewares


def create_app(cors: bool = True) -> FastAPI:
    app = FastAPI()
    setup_middlewares(app)
    if cors:
        app.add_middleware(CORSMiddleware, allow_origins=["*"])

    @app.get("/broken")
    async def broken():
        raise RuntimeError("broken")

    return app
