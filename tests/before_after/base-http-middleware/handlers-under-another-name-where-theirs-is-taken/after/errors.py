from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse


def register_exception_handlers(registry: dict) -> dict:
    """Of the command line, not of the web."""
    return {**registry, "errors": True}


async def handle_timeout_error(request: Request, exc: TimeoutError) -> JSONResponse:
    return JSONResponse({"error": "timeout"}, status_code=504)


def register_timeout_errors_handlers(app: Starlette) -> None:
    app.add_exception_handler(TimeoutError, handle_timeout_error)
