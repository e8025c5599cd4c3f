"""Turns errors into answers."""

import logging

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from core.errors import NotFoundError

logger = logging.getLogger(__name__)


async def handle_http_exception(request: Request, exc: HTTPException) -> JSONResponse:
    return JSONResponse(status_code=exc.status_code, content={"error": exc.detail})


async def handle_request_validation_error(request: Request, exc: RequestValidationError) -> JSONResponse:
    return JSONResponse(status_code=400, content={"error": "validation"})


async def handle_not_found_error(request: Request, exc: NotFoundError) -> JSONResponse:
    # Not worth a line in the log.
    return JSONResponse(status_code=404, content={"error": str(exc), "what": exc.what})


async def handle_exception(request: Request, exc: Exception) -> JSONResponse:
    logger.error(f"Unhandled: {exc}", exc_info=True)
    return JSONResponse(status_code=500, content={"error": "Internal server error"})


def register_exception_handlers(app: FastAPI) -> None:
    """Global error handling."""
    # never ran inside the middleware; enabling it changes every HTTPException body:
    # app.add_exception_handler(HTTPException, handle_http_exception)
    # never ran inside the middleware; enabling it changes every RequestValidationError body:
    # app.add_exception_handler(RequestValidationError, handle_request_validation_error)
    app.add_exception_handler(NotFoundError, handle_not_found_error)
    app.add_exception_handler(Exception, handle_exception)
