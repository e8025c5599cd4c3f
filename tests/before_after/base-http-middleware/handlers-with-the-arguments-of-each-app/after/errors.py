import logging
import traceback

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse


def register_exception_handlers(app: FastAPI, *, service: str, show: bool = False) -> None:
    logger = logging.getLogger(f"errors.{service}")

    async def handle_value_error(request: Request, error: ValueError) -> JSONResponse:
        return JSONResponse({"service": service, "error": str(error)}, status_code=400)

    async def handle_exception(request: Request, error: Exception) -> JSONResponse:
        logger.exception("failed")
        content = {"service": service}
        if show:
            content["trace"] = traceback.format_exc().splitlines()[-1]
        return JSONResponse(content, status_code=500)

    app.add_exception_handler(ValueError, handle_value_error)
    app.add_exception_handler(Exception, handle_exception)
