import logging

from fastapi import FastAPI, Request, status
from fastapi.responses import JSONResponse

logger = logging.getLogger("svc")


CODES = {ValueError: "bad_value"}
DEFAULT = "error"


async def handle_value_error_or_type_error(request: Request, exc: ValueError | TypeError):
    return _answer(request, status.HTTP_400_BAD_REQUEST, exc)


async def handle_exception(request: Request, exc: Exception):
    logger.critical("%s", _describe(exc))
    return _answer(request, status.HTTP_500_INTERNAL_SERVER_ERROR, exc)


def _describe(exc: Exception) -> str:
    return f"{type(exc).__name__}: {exc}"


def _answer(request: Request, code: int, exc: Exception) -> JSONResponse:
    content = {"code": CODES.get(type(exc), DEFAULT), "url": request.url.path}
    if code < 500:
        content["message"] = _describe(exc)
    return JSONResponse(content, status_code=code)


def register_exception_handlers(app: FastAPI) -> None:
    """All errors of the service in one format."""
    app.add_exception_handler(ValueError, handle_value_error_or_type_error)
    app.add_exception_handler(TypeError, handle_value_error_or_type_error)
    app.add_exception_handler(Exception, handle_exception)
