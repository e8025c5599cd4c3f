from fastapi import FastAPI

from project.mw import DomainErrorMiddleware as Errors, nothing
from project.mw.errors import DomainError


def create_app() -> FastAPI:
    nothing()
    app = FastAPI()
    app.add_middleware(Errors)

    @app.get("/")
    async def root(fail: bool = False):
        if fail:
            raise DomainError("too late")
        return "fine"

    return app
