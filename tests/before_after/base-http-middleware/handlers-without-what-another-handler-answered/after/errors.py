from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse


class ApiError(HTTPException):
    """A kind of HTTPException."""


class DomainError(Exception):
    pass


class Missing(DomainError):
    pass


class Busy(Exception):
    pass


async def handle_api_error(request: Request, exc: ApiError) -> JSONResponse:
    return JSONResponse({"api": exc.detail}, status_code=exc.status_code)


async def handle_missing(request: Request, exc: Missing) -> JSONResponse:
    return JSONResponse({"missing": str(exc)}, status_code=404)


async def handle_busy(request: Request, exc: Busy) -> JSONResponse:
    return JSONResponse({"busy": str(exc)}, status_code=503)


def register_exception_handlers(app: FastAPI) -> None:
    # never ran inside the middleware; enabling it changes every ApiError body:
    # app.add_exception_handler(ApiError, handle_api_error)
    app.add_exception_handler(Busy, handle_busy)
