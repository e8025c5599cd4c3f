from fastapi import FastAPI

from project.mw import register_exception_handlers, nothing
from project.mw.errors import DomainError


def create_app() -> FastAPI:
    nothing()
    app = FastAPI()
    register_exception_handlers(app)

    @app.get("/")
    async def root(fail: bool = False):
        if fail:
            raise DomainError("too late")
        return "fine"

    return app
