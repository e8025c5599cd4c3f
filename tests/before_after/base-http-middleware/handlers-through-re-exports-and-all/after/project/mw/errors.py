from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse

__all__ = ["DomainError", "register_exception_handlers"]


class DomainError(Exception):
    """Shown to users."""


async def handle_domain_error(request: Request, exc: DomainError) -> PlainTextResponse:
    return PlainTextResponse(f"sorry: {exc}", status_code=422)


def register_exception_handlers(app: FastAPI) -> None:
    app.add_exception_handler(DomainError, handle_domain_error)
